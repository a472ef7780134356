//! Whether a configuration is what its type says, in structured-merge-diff's words.

use std::collections::BTreeSet;

use serde_json::Value;

use super::view::{element, field_type, is_named};
use crate::sandbox::schema::{ListKind, Shape, Type, go_text};

/// What is wrong with it, if anything.
pub(super) fn check(of: &Type, config: &Value) -> Result<(), String> {
    let mut errors = Vec::new();
    value(of, config, "", &mut errors);
    match errors.as_slice() {
        [] => Ok(()),
        [one] => Err(one.clone()),
        all => Err(format!("errors:\n  {}", all.join("\n  "))),
    }
}

fn value(of: &Type, value: &Value, path: &str, errors: &mut Vec<String>) {
    let mut wrong = |expected: &str| {
        let message = format!("expected {expected}, got &{{{}}}", go_text(value));
        errors.push(at(path, &message));
    };
    match (of.shape(), value) {
        (_, Value::Null) | (Shape::Any | Shape::Raw, _) => {}
        (Shape::Scalar(kind), _) => {
            if let Some(message) = scalar(kind, value) {
                errors.push(at(path, &message));
            }
        }
        (Shape::Struct { .. } | Shape::Map { .. }, Value::Object(fields)) => {
            // An unknown field ends it: the API server looks no further, either.
            for (name, value) in fields {
                if !field(of, name, value, path, errors) {
                    break;
                }
            }
        }
        (Shape::List { items, kind, .. }, Value::Array(list)) => {
            elements(items, kind, list, path, errors);
        }
        (Shape::List { .. }, _) => wrong("list"),
        _ => wrong("map"),
    }
}

/// Whether the type knows the field.
fn field(of: &Type, name: &str, value: &Value, path: &str, errors: &mut Vec<String>) -> bool {
    let path = format!("{path}.{name}");
    let known = match of.shape() {
        Shape::Struct { open, .. } => *open || is_named(of, name),
        _ => true,
    };
    if known {
        self::value(&field_type(of, name), value, &path, errors);
    } else {
        errors.push(at(&path, "field not declared in schema"));
    }
    known
}

fn elements(of: &Type, kind: &ListKind, list: &[Value], path: &str, errors: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for (index, item) in list.iter().enumerate() {
        if *kind == ListKind::Atomic {
            value(of, item, &format!("{path}[{index}]"), errors);
            continue;
        }
        match element(kind, of, item) {
            Err(message) => {
                errors.push(at(path, &format!("element {index}: {message}")));
                return;
            }
            Ok(step) => {
                value(of, item, &format!("{path}{step}"), errors);
                if !seen.insert(step.clone()) {
                    errors.push(at(path, &format!("duplicate entries for key {step}")));
                }
            }
        }
    }
}

fn scalar(kind: &str, value: &Value) -> Option<String> {
    let fits = match kind {
        "int32" | "int64" | "integer" | "number" | "double" => value.is_number(),
        "boolean" => value.is_boolean(),
        "string" | "byte" => value.is_string(),
        _ => !value.is_object() && !value.is_array(),
    };
    let got = go_text(value);
    (!fits).then(|| match kind {
        "string" | "byte" => format!(
            "expected string, got &value.valueUnstructured{{Value:{}}}",
            sharp(value)
        ),
        "boolean" => format!("expected boolean, got &{{{got}}}"),
        "int32" | "int64" | "integer" | "number" | "double" => {
            format!("expected numeric (int or float), got {}", go_type(value))
        }
        _ => format!("expected any scalar, got &{{{got}}}"),
    })
}

fn at(path: &str, message: &str) -> String {
    if path.is_empty() {
        message.to_owned()
    } else {
        format!("{path}: {message}")
    }
}

/// As Go's `%T` tells it.
fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

/// As Go's `%#v` tells scalars.
fn sharp(value: &Value) -> String {
    match value {
        Value::String(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => format!("{}{}", go_type(value), braces(value)),
        other => go_text(other),
    }
}

fn braces(value: &Value) -> String {
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(sharp).collect(),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            let field = |(name, value): (&String, &Value)| format!("{name:?}:{}", sharp(value));
            fields.into_iter().map(field).collect()
        }
        _ => Vec::new(),
    };
    format!("{{{}}}", parts.join(", "))
}
