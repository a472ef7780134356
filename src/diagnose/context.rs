//! The snapshot as a tree: what was wanted, the pods that belong to it, and what is told of them.

use std::collections::BTreeMap;

use super::event_log::{EventLog, Told};
use super::finding::{Found, Place};
use super::snapshot::Snapshot;
use crate::dapr::control_plane::Service;
use crate::event::Subject;
use crate::health::{self, Container, Doing, Role, containers};
use crate::manifest::{Object, ObjectId};

/// What every check reads.
pub(super) struct Context<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) events: EventLog<'a>,
    pub(super) scopes: Vec<Scope<'a>>,
    /// The workloads of Dapr's services, whatever was wanted.
    pub(super) plane: Vec<&'a Object>,
}

/// One wanted object with what belongs to it.
pub(super) struct Scope<'a> {
    index: usize,
    pub(super) id: &'a ObjectId,
    /// The object itself, if it is there.
    pub(super) object: Option<&'a Object>,
    /// What creates its pods: the current `ReplicaSet` of a Deployment, else the object itself.
    pub(super) creator: Option<&'a Object>,
    /// Its pods by name: those of the current `ReplicaSet`, and none that is being deleted.
    pub(super) pods: Vec<Pod<'a>>,
    /// Its pods that are being deleted.
    pub(super) leaving: Vec<&'a Object>,
}

/// A pod with its containers and events.
pub(super) struct Pod<'a> {
    pub(super) object: &'a Object,
    pub(super) containers: Vec<Container<'a>>,
    pub(super) events: Vec<Told<'a>>,
}

/// A pod of a wanted object.
#[derive(Clone, Copy)]
pub(super) struct PodSpot<'c, 'a> {
    pub(super) scope: &'c Scope<'a>,
    pub(super) pod: &'c Pod<'a>,
}

/// A container that isn't ready, of a pod that is to run.
#[derive(Clone, Copy)]
pub(super) struct Spot<'c, 'a> {
    pub(super) scope: &'c Scope<'a>,
    pub(super) pod: &'c Pod<'a>,
    pub(super) container: &'c Container<'a>,
}

impl<'a> Context<'a> {
    /// Sorts a snapshot by what was wanted.
    pub(super) fn new(snapshot: &'a Snapshot, wanted: &'a [ObjectId]) -> Self {
        let events = EventLog::new(&snapshot.events);
        let family = Family::new(snapshot);
        let known = Known::new(snapshot);
        let scopes = wanted
            .iter()
            .enumerate()
            .map(|(index, id)| Scope::new(index, id, known.find(id), &family, &events))
            .collect();
        let workloads = snapshot.workloads.iter().map(AsRef::as_ref);
        let plane = workloads.filter(|it| Service::of_workload(it).is_some());
        Self {
            snapshot,
            events,
            scopes,
            plane: plane.collect(),
        }
    }

    /// Every pod of every wanted object.
    pub(super) fn pods(&self) -> impl Iterator<Item = PodSpot<'_, 'a>> {
        self.scopes
            .iter()
            .flat_map(|scope| scope.pods.iter().map(move |pod| PodSpot { scope, pod }))
    }

    /// Every container that isn't ready though its pod is to run.
    pub(super) fn unready(&self) -> impl Iterator<Item = Spot<'_, 'a>> {
        let awaited = self.pods().filter(|spot| spot.pod.is_awaited());
        awaited.flat_map(|PodSpot { scope, pod }| {
            pod.unready().map(move |container| Spot {
                scope,
                pod,
                container,
            })
        })
    }

    /// Seconds since an RFC 3339 time; 0 if it cannot be read.
    pub(super) fn age(&self, time: &str) -> i64 {
        self.snapshot.seconds_since(time).unwrap_or(0)
    }
}

impl<'a> Scope<'a> {
    fn new(
        index: usize,
        id: &'a ObjectId,
        object: Option<&'a Object>,
        family: &Family<'a>,
        log: &EventLog<'a>,
    ) -> Self {
        let creator = object.and_then(|object| family.creator(object));
        let mut own: Vec<_> = creator.map_or(Vec::new(), |creator| family.pods_of(creator));
        own.sort_by_key(|pod| pod.name());
        let (leaving, staying): (Vec<_>, Vec<_>) = own
            .into_iter()
            .partition(|pod| !pod.text("/metadata/deletionTimestamp").is_empty());
        let pod = |object| Pod {
            object,
            containers: containers(object),
            events: log.about(object),
        };
        Self {
            index,
            id,
            object,
            creator,
            pods: staying.into_iter().map(pod).collect(),
            leaving,
        }
    }

    /// The place of the wanted object itself.
    pub(super) fn place(&self) -> Place {
        let subject = self.id.subject();
        Place {
            scope: self.index,
            workload: subject.clone(),
            on: subject,
            pod: None,
            container: None,
        }
    }

    /// Whether fewer pods are there than there have to be.
    pub(super) fn lacks_pods(&self) -> bool {
        let wanted = self.object.map_or(0, |object| health::of(object).wanted);
        let there = self.pods.iter().filter(|pod| pod.is_awaited()).count();
        i64::try_from(there).is_ok_and(|there| there < wanted)
    }
}

