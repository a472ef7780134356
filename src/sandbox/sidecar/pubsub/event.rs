//! The envelope around what is published: a `CloudEvent` as Dapr makes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::super::go;
use super::Metadata;
use super::content;

/// Where an event comes from.
#[derive(Clone, Debug)]
pub(in super::super) struct Source<'a> {
    pub app_id: &'a str,
    pub pubsub: &'a str,
    pub topic: &'a str,
    pub content_type: &'a str,
    /// `traceparent` of the call that published it.
    pub trace_parent: &'a str,
    pub trace_state: &'a str,
}

/// Whether the metadata asks for no envelope.
pub(in super::super) fn raw_payload(metadata: &Metadata) -> Result<bool, String> {
    match metadata
        .get("rawPayload")
        .map(|text| text.trim().to_ascii_lowercase())
        .as_deref()
    {
        Some("1" | "t" | "true") => Ok(true),
        None | Some("0" | "f" | "false") => Ok(false),
        Some(_) => Err("rawPayload value must be a valid boolean".into()),
    }
}

/// The bytes to publish: the event in its envelope. None for an envelope of the app's own that
/// is none.
pub(in super::super) fn wrap(
    data: &[u8],
    source: &Source<'_>,
    metadata: &Metadata,
) -> Option<Vec<u8>> {
    let mut event = if content::is_cloud_event(source.content_type) {
        complete(data, source)?
    } else {
        envelope(data, source, metadata)
    };
    let ttl = metadata
        .get("ttlInSeconds")
        .and_then(|text| text.parse::<i64>().ok())
        .filter(|ttl| *ttl > 0);
    let end = ttl.and_then(|ttl| {
        let ttl = SignedDuration::from_secs(ttl);
        Timestamp::now().saturating_add(ttl).ok()
    });
    if let Some(end) = end {
        event.insert("expiration".into(), seconds(end).into());
    }
    Some(go::json(&go::sorted(&Value::Object(event))).into_bytes())
}

fn envelope(data: &[u8], source: &Source<'_>, metadata: &Metadata) -> Map<String, Value> {
    let own = |name: &str| {
        let wanted = format!("cloudevent.{name}");
        let found = metadata
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(&wanted));
        found
            .map(|(_, value)| value.clone())
            .filter(|value| !value.is_empty())
    };
    let trace = own("traceparent")
        .or_else(|| own("traceid"))
        .unwrap_or_else(|| source.trace_parent.into());
    let content_type = if source.content_type.is_empty() {
        "text/plain"
    } else {
        source.content_type
    };
    let mut event = Map::new();
    let rows = [
        ("id", own("id").unwrap_or_else(identifier)),
        ("specversion", "1.0".into()),
        ("datacontenttype", content_type.into()),
        (
            "source",
            own("source").unwrap_or_else(|| source.app_id.into()),
        ),
        (
            "type",
            own("type").unwrap_or_else(|| "com.dapr.event.sent".into()),
        ),
        ("topic", source.topic.into()),
        ("pubsubname", source.pubsub.into()),
        ("traceid", trace.clone()),
        ("traceparent", trace),
        (
            "tracestate",
            own("tracestate").unwrap_or_else(|| source.trace_state.into()),
        ),
        ("time", seconds(Timestamp::now())),
    ];
    event.extend(rows.map(|(name, value)| (name.to_owned(), Value::String(value))));
    event.extend(own("subject").map(|subject| ("subject".to_owned(), subject.into())));
    let (field, value) = payload(data, content_type);
    event.insert(field.into(), value);
    event
}

fn payload(data: &[u8], content_type: &str) -> (&'static str, Value) {
    if content::is_binary(content_type) {
        return ("data_base64", STANDARD.encode(data).into());
    }
    let text = || Value::String(String::from_utf8_lossy(data).into_owned());
    if content::is_json(content_type) {
        return ("data", go::decode(data).unwrap_or_else(|_| text()));
    }
    ("data", text())
}

/// An envelope of the app's own, with what it left out.
fn complete(data: &[u8], source: &Source<'_>) -> Option<Map<String, Value>> {
    let Ok(Value::Object(mut event)) = go::decode(data) else {
        return None;
    };
    let mut default = |name: &str, value: &str| {
        event.entry(name).or_insert_with(|| value.into());
    };
    default("time", &seconds(Timestamp::now()));
    default("tracestate", source.trace_state);
    default("source", "Dapr");
    default("type", "com.dapr.event.sent");
    default("specversion", "1.0");
    if !event.contains_key("traceid") {
        event.insert("traceid".into(), source.trace_parent.into());
        event.insert("traceparent".into(), source.trace_parent.into());
    }
    event.insert("topic".into(), source.topic.into());
    event.insert("pubsubname".into(), source.pubsub.into());
    Some(event)
}

