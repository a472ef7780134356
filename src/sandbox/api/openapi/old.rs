//! `/openapi/v2`: a document without types. kubectl falls back on it for what version 3 lacks, a
//! `List` among them, and takes a type that is not in it for one that it need not check.

use http::{HeaderValue, header};
use serde_json::json;

use crate::sandbox::api::accept::Wanted;
use crate::sandbox::api::reply::{self, Answer};

/// As clients ask for it, and in a form that they can read as a media type.
const ASKED: &str = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
const PROTOBUF: &str = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/// `swagger: "2.0"`, `info: {title: "Kubernetes", version: "v1.34.4"}`.
const FRAME: &[u8] = b"\x0a\x032.0\x12\x15\x0a\x0aKubernetes\x12\x07v1.34.4";

/// Answers it in the form that the client would rather have.
pub(in crate::sandbox::api) fn old(accept: &str) -> Answer {
    if accept.contains(ASKED) || accept.contains(PROTOBUF) {
        let mut answer = reply::answer(200, "application/octet-stream", reply::full(FRAME));
        let media = HeaderValue::from_static(PROTOBUF);
        answer.headers_mut().insert(header::CONTENT_TYPE, media);
        return answer;
    }
    let info = json!({"title": "Kubernetes", "version": "v1.34.4"});
    let document = json!({"swagger": "2.0", "info": info, "paths": {}});
    reply::object(200, &document, Wanted::JSON)
}

#[test]
fn lengths_in_the_frame_are_right() {
    assert_eq!(FRAME.len(), 5 + 2 + usize::from(FRAME[6]));
    assert_eq!(usize::from(FRAME[8]), "Kubernetes".len());
}
