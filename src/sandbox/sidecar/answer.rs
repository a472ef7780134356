//! Answers to HTTP requests.

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;

use super::problem::Problem;

/// A body, whole or as it comes.
pub(super) type Body = UnsyncBoxBody<Bytes, std::io::Error>;

/// An answer.
pub(super) type Answer = Response<Body>;

/// What handlers return.
pub(super) type Handled = Result<Answer, Problem>;

/// A body that is there already.
pub(super) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// A body of some type.
pub(super) fn typed(status: u16, content_type: &'static str, bytes: impl Into<Bytes>) -> Answer {
    let mut answer = bare(status);
    *answer.body_mut() = full(bytes);
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// A JSON body.
pub(super) fn json(status: u16, text: impl Into<Bytes>) -> Answer {
    typed(status, "application/json", text)
}

/// A sentence as Go's `http.Error` sends it.
pub(super) fn sentence(status: u16, text: &str) -> Answer {
    let mut answer = typed(status, "text/plain; charset=utf-8", format!("{text}\n"));
    set(&mut answer, "x-content-type-options", "nosniff");
    answer
}

/// A status alone.
pub(super) fn bare(status: u16) -> Answer {
    let mut answer = Response::new(full(Bytes::new()));
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

/// 204.
pub(super) fn empty() -> Answer {
    bare(204)
}

/// Adds a header, unless its name or value cannot be one.
pub(super) fn set(answer: &mut Answer, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
        answer.headers_mut().insert(name, value);
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        json(problem.status, problem.body())
    }
}
