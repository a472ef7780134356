//! The verbs, on a registry in memory.

use serde_json::{Value, json};

use crate::sandbox::registry::{Registry, WriteOptions};
use crate::sandbox::store::Store;

fn options() -> WriteOptions {
    WriteOptions {
        manager: "test".to_owned(),
        ..WriteOptions::default()
    }
}

fn config(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "1"}})
}

#[tokio::test]
async fn an_object_is_made_once() {
    let registry = Registry::open(Store::in_memory()).await.unwrap();
    let of = registry.kind("v1", "ConfigMap").unwrap();
    let made = registry
        .create(&of, Some("default"), config("a"), &options())
        .await
        .unwrap();
    assert!(made.created);
    assert_eq!(made.object["metadata"]["namespace"], "default");
    let again = registry
        .create(&of, Some("default"), config("a"), &options())
        .await
        .unwrap_err();
    assert_eq!(again.message, "configmaps \"a\" already exists");
    let nowhere = registry
        .create(&of, Some("x"), config("a"), &options())
        .await
        .unwrap_err();
    assert_eq!(nowhere.message, "namespaces \"x\" not found");
}