impl<'a> Pod<'a> {
    /// Its containers that are awaited still: not those that have done their work.
    pub(super) fn unready(&self) -> impl Iterator<Item = &Container<'a>> {
        let restarts = self.object.text("/spec/restartPolicy");
        let done = move |container: &Container<'_>| match container.doing() {
            Doing::Ended(end) => end.exit_code == 0 && matches!(restarts, "Never" | "OnFailure"),
            _ => false,
        };
        let containers = self.containers.iter();
        containers.filter(move |container| !container.is_ready() && !done(container))
    }

    /// Whether it is to run still: a pod that has failed or finished is not.
    pub(super) fn is_awaited(&self) -> bool {
        !matches!(self.object.text("/status/phase"), "Failed" | "Succeeded")
    }

    /// When it was created (RFC 3339).
    pub(super) fn created(&self) -> &str {
        self.object.text("/metadata/creationTimestamp")
    }
}

impl PodSpot<'_, '_> {
    pub(super) fn place(&self) -> Place {
        Place {
            on: self.pod.object.subject(),
            pod: Some(self.pod.object.name().to_owned()),
            ..self.scope.place()
        }
    }
}

impl<'a> Spot<'_, 'a> {
    pub(super) fn place(&self) -> Place {
        let Self { scope, pod, .. } = *self;
        Place {
            container: Some(self.container.name.to_owned()),
            ..PodSpot { scope, pod }.place()
        }
    }

    /// Something that the container does or lacks (`ended with exit code 1`); its line in the tree
    /// names it already.
    pub(super) fn error(&self, id: &'static str, does: &str) -> Found {
        let (message, words) = self.sentence(does);
        self.place().error(id, message).words(words)
    }

    /// The same where it is slow or looks wrong.
    pub(super) fn warning(&self, id: &'static str, does: &str) -> Found {
        let (message, words) = self.sentence(does);
        self.place().warning(id, message).words(words)
    }

    /// With the container's name, and without it. The line of an init container is that of its pod.
    fn sentence(&self, does: &str) -> (String, String) {
        let name = self.container.name;
        if self.container.role == Role::Init {
            let message = format!("init container {name} {does}");
            return (message.clone(), message);
        }
        (format!("{name} {does}"), does.to_owned())
    }

    /// What is told about this container.
    pub(super) fn events(&self) -> Vec<Told<'a>> {
        let own = self
            .pod
            .events
            .iter()
            .filter(|told| told.is_about(self.container.name));
        own.copied().collect()
    }
}

/// A claim as people name it.
pub(super) fn claim_subject(namespace: Option<&str>, name: &str) -> Subject {
    Subject {
        kind: "PersistentVolumeClaim".to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
    }
}

/// The pods that belong to what was wanted.
pub fn pods<'a>(snapshot: &'a Snapshot, wanted: &[ObjectId]) -> Vec<&'a Object> {
    let family = Family::new(snapshot);
    let known = Known::new(snapshot);
    let found = wanted.iter().filter_map(|id| known.find(id));
    let creators = found.filter_map(|object| family.creator(object));
    creators
        .flat_map(|creator| family.pods_of(creator))
        .collect()
}

/// What can be wanted, by name: thousands are looked for among thousands.
struct Known<'a>(BTreeMap<&'a str, Vec<&'a Object>>);

impl<'a> Known<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let mut known: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let lists = [&snapshot.workloads, &snapshot.pods, &snapshot.claims];
        for object in lists.into_iter().flatten() {
            known.entry(object.name()).or_default().push(&**object);
        }
        Self(known)
    }

    fn find(&self, id: &ObjectId) -> Option<&'a Object> {
        let named = self.0.get(id.name.as_str()).into_iter().flatten();
        let mut same = named.filter(|object| object.id().same_object(id));
        same.next().copied()
    }
}

/// Workloads and pods by the uid of their owner: a namespace may hold thousands.
struct Family<'a> {
    owned: BTreeMap<&'a str, Vec<&'a Object>>,
}

impl<'a> Family<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let mut owned: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for object in snapshot.workloads.iter().chain(&snapshot.pods) {
            let owners = object.items("/metadata/ownerReferences").iter();
            for uid in owners.filter_map(|owner| owner["uid"].as_str()) {
                owned.entry(uid).or_default().push(object.as_ref());
            }
        }
        Self { owned }
    }

    /// What an object owns of a kind.
    fn of(&self, owner: &Object, kind: &str) -> impl Iterator<Item = &'a Object> {
        let own = self.owned.get(owner.text("/metadata/uid"));
        own.into_iter()
            .flatten()
            .copied()
            .filter(move |object| object.kind() == kind && is_owned(object, owner))
    }

    fn creator(&self, object: &'a Object) -> Option<&'a Object> {
        if object.kind() != "Deployment" {
            return Some(object);
        }
        let revision = |set: &&Object| {
            let revision = set.annotation("deployment.kubernetes.io/revision");
            revision.and_then(|revision| revision.parse::<u64>().ok())
        };
        self.of(object, "ReplicaSet").max_by_key(revision)
    }

    fn pods_of(&self, creator: &'a Object) -> Vec<&'a Object> {
        if creator.kind() == "Pod" {
            return vec![creator];
        }
        self.of(creator, "Pod").collect()
    }
}

fn is_owned(object: &Object, owner: &Object) -> bool {
    object.namespace() == owner.namespace()
        && object
            .items("/metadata/ownerReferences")
            .iter()
            .any(|reference| {
                reference["kind"] == owner.kind()
                    && reference["name"] == owner.name()
                    && reference["uid"] == owner.text("/metadata/uid")
            })
}
