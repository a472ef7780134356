//! What the tests of the registry share.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::{Patch, Registry, Resource, WriteOptions, Written};
use crate::sandbox::status::Status;
use crate::sandbox::store::Store;

/// A registry in memory, with what a new cluster has.
pub(super) async fn registry() -> Registry {
    Registry::open(Store::in_memory()).await.unwrap()
}

pub(super) fn options() -> WriteOptions {
    WriteOptions {
        manager: "test".to_owned(),
        ..WriteOptions::default()
    }
}

impl Registry {
    /// Makes an object in its namespace, `default` if it names none.
    pub(super) async fn make(&self, object: Value) -> Result<Arc<Value>, Status> {
        let of = self.of(&object);
        let namespace = object["metadata"]["namespace"]
            .as_str()
            .unwrap_or("default")
            .to_owned();
        let written = self
            .create(&of, Some(&namespace), object, &options())
            .await?;
        Ok(written.object)
    }

    /// Patches an object in `default`.
    pub(super) async fn change(&self, object: &Value, patch: Patch) -> Result<Written, Status> {
        let (of, options) = (self.of(object), options());
        let name = object["metadata"]["name"].as_str().unwrap();
        self.patch(&of, Some("default"), name, None, patch, &options)
            .await
    }

    pub(super) fn of(&self, object: &Value) -> Arc<Resource> {
        let word = |key: &str| object[key].as_str().unwrap();
        self.kind(word("apiVersion"), word("kind")).unwrap()
    }
}

pub(super) fn config(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "1"}})
}

pub(super) fn deployment(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "c", "image": "x:1"}]},
            },
        },
    })
}

pub(super) fn pod(name: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [{"name": "c", "image": "x:1"}]},
    })
}

pub(super) fn definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Widget", "plural": "widgets", "shortNames": ["wd"]},
            "scope": "Namespaced",
            "versions": [
                version("v1", true),
                version("v1beta1", false),
            ],
        },
    })
}

fn version(name: &str, storage: bool) -> Value {
    json!({
        "name": name,
        "served": true,
        "storage": storage,
        "subresources": {"status": {}, "scale": {
            "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
        }},
        "schema": {"openAPIV3Schema": {
            "type": "object",
            "properties": {
                "spec": {
                    "type": "object",
                    "required": ["size"],
                    "properties": {
                        "size": {"type": "integer", "minimum": 1},
                        "color": {"type": "string", "default": "red"},
                        "replicas": {"type": "integer"},
                    },
                },
                "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
            },
        }},
    })
}

pub(super) fn widget(name: &str) -> Value {
    json!({
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": name},
        "spec": {"size": 3},
    })
}
