//! The tree that a wait shows: workload, pods, containers, each with the reason it isn't ready.

use std::collections::BTreeMap;

use super::context::{Context, Pod, Scope};
use super::event_log::latest;
use super::finding::{Found, Severity};
use super::findings::all;
use super::snapshot::Snapshot;
use super::storage::is_unused;
use crate::event::{Progress, Subject, WaitNode};
use crate::health::{self, Container, Doing, Health, Role, State, pod_is_ready};
use crate::manifest::{Object, ObjectId};

/// Seconds that a container has to run after a crash before it counts as ready: without a readiness
/// probe the kubelet calls it so in the moment between its start and its next end.
const STEADY: i64 = 10;
/// The same for its first start: most that end by themselves do so at once.
const STARTED: i64 = 3;
/// Up to this number of pods, ready ones are shown as well.
const FEW: usize = 5;

/// How far the wanted objects are: one node for each, in the given order. Workloads, pods and claims
/// are looked up in the snapshot; what isn't there is a node that waits.
///
/// A pod with one container has no node for it; ready containers, and ready pods of a larger
/// workload, are left out.
pub fn wait_tree(snapshot: &Snapshot, wanted: &[ObjectId]) -> Vec<WaitNode> {
    let context = Context::new(snapshot, wanted);
    let mut found = all(&context);
    found.sort_by_key(Found::rank);
    let mut scopes: Vec<Told> = context.scopes.iter().map(|_| Told::default()).collect();
    for found in &found {
        scopes[found.place.scope].add(found);
    }
    let nodes = context.scopes.iter().zip(&scopes);
    let nodes = nodes.map(|(scope, found)| {
        let mut health = health_of(snapshot, scope.object);
        if !found.is_hopeless() {
            health = steadied(&context, scope, health);
        }
        node(scope, health, found)
    });
    nodes.collect()
}

/// What is found in a workload.
#[derive(Default)]
struct Told<'f> {
    all: Vec<&'f Found>,
    pods: BTreeMap<&'f str, Vec<&'f Found>>,
}

impl<'f> Told<'f> {
    fn add(&mut self, found: &'f Found) {
        self.all.push(found);
        if let Some(pod) = &found.place.pod {
            self.pods.entry(pod).or_default().push(found);
        }
    }

    /// Whether there is no need to look any closer.
    fn is_hopeless(&self) -> bool {
        self.all.iter().any(|found| found.finding.hopeless)
    }

    fn of_pod(&self, name: &str) -> &[&'f Found] {
        self.pods.get(name).map_or(&[], Vec::as_slice)
    }
}

fn health_of(snapshot: &Snapshot, object: Option<&Object>) -> Health {
    let Some(object) = object else {
        return Health::missing();
    };
    let health = health::of(object);
    if object.kind() == "PersistentVolumeClaim" && is_unused(snapshot, object) {
        return Health {
            state: State::Ready,
            reason: "bound when a pod uses it".to_owned(),
            ..health
        };
    }
    health
}

fn node(scope: &Scope<'_>, health: Health, found: &Told<'_>) -> WaitNode {
    match scope.pods.first() {
        Some(only) if scope.id.kind == "Pod" => pod(only, found),
        _ => workload(scope, health, found),
    }
}

/// What has just started isn't ready yet, though the kubelet may call it so.
fn steadied(context: &Context<'_>, scope: &Scope<'_>, health: Health) -> Health {
    let containers = scope.pods.iter().flat_map(|pod| &pod.containers);
    let mut young = containers.filter_map(|container| match container.doing() {
        Doing::Running { since } => unsteady(container, context.age(since)),
        _ => None,
    });
    match young.next() {
        Some(reason) if health.is_ready() => Health {
            state: State::Progressing,
            reason,
            ..health
        },
        _ => health,
    }
}

/// Why a container that has run for these seconds may yet end.
fn unsteady(container: &Container<'_>, age: i64) -> Option<String> {
    let name = container.name;
    match container.last_end() {
        Some(end) if age < STEADY => Some(format!(
            "{name} runs again after exit code {}",
            end.exit_code
        )),
        None if age < STARTED && container.spec["readinessProbe"].is_null() => {
            Some(format!("{name} has just started"))
        }
        _ => None,
    }
}

fn workload(scope: &Scope<'_>, health: Health, found: &Told<'_>) -> WaitNode {
    let ready = health.is_ready();
    let progress = given_up(health.state, progress(ready, found.all.iter().copied()));
    let own = found.all.iter().find(|found| found.place.pod.is_none());
    let reason = match own {
        Some(found) if !ready => join(&health.reason, found.text()),
        _ if ready && progress == Progress::Hopeless => {
            format!("{} of {} ready", health.ready, health.wanted)
        }
        _ => health.reason,
    };
    WaitNode {
        subject: scope.id.subject(),
        progress,
        reason,
        parts: pods(scope, found, ready),
    }
}

/// What its controller gave up doesn't just wait.
fn given_up(state: State, progress: Progress) -> Progress {
    match (state, progress) {
        (State::Failed, Progress::Waiting) => Progress::Blocked,
        _ => progress,
    }
}

fn join(reason: &str, more: &str) -> String {
    match (reason.is_empty(), reason.contains(more)) {
        (true, _) => more.to_owned(),
        (false, true) => reason.to_owned(),
        (false, false) => format!("{reason}: {more}"),
    }
}

