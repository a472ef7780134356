//! Taking a release away: everything its records name, in the reverse order, until it is gone.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::context::{Context, counted};
use super::lease::{self, Lease};
use super::ledger::{self, Ledger};
use super::plan::Unwanted;
use super::waves;
use crate::cluster::Propagation;
use crate::error::{Error, Exit, Result};
use crate::event::{Action, Event};
use crate::manifest::{Kind, Object, ObjectId, sort_for_delete};
use crate::release::Record;

/// How often we look whether something is gone.
const LOOK: Duration = Duration::from_millis(150);

/// What to take away.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The release's name.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// Wait until everything is gone, pods included.
    pub wait: bool,
    /// How long that may take.
    pub timeout: Duration,
}

/// What was taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Objects that are gone (or going, without waiting).
    pub objects: Vec<ObjectId>,
    /// Whether there was a release at all.
    pub was_there: bool,
}

impl Removal {
    /// The objects that carrying it out would delete, in the order of deletion.
    pub async fn plan(&self, cx: &Context<'_>) -> Result<(Ledger, Vec<Object>)> {
        let (ledger, unwanted) = self.look(cx).await?;
        Ok((ledger, unwanted.deletable))
    }

    async fn look(&self, cx: &Context<'_>) -> Result<(Ledger, Unwanted)> {
        let ledger = Ledger::read(cx.cluster, &self.namespace, &self.release).await?;
        let ids = ledger.objects().iter().map(Object::id);
        let mut unwanted = Unwanted::of(cx.cluster, ids, &self.release, &self.namespace).await?;
        sort_for_delete(&mut unwanted.deletable);
        Ok((ledger, unwanted))
    }

    /// Deletes the release's objects and its records.
    ///
    /// # Errors
    /// Something can't be deleted, or stays; the records are kept then, so that the same command
    /// goes on from there.
    pub async fn run(&self, cx: &Context<'_>) -> Result<Removed> {
        let ledger = Ledger::read(cx.cluster, &self.namespace, &self.release).await?;
        if ledger.records().is_empty() {
            lease::forget(cx.cluster, &self.namespace, &self.release).await;
            return Ok(Removed::default());
        }
        let deadline = Instant::now() + self.timeout;
        let lease = tokio::select! {
            biased;
            () = cx.cancel.cancelled() => return Err(Error::interrupted()),
            lease = Lease::acquire(cx, &self.namespace, &self.release, deadline) => lease?,
        };
        let removed = tokio::select! {
            biased;
            removed = self.carry_out(cx, deadline) => removed,
            () = cx.cancel.cancelled() => Err(Error::interrupted().state("the same command goes on from here")),
            error = lease.lost() => Err(error),
        };
        lease.release().await;
        removed
    }

    async fn carry_out(&self, cx: &Context<'_>, deadline: Instant) -> Result<Removed> {
        let started = Instant::now();
        let (ledger, unwanted) = self.look(cx).await?;
        unwanted.tell(cx);
        let objects = unwanted.deletable;
        if let Some(latest) = crate::release::latest(ledger.records()) {
            warn_of_hooks(cx, latest);
            let mut latest = latest.clone();
            latest.begin_uninstall(Timestamp::now());
            ledger::store(cx.cluster, &latest).await?;
        }
        cx.reporter.emit(Event::PhaseStarted {
            phase: "delete".to_owned(),
        });
        for object in &objects {
            delete(cx, &object.id()).await?;
        }
        cx.phase_done("delete", counted(objects.len(), ""), started);
        if self.wait {
            self.wait_until_gone(cx, &objects, deadline).await?;
        }
        for record in ledger.records() {
            ledger::drop_record(cx.cluster, record).await?;
        }
        Ok(Removed {
            objects: objects.iter().map(Object::id).collect(),
            was_there: true,
        })
    }

    async fn wait_until_gone(
        &self,
        cx: &Context<'_>,
        objects: &[Object],
        deadline: Instant,
    ) -> Result<()> {
        let started = Instant::now();
        cx.reporter.emit(Event::PhaseStarted {
            phase: "gone".to_owned(),
        });
        for object in objects {
            until_gone(cx, &object.id(), deadline).await?;
        }
        for pod in orphans(cx, objects).await? {
            until_gone(cx, &pod.id(), deadline).await?;
        }
        let whose = if objects.len() == 1 { "its" } else { "their" };
        let detail = counted(objects.len(), &format!(" and {whose} pods"));
        cx.phase_done("gone", detail, started);
        Ok(())
    }
}

/// Helm runs hooks of a chart (Jobs, mostly) around its operations; we don't, and say so.
pub(super) fn warn_of_hooks(cx: &Context<'_>, record: &Record) {
    let count = record.hooks.as_array().map_or(0, Vec::len);
    if count > 0 {
        let message = format!(
            "{} has {count} hooks of helm's, which are not run",
            record.title()
        );
        cx.reporter.emit(Event::Warning { message });
    }
}

/// Deletes one object and tells so.
pub(super) async fn delete(cx: &Context<'_>, id: &ObjectId) -> Result<bool> {
    let was_there = cx
        .cluster
        .delete(id, Propagation::Background)
        .await
        .map_err(|refusal| refusal.explain(&format!("delete {id}")))?;
    if was_there {
        cx.reporter.emit(Event::Applied {
            subject: id.subject(),
            action: Action::Deleted,
        });
    }
    Ok(was_there)
}

