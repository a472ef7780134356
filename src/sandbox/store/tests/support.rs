//! What the tests of the store share.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::Key;

pub(super) fn key(name: &str) -> Key {
    Key {
        resource: "configmaps".into(),
        namespace: "default".to_owned(),
        name: name.to_owned(),
    }
}

pub(super) fn map(name: &str, value: u64) -> Value {
    json!({"metadata": {"name": name, "namespace": "default"}, "data": {"value": value.to_string()}})
}

pub(super) fn revision(object: &Arc<Value>) -> u64 {
    super::super::writer::revision_of(object)
}

pub(super) fn name(object: &Arc<Value>) -> String {
    object["metadata"]["name"].as_str().unwrap().to_owned()
}