/// What is ready stays so, unless waiting can't help with what it lacks (a sidecar).
fn progress<'f>(ready: bool, found: impl Iterator<Item = &'f Found>) -> Progress {
    let worst = found.map(
        |found| match (found.finding.hopeless, found.finding.severity) {
            (true, _) => Progress::Hopeless,
            (false, Severity::Error) => Progress::Blocked,
            (false, Severity::Warning) => Progress::Waiting,
        },
    );
    match (ready, worst.max()) {
        (_, Some(Progress::Hopeless)) => Progress::Hopeless,
        (true, _) => Progress::Ready,
        (false, worst) => worst.unwrap_or(Progress::Waiting),
    }
}

fn pods(scope: &Scope<'_>, found: &Told<'_>, ready: bool) -> Vec<WaitNode> {
    let job = scope.id.kind == "Job";
    let shown = scope.pods.iter().filter(|pod| job || pod.is_awaited());
    let mut nodes: Vec<_> = shown.map(|of| pod(of, found)).collect();
    nodes.extend(scope.leaving.iter().map(|pod| leaving(pod, found)));
    let hopeless = nodes.iter().any(|node| node.progress == Progress::Hopeless);
    if ready && !hopeless {
        return Vec::new();
    }
    if nodes.len() > FEW {
        nodes.retain(|node| node.progress != Progress::Ready);
    }
    nodes
}

fn leaving(pod: &Object, found: &Told<'_>) -> WaitNode {
    let own = found.of_pod(pod.name());
    WaitNode {
        subject: pod.subject(),
        progress: progress(false, own.iter().copied()),
        reason: own
            .first()
            .map_or("being deleted", |found| found.text())
            .to_owned(),
        parts: Vec::new(),
    }
}

fn pod(pod: &Pod<'_>, found: &Told<'_>) -> WaitNode {
    let own = found.of_pod(pod.object.name());
    let ready = pod_is_ready(pod.object);
    let whole = own.iter().find(|found| found.place.container.is_none());
    let health = health::of(pod.object);
    let (reason, parts) = match whole {
        Some(found) => (found.text().to_owned(), Vec::new()),
        None if ready || !pod.is_awaited() => (health.reason, Vec::new()),
        None => within(pod, &health, own),
    };
    WaitNode {
        subject: pod.object.subject(),
        progress: given_up(health.state, progress(ready, own.iter().copied())),
        reason,
        parts,
    }
}

/// The reason of a pod that isn't ready, and its containers where there are several.
fn within(pod: &Pod<'_>, health: &Health, found: &[&Found]) -> (String, Vec<WaitNode>) {
    let busy: Vec<_> = pod
        .unready()
        .filter(|container| container.waiting_reason() != "PodInitializing")
        .collect();
    let Some(first) = busy.first() else {
        return (health.reason.clone(), Vec::new());
    };
    let nodes: Vec<_> = busy.iter().map(|of| container(pod, of, found)).collect();
    let alone = pod.containers.len() == 1 || (busy.len() == 1 && first.role == Role::Init);
    let alike = nodes.iter().all(|node| node.reason == nodes[0].reason);
    if alone || (alike && not_started(&busy)) {
        return (nodes[0].reason.clone(), Vec::new());
    }
    let reason = format!("{} of {} containers ready", health.ready, health.wanted);
    (reason, nodes)
}

/// Containers that the kubelet has not started wait for the same thing.
fn not_started(containers: &[&Container<'_>]) -> bool {
    let starts = |doing| {
        matches!(
            doing,
            Doing::Waiting {
                reason: "" | "ContainerCreating",
                ..
            } | Doing::Unknown
        )
    };
    containers.iter().all(|container| starts(container.doing()))
}

fn container(pod: &Pod<'_>, container: &Container<'_>, found: &[&Found]) -> WaitNode {
    let own = found
        .iter()
        .filter(|found| found.place.container.as_deref() == Some(container.name));
    let own: Vec<_> = own.copied().collect();
    let reason = own
        .first()
        .map_or_else(|| plain(pod, container), |found| found.text().to_owned());
    WaitNode {
        subject: Subject {
            kind: "Container".to_owned(),
            namespace: pod.object.namespace().map(str::to_owned),
            name: container.name.to_owned(),
        },
        progress: progress(false, own.into_iter()),
        reason,
        parts: Vec::new(),
    }
}

/// What a container with which nothing is wrong is at.
fn plain(pod: &Pod<'_>, container: &Container<'_>) -> String {
    match container.doing() {
        Doing::Waiting { .. } | Doing::Unknown if pod.object.text("/spec/nodeName").is_empty() => {
            "not scheduled yet".to_owned()
        }
        Doing::Waiting {
            reason: "ContainerCreating" | "",
            ..
        }
        | Doing::Unknown => match pulls(pod, container) {
            Some(image) => format!("pulling {image}"),
            None => "being created".to_owned(),
        },
        Doing::Waiting { reason, .. } => reason.to_owned(),
        Doing::Running { .. } if container.role == Role::Init => {
            format!("init container {} runs", container.name)
        }
        Doing::Running { .. } => "started, not ready yet".to_owned(),
        Doing::Ended(end) => format!("ended with exit code {}", end.exit_code),
    }
}

/// The image that is being pulled for a container of this pod.
fn pulls<'a>(pod: &Pod<'a>, container: &Container<'a>) -> Option<&'a str> {
    let events: Vec<_> = pod
        .events
        .iter()
        .filter(|told| told.is_about(container.name))
        .copied()
        .collect();
    let pulling = latest(&events, "Pulling")?;
    latest(&events, "Pulled")
        .is_none_or(|pulled| pulled.last < pulling.last)
        .then(|| container.image())
}
