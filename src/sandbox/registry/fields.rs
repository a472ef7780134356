//! Reading and writing fields of objects by their JSON pointers.

use serde_json::{Map, Value};

pub(super) use crate::manifest::look::{is_true, items, name, namespace, text};

/// Whether there is something else than `null` at a pointer.
pub(super) fn has(object: &Value, pointer: &str) -> bool {
    object
        .pointer(pointer)
        .is_some_and(|value| !value.is_null())
}

/// The struct that a pointer's last part is in, made where it is missing.
fn parent<'a>(object: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let mut at = object;
    for part in pointer.split('/').skip(1) {
        at = map(at).entry(part).or_insert(Value::Null);
    }
    map(at)
}

/// The value as a struct, which it becomes where it is none.
fn map(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("it was made one above")
}

fn split(pointer: &str) -> (&str, &str) {
    pointer
        .rsplit_once('/')
        .expect("a pointer begins with a slash")
}

/// Writes a field, and the structs that it is in.
pub(super) fn set(object: &mut Value, pointer: &str, value: impl Into<Value>) {
    let (before, last) = split(pointer);
    parent(object, before).insert(last.to_owned(), value.into());
}

/// Writes a field where there is none yet.
pub(super) fn default(object: &mut Value, pointer: &str, value: impl Into<Value>) {
    if !has(object, pointer) {
        set(object, pointer, value);
    }
}

/// Takes a field out.
pub(super) fn remove(object: &mut Value, pointer: &str) -> Option<Value> {
    let (before, last) = split(pointer);
    object
        .pointer_mut(before)?
        .as_object_mut()?
        .shift_remove(last)
}

/// Makes a field what it is in another object, be it absent.
pub(super) fn copy(object: &mut Value, pointer: &str, from: &Value) {
    match from.pointer(pointer) {
        Some(value) => set(object, pointer, value.clone()),
        None => drop(remove(object, pointer)),
    }
}

/// Whether two objects have the same there. Absent, `null`, `{}` and `[]` are the same.
pub(super) fn same(one: &Value, other: &Value, pointer: &str) -> bool {
    let at = |object: &Value| {
        object
            .pointer(pointer)
            .filter(|value| !is_empty(value))
            .cloned()
    };
    at(one) == at(other)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Whether it has a `deletionTimestamp`.
pub(super) fn is_going(object: &Value) -> bool {
    has(object, "/metadata/deletionTimestamp")
}

/// `metadata.resourceVersion`, 0 for none.
pub(super) fn revision(object: &Value) -> u64 {
    text(object, "/metadata/resourceVersion")
        .parse()
        .unwrap_or_default()
}