/// Waits until the object is gone. A server that is away for a moment ends no wait.
pub(super) async fn until_gone(cx: &Context<'_>, id: &ObjectId, deadline: Instant) -> Result<()> {
    loop {
        let is_over = Instant::now() >= deadline;
        match cx.cluster.find(id).await {
            Ok(None) => return Ok(()),
            Ok(Some(object)) if is_over => return Err(stays(&object)),
            Err(refusal) if is_over || !refusal.is_passing() => {
                return Err(refusal.explain(&format!("read {id}")));
            }
            _ => tokio::time::sleep(LOOK).await,
        }
    }
}

fn stays(object: &Object) -> Error {
    let finalizers: Vec<_> = object
        .items("/metadata/finalizers")
        .iter()
        .filter_map(|name| name.as_str())
        .collect();
    let error = Error::new(
        Exit::TimedOut,
        "still-there",
        format!("{} is still there", object.id()),
    );
    match finalizers.as_slice() {
        [] => error.hint("run the same command again to go on waiting"),
        names => error.says(format!("its finalizers are not done: {}", names.join(", "))),
    }
}

/// Pods that the garbage collector has yet to take, by the selectors of their workloads.
/// A workload of somebody else may have pods with the same labels: those stay.
async fn orphans(cx: &Context<'_>, objects: &[Object]) -> Result<Vec<Object>> {
    let kind = Kind::known("v1", "Pod").expect("a known kind");
    let mut pods = Vec::new();
    for object in objects.iter().filter(|object| waves::is_workload(object)) {
        let labels = object
            .at("/spec/selector/matchLabels")
            .and_then(Value::as_object);
        let Some(selector) = labels.filter(|labels| !labels.is_empty()) else {
            continue;
        };
        let terms: Vec<_> = selector
            .iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
            .collect();
        let select = crate::cluster::Select::labels(terms.join(","));
        let found = cx.cluster.list(&kind, object.namespace(), &select).await;
        // An owner that cannot be read is none: its pods are waited for.
        let find = |id: ObjectId| async move { cx.cluster.find(&id).await.unwrap_or_default() };
        for pod in found.map_err(|refusal| refusal.explain("look for pods"))? {
            if !is_held(&pod, objects, find).await {
                pods.push(pod);
            }
        }
    }
    Ok(pods)
}

/// Controllers above one another that are looked at: they might go round.
const OWNERS: usize = 8;

/// Whether a controller that stays has this pod, by itself or through others: none of those that
/// were removed, nor one that goes after them.
async fn is_held<F>(pod: &Object, removed: &[Object], find: impl Fn(ObjectId) -> F) -> bool
where
    F: Future<Output = Option<Object>>,
{
    let mut top = pod.clone();
    let mut has_owner = false;
    for _ in 0..OWNERS {
        let Some((id, uid)) = controller(&top) else {
            break;
        };
        if removed.iter().any(|it| it.text("/metadata/uid") == uid) {
            return false;
        }
        match find(id).await {
            // Not a later one of the same name.
            Some(owner) if owner.text("/metadata/uid") == uid => top = owner,
            _ => return false,
        }
        has_owner = true;
    }
    has_owner
}

/// The owner that manages an object, and its uid.
fn controller(object: &Object) -> Option<(ObjectId, String)> {
    let mut owners = object.items("/metadata/ownerReferences").iter();
    let owner = owners.find(|owner| owner["controller"] == true)?;
    let part = |key: &str| owner[key].as_str().unwrap_or_default().to_owned();
    let id = ObjectId {
        api_version: part("apiVersion"),
        kind: part("kind"),
        namespace: object.namespace().map(str::to_owned),
        name: part("name"),
    };
    Some((id, part("uid")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Owned by that one, whose uid is its name.
    fn owned(kind: &str, name: &str, owner: Option<(&str, &str)>, controls: bool) -> Object {
        let owners: Vec<_> = owner
            .into_iter()
            .map(|(kind, name)| {
                json!({"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": name, "controller": controls})
            })
            .collect();
        Object(json!({"apiVersion": "apps/v1", "kind": kind, "metadata": {
            "name": name, "namespace": "shop", "uid": name, "ownerReferences": owners,
        }}))
    }

    #[tokio::test]
    async fn pods_of_another_workload_are_not_waited_for() {
        let removed = [owned("Deployment", "web", None, true)];
        let mut namesake = owned("ReplicaSet", "again", None, true);
        namesake.0["metadata"]["uid"] = "later".into();
        let there = [
            owned("ReplicaSet", "web-1", Some(("Deployment", "web")), true),
            owned("ReplicaSet", "left-1", Some(("Deployment", "left")), true),
            owned(
                "ReplicaSet",
                "canary-1",
                Some(("Deployment", "canary")),
                true,
            ),
            owned("Deployment", "canary", None, true),
            owned("ReplicaSet", "alone", None, true),
            namesake,
        ];
        let find = |id: ObjectId| {
            let found = there.iter().find(|it| it.id() == id).cloned();
            std::future::ready(found)
        };
        let rows = [
            (None, true, false),
            (Some(("Deployment", "web")), true, false),
            (Some(("ReplicaSet", "web-1")), true, false),
            (Some(("ReplicaSet", "left-1")), true, false),
            (Some(("ReplicaSet", "gone-1")), true, false),
            (Some(("ReplicaSet", "again")), true, false),
            (Some(("ReplicaSet", "canary-1")), false, false),
            (Some(("ReplicaSet", "canary-1")), true, true),
            (Some(("ReplicaSet", "alone")), true, true),
        ];
        for (owner, controls, held) in rows {
            let pod = owned("Pod", "a", owner, controls);
            assert_eq!(is_held(&pod, &removed, find).await, held, "{owner:?}");
        }
    }
}
