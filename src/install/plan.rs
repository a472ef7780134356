//! What would change: every wanted object against the one in the cluster.
//!
//! An object that is there is compared first with what was read; only where it may differ is the
//! server asked, with a dry run, what applying it would make of it. So an unchanged run only reads.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::anew::fixed_changes;
use super::context::Context;
use super::ledger::Ledger;
use super::wanted::Wanted;
use crate::cluster::{Apply, Cluster, FIELD_MANAGER, FieldConflict, Refusal};
use crate::error::Result;
use crate::event::Action;
use crate::manifest::{Change, Object, ObjectId, changes, covers, dropped, leftovers};
use crate::release::{self, Standing};

/// Requests under way at once: each needs a connection of its own, and the server's cores are
/// shared with others.
pub(super) const PARALLEL: usize = 8;

/// Managers whose fields we take over on objects of a release: they wrote the release before us.
pub(super) const PREDECESSORS: [&str; 3] = ["helm", "dapr", "kubectl-client-side-apply"];

/// One object, and what has to be done to it.
#[derive(Clone, Debug)]
pub struct Step {
    /// As it will be applied: placed and marked.
    pub object: Object,
    /// As it is now.
    pub live: Option<Object>,
    /// What applying does to it.
    pub action: Action,
    /// It can't be changed in place: it is deleted with its pods, and made anew.
    pub anew: bool,
    /// Field by field; empty for a new object.
    pub changes: Vec<Change>,
}

/// Everything that has to be done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Definitions first, then the objects, in the order they were wanted.
    pub steps: Vec<Step>,
    /// Objects of earlier revisions that are wanted no more.
    pub prune: Vec<Object>,
    /// What the release looks like before.
    pub(super) ledger: Ledger,
    /// Whether the release's record must change although no object does.
    pub(super) record_differs: bool,
    /// The revision that carrying it out writes.
    next_revision: u32,
}

impl Plan {
    /// Whether the cluster is as it should be, record included.
    pub fn is_nothing(&self) -> bool {
        !self.record_differs
            && self.prune.is_empty()
            && self
                .steps
                .iter()
                .all(|step| step.action == Action::Unchanged)
    }

    /// The revision that stands once it is carried out.
    pub fn revision(&self) -> u32 {
        match self.ledger.standing() {
            Standing::Deployed(record) if self.is_nothing() => record.revision,
            _ => self.next_revision,
        }
    }

    /// How many objects there are to which this happens.
    pub fn count(&self, action: Action) -> usize {
        self.steps
            .iter()
            .filter(|step| step.action == action)
            .count()
    }
}

/// Compares what is wanted with what is there.
pub(super) async fn make(cx: &Context<'_>, wanted: &Wanted, ledger: Ledger) -> Result<Plan> {
    let objects = placed(cx.cluster, wanted).await?;
    let steps: Vec<Step> = stream::iter(objects)
        .map(|object| step(cx.cluster, wanted, &ledger, object))
        .buffered(PARALLEL)
        .try_collect()
        .await?;
    let prune = leavings(cx.cluster, &ledger, &steps).await?;
    Ok(Plan {
        steps,
        prune,
        record_differs: ledger.differs(wanted)?,
        next_revision: ledger.next_revision(wanted)?,
        ledger,
    })
}

/// Puts each object into its namespace and marks it as part of the release.
async fn placed(cluster: &Cluster, wanted: &Wanted) -> Result<Vec<Object>> {
    for definition in wanted.definitions.iter().chain(&wanted.objects) {
        cluster.learn(definition);
    }
    let mut objects = wanted.definitions.clone();
    for object in &wanted.objects {
        let kind = cluster
            .kind_of(object)
            .await
            .map_err(|refusal| refusal.explain(&format!("place {}", object.id())))?;
        let mut object = object.clone();
        if kind.namespaced && object.namespace().is_none() {
            object.set_namespace(&wanted.namespace);
        }
        if !outlives_release(&object) {
            release::mark(&mut object, &wanted.release, &wanted.namespace);
        }
        objects.push(object);
    }
    Ok(objects)
}

