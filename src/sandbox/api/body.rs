//! Bodies of requests: read with limits, then understood.

use std::time::Duration;

use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes};
use serde_json::Value;
use tokio::time::timeout;

use super::hex::hex;
use super::refusal::{bad_request, too_large, too_slow, unsupported};
use super::reply::Body;
use crate::manifest::parse_repeating;
use crate::sandbox::protobuf;
use crate::sandbox::registry::Validation;
use crate::sandbox::schema::{Repeated, json_kind, repeated_fields};
use crate::sandbox::status::{Reply, Status};

/// The largest body, in bytes: as a real API server's.
pub(super) const LIMIT: usize = 3 * 1024 * 1024;
/// So much of a larger one is read before it is refused.
const DISCARDED: usize = 32 * 1024 * 1024;
/// How long a client may take to send one.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest piece of a body that an error shows.
const SHOWN: usize = 30;

const READ: [&str; 3] = [
    "application/json",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
];

/// The whole body.
pub(super) async fn read(body: Body) -> Reply<Bytes> {
    if body.size_hint().lower() > LIMIT as u64 {
        // A client that is still sending does not read the refusal.
        let _ = timeout(PATIENCE, discard(body)).await;
        return Err(too_large(LIMIT));
    }
    match timeout(PATIENCE, Limited::new(body, LIMIT).collect()).await {
        Err(_) => Err(too_slow()),
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(LIMIT)),
        Ok(Err(error)) => Err(bad_request(error.to_string())),
    }
}

/// Reads a while, and keeps nothing.
async fn discard(mut body: Body) {
    let mut rest = DISCARDED;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        rest = rest.saturating_sub(length);
        if rest == 0 {
            return;
        }
    }
}

/// `Content-Type` without its parameters, empty for none.
pub(super) fn media_type(headers: &HeaderMap) -> &str {
    let given = headers.get(header::CONTENT_TYPE);
    let given = given
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim()
}

/// An object of that media type.
///
/// # Errors
/// 415 for a type that isn't read, 400 in the words of a real API server for one that expects
/// `kind`.
pub(super) fn object(media: &str, bytes: &[u8], kind: &str) -> Reply<Value> {
    object_and_repeated(media, bytes, kind).map(|(object, _)| object)
}

/// The same, with what it gives more than once.
pub(super) fn object_and_repeated(
    media: &str,
    bytes: &[u8],
    kind: &str,
) -> Reply<(Value, Vec<Repeated>)> {
    let read = match media {
        "" | "application/json" => json(bytes).map(|read| (read, fields(bytes))),
        "application/yaml" | "application/x-yaml" => yaml(bytes),
        "application/vnd.kubernetes.protobuf" => protobuf::decode(bytes).map(once),
        _ => return Err(unsupported(&READ)),
    };
    let unrecognized = |why: String| {
        let summary = summary(bytes);
        let expected = format!("the object provided is unrecognized (must be of type {kind})");
        bad_request(format!("{expected}: {why} ({summary})"))
    };
    let typed = |(object, repeated)| Ok((typed(object)?, repeated));
    read.and_then(typed).map_err(unrecognized)
}

fn once(object: Value) -> (Value, Vec<Repeated>) {
    (object, Vec::new())
}

fn fields(bytes: &[u8]) -> Vec<Repeated> {
    let paths = repeated_fields(bytes);
    paths.into_iter().map(Repeated::Field).collect()
}

/// `DeleteOptions`.
pub(super) fn options(media: &str, bytes: &[u8]) -> Reply<Value> {
    let read = match media {
        "" | "application/json" => json(bytes),
        "application/yaml" | "application/x-yaml" => yaml(bytes).map(|(read, _)| read),
        "application/vnd.kubernetes.protobuf" => protobuf::decode(bytes),
        _ => return Err(unsupported(&READ)),
    };
    read.and_then(typed).map_err(bad_request)
}

/// Refuses what has no type.
fn typed(value: Value) -> Result<Value, String> {
    if value.is_object() {
        return Ok(value);
    }
    let of = json_kind(&value);
    Err(format!(
        "couldn't get version/kind; json parse error: json: cannot unmarshal {of} into Go value of \
         type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \
         \"json:\\\"kind,omitempty\\\"\" }}"
    ))
}

/// A patch, of any media type, with what it gives more than once.
///
/// # Errors
/// It cannot be read; an apply gives something twice and may not.
pub(super) fn patch(
    media: &str,
    bytes: &[u8],
    validation: Validation,
) -> Reply<(Value, Vec<Repeated>)> {
    if media == "application/apply-patch+yaml" {
        return applied(bytes, validation);
    }
    let wrong = |error: serde_json::Error| undecoded_patch(media, &said(bytes, &error));
    let patch = serde_json::from_slice(bytes).map_err(wrong)?;
    let of: fn(_) -> _ = match media {
        "application/json-patch+json" => Repeated::OfPatch,
        _ => Repeated::Field,
    };
    let repeated = repeated_fields(bytes).into_iter().map(of);
    Ok((patch, repeated.collect()))
}

