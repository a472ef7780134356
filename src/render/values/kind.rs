//! Which kind of value a key takes.

use serde_json::Value;

/// One kind, or several of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `true` or `false`.
    Bool,
    /// A number, or a string that is one.
    Number,
    /// A string.
    String,
    /// A string, or what prints as one: a number, a boolean.
    Scalar,
    /// A list.
    List,
    /// A map with any keys.
    Map,
    /// A map whose values are scalars.
    Scalars,
    /// A map whose values are strings.
    Strings,
    /// A string, or else a list.
    StringOrList,
}

impl Kind {
    /// As `keys.yaml` names it.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "bool" => Self::Bool,
            "number" => Self::Number,
            "string" => Self::String,
            "scalar" => Self::Scalar,
            "list" => Self::List,
            "map" => Self::Map,
            "map of scalars" => Self::Scalars,
            "map of strings" => Self::Strings,
            "string or list" => Self::StringOrList,
            _ => return None,
        })
    }

    /// What a default tells.
    pub(super) fn of(default: &Value) -> Self {
        match default {
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::Null | Value::String(_) => Self::Scalar,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Map,
        }
    }

    /// Whether a value is of this kind.
    pub(super) fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, value) => value.is_boolean(),
            (Self::Number, value) => is_number(value),
            (Self::String, value) => value.is_string(),
            (Self::Scalar, value) => is_scalar(value),
            (Self::List, value) => value.is_array(),
            (Self::Map, value) => value.is_object(),
            (Self::Scalars, Value::Object(map)) => {
                map.values().all(|one| one.is_null() || is_scalar(one))
            }
            (Self::Strings, Value::Object(map)) => {
                map.values().all(|one| one.is_null() || one.is_string())
            }
            (Self::StringOrList, value) => value.is_string() || value.is_array(),
            (Self::Scalars | Self::Strings, _) => false,
        }
    }

    /// With its article: `a number`.
    pub(super) fn shown(self) -> &'static str {
        match self {
            Self::Bool => "`true` or `false`",
            Self::Number => "a number",
            Self::String | Self::Scalar => "a string",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Scalars => "a map of strings or numbers",
            Self::Strings => "a map of strings",
            Self::StringOrList => "a string or a list",
        }
    }
}

/// What a value is, with its article; never the value itself, which may be secret.
pub(super) fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

fn is_scalar(value: &Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

fn is_number(value: &Value) -> bool {
    let text = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    value.is_number() || value.as_str().is_some_and(text)
}
