//! What the values of a multi-app file may be.

use serde_json::Value;

use crate::manifest::nearest;

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Whatever can stand in a text.
    Text,
    /// A number of a port.
    Port,
    /// A whole number, not below zero.
    Count,
    /// `4Mi`, or a number.
    Size,
    /// True or false.
    Flag,
    /// One of these, in any case.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    List,
    /// A mapping from names to texts.
    Mapping,
    /// Whatever it is, nobody reads it.
    Any,
}

/// How an app is called.
pub(super) const PROTOCOLS: Form = Form::OneOf(&["http", "grpc", "https", "grpcs", "h2c"]);
/// What a sidecar writes.
pub(super) const LEVELS: Form = Form::OneOf(&["debug", "info", "warn", "error", "fatal"]);
/// When an image is fetched.
pub(super) const POLICIES: Form = Form::OneOf(&["Always", "IfNotPresent", "Never"]);

impl Form {
    /// What is wrong with a value, in words: `is no port: 1 to 65535`. Nothing given is never wrong.
    pub(super) fn wrong(self, value: &Value) -> Option<String> {
        if value.is_null() {
            return None;
        }
        let text = text(value);
        let text = text.as_deref();
        let is_right = match self {
            Self::Any => true,
            Self::Text => text.is_some(),
            Self::Port => text.is_some_and(|it| it.parse::<u16>().is_ok_and(|port| port > 0)),
            Self::Count => text.is_some_and(|it| it.parse::<u32>().is_ok()),
            Self::Size => text.is_some_and(is_size),
            Self::Flag => flag(value).is_some(),
            Self::OneOf(all) => {
                text.is_some_and(|it| all.iter().any(|one| one.eq_ignore_ascii_case(it)))
            }
            Self::List => value
                .as_array()
                .is_some_and(|all| all.iter().all(|one| self::text(one).is_some())),
            Self::Mapping => value.as_object().is_some_and(|all| {
                all.values()
                    .all(|one| one.is_null() || self::text(one).is_some())
            }),
        };
        (!is_right).then(|| self.told(text))
    }

    /// One of these in the spelling of the API, which knows no other.
    pub(super) fn spelled(self, text: &str) -> Option<&'static str> {
        let Self::OneOf(all) = self else {
            return None;
        };
        all.iter()
            .copied()
            .find(|one| one.eq_ignore_ascii_case(text))
    }

    fn told(self, text: Option<&str>) -> String {
        let what = match self {
            Self::Any | Self::Text => "is no text",
            Self::Port => "is no port: 1 to 65535",
            Self::Count => "is no number from 0 on",
            Self::Size => "is no size: 4Mi",
            Self::Flag => "is not true or false",
            Self::List => "is no list of texts",
            Self::Mapping => "is no mapping from names to texts",
            Self::OneOf(all) => return one_of(all, text),
        };
        what.to_owned()
    }
}

fn one_of(all: &[&'static str], text: Option<&str>) -> String {
    match text.and_then(|text| nearest(text, all.iter().copied())) {
        Some(near) => format!("is not known; did you mean `{near}`?"),
        None => format!("is none of {}", all.join(", ")),
    }
}

/// A text, a number or a flag as a text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// True or false, also as a text.
pub(super) fn flag(value: &Value) -> Option<bool> {
    text(value)?.to_lowercase().parse().ok()
}

/// A quantity of bytes.
fn is_size(text: &str) -> bool {
    const UNITS: [&str; 8] = ["", "k", "K", "Ki", "M", "Mi", "G", "Gi"];
    let digits = text.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
    !number.is_empty() && UNITS.contains(&unit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_judged() {
        let rows = [
            (Form::Port, json!(3000), None),
            (Form::Port, json!("3000"), None),
            (Form::Port, json!(null), None),
            (Form::Port, json!("x"), Some("is no port: 1 to 65535")),
            (Form::Port, json!(0), Some("is no port: 1 to 65535")),
            (Form::Port, json!(70_000), Some("is no port: 1 to 65535")),
            (Form::Port, json!([1]), Some("is no port: 1 to 65535")),
            (Form::Count, json!(0), None),
            (Form::Count, json!(-1), Some("is no number from 0 on")),
            (Form::Size, json!(4), None),
            (Form::Size, json!("16Mi"), None),
            (Form::Size, json!("16 parrots"), Some("is no size: 4Mi")),
            (Form::Flag, json!(true), None),
            (Form::Flag, json!("False"), None),
            (Form::Flag, json!("yess"), Some("is not true or false")),
            (PROTOCOLS, json!("GRPC"), None),
            (
                PROTOCOLS,
                json!("htp"),
                Some("is not known; did you mean `http`?"),
            ),
            (
                LEVELS,
                json!("loud"),
                Some("is none of debug, info, warn, error, fatal"),
            ),
            (
                POLICIES,
                json!(["Always"]),
                Some("is none of Always, IfNotPresent, Never"),
            ),
            (Form::Text, json!(1), None),
            (Form::Text, json!({}), Some("is no text")),
            (Form::List, json!(["node", 1]), None),
            (Form::List, json!("node"), Some("is no list of texts")),
            (Form::Mapping, json!({"A": 1, "B": null}), None),
            (
                Form::Mapping,
                json!({"A": {}}),
                Some("is no mapping from names to texts"),
            ),
            (Form::Any, json!({}), None),
        ];
        for (form, value, wrong) in rows {
            assert_eq!(form.wrong(&value).as_deref(), wrong, "{form:?} {value}");
        }
    }
}
