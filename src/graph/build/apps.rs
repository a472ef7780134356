//! Applications: their workloads and pods, and the Services by which they are opened from outside.

use std::collections::BTreeMap;

use super::resources::namespace;
use crate::apps::app_id;
use crate::dapr::{self, Workload};
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::health;
use crate::manifest::{Object, look};

/// All that is known of an app.
#[derive(Default)]
struct App<'a> {
    pods: Vec<&'a Object>,
    /// What makes them; of bare pods nothing does.
    makers: Vec<&'a Workload<'a>>,
}

/// Apps by namespace and id.
type Apps<'a> = BTreeMap<(&'a str, &'a str), App<'a>>;

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot, workloads: &[Workload<'_>]) {
    let apps = apps(workloads);
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

fn apps<'a>(workloads: &'a [Workload<'a>]) -> Apps<'a> {
    let mut apps = Apps::new();
    for workload in workloads.iter().filter(|workload| workload.is_app()) {
        let place = namespace(workload.object);
        if workload.object.kind() != "Pod" {
            let app = apps.entry((place, workload.id())).or_default();
            app.makers.push(workload);
        }
        for pod in &workload.pods {
            let name = app_id(pod).unwrap_or_else(|| workload.id());
            apps.entry((place, name)).or_default().pods.push(pod);
        }
    }
    apps
}

fn detail(app: &App<'_>) -> String {
    let told = app
        .pods
        .iter()
        .find_map(|pod| dapr::sidecar(pod)?.app_port());
    let asked = || -> Option<u16> {
        let mut makers = app.makers.iter();
        makers.find_map(|maker| maker.annotation(dapr::annotations::APP_PORT)?.parse().ok())
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
        None if app.pods.is_empty() && app.makers.iter().any(|it| it.asks()) => "daprd".to_owned(),
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
    let wanted = app
        .makers
        .iter()
        .map(|maker| health::of(maker.object).wanted);
    let wanted = usize::try_from(wanted.sum::<i64>()).unwrap_or_default();
    // A manifest has no status.
    let runs = app
        .makers
        .iter()
        .any(|maker| maker.object.at("/status").is_some());
    let wanted = if app.makers.is_empty() {
        app.pods.len()
    } else {
        wanted
    };
    match () {
        () if bare => (State::Bad, "no sidecar".to_owned()),
        () if wanted == 0 && app.pods.is_empty() => (State::Unknown, "scaled to 0".to_owned()),
        () if !runs && app.pods.is_empty() => (State::Unknown, replicas(wanted)),
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
fn opened(draft: &mut Draft, service: &Object, apps: &Apps<'_>) {
    if service.name().ends_with("-dapr") && service.text("/spec/clusterIP") == "None" {
        return;
    }
    for ((place, name), app) in apps {
        let templates = app.makers.iter().map(|maker| maker.template());
        let mut pods = app.pods.iter().map(|pod| &pod.0).chain(templates);
        if *place == namespace(service) && pods.any(|pod| look::selects(&service.0, pod)) {
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
