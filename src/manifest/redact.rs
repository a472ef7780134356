//! Secrets made fit to be shown: values give way to their length and the beginning of their hash,
//! which tells whether two are the same. What is to be kept or sent on has not even that.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Object;

/// Holds all of an object once more, put there by `kubectl apply`.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// In the place of a value of which nothing is told.
const HIDDEN: &str = "(hidden)";
/// Parts of names of settings that are a secret, in lower case and without `-` and `_`. `keyPrefix` is none.
const SECRET: [&str; 9] = [
    "password",
    "passwd",
    "secret",
    "token",
    "connectionstring",
    "accesskey",
    "accountkey",
    "apikey",
    "privatekey",
];

/// The object as it may be shown: in a Secret each value is `(5 bytes, sha256 2cf24dba)`, with
/// `data` counted as it is decoded. Elsewhere what a Component's metadata or a container's environment has in plain text
/// under the name of a secret is `(hidden)`, and so are passwords in URLs. What is redacted stays so.
#[must_use]
pub fn redacted(object: &Object) -> Object {
    let mut object = object.clone();
    if is_secret(&object.0) {
        redact(&mut object.0);
    } else {
        hide_plain(&mut object.0);
    }
    object
}

/// A Secret of which only the names of its keys are kept.
#[must_use]
pub fn without_values(mut secret: Object) -> Object {
    for pointer in ["/data", "/stringData"] {
        let fields = secret.0.pointer_mut(pointer).and_then(Value::as_object_mut);
        for (_, value) in fields.into_iter().flatten() {
            *value = HIDDEN.into();
        }
    }
    if let Some(copy) = last_applied(&mut secret.0) {
        *copy = HIDDEN.into();
    }
    secret
}

fn hide_plain(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide_plain),
        Value::Object(fields) => {
            let is_secret = fields
                .get("name")
                .and_then(Value::as_str)
                .is_some_and(is_secret_name);
            if let Some(value @ Value::String(_)) = fields.get_mut("value").filter(|_| is_secret) {
                *value = HIDDEN.into();
            }
            fields.values_mut().for_each(hide_plain);
        }
        Value::String(text) => {
            if let Some(hidden) = without_password(text) {
                *text = hidden;
            }
        }
        _ => {}
    }
}

fn is_secret_name(name: &str) -> bool {
    let name: String = name.chars().filter(|c| !"-_".contains(*c)).collect();
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|part| name.contains(part))
}

/// `postgres://u:p@db/x` without its password; none if it is no such URL.
fn without_password(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let (user, _) = authority.rsplit_once('@')?.0.split_once(':')?;
    let host = &rest[authority.rfind('@')?..];
    Some(format!("{scheme}://{user}:{HIDDEN}{host}"))
}

/// Whether it is a Secret of the core API.
pub(super) fn is_secret(object: &Value) -> bool {
    object.get("kind").and_then(Value::as_str) == Some("Secret")
        && object.get("apiVersion").and_then(Value::as_str) == Some("v1")
}

/// Replaces the values of a Secret in place.
pub(super) fn redact(secret: &mut Value) {
    each_value(secret, "/data", |value| {
        let decoded = value.as_str().and_then(|text| STANDARD.decode(text).ok());
        decoded.unwrap_or_else(|| text_of(value))
    });
    each_value(secret, "/stringData", text_of);
    if let Some(copy) = last_applied(secret) {
        *copy = summary(copy, text_of).into();
    }
}

fn last_applied(object: &mut Value) -> Option<&mut Value> {
    let annotations = object.pointer_mut("/metadata/annotations")?;
    annotations.get_mut(LAST_APPLIED)
}

fn each_value(secret: &mut Value, pointer: &str, bytes: impl Fn(&Value) -> Vec<u8>) {
    match secret.pointer_mut(pointer) {
        Some(Value::Object(map)) => {
            for value in map.values_mut() {
                *value = summary(value, &bytes).into();
            }
        }
        Some(Value::Null) | None => {}
        Some(other) => *other = summary(other, text_of).into(),
    }
}

fn text_of(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}

fn summary(value: &Value, bytes: impl Fn(&Value) -> Vec<u8>) -> String {
    if let Some(text) = value.as_str().filter(|text| is_summary(text)) {
        return text.to_owned();
    }
    let bytes = bytes(value);
    let mut hash = String::new();
    for byte in &Sha256::digest(&bytes)[..4] {
        write!(hash, "{byte:02x}").expect("a String takes all writes");
    }
    format!("({} bytes, sha256 {hash})", bytes.len())
}

