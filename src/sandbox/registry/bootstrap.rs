//! What a new cluster has.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::{is_going, name};
use super::{Registry, WriteOptions};
use crate::sandbox::status::Reply;

/// Serves what is defined already, and makes what is missing of what every cluster has.
pub(super) async fn begin(registry: &Registry) -> Reply<()> {
    let definitions = "customresourcedefinitions.apiextensions.k8s.io";
    for definition in registry.store.list(definitions, None).1 {
        registry.shared.catalog.define(&definition);
    }
    for object in objects() {
        make(registry, object).await?;
    }
    // Those that were on their way out when the sandbox was killed go on.
    let defined = registry.store.list(definitions, None).1;
    for definition in defined.iter().filter(|definition| is_going(definition)) {
        registry.empty(name(definition)).await?;
    }
    Ok(())
}

async fn make(registry: &Registry, object: Value) -> Reply<()> {
    let word = |pointer: &str| {
        object
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let (api_version, kind) = (word("/apiVersion"), word("/kind"));
    let of = registry.builtin(&api_version.unwrap_or_default(), &kind.unwrap_or_default());
    let namespace = word("/metadata/namespace");
    let name = word("/metadata/name").unwrap_or_default();
    if registry.peek(&of, namespace.as_deref(), &name).is_some() {
        return Ok(());
    }
    let options = WriteOptions {
        manager: "sandbox".to_owned(),
        ..WriteOptions::default()
    };
    let made = registry
        .create(&of, namespace.as_deref(), object, &options)
        .await;
    made.map(|written| drop::<Arc<Value>>(written.object))
}

fn objects() -> Vec<Value> {
    let namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];
    let namespaces = namespaces
        .map(|name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}));
    let others = [
        service(),
        storage_class(),
        cluster_admin(),
        cluster_admins(),
    ];
    let classes = [
        ("system-cluster-critical", 2_000_000_000),
        ("system-node-critical", 2_000_001_000),
    ];
    let classes = classes.map(|(name, value)| priority_class(name, value));
    namespaces
        .into_iter()
        .chain(others)
        .chain(classes)
        .collect()
}

/// The API's own Service.
fn service() -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "kubernetes",
            "namespace": "default",
            "labels": {"component": "apiserver", "provider": "kubernetes"},
        },
        "spec": {
            "clusterIP": "10.96.0.1",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    })
}

/// Claims without a class get folders.
fn storage_class() -> Value {
    json!({
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {
            "name": "standard",
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        },
        "provisioner": "sandbox.daprk.dev/folder",
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
    })
}

fn cluster_admin() -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "cluster-admin", "annotations": {"rbac.authorization.kubernetes.io/autoupdate": "true"}, "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}},
        "rules": [
            {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
            {"nonResourceURLs": ["*"], "verbs": ["*"]},
        ],
    })
}

fn cluster_admins() -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "cluster-admin", "annotations": {"rbac.authorization.kubernetes.io/autoupdate": "true"}, "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:masters"}],
    })
}

fn priority_class(name: &str, value: i64) -> Value {
    json!({
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": value,
        "description": "Used for system critical pods.",
    })
}
