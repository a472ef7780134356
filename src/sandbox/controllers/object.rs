//! Look-ups in objects.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

pub(super) use crate::manifest::look::{
    annotation, is_true, items, label, name, namespace, number, text,
};

/// Which object of a kind: namespace (empty for none) and name.
pub(super) type Key = (String, String);

pub(super) fn flag(object: &Value, pointer: &str) -> bool {
    object.pointer(pointer).and_then(Value::as_bool) == Some(true)
}

pub(super) fn map<'a>(object: &'a Value, pointer: &str) -> Option<&'a Map<String, Value>> {
    object.pointer(pointer).and_then(Value::as_object)
}

pub(super) fn time(object: &Value, pointer: &str) -> Option<Timestamp> {
    text(object, pointer).parse().ok()
}

pub(super) fn uid(object: &Value) -> &str {
    text(object, "/metadata/uid")
}

pub(super) fn key(object: &Value) -> Key {
    (namespace(object).to_owned(), name(object).to_owned())
}

/// Whether it is on its way out.
pub(super) fn deleting(object: &Value) -> bool {
    object.pointer("/metadata/deletionTimestamp").is_some()
}

/// The owner that manages it.
pub(super) fn manager(object: &Value) -> Option<&Value> {
    items(object, "/metadata/ownerReferences")
        .iter()
        .find(|owner| flag(owner, "/controller"))
}

/// Whether the owner with this uid manages it.
pub(super) fn managed_by(object: &Value, owner: &Value) -> bool {
    manager(object).is_some_and(|reference| text(reference, "/uid") == uid(owner))
}

/// The key of the manager, if it is of this kind.
pub(super) fn manager_key(object: &Value, kind: &str) -> Vec<Key> {
    manager(object)
        .filter(|owner| text(owner, "/kind") == kind)
        .map(|owner| {
            (
                namespace(object).to_owned(),
                text(owner, "/name").to_owned(),
            )
        })
        .into_iter()
        .collect()
}

/// The reference by which a managed object names its owner.
pub(super) fn reference(owner: &Value) -> Value {
    json!({
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": name(owner),
        "uid": uid(owner),
        "controller": true,
        "blockOwnerDeletion": true,
    })
}

/// A time as the API writes it.
pub(super) fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Sets an entry of a map below `metadata`, which is made if need be; whether that changed it.
pub(super) fn set_metadata(object: &mut Value, list: &str, key: &str, value: &str) -> bool {
    let map = &mut object["metadata"][list];
    if !map.is_object() {
        *map = json!({});
    }
    let changed = map.get(key).and_then(Value::as_str) != Some(value);
    map[key] = value.into();
    changed
}
