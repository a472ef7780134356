//! What `invoke` and `publish` send.

use std::io::Read as _;

use serde_json::Value;

use crate::apps::Payload;
use crate::error::{Error, Result};
use crate::settings::Data;

/// Reads what is to be sent; what looks like JSON is sent as JSON.
///
/// # Errors
/// The file cannot be read.
pub(super) fn payload(data: &Data) -> Result<Option<Payload>> {
    let bytes = match data {
        Data::None => return Ok(None),
        Data::Text(text) => text.clone().into_bytes(),
        Data::File(path) if path.as_os_str() == "-" => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().read_to_end(&mut bytes);
            read.map_err(|error| unreadable("standard input", &error))?;
            bytes
        }
        Data::File(path) => {
            std::fs::read(path).map_err(|error| unreadable(&path.display().to_string(), &error))?
        }
    };
    Ok(Some(Payload {
        content_type: content_type(&bytes),
        bytes,
    }))
}

fn unreadable(place: &str, error: &std::io::Error) -> Error {
    Error::usage("unreadable-file", "cannot read what is to be sent")
        .on(place)
        .says(error.to_string())
}

/// As the dapr CLI tells them apart: a `CloudEvent` says which version of them it is.
fn content_type(bytes: &[u8]) -> &'static str {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(event)) if event.contains_key("specversion") => {
            "application/cloudevents+json"
        }
        Ok(_) => "application/json",
        Err(_) => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn what_is_sent_says_what_it_is() {
        let rows = [
            (r#"{"a": 1}"#, "application/json"),
            ("42", "application/json"),
            (
                r#"{"specversion": "1.0", "id": "1"}"#,
                "application/cloudevents+json",
            ),
            ("hello", "text/plain; charset=utf-8"),
            ("", "text/plain; charset=utf-8"),
        ];
        for (text, expected) in rows {
            assert_eq!(content_type(text.as_bytes()), expected, "{text}");
        }
    }
}
