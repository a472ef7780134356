//! A cluster that is followed: its objects by watches, so that a change is known as soon as the API server tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout;

use super::collect::{List, Scope, kept, lists, once_each, put};
use super::sidecars;
use crate::cluster::{self, Cluster, Observer, Refusal};
use crate::diagnose::{Answers, Snapshot};
use crate::manifest::Object;

/// What [`collect`](super::collect) reads once, kept current until this is dropped.
pub struct Live {
    cluster: Cluster,
    lists: Vec<List>,
    observer: Observer,
}

/// How far what is followed can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is what there is.
    Current,
    /// The cluster answers, but has not told all of it lately: better follow it anew.
    Behind,
    /// The cluster does not answer, or does not know us any more: why.
    Lost(String),
}

/// How long the API server has to say that it is there.
const PROBE: Duration = Duration::from_secs(2);

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

    /// Whether what is followed is what there is. A watch that was broken off and has nothing new to tell looks as one
    /// that is still broken: so the API server is asked, once one is.
    pub async fn standing(&self) -> Standing {
        let troubles = self.observer.troubles();
        let lost = troubles.into_iter().find(|(_, refusal)| {
            matches!(refusal, Refusal::Unreachable(_) | Refusal::Unauthorized(_))
        });
        let Some((_, refusal)) = lost else {
            return Standing::Current;
        };
        match timeout(PROBE, self.cluster.serves("coordination.k8s.io/v1")).await {
            Ok(Ok(_)) => Standing::Behind,
            Ok(Err(refusal)) => Standing::Lost(refusal.to_string()),
            Err(_) => Standing::Lost(refusal.to_string()),
        }
    }

    /// The objects as they are now; nobody is asked for it. What may not be seen is named in it.
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
        let is_lost =
            |refusal: &Refusal| matches!(refusal, Refusal::Unreachable(_) | Refusal::NotFound(_));
        for (place, refusal) in self.observer.troubles() {
            if !is_lost(&refusal) {
                snapshot.unknown.push(self.lists[place].unknown(&refusal));
            }
        }
        once_each(&mut snapshot);
        snapshot
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
