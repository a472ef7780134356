//! What typed decoding of a built-in kind cannot read, in the words of Go's JSON.

use serde_json::Value;

use super::amount::canonical;
use super::types::{Shape, Type};

/// The first thing that cannot be decoded: `json: cannot unmarshal string into Go struct field
/// DeploymentSpec.spec.replicas of type int32`. Nothing for custom resources: their schemas tell.
pub fn type_error(of: &Type, object: &Value) -> Option<String> {
    if !of.is_builtin() {
        return None;
    }
    type_error_of(of, object)
}

/// The same of a part of an object, by itself.
pub(super) fn type_error_of(of: &Type, value: &Value) -> Option<String> {
    let place = Place {
        owner: "",
        path: String::new(),
    };
    place.check(of, value)
}

/// Where a value stands: the Go struct and the path of fields, without places in lists.
struct Place {
    owner: &'static str,
    path: String,
}

impl Place {
    fn check(&self, of: &Type, value: &Value) -> Option<String> {
        match (of.shape(), value) {
            (_, Value::Null) | (Shape::Any | Shape::Raw, _) => None,
            (Shape::Struct { name, fields, .. }, Value::Object(object)) => {
                object.iter().find_map(|(field, value)| {
                    self.below(name, field).check(&fields.get(field)?.of, value)
                })
            }
            (Shape::Map { values, .. }, Value::Object(map)) => {
                map.values().find_map(|value| self.check(values, value))
            }
            (Shape::List { items, .. }, Value::Array(list)) => {
                list.iter().find_map(|value| self.check(items, value))
            }
            (Shape::Scalar(kind), value) => self.scalar(kind, value),
            _ => Some(self.cannot(value, &go_type(of))),
        }
    }

    fn below(&self, owner: &'static str, field: &str) -> Self {
        let path = match self.path.as_str() {
            "" => field.to_owned(),
            path => format!("{path}.{field}"),
        };
        Self {
            owner: owner.rsplit('.').next().unwrap_or(owner),
            path,
        }
    }

    fn cannot(&self, value: &Value, of: &str) -> String {
        let kind = match value {
            Value::Null => "null".to_owned(),
            Value::Bool(_) => "bool".to_owned(),
            Value::Number(number) if number.is_f64() && of.starts_with("int") => {
                format!("number {number}")
            }
            Value::Number(_) => "number".to_owned(),
            Value::String(_) => "string".to_owned(),
            Value::Array(_) => "array".to_owned(),
            Value::Object(_) => "object".to_owned(),
        };
        if self.owner.is_empty() {
            return format!("json: cannot unmarshal {kind} into Go value of type {of}");
        }
        let (owner, path) = (self.owner, &self.path);
        format!("json: cannot unmarshal {kind} into Go struct field {owner}.{path} of type {of}")
    }

    fn scalar(&self, kind: &'static str, value: &Value) -> Option<String> {
        let fits = match kind {
            "string" | "date-time" | "micro-time" | "byte" => value.is_string(),
            "boolean" => value.is_boolean(),
            "int32" | "int64" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            "double" => value.is_number(),
            _ => value.is_string() || value.is_number(),
        };
        if !fits {
            let of = match kind {
                "int-or-string" | "int32" => "int32",
                "boolean" => "bool",
                "double" => "float64",
                "int64" => "int64",
                "byte" => "[]uint8",
                _ => "string",
            };
            return Some(self.cannot(value, of));
        }
        unreadable(kind, value)
    }
}

/// A text of the right kind that means nothing.
fn unreadable(kind: &str, value: &Value) -> Option<String> {
    let text = value.as_str().unwrap_or_default();
    match kind {
        "quantity" if value.is_string() && canonical(text).is_none() => Some(
            "quantities must match the regular expression \
             '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                .into(),
        ),
        "date-time" if text.parse::<jiff::Timestamp>().is_err() => Some(format!(
            "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as \"2006\""
        )),
        "byte" => {
            use base64::Engine as _;
            let place = match base64::engine::general_purpose::STANDARD.decode(text) {
                Ok(_) => return None,
                Err(base64::DecodeError::InvalidByte(place, _)) => place,
                Err(_) => text.len(),
            };
            Some(format!("illegal base64 data at input byte {place}"))
        }
        _ => None,
    }
}

/// As Go names it.
fn go_type(of: &Type) -> String {
    match of.shape() {
        Shape::Struct { name, .. } => {
            let mut parts = name.rsplit('.');
            let kind = parts.next().unwrap_or_default();
            format!("{}.{kind}", parts.next().unwrap_or("v1"))
        }
        Shape::List { items, .. } => format!("[]{}", go_type(items)),
        Shape::Map { values, .. } => format!("map[string]{}", go_type(values)),
        Shape::Scalar("boolean") => "bool".into(),
        Shape::Scalar("double") => "float64".into(),
        Shape::Scalar("quantity") => "resource.Quantity".into(),
        Shape::Scalar("int-or-string") => "intstr.IntOrString".into(),
        Shape::Scalar("byte") => "[]uint8".into(),
        Shape::Scalar("date-time" | "micro-time") => "v1.Time".into(),
        Shape::Scalar(kind) => (*kind).into(),
        Shape::Any | Shape::Raw => "interface {}".into(),
    }
}
