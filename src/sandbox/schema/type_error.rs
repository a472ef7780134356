//! What typed decoding of a built-in kind cannot read, in the words of Go's JSON.

use serde_json::Value;

use super::amount::canonical;
use super::types::{Shape, Type};

/// The first thing that cannot be decoded: `json: cannot unmarshal string into Go struct field
/// DeploymentSpec.spec.replicas of type int32`. Of a custom resource only its metadata, which is
/// decoded by itself: of the rest its schema tells.
pub fn type_error(of: &Type, object: &Value) -> Option<String> {
    if !of.is_builtin() {
        return type_error_of(&of.field("metadata")?, object.get("metadata")?);
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
            // It is a number, but not such a one.
            Value::Number(number) if matches!(of, "int32" | "int64") => format!("number {number}"),
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
            "int32" => is_whole(value, 31),
            "int64" => value.is_i64() || is_whole(value, 63),
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

/// Whether it is a whole number that a sign and so many bits hold.
fn is_whole(value: &Value, bits: i32) -> bool {
    let limit = 2_f64.powi(bits);
    let fits = |number: f64| number.fract() == 0.0 && (-limit..limit).contains(&number);
    value.as_f64().is_some_and(fits)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::type_error;
    use crate::sandbox::schema::{builtin, structural};

    #[test]
    fn numbers_have_to_fit() {
        let pod = builtin("v1", "Pod").unwrap();
        for (field, number, refused) in [
            ("priority", json!(2_147_483_647), None),
            ("priority", json!(-2_147_483_648_i64), None),
            ("priority", json!(3.0), None),
            ("priority", json!(2_147_483_648_i64), Some("2147483648")),
            ("priority", json!(-2_147_483_649_i64), Some("-2147483649")),
            ("priority", json!(1.5), Some("1.5")),
            ("activeDeadlineSeconds", json!(i64::MAX), None),
            ("activeDeadlineSeconds", json!(i64::MIN), None),
            ("activeDeadlineSeconds", json!(3_000_000_000_i64), None),
            (
                "activeDeadlineSeconds",
                json!(9_223_372_036_854_775_808_u64),
                Some("9223372036854775808"),
            ),
            ("activeDeadlineSeconds", json!(0.5), Some("0.5")),
        ] {
            let of = if field == "priority" {
                "int32"
            } else {
                "int64"
            };
            let words = refused.map(|shown| {
                format!(
                    "json: cannot unmarshal number {shown} into Go struct field PodSpec.spec.{field} of type {of}"
                )
            });
            let object = json!({"spec": {field: number}});
            assert_eq!(type_error(&pod, &object), words, "{object}");
        }
        let huge = type_error(&pod, &json!({"spec": {"activeDeadlineSeconds": 1e300}}));
        assert!(huge.is_some());
    }

    #[test]
    fn a_custom_resource_has_the_metadata_of_every_object() {
        let of = structural(&json!({"type": "object"})).unwrap();
        for (metadata, words) in [
            (json!(null), None),
            (
                json!({"name": "a", "labels": {"a": "1"}, "creationTimestamp": null}),
                None,
            ),
            (
                json!({"labels": {"a": 1}}),
                Some("number into Go struct field ObjectMeta.labels of type string"),
            ),
            (
                json!({"annotations": {"a": true}}),
                Some("bool into Go struct field ObjectMeta.annotations of type string"),
            ),
            (
                json!({"finalizers": "x"}),
                Some("string into Go struct field ObjectMeta.finalizers of type []string"),
            ),
        ] {
            let words = words.map(|words| format!("json: cannot unmarshal {words}"));
            let object = json!({"metadata": metadata, "spec": 1});
            assert_eq!(type_error(&of, &object), words, "{object}");
        }
    }
}
