//! What built-in objects are where nothing is said.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::conditional;
use super::decode::is_zero;
use super::types::{Shape, Type, builtin};

type Object = Map<String, Value>;

/// By type; the API server has them in its code, not in its OpenAPI documents.
static TABLE: LazyLock<HashMap<String, Object>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("defaults.json")).expect("it is a table of objects")
});

/// Gives a built-in object its defaults, and the structs that Go writes though they are empty. Of
/// other kinds nothing changes. The object has nothing that [`super::drop_unknown`] takes away.
pub fn defaults(api_version: &str, kind: &str, object: &mut Value) {
    if let Some(of) = builtin(api_version, kind) {
        fill(&of, object);
    }
}

fn fill(of: &Type, value: &mut Value) {
    match (of.shape(), value) {
        (Shape::Struct { name, fields, .. }, Value::Object(object)) => {
            conditional::before(name, object);
            for (field, value) in TABLE.get(*name).into_iter().flatten() {
                put(object, field, value);
            }
            for (name, field) in fields {
                if let Some(value) = &field.default {
                    if !is_zero(value) || field.writes_zero(value) {
                        put(object, name, value);
                    }
                }
            }
            conditional::after(name, object);
            for (name, value) in object.iter_mut() {
                if let Some(field) = fields.get(name) {
                    fill(&field.of, value);
                }
            }
        }
        (Shape::Map { values, .. }, Value::Object(map)) => {
            map.values_mut().for_each(|value| fill(values, value));
        }
        (Shape::List { items, .. }, Value::Array(list)) => {
            list.iter_mut().for_each(|value| fill(items, value));
        }
        _ => {}
    }
}

/// Sets what isn't there.
pub(super) fn put(object: &mut Object, name: &str, value: &Value) {
    if !object.contains_key(name) {
        object.insert(name.to_owned(), value.clone());
    }
}
