//! Single checks.

use std::collections::HashSet;

use serde_json::Value;

use super::rules::is_nothing;
use crate::sandbox::registry::names;
use crate::sandbox::registry::refusals::Wrong;

/// A complaint for each sentence.
pub(super) fn complain(value: &Value, at: &str, words: &[String], wrong: &mut Vec<Wrong>) {
    wrong.extend(words.iter().map(|words| Wrong::invalid(at, value, words)));
}

pub(super) fn at_least(value: &Value, least: i64, at: &str, wrong: &mut Vec<Wrong>) {
    if value.as_i64().is_some_and(|number| number < least) {
        let words = format!("must be greater than or equal to {least}");
        wrong.push(Wrong::invalid(at, value, &words));
    }
}

pub(super) fn between(value: &Value, low: i64, high: i64, at: &str, wrong: &mut Vec<Wrong>) {
    if value
        .as_i64()
        .is_some_and(|number| !(low..=high).contains(&number))
    {
        let words = format!("must be between {low} and {high}, inclusive");
        wrong.push(Wrong::invalid(at, value, &words));
    }
}

pub(super) fn label(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    match value.as_str() {
        Some(text) if !text.is_empty() => complain(value, at, &names::label(text), wrong),
        _ => wrong.push(Wrong::required(at, "")),
    }
}

/// The name of a port: up to 15 of a-z, 0-9 and single hyphens inside, with a letter.
pub(super) fn port_name(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let text = value.as_str().unwrap_or_default();
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let rules = [
        (text.len() <= 15, "must be no more than 15 characters"),
        (
            text.bytes().all(|byte| inner(byte) || byte == b'-'),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        (
            text.bytes().any(|byte| byte.is_ascii_lowercase()),
            "must contain at least one letter (a-z)",
        ),
        (!text.contains("--"), "must not contain consecutive hyphens"),
        (
            !text.starts_with('-') && !text.ends_with('-'),
            "must not begin or end with a hyphen",
        ),
    ];
    let broken = rules.into_iter().filter(|(kept, _)| !kept);
    wrong.extend(broken.map(|(_, words)| Wrong::invalid(at, value, words)));
}

/// A port by number or by name.
pub(super) fn target_port(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    match value {
        Value::String(_) => port_name(value, at, wrong),
        _ => between(value, 1, 65535, at, wrong),
    }
}

pub(super) fn unique(list: &Value, field: &str, at: &str, wrong: &mut Vec<Wrong>) {
    let mut seen = HashSet::new();
    for (index, element) in list.as_array().into_iter().flatten().enumerate() {
        let found = &element[field];
        if !is_nothing(found) && !seen.insert(found.to_string()) {
            wrong.push(Wrong::duplicate(format!("{at}[{index}].{field}"), found));
        }
    }
}

pub(super) fn env_name(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let text = value.as_str().unwrap_or_default();
    if text.is_empty() {
        wrong.push(Wrong::required(at, ""));
    } else if !text
        .bytes()
        .all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=')
    {
        let words = "a valid environment variable name must consist only of printable ASCII characters other than '='";
        wrong.push(Wrong::invalid(at, value, words));
    }
}

/// A variable has a value or a source of one.
pub(super) fn env(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let Some(source) = value.get("valueFrom").filter(|source| !source.is_null()) else {
        return;
    };
    let at = format!("{at}.valueFrom");
    let count = source.as_object().map_or(0, serde_json::Map::len);
    let words = match (is_nothing(&value["value"]), count) {
        (false, _) => "may not be specified when `value` is not empty",
        (true, 0) => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        }
        (true, 1) => return,
        (true, _) => "may not have more than one field specified at a time",
    };
    wrong.push(Wrong::invalid(at, &"".into(), words));
}

/// An image's name.
pub(super) fn image(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let text = value.as_str().unwrap_or_default();
    if text.is_empty() {
        wrong.push(Wrong::required(at, ""));
    } else if text.trim() != text {
        wrong.push(Wrong::invalid(
            at,
            value,
            "must not have leading or trailing whitespace",
        ));
    }
}

const HANDLERS: [&str; 4] = ["exec", "httpGet", "tcpSocket", "grpc"];

/// A probe has one handler, and counts nothing below zero.
pub(super) fn probe(value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    if value.is_null() {
        return;
    }
    let handlers: Vec<_> = HANDLERS
        .iter()
        .filter(|handler| !value[**handler].is_null())
        .collect();
    match &*handlers {
        [] => wrong.push(Wrong::required(at, "must specify a handler type")),
        [_] => {}
        [_, second, ..] => {
            let words = "may not specify more than 1 handler type";
            wrong.push(Wrong::forbidden(format!("{at}.{second}"), words));
        }
    }
    for field in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        at_least(&value[field], 0, &format!("{at}.{field}"), wrong);
    }
}