fn is_summary(text: &str) -> bool {
    if text == HIDDEN {
        return true;
    }
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|rest| rest.split_once(" bytes, sha256 "))
        .is_some_and(|(length, hash)| {
            length.parse::<usize>().is_ok() && hash.len() == 8 && hash.chars().all(hex)
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Object, redacted, without_values};

    fn secret() -> Object {
        Object(json!({
            "apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "s", "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"a\":\"aGVsbG8=\"}}",
                "other": "stays",
            }},
            "type": "Opaque",
            "data": {"a": "aGVsbG8=", "broken": "hello!", "none": null, "list": ["hello"]},
            "stringData": {"b": "hello", "n": 5},
        }))
    }

    #[test]
    fn a_secret_shows_lengths_and_hashes() {
        let shown = redacted(&secret());
        assert_eq!(shown.text("/data/a"), "(5 bytes, sha256 2cf24dba)");
        assert_eq!(shown.text("/stringData/b"), "(5 bytes, sha256 2cf24dba)");
        assert_eq!(shown.text("/type"), "Opaque");
        assert_eq!(shown.annotation("other"), Some("stays"));
        let text = shown.0.to_string();
        for leak in ["hello", "aGVsbG8", "\"n\":5"] {
            assert!(!text.contains(leak), "{leak} in {text}");
        }
    }

    #[test]
    fn redacting_twice_changes_nothing_more() {
        let once = redacted(&secret());
        assert_eq!(redacted(&once), once);
    }

    #[test]
    fn a_value_like_a_summary_but_not_one_is_hidden() {
        for text in [
            "(x bytes, sha256 2cf24dba)",
            "(5 bytes, sha256 2cf24dbaX)",
            "(5 bytes, sha256 PASSWORD)",
        ] {
            let object = json!({"apiVersion": "v1", "kind": "Secret", "stringData": {"a": text}});
            assert_ne!(redacted(&Object(object)).text("/stringData/a"), text);
        }
    }

    #[test]
    fn of_a_secret_without_values_nothing_is_told() {
        let kept = without_values(secret());
        assert_eq!(kept.0["data"]["a"], "(hidden)");
        assert_eq!(kept.annotation("other"), Some("stays"));
        assert_eq!(redacted(&kept), kept);
        let text = kept.0.to_string();
        for leak in ["hello", "aGVsbG8", "sha256"] {
            assert!(!text.contains(leak), "{leak} in {text}");
        }
    }

    #[test]
    fn plain_secrets_are_hidden_elsewhere() {
        let object = Object(json!({"kind": "Component", "spec": {"metadata": [
            {"name": "redisPassword", "value": "hunter2"},
            {"name": "keyPrefix", "value": "none"},
            {"name": "redisHost", "value": "redis:6379"},
            {"name": "url", "value": "postgres://u:hunter2@db:5432/x?a=b"},
            {"name": "accountKey", "secretKeyRef": {"name": "azure", "key": "account"}},
        ]}, "env": [{"name": "DB_PASSWD", "value": "hunter2"}, {"name": "API_TOKEN", "valueFrom": {}}]}));
        let shown = redacted(&object);
        assert_eq!(redacted(&shown), shown);
        let metadata = shown.items("/spec/metadata");
        let value = |index: usize| metadata[index]["value"].as_str();
        assert_eq!(value(0), Some("(hidden)"));
        assert_eq!(value(1), Some("none"));
        assert_eq!(value(2), Some("redis:6379"));
        assert_eq!(value(3), Some("postgres://u:(hidden)@db:5432/x?a=b"));
        assert_eq!(metadata[4], object.items("/spec/metadata")[4]);
        assert!(!shown.0.to_string().contains("hunter2"), "{shown:?}");
    }

    #[test]
    fn other_objects_stay_as_they_are() {
        let rows = [
            json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"}}),
            json!({"apiVersion": "example.com/v1", "kind": "Secret", "data": {"a": "b"}}),
            json!({"apiVersion": "v1", "kind": "Secret"}),
        ];
        for row in rows {
            let object = Object(row);
            assert_eq!(redacted(&object), object);
        }
    }
}
