//! What would change: every wanted object against the one in the cluster.
//!
//! An object that is there is compared first with what was read; only where it may differ is the
//! server asked, with a dry run, what applying it would make of it. So an unchanged run only reads.

use std::collections::{BTreeSet, HashSet};

use futures::{StreamExt, TryStreamExt, stream};

use super::anew::fixed_changes;
use super::compare::{Comparison, is_as_wanted};
use super::context::Context;
use super::ledger::Ledger;
use super::wanted::Wanted;
use super::{namespace, waves};
use crate::cluster::{Cluster, Refusal};
use crate::dapr::asks_for_sidecar;
use crate::error::Result;
use crate::event::{Action, Event};
use crate::health;
use crate::manifest::{Change, Kind, Object, ObjectId, defined_twice};
use crate::release::{self, Standing};

/// Requests under way at once: each needs a connection of its own, and the server's cores are
/// shared with others.
pub(super) const PARALLEL: usize = 8;

/// One object, and what has to be done to it.
#[derive(Clone, Debug)]
pub struct Step {
    /// As it will be applied: placed and marked.
    pub object: Object,
    /// As it is now.
    pub live: Option<Object>,
    /// What applying does to it.
    pub action: Action,
    /// Fields of helm's, dapr's and kubectl's become ours before it is applied.
    pub(super) takes_over: bool,
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
    /// The release's namespace, where it isn't there and no step brings it: it comes before all of them.
    pub namespace: Option<Object>,
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

