mod crash;
mod faults;
mod laws;
mod watches;

use std::sync::Arc;

use serde_json::{Value, json};

use super::Key;

fn key(name: &str) -> Key {
    Key {
        resource: "configmaps".into(),
        namespace: "default".to_owned(),
        name: name.to_owned(),
    }
}

fn map(name: &str, value: u64) -> Value {
    json!({"metadata": {"name": name, "namespace": "default"}, "data": {"value": value.to_string()}})
}

fn revision(object: &Arc<Value>) -> u64 {
    super::writer::revision_of(object)
}

fn name(object: &Arc<Value>) -> String {
    object["metadata"]["name"].as_str().unwrap().to_owned()
}
