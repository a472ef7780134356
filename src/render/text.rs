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

/// What YAML reads where the text stands between double quotes; none where that is no string, and for several lines,
/// of which YAML would make one.
pub(super) fn between_quotes(text: &str) -> Option<String> {
    if text.contains(['\n', '\r']) {
        return None;
    }
    if !text.contains(['"', '\\']) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{bare, between_quotes, is_word, scalar, shown};

    #[test]
    fn scalars_are_shown_in_full() {
        let rows = [
            (json!(null), Some("")),
            (json!(true), Some("true")),
            (json!(1_000_000), Some("1000000")),
            (json!(3.0), Some("3")),
            (json!(1e6), Some("1000000")),
            (json!(0.25), Some("0.25")),
            (json!(-7), Some("-7")),
            (json!(" a "), Some(" a ")),
            (json!([]), None),
            (json!({}), None),
        ];
        for (value, expected) in rows {
            assert_eq!(shown(&value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn bare_text_is_read_as_yaml() {
        let rows = [
            ("info", Some(json!("info"))),
            ("8080", Some(json!(8080))),
            ("0644", Some(json!(420))),
            ("yes", Some(json!(true))),
            ("25%", Some(json!("25%"))),
            ("16Gi\n", Some(json!("16Gi"))),
            (" a  # b", Some(json!("a"))),
            ("\"true\"", Some(json!("true"))),
            ("C:\\\\data", Some(json!("C:\\\\data"))),
            ("", Some(Value::Null)),
            ("~", Some(Value::Null)),
            ("a: b", None),
            ("[a]", None),
            ("{a: b}", None),
            ("a\nb: c", None),
            ("&a", Some(Value::Null)),
            ("*a", None),
            ("'a", None),
        ];
        for (text, expected) in rows {
            assert_eq!(bare(text), expected, "{text}");
        }
    }

    #[test]
    fn text_between_quotes_is_read_as_yaml() {
        let rows = [
            ("8080", Some("8080")),
            ("a: b # c", Some("a: b # c")),
            (r"C:\\data", Some(r"C:\data")),
            (r"a\tb", Some("a\tb")),
            ("a\tb", Some("a\tb")),
            (r#"say \"hi\""#, Some("say \"hi\"")),
            (r#"say "hi""#, None),
            (r"a\qb", None),
            ("a\\", None),
            ("a\nb", None),
            (r#"a", "b": "c"#, None),
        ];
        for (text, expected) in rows {
            assert_eq!(between_quotes(text).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        /// The short way must not lead elsewhere than the long one.
        #[test]
        fn words_are_what_yaml_reads(text in "[a-zA-Z][a-zA-Z0-9._/-]{0,6}") {
            if is_word(&text) {
                prop_assert_eq!(scalar(&text), Some(Value::String(text)));
            }
        }

        #[test]
        fn nothing_escapes_from_quotes(text in any::<String>()) {
            if let Some(read) = between_quotes(&text) {
                prop_assert!(read.len() <= text.len() || text.contains('\\'));
            }
        }
    }
}
