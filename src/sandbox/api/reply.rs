//! Answers.

use std::io;

use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use serde::Serialize;
use serde_json::Value;

use super::accept::Wanted;
use crate::manifest;
use crate::sandbox::status::Status;

/// How a list ends that has no items.
const END: &[u8] = b"]}";

/// Of a request or an answer.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;
/// What is answered.
pub(super) type Answer = Response<Body>;

/// A body that is there already.
pub(super) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// An answer of a media type.
pub(super) fn answer(code: u16, media: &'static str, body: Body) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = StatusCode::from_u16(code).expect("codes are written down here");
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, private"),
    );
    answer
}

/// Plain text.
pub(super) fn text(code: u16, text: impl Into<Bytes>) -> Answer {
    answer(code, "text/plain; charset=utf-8", full(text))
}

/// What a real API server says outside of what is served.
pub(super) fn nowhere() -> Answer {
    text(404, "404 page not found\n")
}

/// Anything in the form that is wanted.
pub(super) fn object(code: u16, object: &impl Serialize, wanted: Wanted) -> Answer {
    if wanted.yaml {
        let value = serde_json::to_value(object).unwrap_or(Value::Null);
        return answer(code, "application/yaml", full(manifest::to_string(&value)));
    }
    let mut bytes = if wanted.pretty {
        serde_json::to_vec_pretty(object)
    } else {
        serde_json::to_vec(object)
    }
    .expect("objects of the API have text keys");
    bytes.push(b'\n');
    answer(code, "application/json", full(bytes))
}

/// A list that has no items, with these between its brackets.
pub(super) fn filled(
    list: &impl Serialize,
    items: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> Answer {
    let mut head = serde_json::to_vec(list).expect("objects of the API have text keys");
    let end = head.split_off(head.len() - END.len());
    debug_assert_eq!(end, END, "the items come last");
    let one = |bytes: Vec<u8>| stream::iter([Ok(Bytes::from(bytes))]);
    let all = one(head).chain(items).chain(one([END, b"\n"].concat()));
    let body = StreamBody::new(all.map_ok(Frame::data)).boxed_unsync();
    answer(200, "application/json", body)
}

/// A refusal.
pub(super) fn refusal(status: &Status) -> Answer {
    let mut refused = object(status.code, &status.to_value(), Wanted::JSON);
    let retry = status
        .details
        .as_ref()
        .and_then(|details| details["retryAfterSeconds"].as_u64());
    if let Some(seconds) = retry {
        refused
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    refused
}

/// Adds `Warning` headers.
pub(super) fn warn(headers: &mut HeaderMap, warnings: &[String]) {
    for warning in warnings {
        if let Ok(value) = HeaderValue::from_str(&warning_header(warning)) {
            headers.append(header::WARNING, value);
        }
    }
}

fn warning_header(warning: &str) -> String {
    let mut quoted = String::new();
    for one in warning.chars() {
        match one {
            '"' | '\\' => quoted.extend(['\\', one]),
            one if one.is_control() => quoted.push(' '),
            one => quoted.push(one),
        }
    }
    format!("299 - \"{quoted}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_quoted() {
        let rows = [
            (
                "unknown field \"spec.a\"",
                "299 - \"unknown field \\\"spec.a\\\"\"",
            ),
            ("a\nb", "299 - \"a b\""),
        ];
        for (warning, expected) in rows {
            assert_eq!(warning_header(warning), expected);
        }
    }
}