fn applied(bytes: &[u8], validation: Validation) -> Reply<(Value, Vec<Repeated>)> {
    let converting = "error converting YAML to JSON";
    let wrong = |why| bad_request(format!("error decoding YAML: {converting}: {why}"));
    let (patch, repeated) = yaml(bytes).map_err(wrong)?;
    if validation != Validation::Strict || repeated.is_empty() {
        return Ok((patch, repeated));
    }
    let lines = repeated.iter().map(|one| format!("\n  {one}"));
    let lines: String = lines.collect();
    Err(bad_request(format!(
        "error strict decoding YAML: {converting}: yaml: unmarshal errors:{lines}"
    )))
}

/// A patch that is none. A real API server says less of strategic ones.
pub(super) fn undecoded_patch(media: &str, why: &str) -> Status {
    if media == "application/strategic-merge-patch+json" {
        return bad_request(why);
    }
    bad_request(format!("error decoding patch: {why}"))
}

fn json(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(|error| {
        let said = said(bytes, &error);
        format!("couldn't get version/kind; json parse error: {said}")
    })
}

fn yaml(bytes: &[u8]) -> Result<(Value, Vec<Repeated>), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "yaml: invalid UTF-8".to_owned())?;
    let (mut documents, keys) = parse_repeating(text, "body").map_err(|error| {
        let says = error.says.unwrap_or(error.message);
        format!("yaml: {}", says.lines().next().unwrap_or_default())
    })?;
    match documents.len() {
        1 => {
            let key = |(line, key)| Repeated::Key(line, key);
            Ok((documents.remove(0), keys.into_iter().map(key).collect()))
        }
        0 => {
            Err("couldn't get version/kind; json parse error: unexpected end of JSON input".into())
        }
        many => Err(format!("yaml: {many} documents where one is expected")),
    }
}

/// What is wrong with a JSON text, as near to Go's words as its place allows.
fn said(bytes: &[u8], error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "unexpected end of JSON input".to_owned();
    }
    let said = error.to_string();
    let line = bytes
        .split(|&byte| byte == b'\n')
        .nth(error.line().saturating_sub(1));
    let odd = line.and_then(|line| line.get(error.column().saturating_sub(1)));
    let place = PLACES
        .into_iter()
        .find(|(begin, _)| said.starts_with(begin));
    match (odd, place) {
        (Some(odd), Some((_, place))) => {
            format!("invalid character {:?} {place}", char::from(*odd))
        }
        _ => said,
    }
}

/// What the reader says, and what Go's says.
const PLACES: [(&str, &str); 8] = [
    ("recursion limit", "exceeded max depth"),
    (
        "key must be a string",
        "looking for beginning of object key string",
    ),
    ("expected value", "looking for beginning of value"),
    ("trailing comma", "looking for beginning of value"),
    ("expected `,` or `}`", "after object key:value pair"),
    ("expected `,` or `]`", "after array element"),
    ("expected `:`", "after object key"),
    ("trailing characters", "after top-level value"),
];

/// The beginning of a body, in hexadecimal where it is no JSON object.
fn summary(bytes: &[u8]) -> String {
    let more = if bytes.len() > SHOWN { " ..." } else { "" };
    let begin = &bytes[..bytes.len().min(SHOWN)];
    match begin.first() {
        None => "<empty>".to_owned(),
        Some(b'{') => format!("{}{more}", String::from_utf8_lossy(begin)),
        Some(_) => format!("{}{more}", hex(begin)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_refused_with_its_beginning() {
        let deep = "[".repeat(100_000);
        let deep_object = format!("{{\"a\":{deep}");
        let rows: [(&str, &str, u16, &str); 6] = [
            (
                "application/json",
                "",
                400,
                "the object provided is unrecognized (must be of type Pod): couldn't get \
                 version/kind; json parse error: unexpected end of JSON input (<empty>)",
            ),
            (
                "application/json",
                "{bad",
                400,
                "the object provided is unrecognized (must be of type Pod): couldn't get \
                 version/kind; json parse error: invalid character 'b' looking for beginning of \
                 object key string ({bad)",
            ),
            ("application/json", &deep, 400, "exceeded max depth"),
            ("application/json", &deep_object, 400, "exceeded max depth"),
            ("application/yaml", "a: b\n---\nc: d\n", 400, "2 documents"),
            (
                "text/plain",
                "{}",
                415,
                "the body of the request was in an unknown format - accepted media types include: \
                 application/json, application/yaml, application/vnd.kubernetes.protobuf",
            ),
        ];
        for (media, body, code, words) in rows {
            let status = object(media, body.as_bytes(), "Pod").unwrap_err();
            assert_eq!(status.code, code, "{media}");
            assert!(status.message.contains(words), "{}", status.message);
        }
    }

    #[test]
    fn json_and_yaml_say_the_same() {
        let json = object("", br#"{"kind":"Pod","a":1}"#, "Pod").unwrap();
        let yaml = object("application/yaml", b"kind: Pod\na: 1\n", "Pod").unwrap();
        assert_eq!(json, yaml);
        let apply = "application/apply-patch+yaml";
        let (patched, _) = patch(apply, b"a: 0644", Validation::Strict).unwrap();
        assert_eq!(patched["a"], 420);
    }
}
