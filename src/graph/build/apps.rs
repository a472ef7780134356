//! Applications: their workloads and pods, and the Services by which they are opened from outside.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::apps::app_id;
use crate::dapr;
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::health;
use crate::manifest::Object;

/// All that is known of an app.
#[derive(Default)]
struct App<'a> {
    pods: Vec<&'a Object>,
    /// Templates of pods, as pods, with the health of their workloads.
    templates: Vec<(Object, health::Health)>,
    /// Whether a cluster has seen one of its workloads: a manifest has no status.
    runs: bool,
}

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot) {
    let apps = apps(snapshot);
    for ((namespace, name), app) in &apps {
        let node = draft.node(NodeKind::App, namespace, name);
        node.detail = detail(app);
        node.sidecar = sidecar(app);
        (node.state, node.words) = state(app);
    }
    for service in &snapshot.services {
        opened(draft, service, &apps);
    }
}

fn apps(snapshot: &Snapshot) -> BTreeMap<(String, String), App<'_>> {
    let mut apps: BTreeMap<(String, String), App<'_>> = BTreeMap::new();
    let key = |pod: &Object| {
        let name = app_id(pod)?.to_owned();
        Some((pod.namespace().unwrap_or_default().to_owned(), name))
    };
    for workload in snapshot.workloads.iter().filter(|one| is_top(one)) {
        let template = template(workload);
        if dapr::asks_for_sidecar(&template)
            && let Some(key) = key(&template)
        {
            let health = health::of(workload);
            let runs = workload.at("/status").is_some();
            let app = apps.entry(key).or_default();
            app.templates.push((template, health));
            app.runs |= runs;
        }
    }
    let living = |pod: &&&Object| pod.text("/metadata/deletionTimestamp").is_empty();
    let pods = snapshot.pods.iter().map(AsRef::as_ref);
    for pod in pods.collect::<Vec<_>>().iter().filter(living) {
        if let Some(key) = key(pod) {
            apps.entry(key).or_default().pods.push(pod);
        }
    }
    apps
}

/// Whether no other workload makes it.
fn is_top(workload: &Object) -> bool {
    workload.items("/metadata/ownerReferences").is_empty() && workload.kind() != "ReplicaSet"
}

/// A workload's template as the pod that it will be. Without an app id the pod's name would be one; the workload's
/// stands for all of its pods.
fn template(workload: &Object) -> Object {
    let mut pod = workload.at("/spec/template").cloned().unwrap_or_default();
    pod["metadata"]["name"] = workload.name().into();
    pod["metadata"]["namespace"] = workload.namespace().unwrap_or("default").into();
    Object(pod)
}

fn detail(app: &App<'_>) -> String {
    let told = app
        .pods
        .iter()
        .find_map(|pod| dapr::sidecar(pod)?.app_port());
    let asked = || {
        let mut templates = app.templates.iter();
        templates.find_map(|(pod, _)| pod.annotation(dapr::annotations::APP_PORT)?.parse().ok())
    };
    match told.or_else(asked) {
        Some(port) => format!("port {port}"),
        None => "no port".to_owned(),
    }
}

fn sidecar(app: &App<'_>) -> String {
    let version = app.pods.iter().find_map(|pod| dapr::app(pod));
    match version {
        Some(app) => app.runs.unwrap_or(app.daprd_version),
        None if app.pods.is_empty() => "daprd".to_owned(),
        None => String::new(),
    }
}

fn state(app: &App<'_>) -> (State, String) {
    let ready = app
        .pods
        .iter()
        .filter(|pod| health::pod_is_ready(pod))
        .count();
    let bare = app.pods.iter().any(|pod| dapr::sidecar(pod).is_none());
    let wanted: i64 = app.templates.iter().map(|(_, health)| health.wanted).sum();
    let wanted = usize::try_from(wanted).unwrap_or_default();
    let wanted = if app.templates.is_empty() {
        app.pods.len()
    } else {
        wanted
    };
    match () {
        () if bare => (State::Bad, "no sidecar".to_owned()),
        () if wanted == 0 && app.pods.is_empty() => (State::Unknown, "scaled to 0".to_owned()),
        () if !app.runs && app.pods.is_empty() => (State::Unknown, replicas(wanted)),
        () if ready >= wanted => (State::Good, format!("ready {ready}/{wanted}")),
        () => (State::Bad, format!("ready {ready}/{wanted}")),
    }
}

fn replicas(wanted: usize) -> String {
    match wanted {
        1 => "1 replica".to_owned(),
        many => format!("{many} replicas"),
    }
}

/// A Service that selects an app's pods is how others than Dapr's apps reach it.
fn opened(draft: &mut Draft, service: &Object, apps: &BTreeMap<(String, String), App<'_>>) {
    let selector = service.at("/spec/selector").and_then(Value::as_object);
    let Some(selector) = selector.filter(|selector| !selector.is_empty()) else {
        return;
    };
    let namespace = service.namespace().unwrap_or("default");
    if service.name().ends_with("-dapr") && service.text("/spec/clusterIP") == "None" {
        return;
    }
    let selects = |pod: &Object| {
        selector
            .iter()
            .all(|(key, value)| pod.label(key).is_some_and(|label| *value == label))
    };
    for ((place, name), app) in apps {
        let templates = app.templates.iter().map(|(pod, _)| pod);
        let mut pods = app.pods.iter().copied().chain(templates);
        if place == namespace && pods.any(selects) {
            let caller = draft.node(NodeKind::Caller, "", "you").id.clone();
            let to = id(NodeKind::App, place, name);
            let source = format!("Service {} {}", service.name(), ports(service));
            draft.relation(&caller, &to, "opens").declared(source);
        }
    }
}

/// `80 → 3000, 9090`
pub(super) fn ports(service: &Object) -> String {
    let ports = service.items("/spec/ports").iter().map(|port| {
        let target = port.get("targetPort").map(ToString::to_string);
        let target = target.map(|target| target.trim_matches('"').to_owned());
        let own = port["port"].to_string();
        match target.filter(|target| *target != own) {
            Some(target) => format!("{own} → {target}"),
            None => own,
        }
    });
    ports.collect::<Vec<_>>().join(", ")
}