    /// Whether what was read already shows that nothing has to be waited for. A sidecar's health is
    /// its pod's, which was not read.
    pub(super) fn is_settled(&self) -> bool {
        let mut awaited = self
            .steps
            .iter()
            .filter(|step| waves::is_awaited(&step.object));
        awaited.all(|step| {
            let asks_for_sidecar = step
                .object
                .at("/spec/template")
                .is_some_and(|template| asks_for_sidecar(&Object(template.clone())));
            !asks_for_sidecar
                && step
                    .live
                    .as_ref()
                    .is_some_and(|live| health::of(live).is_ready())
        })
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
    let absent = absent_namespaces(cx.cluster, &ledger, &objects, &wanted.namespace).await?;
    let namespace = absent
        .contains(&wanted.namespace)
        .then(|| namespace::ours(wanted))
        .filter(|_| !namespace::is_brought(wanted));
    let sight = Sight {
        cluster: cx.cluster,
        wanted,
        ledger: &ledger,
        absent,
    };
    let steps: Vec<Step> = stream::iter(objects)
        .map(|object| sight.step(object))
        .buffered(PARALLEL)
        .try_collect()
        .await?;
    let prune = leavings(cx, &ledger, &steps, wanted).await?;
    Ok(Plan {
        steps,
        namespace,
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
        let placed = release::placed(vec![object.clone()], &wanted.namespace, &|_| {
            kind.namespaced
        });
        objects.extend(placed.into_iter().map(|mut object| {
            if !outlives_release(&object) {
                release::mark(&mut object, &wanted.release, &wanted.namespace);
            }
            object
        }));
    }
    check_once(&objects)?;
    Ok(objects)
}

/// Refuses a second definition of an object: two that differ as they are written may be one where
/// they are placed, and which of them is meant can't be known.
fn check_once(objects: &[Object]) -> Result<()> {
    let mut seen = HashSet::new();
    for object in objects {
        let id = object.id();
        let place = (id.namespace.clone(), id.name.clone());
        if !seen.insert((id.group().to_owned(), id.kind.clone(), place)) {
            let why = match &id.namespace {
                Some(namespace) => format!("what names no namespace goes into {namespace}"),
                None => "its kind is in no namespace, whatever is written".to_owned(),
            };
            return Err(defined_twice(&id).says(why));
        }
    }
    Ok(())
}

/// Definitions and namespaces hold other people's objects: they are applied, never owned, never
/// pruned.
pub(super) fn outlives_release(object: &Object) -> bool {
    matches!(object.kind(), "CustomResourceDefinition" | "Namespace")
}

/// Before a first installation, its namespace and its objects' that aren't there: most of its objects
/// need not be looked for.
async fn absent_namespaces(
    cluster: &Cluster,
    ledger: &Ledger,
    objects: &[Object],
    own: &str,
) -> Result<Vec<String>> {
    if !matches!(ledger.standing(), Standing::Absent) {
        return Ok(Vec::new());
    }
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let mut absent = Vec::new();
    let names = objects.iter().filter_map(Object::namespace);
    let names: BTreeSet<&str> = names.chain([own]).collect();
    for name in names {
        match cluster.get(&kind, None, name).await {
            Ok(None) => absent.push(name.to_owned()),
            // Whoever may not look at namespaces looks for each object.
            Ok(Some(_)) | Err(Refusal::Forbidden(_)) => {}
            Err(refusal) => return Err(refusal.explain(&format!("look for namespace {name}"))),
        }
    }
    Ok(absent)
}

/// What each object is compared in the light of.
struct Sight<'a> {
    cluster: &'a Cluster,
    wanted: &'a Wanted,
    ledger: &'a Ledger,
    /// Namespaces in which nothing can be.
    absent: Vec<String>,
}

impl Sight<'_> {
    async fn step(&self, object: Object) -> Result<Step> {
        let Some(live) = self.live(&object).await? else {
            let action = Action::Created;
            return Ok(Step {
                object,
                live: None,
                action,
                anew: false,
                takes_over: false,
                changes: Vec::new(),
            });
        };
        let is_held = self.ledger.holds(&object.id());
        self.may_take(&live, is_held)?;
        let comparison = Comparison {
            live: &live,
            object: &object,
            before: self.ledger.object(&object.id()),
            takes_over: is_held
                || !outlives_release(&object)
                || self.wanted.definitions.contains(&object),
            is_redefined: self.defines(object.id().group()),
        };
        let fixed = fixed_changes(&live, &object);
        let anew = !fixed.is_empty();
        let changes = if anew {
            fixed
        } else if is_as_wanted(&live, &object, comparison.before) {
            Vec::new()
        } else {
            comparison.differences(self.cluster).await?
        };
        let takes_over = comparison.takes_over;
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
            takes_over,
            changes,
        })
    }

    async fn live(&self, object: &Object) -> Result<Option<Object>> {
        if object
            .namespace()
            .is_some_and(|name| self.absent.iter().any(|absent| absent == name))
        {
            return Ok(None);
        }
        find(self.cluster, object.id()).await
    }

    /// Whether the object is ours to change: an object that a record of ours names may have been
    /// given to another release since.
    fn may_take(&self, live: &Object, is_held: bool) -> Result<()> {
        let (name, namespace) = (&self.wanted.release, &self.wanted.namespace);
        let is_others =
            release::owner(live).is_some_and(|owner| owner != (name.clone(), namespace.clone()));
        if outlives_release(live) || (is_held && !is_others) {
            return Ok(());
        }
        release::may_adopt(live, name, namespace)
    }

    /// Whether a definition of this group comes with the plan.
    fn defines(&self, group: &str) -> bool {
        let mut brought = self.wanted.definitions.iter().chain(&self.wanted.objects);
        brought.any(|object| {
            object.kind() == "CustomResourceDefinition" && object.text("/spec/group") == group
        })
    }
}

/// What earlier revisions put there, and this one no longer wants.
async fn leavings(
    cx: &Context<'_>,
    ledger: &Ledger,
    steps: &[Step],
    wanted: &Wanted,
) -> Result<Vec<Object>> {
    let is_wanted = |object: &Object| {
        steps
            .iter()
            .any(|step| step.object.id().same_object(&object.id()))
    };
    let unwanted = ledger.objects().iter().filter(|object| !is_wanted(object));
    let ids = unwanted.map(Object::id);
    let unwanted = Unwanted::of(cx.cluster, ids, &wanted.release, &wanted.namespace).await?;
    unwanted.tell(cx);
    Ok(unwanted.deletable)
}