/// Definitions and namespaces hold other people's objects: they are applied, never owned, never
/// pruned.
pub(super) fn outlives_release(object: &Object) -> bool {
    matches!(object.kind(), "CustomResourceDefinition" | "Namespace")
}

async fn step(cluster: &Cluster, wanted: &Wanted, ledger: &Ledger, object: Object) -> Result<Step> {
    let doing = format!("read {}", object.id());
    let kind = cluster
        .kind_of(&object)
        .await
        .map_err(|refusal| refusal.explain(&doing))?;
    let live = cluster
        .get(&kind, object.namespace(), object.name())
        .await
        .map_err(|refusal| refusal.explain(&doing))?;
    let Some(live) = live else {
        return Ok(Step {
            object,
            live: None,
            action: Action::Created,
            anew: false,
            changes: Vec::new(),
        });
    };
    if !outlives_release(&object) && !ledger.holds(&object.id()) {
        release::may_adopt(&live, &wanted.release, &wanted.namespace)?;
    }
    let before = ledger.object(&object.id());
    let fixed = fixed_changes(&live, &object);
    let anew = !fixed.is_empty();
    let changes = if anew {
        fixed
    } else if is_as_wanted(&live, &object, before) {
        Vec::new()
    } else {
        differences(cluster, &live, &object, before).await?
    };
    let action = if changes.is_empty() {
        Action::Unchanged
    } else {
        Action::Configured
    };
    Ok(Step {
        object,
        live: Some(live),
        action,
        anew,
        changes,
    })
}

/// Whether nothing would change, as far as what was read can tell.
fn is_as_wanted(live: &Object, object: &Object, before: Option<&Object>) -> bool {
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

/// What applying the object would change, by the server's own reckoning.
async fn differences(
    cluster: &Cluster,
    live: &Object,
    object: &Object,
    before: Option<&Object>,
) -> Result<Vec<Change>> {
    let after = dry_run(cluster, object).await?;
    let mut differences = changes(&live.0, &after.0);
    // The dry run can't take fields over first, so what a predecessor set stays in its answer.
    let unset = unset(&after, object, before).into_iter();
    differences.extend(unset.map(|path| Change {
        path,
        from: Some(Value::Null),
        to: None,
    }));
    Ok(differences)
}

async fn dry_run(cluster: &Cluster, object: &Object) -> Result<Object> {
    let doing = format!("apply {}", object.id());
    match cluster
        .apply(
            object,
            Apply {
                force: false,
                dry_run: true,
            },
        )
        .await
    {
        Err(Refusal::FieldConflicts { message, conflicts }) => {
            let foreign = foreign(conflicts);
            if foreign.is_empty() {
                let forced = Apply {
                    force: true,
                    dry_run: true,
                };
                return cluster
                    .apply(object, forced)
                    .await
                    .map_err(|refusal| refusal.explain(&doing));
            }
            Err(Refusal::FieldConflicts {
                message,
                conflicts: foreign,
            }
            .explain(&doing))
        }
        answer => answer.map_err(|refusal| refusal.explain(&doing)),
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

/// What earlier revisions put there, and this one no longer wants.
async fn leavings(cluster: &Cluster, ledger: &Ledger, steps: &[Step]) -> Result<Vec<Object>> {
    let is_wanted = |object: &Object| {
        steps
            .iter()
            .any(|step| step.object.id().same_object(&object.id()))
    };
    let unwanted = ledger
        .objects()
        .iter()
        .filter(|object| !outlives_release(object) && !is_wanted(object));
    let found: Vec<Option<Object>> = stream::iter(unwanted.map(Object::id))
        .map(|id| find(cluster, id))
        .buffered(PARALLEL)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// The object that an id names, if it is there.
pub(super) async fn find(cluster: &Cluster, id: ObjectId) -> Result<Option<Object>> {
    let found = match cluster.kind(&id.api_version, &id.kind).await {
        Ok(kind) => cluster.get(&kind, id.namespace.as_deref(), &id.name).await,
        Err(refusal) if refusal.is_not_found() => Ok(None),
        Err(refusal) => Err(refusal),
    };
    found.map_err(|refusal| refusal.explain(&format!("read {id}")))
}
