//! Dapr's resources, and which apps they are for by what manifests say.

use serde_json::Value;

use crate::dapr::{Workload, annotations, is_for};
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{Node, NodeKind, State};
use crate::manifest::Object;

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot, workloads: &[Workload<'_>]) {
    let apps = draft.of(NodeKind::App);
    for resource in &snapshot.resources {
        let namespace = namespace(resource);
        let name = resource.name();
        let (kind, detail) = match resource.kind() {
            "Component" => (NodeKind::Component, resource.text("/spec/type")),
            "Configuration" => (NodeKind::Configuration, "Configuration"),
            "Subscription" => (NodeKind::Subscription, topic(resource)),
            "Resiliency" => (NodeKind::Resiliency, "Resiliency"),
            other => (NodeKind::Resource, other),
        };
        detail.clone_into(&mut draft.node(kind, namespace, name).detail);
        if kind == NodeKind::Component {
            used(draft, resource, &apps);
        }
    }
    // What these name may stand further down in the list.
    for resource in &snapshot.resources {
        match resource.kind() {
            "Subscription" => subscribed(draft, resource, &apps),
            "Resiliency" => protected(draft, resource),
            _ => {}
        }
    }
    for workload in workloads {
        configured(draft, workload);
    }
}

pub(super) fn namespace(resource: &Object) -> &str {
    resource.namespace().unwrap_or("default")
}

/// Whether an app gets a resource: the operator gives it those of its namespace that are for it.
fn gets(app: &Node, resource: &Object) -> bool {
    app.namespace == namespace(resource) && is_for(resource, &app.name)
}

fn scope_source(resource: &Object) -> String {
    let kind = resource.kind();
    if resource.items("/scopes").is_empty() {
        format!("{kind} in the app's namespace")
    } else {
        format!("{kind} scopes")
    }
}

fn used(draft: &mut Draft, component: &Object, apps: &[Node]) {
    let to = id(NodeKind::Component, namespace(component), component.name());
    for app in apps.iter().filter(|app| gets(app, component)) {
        let relation = draft.relation(&app.id, &to, "uses");
        relation.declared(scope_source(component));
    }
}

/// The topic, whatever the version of the Subscription.
fn topic(subscription: &Object) -> &str {
    subscription.text("/spec/topic")
}

fn subscribed(draft: &mut Draft, subscription: &Object, apps: &[Node]) {
    let place = namespace(subscription);
    let own = id(NodeKind::Subscription, place, subscription.name());
    let pubsub = subscription.text("/spec/pubsubname");
    let from = draft.named(NodeKind::Component, place, pubsub, "not there");
    let is_missing = draft
        .known(&from)
        .is_some_and(|node| node.state == State::Missing);
    let relation = draft.relation(&own, &from, "subscribes");
    relation
        .declared("Subscription spec.pubsubname")
        .broken(is_missing);
    let sort = format!("delivers {}", topic(subscription));
    for app in apps.iter().filter(|app| gets(app, subscription)) {
        let relation = draft.relation(&from, &app.id, &sort);
        relation
            .declared("Subscription spec.topic")
            .broken(is_missing);
    }
}

fn protected(draft: &mut Draft, resiliency: &Object) {
    let place = namespace(resiliency);
    let from = id(NodeKind::Resiliency, place, resiliency.name());
    let targets = [("apps", NodeKind::App), ("components", NodeKind::Component)];
    for (list, kind) in targets {
        let pointer = format!("/spec/targets/{list}");
        let named = resiliency.at(&pointer).and_then(Value::as_object);
        for name in named.into_iter().flat_map(serde_json::Map::keys) {
            let to = draft.named(kind, place, name, "not there");
            let is_missing = draft
                .known(&to)
                .is_some_and(|node| node.state == State::Missing);
            let source = format!("Resiliency spec.targets.{list}");
            let relation = draft.relation(&from, &to, "protects");
            relation.declared(source).broken(is_missing);
        }
    }
}

/// Which Configuration an app names; one that isn't there keeps its sidecar from starting.
fn configured(draft: &mut Draft, workload: &Workload<'_>) {
    let pods = workload.pods.iter().map(|pod| {
        let app = crate::apps::app_id(pod);
        (app, pod.annotation(annotations::CONFIG))
    });
    let made = (
        Some(workload.id()),
        workload.annotation(annotations::CONFIG),
    );
    let place = namespace(workload.object);
    for (app, configuration) in std::iter::once(made).chain(pods) {
        let (Some(app), Some(configuration)) = (app, configuration) else {
            continue;
        };
        let app = id(NodeKind::App, place, app);
        if configuration.is_empty() || draft.known(&app).is_none() {
            continue;
        }
        let to = draft.named(NodeKind::Configuration, place, configuration, "not there");
        let is_missing = draft
            .known(&to)
            .is_some_and(|node| node.state == State::Missing);
        let relation = draft.relation(&app, &to, "is configured by");
        relation
            .declared(format!("annotation {}", annotations::CONFIG))
            .broken(is_missing);
    }
}
