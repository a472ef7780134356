//! What a content type is.

use serde_json::Value;

use super::super::go;

fn is(content_type: &str, expected: &str) -> bool {
    let bare = content_type.split(';').next().unwrap_or_default();
    bare.eq_ignore_ascii_case(expected)
}

pub(super) fn is_cloud_event(content_type: &str) -> bool {
    is(content_type, "application/cloudevents+json")
}

pub(super) fn is_json(content_type: &str) -> bool {
    is(content_type, "application/json")
}

pub(super) fn is_binary(content_type: &str) -> bool {
    is(content_type, "application/octet-stream")
        || is(content_type, "application/cloudevents+protobuf")
}

fn is_text(content_type: &str) -> bool {
    content_type.to_ascii_lowercase().starts_with("text/") || is(content_type, "application/xml")
}

/// The bytes of one event of a bulk publish, by its content type.
pub(in super::super) fn bytes_of(event: &Value, content_type: &str) -> Result<Vec<u8>, String> {
    use base64::Engine as _;
    let mismatch = || "error: mismatch between contentType and event".to_owned();
    if is(content_type, "application/octet-stream") {
        let text = event.as_str().ok_or_else(mismatch)?;
        let decoded = base64::engine::general_purpose::STANDARD.decode(text);
        return decoded.map_err(|error| {
            format!("error: unable to decode base64 application/octect-stream data: {error}")
        });
    }
    if is_text(content_type) {
        return event
            .as_str()
            .map(|text| text.as_bytes().to_vec())
            .ok_or_else(mismatch);
    }
    if is_json(content_type) || is_cloud_event(content_type) {
        return Ok(go::json(&go::sorted(event)).into_bytes());
    }
    Err(mismatch())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{bytes_of, is_json};

    #[test]
    fn events_by_content_type() {
        let rows = [
            (json!("aGk="), "application/octet-stream", Some("hi")),
            (json!("hi"), "text/plain; charset=utf-8", Some("hi")),
            (
                json!({"b": 1, "a": 2}),
                "application/json",
                Some(r#"{"a":2,"b":1}"#),
            ),
            (json!(1), "text/plain", None),
            (json!("x"), "", None),
        ];
        for (event, content_type, expected) in rows {
            let bytes = bytes_of(&event, content_type).ok();
            assert_eq!(
                bytes.as_deref(),
                expected.map(str::as_bytes),
                "{content_type}"
            );
        }
        assert!(is_json("Application/JSON;charset=utf-8"));
        assert!(!is_json("application/json-patch"));
    }
}
