//! What decoding does to an object: for built-in kinds what Go's types keep of it, for custom
//! resources what their schemas keep.

use serde_json::{Map, Number, Value, json};

use super::amount::canonical;
use super::types::{Field, Shape, Type};

/// The fields that the type doesn't know, as the API server names them after `unknown field`: of
/// built-in kinds as they come, of custom resources in order.
pub fn unknown_fields(of: &Type, object: &Value) -> Vec<String> {
    let mut found = Vec::new();
    unknown(of, object, "", &mut found);
    if !of.is_builtin() {
        found.sort();
    }
    found
}

fn unknown(of: &Type, value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                match of.field(name) {
                    Some(of) => unknown(&of, value, &path, found),
                    None if matches!(of.shape(), Shape::Struct { .. }) => found.push(path),
                    None => {}
                }
            }
        }
        Value::Array(list) => {
            if let Shape::List { items, .. } = of.shape() {
                for (index, value) in list.iter().enumerate() {
                    unknown(items, value, &format!("{path}[{index}]"), found);
                }
            }
        }
        _ => {}
    }
}

/// Takes away what decoding loses. Of a built-in kind: unknown fields, nulls, and zeros where Go
/// has no pointer; quantities get their canonical form. Of a custom resource: unknown fields, and
/// nulls that are neither allowed nor have a default. `metadata.managedFields` stays as it is: an
/// empty list means something there.
pub fn drop_unknown(of: &Type, object: &mut Value) {
    let managed = object
        .get_mut("metadata")
        .and_then(Value::as_object_mut)
        .and_then(|metadata| metadata.shift_remove("managedFields"));
    clean(of, object);
    if let (Some(managed), Some(metadata)) = (managed, object.get_mut("metadata")) {
        metadata["managedFields"] = managed;
    }
}

fn clean(of: &Type, value: &mut Value) {
    match (of.shape(), value) {
        (
            Shape::Struct {
                name, fields, open, ..
            },
            Value::Object(object),
        ) => {
            structure(!name.is_empty(), fields, *open, object);
        }
        (Shape::Map { values, .. }, Value::Object(map)) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(|value| clean(values, value));
        }
        (Shape::List { items, .. }, Value::Array(list)) => {
            list.iter_mut().for_each(|value| clean(items, value));
        }
        (Shape::Scalar("quantity"), value) => {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            if let Some(text) = canonical(&text) {
                *value = text.into();
            }
        }
        (Shape::Scalar("int32" | "int64"), Value::Number(number)) => whole(number),
        _ => {}
    }
}

/// Go reads `1.0` as an integer.
fn whole(number: &mut Number) {
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    if let Some(float) = number
        .as_f64()
        .filter(|float| number.is_f64() && float.fract() == 0.0)
    {
        if float.abs() < 9e15 {
            *number = (float as i64).into();
        }
    }
}

fn structure(
    builtin: bool,
    fields: &std::collections::BTreeMap<String, Field>,
    open: bool,
    object: &mut Map<String, Value>,
) {
    object.retain(|name, value| match fields.get(name) {
        None => open,
        Some(field) => {
            clean(&field.of, value);
            if builtin {
                !value.is_null() && !field.vanishes(value)
            } else {
                !value.is_null() || field.nullable || field.default.is_some()
            }
        }
    });
}

impl Field {
    /// Whether Go writes this default though it is a zero.
    pub(super) fn writes_zero(&self, default: &Value) -> bool {
        is_zero(default) && (self.required || self.keeps_zero)
    }

    /// Whether Go leaves it out when it writes the value.
    fn vanishes(&self, value: &Value) -> bool {
        if self.required
            || self
                .default
                .as_ref()
                .is_some_and(|default| !is_zero(default))
        {
            return false;
        }
        match (self.of.shape(), value) {
            (Shape::List { .. }, Value::Array(list)) => list.is_empty(),
            (Shape::Map { .. }, Value::Object(map)) => map.is_empty(),
            (Shape::Scalar(_), value) => !self.keeps_zero && is_zero(value),
            _ => false,
        }
    }
}

pub(super) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// What a new object of the type is before anything is in it: in Go, structs that are no pointers
/// are there always. It has the `apiVersion` and `kind` of `like`.
pub fn empty(of: &Type, like: &Value) -> Value {
    let mut object = json!({"apiVersion": like["apiVersion"], "kind": like["kind"]});
    if of.is_builtin() {
        fill_empty(of, object.as_object_mut().expect("it is one"));
    }
    object
}

fn fill_empty(of: &Type, object: &mut Map<String, Value>) {
    let Shape::Struct { fields, .. } = of.shape() else {
        return;
    };
    for (name, field) in fields {
        let value = match &field.default {
            Some(Value::Object(_)) => {
                let mut inner = Map::new();
                fill_empty(&field.of, &mut inner);
                Value::Object(inner)
            }
            Some(value) if field.writes_zero(value) => value.clone(),
            None if field.required => Value::Null,
            _ => continue,
        };
        if !object.contains_key(name) {
            object.insert(name.clone(), value);
        }
    }
}
