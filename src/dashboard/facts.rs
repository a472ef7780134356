//! What stands beside the picture, in rows.

use serde_json::{Value, json};

use super::feed::State;
use crate::dapr::control_plane::{Expected, INJECTOR};
use crate::health;
use crate::manifest::Object;

/// The control plane, the apps, components and configurations; whether the cluster answers; what could not be seen.
pub(super) fn facts(state: &State) -> Value {
    json!({
        "lost": state.lost.as_ref().map(|(since, why)| json!({"since": since.to_string(), "why": why})),
        "controlPlane": control_plane(state),
        "apps": apps(state),
        "components": of_kind(state, "Component", component),
        "configurations": of_kind(state, "Configuration", configuration),
        "namespaces": namespaces(state),
        "problems": state.graph.problems.len(),
    })
}

fn control_plane(state: &State) -> Vec<Value> {
    let objects = |list: &[std::sync::Arc<Object>]| -> Vec<Object> {
        list.iter().map(|object| (**object).clone()).collect()
    };
    let workloads = objects(&state.snapshot.workloads);
    let injector = workloads.iter().find(|workload| {
        crate::dapr::control_plane::Service::of_workload(workload) == Some(INJECTOR)
    });
    let expected = Expected::of(injector);
    let rows = health::rows(&workloads, &objects(&state.snapshot.pods), expected);
    let row = |row: health::ServiceRow| {
        json!({
            "id": format!("control-plane/{}/{}", row.namespace, row.name),
            "name": row.name,
            "namespace": row.namespace,
            "healthy": row.healthy,
            "status": row.status,
            "replicas": format!("{}/{}", row.ready, row.replicas),
            "version": row.version,
        })
    };
    rows.into_iter().map(row).collect()
}

/// Each app once.
fn apps(state: &State) -> Vec<Value> {
    let apps = state.graph.nodes.iter();
    let apps = apps.filter(|node| node.kind == crate::graph::NodeKind::App);
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
        "id": id("component", object),
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
        "id": id("configuration", object),
        "name": object.name(),
        "namespace": object.namespace(),
        "tracing": object.text("/spec/tracing/samplingRate"),
        "mtls": object.0.pointer("/spec/mtls/enabled"),
        "created": object.text("/metadata/creationTimestamp"),
    })
}

fn id(kind: &str, object: &Object) -> String {
    format!(
        "{kind}/{}/{}",
        object.namespace().unwrap_or_default(),
        object.name()
    )
}

/// Those that hold something of the picture.
fn namespaces(state: &State) -> Vec<&str> {
    let nodes = state.graph.nodes.iter().map(|node| &*node.namespace);
    let names: std::collections::BTreeSet<&str> = nodes.filter(|name| !name.is_empty()).collect();
    names.into_iter().collect()
}
