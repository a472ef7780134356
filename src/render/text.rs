//! From values to the text that stands in a manifest.
//!
//! The official chart prints values into YAML as they are, and YAML reads them again: a string `8080` becomes a number
//! where it stands bare, and `\n` a line break where it stands between quotes. The same reading is done here, value by
//! value, so that no value can change more than the field it is meant for.

use serde_json::Value;

use crate::manifest::parse_documents;

/// A scalar as text; nothing for `null`, none for lists and maps.
///
/// Whole numbers are always written in full. helm writes those of seven digits and more that come from a file as
/// `1e+06`, which none of the programs can read.
pub(super) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(on) => Some(on.to_string()),
        Value::Number(number) => Some(match number.as_f64() {
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        }),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// What YAML reads where the text stands bare behind a key; none where that is no scalar.
pub(super) fn bare(text: &str) -> Option<Value> {
    if is_word(text) {
        return Some(text.into());
    }
    scalar(text)
}

/// What YAML reads where the text stands between double quotes; none where that is no string.
pub(super) fn between_quotes(text: &str) -> Option<String> {
    if !text.contains(['"', '\\', '\n', '\r', '\t']) {
        return Some(text.to_owned());
    }
    match scalar(&format!("\"{text}\"")) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn scalar(text: &str) -> Option<Value> {
    let documents = parse_documents(&format!("v: {text}\n"), "value").ok()?;
    match <[Value; 1]>::try_from(documents) {
        Ok([Value::Object(mut map)]) if map.len() == 1 => map
            .remove("v")
            .filter(|value| !value.is_array() && !value.is_object()),
        _ => None,
    }
}

/// A text that any YAML reader takes for a string at the first look.
fn is_word(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || "._/-".contains(one))
        && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other))
}
