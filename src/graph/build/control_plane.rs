//! Dapr's control plane, and what sidecars and the API server have to do with it.

use std::sync::Arc;

use serde_json::Value;

use crate::apps::app_id;
use crate::dapr::control_plane::{INJECTOR, OPERATOR, PLACEMENT, SCHEDULER, SENTRY, WEBHOOK};
use crate::dapr::{self, Sidecar};
use crate::diagnose::{self, Snapshot};
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::manifest::Object;

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot) {
    for row in diagnose::services(snapshot, None) {
        let node = draft.node(NodeKind::ControlPlane, &row.namespace, &row.name);
        node.detail = served(snapshot, &row.namespace, &row.name);
        (node.state, node.words) = match (row.healthy, row.is_missing()) {
            (true, _) => (State::Good, duty(&row.name).to_owned()),
            (false, true) => (State::Missing, "not there".to_owned()),
            (false, false) => (State::Bad, row.status.clone()),
        };
    }
    for pod in &snapshot.pods {
        if let (Some(sidecar), Some(app)) = (dapr::sidecar(pod), app_id(pod)) {
            let app = id(NodeKind::App, pod.namespace().unwrap_or("default"), app);
            connected(draft, &app, sidecar);
        }
    }
    injected(draft, snapshot);
}

/// What a service does, in words.
fn duty(name: &str) -> &'static str {
    match name {
        "dapr-operator" => "hands out components",
        "dapr-sentry" => "issues certificates",
        "dapr-sidecar-injector" => "adds daprd to pods",
        "dapr-placement-server" => "places actors",
        "dapr-scheduler-server" => "keeps jobs and reminders",
        _ => "",
    }
}

/// `443 → 6500`: where the Service by which sidecars and the API server reach it leads.
fn served(snapshot: &Snapshot, namespace: &str, name: &str) -> String {
    let is_it = |service: &&Arc<Object>| {
        service.namespace() == Some(namespace)
            && service.text("/spec/selector/app") == name
            && service.name() != "dapr-webhook"
    };
    let services = snapshot.services.iter().filter(is_it);
    // Placement has none but a headless one; the scheduler's is for its own members.
    let service = services.min_by_key(|service| service.text("/spec/clusterIP") == "None");
    let Some(port) = service.and_then(|service| service.items("/spec/ports").first()) else {
        return String::new();
    };
    let own = port["port"].to_string();
    match target(snapshot, namespace, name, port) {
        Some(target) if target != own => format!("{own} → {target}"),
        _ => own,
    }
}

/// The container port that a port of a Service leads to.
fn target(snapshot: &Snapshot, namespace: &str, app: &str, port: &Value) -> Option<String> {
    let target = port.get("targetPort")?;
    let Some(name) = target.as_str() else {
        return Some(target.to_string());
    };
    let is_its =
        |pod: &&Arc<Object>| pod.namespace() == Some(namespace) && pod.label("app") == Some(app);
    let pod = snapshot.pods.iter().find(is_its)?;
    let containers = pod.items("/spec/containers").iter();
    let mut ports = containers
        .filter_map(|container| container["ports"].as_array())
        .flatten();
    let found = ports.find(|port| port["name"] == name)?;
    Some(found["containerPort"].to_string())
}

/// The arguments that a sidecar was given are its connections.
fn connected(draft: &mut Draft, app: &str, sidecar: Sidecar<'_>) {
    let Some(namespace) = sidecar.control_plane_namespace() else {
        return;
    };
    let connections = [
        ("control-plane-address", OPERATOR, "reads resources from"),
        ("sentry-address", SENTRY, "gets its certificate from"),
        ("placement-host-address", PLACEMENT, "registers actors at"),
        ("scheduler-host-address", SCHEDULER, "gets jobs from"),
    ];
    for (argument, service, verb) in connections {
        let to = id(NodeKind::ControlPlane, namespace, service.name);
        let is_told = sidecar
            .argument(argument)
            .is_some_and(|value| !value.is_empty());
        if is_told && draft.known(&to).is_some() {
            let relation = draft.relation(app, &to, verb);
            relation.declared(format!("argument --{argument} of daprd"));
        }
    }
}

/// How a sidecar gets into a pod: API server, webhook, injector, app.
fn injected(draft: &mut Draft, snapshot: &Snapshot) {
    let webhooks = snapshot.webhooks.iter().flatten();
    let Some(webhook) = webhooks.into_iter().find(|one| one.name() == WEBHOOK) else {
        return;
    };
    let api = draft.node(NodeKind::ApiServer, "", "API server").id.clone();
    let node = draft.node(NodeKind::Webhook, "", WEBHOOK);
    let name = webhook.text("/webhooks/0/name");
    node.detail = format!("{name}, CREATE pods");
    let hook = node.id.clone();
    draft
        .relation(&api, &hook, "asks about new pods")
        .declared("MutatingWebhookConfiguration webhooks[0].rules");
    let place = dapr::control_plane::called_by(webhook);
    let injector = id(NodeKind::ControlPlane, place, INJECTOR.name);
    if draft.known(&injector).is_none() {
        return;
    }
    draft
        .relation(&hook, &injector, "is answered by")
        .declared("MutatingWebhookConfiguration webhooks[0].clientConfig.service");
    let injected = snapshot
        .pods
        .iter()
        .filter(|pod| dapr::sidecar(pod).is_some());
    let apps: Vec<_> = injected
        .filter_map(|pod| Some(id(NodeKind::App, pod.namespace()?, app_id(pod)?)))
        .collect();
    for app in apps {
        draft
            .relation(&injector, &app, "adds daprd to")
            .declared("annotation dapr.io/enabled");
    }
}
