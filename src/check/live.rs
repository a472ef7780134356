//! A cluster that is followed: its objects by watches, so that a change is known as soon as the API server tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::collect::{List, Scope, kept, lists, once_each, put};
use super::sidecars;
use crate::cluster::{self, Cluster, Observer, Refusal};
use crate::diagnose::{Answers, Snapshot, Unknown};
use crate::manifest::Object;

/// What [`collect`](super::collect) reads once, kept current until this is dropped.
pub struct Live {
    cluster: Cluster,
    lists: Vec<List>,
    observer: Observer,
}

impl Live {
    /// Starts to follow all that belongs to this scope.
    pub fn start(cluster: &Cluster, scope: &Scope) -> Self {
        let lists = lists(scope);
        let scopes: Vec<_> = lists.iter().map(followed).collect();
        Self {
            cluster: cluster.clone(),
            observer: Observer::keeping(cluster, &scopes, kept),
            lists,
        }
    }

    /// Comes back when something changed since the last call, at once if it did already.
    pub async fn changed(&self) {
        self.observer.changed().await;
    }

    /// Whether all was listed once, but for what cannot be.
    pub fn is_complete(&self) -> bool {
        self.observer.is_complete(|_| false)
    }

    /// Why nothing of it is current any more: the cluster does not answer, or does not know us. None if some of it is.
    pub fn lost(&self) -> Option<Refusal> {
        let troubles = self.observer.troubles();
        lost(&troubles, self.lists.len())
    }

    /// The objects as they are now; nobody is asked for it. What could not be seen is named in it.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot {
            now: Timestamp::now(),
            ..Snapshot::default()
        };
        let kinds: BTreeSet<&str> = self.lists.iter().map(|list| &*list.kind.kind).collect();
        for kind in kinds {
            if self.observer.knows(kind) {
                put(&mut snapshot, kind, self.objects(kind));
            }
        }
        snapshot.unknown = self.unknown();
        once_each(&mut snapshot);
        snapshot
    }

    /// Lists that are not what there is. Those of definitions that are not installed are: there is nothing.
    fn unknown(&self) -> Vec<Unknown> {
        let awaited = self.observer.awaited().into_iter();
        let awaited = awaited.map(|place| (place, Refusal::Unreachable("not answered yet".into())));
        let troubles = self.observer.troubles().into_iter().chain(awaited);
        let troubles = troubles.filter(|(_, refusal)| !refusal.is_not_found());
        troubles
            .map(|(place, refusal)| self.lists[place].unknown(&refusal, "list and watch"))
            .collect()
    }

    /// What the sidecars answer now, by namespace and pod.
    pub async fn ask(&self) -> BTreeMap<(String, String), Answers> {
        sidecars::asked(&self.cluster, &self.objects("Pod")).await
    }

    fn objects(&self, kind: &str) -> Vec<Arc<Object>> {
        let mut objects = self.observer.objects(&[kind]);
        let mut lists = self.lists.iter().filter(|list| list.kind.kind == kind);
        if let Some(list) = lists.next() {
            objects.retain(|object| list.wants(object));
        }
        objects
    }
}

fn followed(list: &List) -> cluster::Scope {
    cluster::Scope {
        kind: list.kind.clone(),
        namespace: list.namespace.clone(),
        select: list.select.clone(),
    }
}

/// One list that is not answered may be its own fault; when none is current, it is the cluster's. Who we are is the same
/// for all of them.
fn lost(troubles: &[(usize, Refusal)], lists: usize) -> Option<Refusal> {
    let refusals = || troubles.iter().map(|(_, refusal)| refusal);
    let stranger = refusals().find(|one| matches!(one, Refusal::Unauthorized(_)));
    let silent = || refusals().find(|one| one.is_passing() && troubles.len() == lists);
    stranger.or_else(silent).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_lost_when_nothing_is_current_or_we_are_strangers() {
        let silent = || Refusal::Unreachable("refused".into());
        let forbidden = || Refusal::Forbidden("no".into());
        let stranger = || Refusal::Unauthorized("who?".into());
        let rows = [
            (vec![], None),
            (vec![silent()], None),
            (vec![silent(), silent(), silent()], Some("refused")),
            (vec![forbidden(), silent(), forbidden()], Some("refused")),
            (vec![forbidden(), forbidden(), forbidden()], None),
            (vec![stranger()], Some("who?")),
            (vec![silent(), stranger(), silent()], Some("who?")),
        ];
        for (troubles, expected) in rows {
            let troubles: Vec<_> = troubles.into_iter().enumerate().collect();
            let found = lost(&troubles, 3).map(|refusal| refusal.to_string());
            assert_eq!(found.as_deref(), expected, "{troubles:?}");
        }
    }
}