/// The envelope that a subscriber of raw payloads gets.
pub(super) fn around_raw(data: &[u8], topic: &str, pubsub: &str) -> Value {
    json!({
        "id": identifier(),
        "specversion": "1.0",
        "datacontenttype": "application/octet-stream",
        "source": "Dapr",
        "type": "com.dapr.event.sent",
        "topic": topic,
        "pubsubname": pubsub,
        "data_base64": STANDARD.encode(data),
    })
}

/// Whether an event's time is over.
pub(super) fn expired(event: &Value) -> bool {
    let end = event["expiration"]
        .as_str()
        .and_then(|text| text.parse::<Timestamp>().ok());
    end.is_some_and(|end| end < Timestamp::now())
}

/// A version 4 UUID.
fn identifier() -> String {
    let bits = rand::random::<u128>() & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let text = format!("{bits:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &text[..8],
        &text[8..12],
        &text[12..16],
        &text[16..20],
        &text[20..]
    )
}

fn seconds(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second())
        .unwrap_or(time)
        .to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Metadata;
    use super::{Source, around_raw, expired, identifier, raw_payload, wrap};

    fn wrapped(data: &str, content_type: &str, metadata: &[(&str, &str)]) -> Option<Value> {
        let source = Source {
            app_id: "node",
            pubsub: "pubsub",
            topic: "orders",
            content_type,
            trace_parent: "00-t-p-01",
            trace_state: "",
        };
        let metadata: Metadata = metadata
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        let bytes = wrap(data.as_bytes(), &source, &metadata)?;
        serde_json::from_slice(&bytes).ok()
    }

    #[test]
    fn an_envelope_by_content_type() {
        let rows = [
            ("{\"a\":1}", "application/json", "data", json!({"a": 1})),
            ("not json", "application/json", "data", json!("not json")),
            ("hi", "", "data", json!("hi")),
            (
                "hi",
                "application/octet-stream",
                "data_base64",
                json!("aGk="),
            ),
        ];
        for (data, content_type, field, expected) in rows {
            let event = wrapped(data, content_type, &[]).expect("an event");
            assert_eq!(event[field], expected, "{content_type}");
            assert_eq!(event["source"], "node");
            assert_eq!(event["type"], "com.dapr.event.sent");
            assert_eq!(
                (&event["traceid"], &event["traceparent"]),
                (&json!("00-t-p-01"), &json!("00-t-p-01"))
            );
            assert_eq!(event["tracestate"], "");
        }
        assert_eq!(
            wrapped("hi", "", &[]).expect("event")["datacontenttype"],
            "text/plain"
        );
    }

    #[test]
    fn an_app_says_otherwise() {
        let event = wrapped(
            "hi",
            "text/plain",
            &[
                ("cloudevent.ID", "7"),
                ("cloudevent.subject", "s"),
                ("ttlInSeconds", "60"),
            ],
        );
        let event = event.expect("an event");
        assert_eq!(
            (&event["id"], &event["subject"]),
            (&json!("7"), &json!("s"))
        );
        assert!(!expired(&event) && event["expiration"].is_string());
        let ever = i64::MAX.to_string();
        let event = wrapped("hi", "text/plain", &[("ttlInSeconds", &ever)]);
        assert!(!expired(&event.expect("an event")));
        let own = wrapped(
            r#"{"id":"1","topic":"x","data":2}"#,
            "application/cloudevents+json",
            &[],
        )
        .expect("an event");
        assert_eq!(
            (&own["id"], &own["topic"], &own["source"]),
            (&json!("1"), &json!("orders"), &json!("Dapr"))
        );
        assert_eq!(wrapped("x", "application/cloudevents+json", &[]), None);
    }

    #[test]
    fn small_rules() {
        let metadata = |value: &str| Metadata::from([("rawPayload".to_owned(), value.to_owned())]);
        assert_eq!(raw_payload(&metadata("true")), Ok(true));
        assert_eq!(raw_payload(&Metadata::new()), Ok(false));
        assert!(raw_payload(&metadata("x")).is_err());
        assert!(expired(&json!({"expiration": "2020-01-01T00:00:00Z"})));
        assert_eq!(around_raw(b"hi", "t", "p")["data_base64"], "aGk=");
        let id = identifier();
        assert_eq!((id.len(), &id[14..15]), (36, "4"));
    }
}
