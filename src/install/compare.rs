//! One wanted object against the one in the cluster.

use serde_json::Value;

use crate::cluster::{Apply, Cluster, FIELD_MANAGER, FieldConflict, Refusal};
use crate::error::Result;
use crate::manifest::{Change, Object, changes, covers, dropped, leftovers};

/// Managers whose fields we take over on objects of a release: they wrote the release before us.
pub(super) const PREDECESSORS: [&str; 3] = ["helm", "dapr", "kubectl-client-side-apply"];

/// Whether nothing would change, as far as what was read can tell.
pub(super) fn is_as_wanted(live: &Object, object: &Object, before: Option<&Object>) -> bool {
    covers(&live.0, &object.0) && unset(live, object, before).is_empty()
}

/// Fields that the release set and that are wanted no more: those that we applied, and those of
/// our predecessors that the manifest before named (they own the server's defaults, too, which
/// come back by themselves).
fn unset(live: &Object, object: &Object, before: Option<&Object>) -> Vec<String> {
    let mut paths = leftovers(live, FIELD_MANAGER, &object.0);
    if let (Some(taken), Some(before)) = (taken_over(live), before) {
        let of_predecessors = dropped(&taken, FIELD_MANAGER, &before.0, &object.0);
        paths.extend(of_predecessors);
        paths.sort();
        paths.dedup();
    }
    paths
}

/// The object as it is once our predecessors' fields are ours; `None` if they have none.
fn taken_over(live: &Object) -> Option<Object> {
    let fields = crate::manifest::take_over(live, &PREDECESSORS, FIELD_MANAGER)?;
    let mut live = live.clone();
    *live.0.pointer_mut("/metadata/managedFields")? = fields;
    Some(live)
}

/// An object that is there, and what has to be known to compare it.
pub(super) struct Comparison<'a> {
    pub(super) live: &'a Object,
    pub(super) object: &'a Object,
    /// As the release's newest record has it.
    pub(super) before: Option<&'a Object>,
    /// Whether our predecessors' fields become ours.
    pub(super) takes_over: bool,
    /// Whether its definition comes with the same plan: the server then judges by the old one.
    pub(super) is_redefined: bool,
}

impl Comparison<'_> {
    /// What applying the object would change, by the server's own reckoning.
    pub(super) async fn differences(&self, cluster: &Cluster) -> Result<Vec<Change>> {
        let after = match self.dry_run(cluster).await {
            Err(Refusal::Invalid(_)) if self.is_redefined => {
                return Ok(changes(&self.live.0, &self.object.0));
            }
            after => {
                after.map_err(|refusal| refusal.explain(&format!("apply {}", self.object.id())))?
            }
        };
        let mut differences = changes(&self.live.0, &after.0);
        // The dry run can't take fields over first, so what a predecessor set stays in its answer.
        let unset = unset(&after, self.object, self.before).into_iter();
        differences.extend(unset.map(|path| Change {
            path,
            from: Some(Value::Null),
            to: None,
        }));
        Ok(differences)
    }

    async fn dry_run(&self, cluster: &Cluster) -> Result<Object, Refusal> {
        let how = Apply {
            force: false,
            dry_run: true,
        };
        match cluster.apply(self.object, how).await {
            Err(Refusal::FieldConflicts { message, conflicts }) if self.takes_over => {
                let conflicts = foreign(conflicts);
                if conflicts.is_empty() {
                    return cluster
                        .apply(self.object, Apply { force: true, ..how })
                        .await;
                }
                Err(Refusal::FieldConflicts { message, conflicts })
            }
            answer => answer,
        }
    }
}

/// Conflicts with others than our predecessors.
fn foreign(conflicts: Vec<FieldConflict>) -> Vec<FieldConflict> {
    let is_predecessor = |manager: &str| {
        PREDECESSORS
            .iter()
            .any(|name| manager.split(' ').next() == Some(name))
    };
    conflicts
        .into_iter()
        .filter(|conflict| !is_predecessor(&conflict.manager))
        .collect()
}
