//! What stands beside the picture, in rows.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::feed::State;
use crate::cluster::Refusal;
use crate::diagnose;
use crate::graph::{self, NodeKind};
use crate::health::ServiceRow;
use crate::manifest::Object;

/// The control plane, the apps, components and configurations; whether the cluster answers; what could not be seen.
pub(super) fn facts(state: &State) -> Value {
    json!({
        "lost": state.lost.as_ref().map(lost),
        "controlPlane": control_plane(state),
        "apps": apps(state),
        "components": of_kind(state, "Component", component),
        "configurations": of_kind(state, "Configuration", configuration),
        "namespaces": namespaces(state),
        "problems": state.graph.problems.len(),
        "unseen": state.graph.unknown.len(),
    })
}

/// Whoever is not known any more has something to do about it; of a cluster that is silent it is only told.
fn lost((since, why): &(Timestamp, Refusal)) -> Value {
    json!({
        "since": since.to_string(),
        "why": why.to_string(),
        "isStranger": matches!(why, Refusal::Unauthorized(_)),
    })
}

fn control_plane(state: &State) -> Vec<Value> {
    let row = |row: ServiceRow| {
        json!({
            "id": graph::id(NodeKind::ControlPlane, &row.namespace, &row.name),
            "name": row.name,
            "namespace": row.namespace,
            "healthy": row.healthy,
            "status": row.status,
            "replicas": format!("{}/{}", row.ready, row.replicas),
            "version": row.version,
        })
    };
    let rows = diagnose::services(&state.snapshot, None);
    rows.into_iter().map(row).collect()
}

/// Each app once.
fn apps(state: &State) -> Vec<Value> {
    let apps = state.graph.nodes.iter();
    let apps = apps.filter(|node| node.kind == NodeKind::App);
    apps.map(|node| json!({"name": node.name, "namespace": node.namespace}))
        .collect()
}

fn of_kind(state: &State, kind: &str, row: impl Fn(&Object) -> Value) -> Vec<Value> {
    let objects = state.snapshot.resources.iter();
    let objects = objects.filter(|object| object.kind() == kind);
    objects.map(|object| row(object)).collect()
}

fn component(object: &Object) -> Value {
    let scopes = object.items("/scopes").iter().filter_map(Value::as_str);
    json!({
        "id": id(NodeKind::Component, object),
        "name": object.name(),
        "namespace": object.namespace(),
        "type": object.text("/spec/type"),
        "version": object.text("/spec/version"),
        "scopes": scopes.collect::<Vec<_>>().join(", "),
        "created": object.text("/metadata/creationTimestamp"),
    })
}

fn configuration(object: &Object) -> Value {
    json!({
        "id": id(NodeKind::Configuration, object),
        "name": object.name(),
        "namespace": object.namespace(),
        "tracing": object.text("/spec/tracing/samplingRate"),
        "mtls": object.0.pointer("/spec/mtls/enabled"),
        "created": object.text("/metadata/creationTimestamp"),
    })
}

fn id(kind: NodeKind, object: &Object) -> String {
    graph::id(kind, object.namespace().unwrap_or_default(), object.name())
}

/// Those that hold something of the picture.
fn namespaces(state: &State) -> Vec<&str> {
    let nodes = state.graph.nodes.iter().map(|node| &*node.namespace);
    let names: BTreeSet<&str> = nodes.filter(|name| !name.is_empty()).collect();
    names.into_iter().collect()
}