/// What becomes of objects that a release no longer wants.
pub(super) struct Unwanted {
    /// They are there, and go.
    pub(super) deletable: Vec<Object>,
    /// They stay, and why.
    pub(super) kept: Vec<String>,
}

impl Unwanted {
    /// Looks at the objects as they are now.
    pub(super) async fn of(
        cluster: &Cluster,
        ids: impl Iterator<Item = ObjectId>,
        release: &str,
        namespace: &str,
    ) -> Result<Self> {
        let found: Vec<Option<Object>> = stream::iter(ids)
            .map(|id| find(cluster, id))
            .buffered(PARALLEL)
            .try_collect()
            .await?;
        let mut unwanted = Self {
            deletable: Vec::new(),
            kept: Vec::new(),
        };
        for object in found.into_iter().flatten() {
            match stays(&object, release, namespace) {
                None => unwanted.deletable.push(object),
                Some(why) => unwanted.kept.push(format!("{} stays: {why}", object.id())),
            }
        }
        Ok(unwanted)
    }

    /// Says what stays, and why.
    pub(super) fn tell(&self, cx: &Context<'_>) {
        for message in &self.kept {
            cx.reporter.emit(Event::Note {
                message: message.clone(),
            });
        }
    }
}

/// Why a release leaves an object of its own behind; `None` if it doesn't.
fn stays(live: &Object, release: &str, namespace: &str) -> Option<String> {
    if outlives_release(live) {
        return Some("other objects may need it".to_owned());
    }
    if live.annotation("helm.sh/resource-policy") == Some("keep") {
        return Some("its annotation helm.sh/resource-policy says keep".to_owned());
    }
    let (owner, place) = release::owner(live)?;
    let is_others = owner != release || place != namespace;
    is_others.then(|| format!("it belongs to release {owner} in {place}"))
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_object_is_wanted_once() {
        let object = |api_version: &str, kind: &str, namespace: Option<&str>| {
            Object(
                json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "a", "namespace": namespace}}),
            )
        };
        let map = |namespace| object("v1", "ConfigMap", Some(namespace));
        let role = || object("rbac.authorization.k8s.io/v1", "ClusterRole", None);
        let rows = [
            (vec![], None),
            (vec![map("shop"), map("blog"), role()], None),
            (
                vec![
                    object("v1", "Service", Some("shop")),
                    object("serving.knative.dev/v1", "Service", Some("shop")),
                ],
                None,
            ),
            (
                vec![map("shop"), role(), map("shop")],
                Some("ConfigMap a in shop is defined twice"),
            ),
            (vec![role(), role()], Some("ClusterRole a is defined twice")),
            (
                vec![
                    object("apps/v1", "Deployment", Some("shop")),
                    object("apps/v1beta1", "Deployment", Some("shop")),
                ],
                Some("Deployment a in shop is defined twice"),
            ),
        ];
        for (objects, refused) in rows {
            let error = check_once(&objects).err();
            let message = error.as_ref().map(|error| error.message.as_str());
            assert_eq!(message, refused, "{objects:?}");
            assert!(error.is_none_or(|error| error.code == "duplicate-object"));
        }
    }

    #[test]
    fn what_a_release_leaves_behind() {
        let object = |kind: &str, annotations: Value| {
            Object(
                json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "a", "annotations": annotations}}),
            )
        };
        let marks = |name: &str| json!({"meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": "shop"});
        let rows = [
            (object("ConfigMap", json!({})), false),
            (object("ConfigMap", marks("cart")), false),
            (object("ConfigMap", marks("till")), true),
            (
                object(
                    "PersistentVolumeClaim",
                    json!({"helm.sh/resource-policy": "keep"}),
                ),
                true,
            ),
            (object("Namespace", json!({})), true),
            (object("CustomResourceDefinition", marks("cart")), true),
        ];
        for (object, left) in rows {
            assert_eq!(stays(&object, "cart", "shop").is_some(), left, "{object:?}");
        }
    }
}
