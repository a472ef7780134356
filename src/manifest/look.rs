//! Look-ups in objects, by JSON pointers (RFC 6901): what is not there is empty.

use serde_json::Value;

/// The text at a pointer, or empty.
pub fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    let value = object.pointer(pointer);
    value.and_then(Value::as_str).unwrap_or_default()
}

/// The integer at a pointer.
pub fn number(object: &Value, pointer: &str) -> Option<i64> {
    object.pointer(pointer).and_then(Value::as_i64)
}

/// The list at a pointer, or an empty one.
pub fn items<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    let list = object.pointer(pointer).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// `metadata.name`, or empty.
pub fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

/// `metadata.namespace`, or empty.
pub fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// A label's value.
pub fn label<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get("metadata")?.get("labels")?.get(key)?.as_str()
}

/// An annotation's value.
pub fn annotation<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    let annotations = object.get("metadata")?.get("annotations")?;
    annotations.get(key)?.as_str()
}

/// Whether the `spec.selector` of a Service is that of a pod, or of a template of pods. One without a selector selects
/// none.
pub fn selects(service: &Value, pod: &Value) -> bool {
    let selector = service.pointer("/spec/selector").and_then(Value::as_object);
    selector.is_some_and(|selector| {
        let mut labels = selector.iter();
        !selector.is_empty() && labels.all(|(key, value)| label(pod, key) == value.as_str())
    })
}

/// Whether a condition of its status is there and true.
pub fn is_true(object: &Value, condition: &str) -> bool {
    let is_it = |one: &Value| one["type"] == condition && one["status"] == "True";
    items(object, "/status/conditions").iter().any(is_it)
}
