//! Dapr's control plane, a row for each service.

use std::collections::BTreeSet;

use super::container::{Container, Doing, containers};
use super::{condition, of, pod_is_ready};
use crate::dapr::control_plane::{Expected, SERVICES, Service, stands_in};
use crate::dapr::image;
use crate::manifest::Object;

/// How one service of the control plane is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// `dapr-operator`.
    pub name: String,
    /// Where it is installed.
    pub namespace: String,
    /// Every wanted replica is ready and of the current revision.
    pub healthy: bool,
    /// `Running`, or why it isn't healthy.
    pub status: String,
    /// Replicas there have to be.
    pub replicas: i64,
    /// Replicas that are ready.
    pub ready: i64,
    /// Version of the service's image; empty when the service is missing.
    pub version: String,
    /// Whether a stand-in of the sandbox's answers for it.
    pub built_in: bool,
    /// When the oldest of its pods was created (RFC 3339); without pods, its workload.
    pub created: Option<String>,
}

/// The status of a service without a workload.
const MISSING: &str = "Missing";

impl ServiceRow {
    /// Whether no workload of it stands, though it is meant to be there.
    pub fn is_missing(&self) -> bool {
        self.status == MISSING
    }
}

/// A row for each service of each namespace that has at least one of them: namespace by namespace,
/// services in the order of [`SERVICES`]. A service that is expected and not there has a row too.
pub fn rows(workloads: &[Object], pods: &[Object], expected: Expected) -> Vec<ServiceRow> {
    let namespaces: BTreeSet<&str> = workloads
        .iter()
        .filter(|workload| Service::of_workload(workload).is_some())
        .filter_map(Object::namespace)
        .collect();
    namespaces
        .into_iter()
        .flat_map(|namespace| SERVICES.map(|service| (namespace, service)))
        .filter_map(|(namespace, service)| {
            let workload = workloads.iter().find(|workload| {
                workload.namespace() == Some(namespace)
                    && Service::of_workload(workload) == Some(service)
            });
            match workload {
                Some(workload) => Some(present(service, workload, pods, expected)),
                None => expected.wants(service).then(|| lacking(service, namespace)),
            }
        })
        .collect()
}

/// Rows of services of which no workload stands, though they are meant to be there.
pub fn missing(namespace: &str, services: &[Service]) -> Vec<ServiceRow> {
    let is_meant = |service: &Service| services.contains(service);
    let meant = SERVICES.into_iter().filter(is_meant);
    meant.map(|service| lacking(service, namespace)).collect()
}

fn lacking(service: Service, namespace: &str) -> ServiceRow {
    ServiceRow {
        name: service.name.to_owned(),
        namespace: namespace.to_owned(),
        healthy: false,
        status: MISSING.to_owned(),
        replicas: 0,
        ready: 0,
        version: String::new(),
        built_in: false,
        created: None,
    }
}

fn present(service: Service, workload: &Object, pods: &[Object], expected: Expected) -> ServiceRow {
    let health = of(workload);
    let own: Vec<_> = pods
        .iter()
        .filter(|pod| pod.namespace() == workload.namespace() && service.owns(pod))
        .collect();
    let off = health.wanted == 0;
    ServiceRow {
        name: service.name.to_owned(),
        namespace: workload.namespace().unwrap_or_default().to_owned(),
        healthy: health.is_ready() && !(off && expected.wants(service)),
        status: status(workload, &own),
        replicas: health.wanted,
        ready: health.ready,
        version: version(service, workload),
        built_in: own.iter().any(|pod| stands_in(pod)),
        created: created(workload, &own),
    }
}

/// The container is found by its name: the chart puts extra containers before it.
fn version(service: Service, workload: &Object) -> String {
    let containers = workload.items("/spec/template/spec/containers");
    let own = containers
        .iter()
        .find(|container| container["name"] == service.name)
        .or_else(|| containers.first());
    let name = own.and_then(|container| container["image"].as_str());
    name.map(image::version).unwrap_or_default().to_owned()
}

fn created(workload: &Object, pods: &[&Object]) -> Option<String> {
    let time = |object: &&Object| {
        let time = object.text("/metadata/creationTimestamp");
        (!time.is_empty()).then(|| time.to_owned())
    };
    let oldest = pods.iter().filter_map(time).min();
    oldest.or_else(|| time(&workload))
}

fn status(workload: &Object, pods: &[&Object]) -> String {
    let health = of(workload);
    let living = |pod: &&&Object| pod.text("/metadata/deletionTimestamp").is_empty();
    let trouble = pods
        .iter()
        .filter(living)
        .filter_map(|pod| trouble(pod))
        .max();
    let trouble = trouble.map(|trouble| trouble.words);
    match (health.is_ready(), health.wanted, health.ready) {
        (true, 0, _) => "Scaled to 0".to_owned(),
        (true, ..) => "Running".to_owned(),
        (false, _, 0) => trouble
            .or_else(|| refusal(workload))
            .unwrap_or_else(|| capital(&health.reason)),
        (false, ..) => match trouble {
            Some(trouble) => format!("{}: {trouble}", capital(&health.reason)),
            None => capital(&health.reason),
        },
    }
}

/// The workload's controller could not even create a pod.
fn refusal(workload: &Object) -> Option<String> {
    let failure = condition(workload, "ReplicaFailure").filter(super::Condition::is_true)?;
    Some(format!("No pods ({})", failure.reason))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What hinders a pod; the gravest sorts last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Trouble {
    gravity: Gravity,
    words: String,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Gravity {
    Starting,
    Unscheduled,
    Ended,
    Waiting,
}

fn trouble(pod: &Object) -> Option<Trouble> {
    if pod_is_ready(pod) {
        return None;
    }
    let word = pod.text("/status/reason");
    if pod.text("/status/phase") == "Failed" && !word.is_empty() {
        return Some(Trouble::new(Gravity::Ended, format!("Failed ({word})")));
    }
    let scheduled = condition(pod, "PodScheduled");
    if scheduled.is_some_and(|scheduled| scheduled.reason == "Unschedulable") {
        return Some(Trouble::new(
            Gravity::Unscheduled,
            "Pending (unschedulable)",
        ));
    }
    containers(pod).iter().filter_map(container_trouble).max()
}

fn container_trouble(container: &Container<'_>) -> Option<Trouble> {
    match container.doing() {
        _ if container.is_ready() => None,
        Doing::Waiting { reason, .. } if !reason.is_empty() => {
            let starting = matches!(reason, "ContainerCreating" | "PodInitializing");
            let gravity = if starting {
                Gravity::Starting
            } else {
                Gravity::Waiting
            };
            Some(Trouble::new(gravity, format!("Waiting ({reason})")))
        }
        Doing::Ended(end) => Some(Trouble::new(
            Gravity::Ended,
            format!("Terminated ({})", end.reason),
        )),
        _ => None,
    }
}

impl Trouble {
    fn new(gravity: Gravity, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { gravity, words }
    }
}

#[cfg(test)]
mod tests;
