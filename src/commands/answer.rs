//! What an app or its sidecar answered, as an outcome.

use http::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::event::{Body, Outcome};

/// The body as it is; as a record of this kind, with the status and what was asked, for programs.
pub(super) fn outcome(kind: &str, mut asked: Value, answer: &Response<Bytes>) -> Outcome {
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    let body = serde_json::from_str(&text).unwrap_or_else(|_| Value::String(text.clone()));
    asked["apiVersion"] = json!("daprk/v1");
    asked["kind"] = json!(kind);
    asked["status"] = json!(answer.status().as_u16());
    asked["body"] = body;
    let text = if text.is_empty() || text.ends_with('\n') {
        text
    } else {
        text + "\n"
    };
    Outcome::done(Body::Record { value: asked, text })
}
