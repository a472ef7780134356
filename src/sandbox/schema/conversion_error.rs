//! What a strategic merge patch cannot make of an object, in the words of Go's converter of
//! unstructured objects.

use serde_json::Value;

use super::type_error::type_error_of;
use super::types::{Shape, Type};

/// The first thing that cannot be converted: `cannot convert int64 to string`.
pub fn conversion_error(of: &Type, object: &Value) -> Option<String> {
    match (of.shape(), object) {
        (_, Value::Null) | (Shape::Any | Shape::Raw, _) => None,
        (Shape::Struct { fields, .. }, Value::Object(object)) => object
            .iter()
            .find_map(|(field, value)| conversion_error(&fields.get(field)?.of, value)),
        (Shape::Struct { .. }, value) => {
            Some(format!("cannot restore struct from: {}", go_kind(value)))
        }
        (Shape::Map { values, .. }, Value::Object(map)) => map
            .values()
            .find_map(|value| conversion_error(values, value)),
        (Shape::Map { .. }, value) => Some(format!("cannot restore map from {}", go_kind(value))),
        (Shape::List { items, .. }, Value::Array(list)) => {
            list.iter().find_map(|value| conversion_error(items, value))
        }
        (Shape::List { .. }, value) => {
            Some(format!("cannot restore slice from {}", go_kind(value)))
        }
        (Shape::Scalar(kind), value) => scalar(kind, of, value),
    }
}

fn scalar(kind: &str, of: &Type, value: &Value) -> Option<String> {
    let (go, fits) = match kind {
        "string" => ("string", value.is_string()),
        "boolean" => ("bool", value.is_boolean()),
        "int32" | "int64" => (kind, value.as_f64().is_some_and(|one| one.fract() == 0.0)),
        "double" => ("float64", value.is_number()),
        // These read JSON themselves.
        _ => return type_error_of(of, value),
    };
    let found = go_kind(value);
    match (fits, found) {
        (true, _) => None,
        // Go converts numbers among themselves, and whole ones to text.
        (_, "int64") if go != "bool" => Some(format!("cannot convert {found} to {go}")),
        (_, "float64") if go.starts_with("int") => Some(format!("cannot convert {found} to {go}")),
        _ => Some(format!("unrecognized type: {go}")),
    }
}

fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nil",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "slice",
        Value::Object(_) => "map",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::conversion_error;
    use crate::sandbox::schema::builtin;

    #[test]
    fn errors_are_those_of_a_real_api_server() {
        let deployment = builtin("apps/v1", "Deployment").unwrap();
        let containers = |one| json!({"spec": {"template": {"spec": {"containers": [one]}}}});
        for (object, words) in [
            (
                json!({"spec": {"replicas": "x"}}),
                "unrecognized type: int32",
            ),
            (
                json!({"spec": {"replicas": 1.5}}),
                "cannot convert float64 to int32",
            ),
            (json!({"spec": {"paused": 3}}), "unrecognized type: bool"),
            (json!({"spec": "x"}), "cannot restore struct from: string"),
            (
                json!({"metadata": {"labels": {"a": 3}}}),
                "cannot convert int64 to string",
            ),
            (
                json!({"metadata": {"labels": ["x"]}}),
                "cannot restore map from slice",
            ),
            (
                json!({"metadata": {"finalizers": "x"}}),
                "cannot restore slice from string",
            ),
            (
                json!({"spec": {"template": {"spec": {"nodeSelector": {"a": true}}}}}),
                "unrecognized type: string",
            ),
            (
                json!({"spec": {"strategy": {"rollingUpdate": {"maxSurge": true}}}}),
                "json: cannot unmarshal bool into Go value of type int32",
            ),
            (
                containers(json!({"image": 5})),
                "cannot convert int64 to string",
            ),
        ] {
            assert_eq!(
                conversion_error(&deployment, &object).as_deref(),
                Some(words),
                "{object}"
            );
        }
        let fine = containers(json!({"image": "a", "resources": {"limits": {"cpu": 1}}}));
        assert_eq!(conversion_error(&deployment, &fine), None);
    }
}
