//! Calls of apps, from the app's side.

use base64::Engine as _;
use http::header::TRANSFER_ENCODING;
use http::{HeaderValue, Response};
use http_body_util::{BodyExt as _, Collected};
use hyper::body::Incoming;

use super::super::answer::{Answer, Handled, full};
use super::super::app::{Outgoing, end_to_end};
use super::super::go;
use super::super::invoke::Target;
use super::super::problem::Problem;
use super::super::resiliency::{Failure, Stopped};
use super::super::shared::Sidecar;
use super::super::trace::{TRACEPARENT, TRACESTATE};
use super::call::Call;

/// Header that names the app on any path.
const APP_ID: &str = "dapr-app-id";

/// `/v1.0/invoke/APP/method/PATH`, or any path with the app in a header.
pub(super) async fn invoke(sidecar: &Sidecar, mut call: Call) -> Handled {
    let Some((id, method)) = target(&call) else {
        let message = "failed getting app id either from the URL path or the header dapr-app-id";
        return Err(Problem::new(404, "ERR_DIRECT_INVOKE", message));
    };
    call.headers.remove(APP_ID);
    let refused = |reason: &str| Problem::invoke(500, &id, reason);
    let path = normal(&method).map_err(|reason| {
        refused(&format!(
            "rpc error: code = InvalidArgument desc = invalid method: {reason}"
        ))
    })?;
    let target = sidecar
        .invoker
        .target(&id)
        .map_err(|reason| refused(&reason))?;
    let outgoing = outgoing(&call, &path).map_err(|reason| refused(&reason))?;
    let guard = sidecar.resiliency().of_app(&id, &method);
    // Dapr does not keep the body of a call that comes in pieces, so it cannot send it again.
    let guard = if call.headers.contains_key(TRANSFER_ENCODING) {
        guard.once()
    } else {
        guard
    };
    let called = guard.run(|| attempt(sidecar, &target, &outgoing)).await;
    match called {
        Ok(answer) | Err(Failed::Answer(answer)) => Ok(answer),
        Err(Failed::Words(reason)) => Err(refused(&reason)),
    }
}

/// How a call fails.
enum Failed {
    /// The app's answer, of a status that is an error.
    Answer(Answer),
    /// There is none, for this reason.
    Words(String),
}

impl From<Stopped> for Failed {
    fn from(stopped: Stopped) -> Self {
        Self::Words(stopped.to_string())
    }
}

impl Failure for Failed {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Answer(answer) => Some(answer.status().as_u16()),
            Self::Words(_) => None,
        }
    }
}

/// One call.
async fn attempt(
    sidecar: &Sidecar,
    target: &Target,
    outgoing: &Outgoing,
) -> Result<Answer, Failed> {
    let (outgoing, metrics) = (outgoing.clone(), &sidecar.metrics);
    let result = if sidecar.invoker.is_self(target) {
        match &sidecar.app {
            Some(app) => app.call(outgoing, metrics).await,
            None => Err("cannot invoke local endpoint: app channel not initialized".into()),
        }
    } else {
        let resiliency = sidecar.resiliency();
        let retries = resiliency.service_retries(&target.app);
        let call = sidecar.invoker.call(target, outgoing, metrics, retries);
        call.await
    };
    let response = result.map_err(Failed::Words)?;
    let answer = pass_on(response).await.map_err(Failed::Words)?;
    if (200..400).contains(&answer.status().as_u16()) {
        return Ok(answer);
    }
    Err(Failed::Answer(answer))
}

/// The app and the path that are meant.
pub(super) fn target(call: &Call) -> Option<(String, String)> {
    let cleaned = || {
        go::clean_path(&call.path)
            .trim_start_matches('/')
            .to_owned()
    };
    if let Some(id) = call.header(APP_ID).filter(|id| !id.is_empty()) {
        return Some((id.to_owned(), cleaned()));
    }
    if let Some(id) = call.header("authorization").and_then(basic) {
        return Some((id, cleaned()));
    }
    let rest = call.path.trim_start_matches('/').strip_prefix("v1.0")?;
    let rest = rest
        .trim_start_matches('/')
        .strip_prefix("invoke/")?
        .trim_start_matches('/');
    let at = rest.find("/method/").filter(|at| *at > 0)?;
    let path = go::clean_path(&rest[at + "/method/".len()..]);
    let id = go::unescape(&rest[..at], true).filter(|id| !id.is_empty());
    let path = if path == "." { String::new() } else { path };
    Some((id.unwrap_or_else(|| rest[..at].to_owned()), path))
}

/// The app in `Basic dapr-app-id:APP`.
fn basic(authorization: &str) -> Option<String> {
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(authorization.strip_prefix("Basic ")?)
        .ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (name, id) = text.split_once(':')?;
    (name.eq_ignore_ascii_case(APP_ID) && !id.contains(':')).then(|| id.to_owned())
}

/// A method without tricks.
fn normal(path: &str) -> Result<String, String> {
    if path.contains(['#', '?', '\0']) {
        return Err(format!(
            "method contains forbidden character: {}",
            go::quote(path)
        ));
    }
    if let Some(at) = path.find(|character: char| character.is_ascii_control()) {
        return Err(format!(
            "method contains control character at position {at}: {}",
            go::quote(path)
        ));
    }
    let cleaned = go::clean_path(path);
    let mut rest = cleaned.as_str();
    while let Some(inner) = rest.strip_prefix("../") {
        rest = inner;
    }
    Ok(match rest {
        "." | ".." => String::new(),
        rest => rest.to_owned(),
    })
}

fn outgoing(call: &Call, path: &str) -> Result<Outgoing, String> {
    let mut headers = end_to_end(&call.headers);
    headers.remove(TRACESTATE);
    for (name, value) in [
        (TRACEPARENT, call.span.header()),
        (TRACESTATE, call.span.state.clone()),
    ] {
        if let Some(value) = HeaderValue::from_str(&value)
            .ok()
            .filter(|value| !value.is_empty())
        {
            headers.insert(name, value);
        }
    }
    let query = if call.query.is_empty() {
        String::new()
    } else {
        format!("?{}", call.query)
    };
    let target = format!("{}{query}", escape(path));
    Ok(Outgoing {
        method: call.method.clone(),
        target,
        headers,
        body: call.bytes()?,
    })
}

/// A path as it stands in a URL.
fn escape(path: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// The app's answer for the caller: whole, or as it comes where it is a stream of events.
pub(super) async fn pass_on(response: Response<Incoming>) -> Result<Answer, String> {
    let (mut parts, body) = response.into_parts();
    parts.headers = end_to_end(&parts.headers);
    let events = parts
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    if events.is_some_and(|value| value.starts_with("text/event-stream")) {
        return Ok(Response::from_parts(
            parts,
            body.map_err(std::io::Error::other).boxed_unsync(),
        ));
    }
    let bytes = body
        .collect()
        .await
        .map(Collected::to_bytes)
        .map_err(|error| error.to_string())?;
    Ok(Response::from_parts(parts, full(bytes)))
}

#[cfg(test)]
mod tests {
    use http::Request;
    use hyper::body::Bytes;

    use super::super::super::trace::Tracing;
    use super::{Call, escape, normal, target};

    fn call(path: &str, headers: &[(&str, &str)]) -> Call {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).expect("well").into_parts();
        Call::new(parts, Some(Bytes::new()), Tracing::Off)
    }

    #[test]
    fn the_app_that_is_meant() {
        type Row<'a> = (
            &'a str,
            &'a [(&'a str, &'a str)],
            Option<(&'a str, &'a str)>,
        );
        let rows: [Row<'_>; 9] = [
            (
                "/v1.0/invoke/node/method/neworder",
                &[],
                Some(("node", "neworder")),
            ),
            (
                "/v1.0/invoke/node.shop/method/a/../b/",
                &[],
                Some(("node.shop", "b")),
            ),
            ("/v1.0/invoke/node/method/", &[], Some(("node", ""))),
            ("//v1.0//invoke/node/method/x", &[], Some(("node", "x"))),
            ("/v1.0/invoke/node/x", &[], None),
            (
                "/neworder",
                &[("dapr-app-id", "node")],
                Some(("node", "neworder")),
            ),
            ("/", &[("dapr-app-id", "node")], Some(("node", ""))),
            (
                "/a",
                &[("authorization", "Basic ZGFwci1hcHAtaWQ6bm9kZQ==")],
                Some(("node", "a")),
            ),
            ("/a", &[("authorization", "Basic eDp5")], None),
        ];
        for (path, headers, expected) in rows {
            let found = target(&call(path, headers));
            let found = found
                .as_ref()
                .map(|(id, path)| (id.as_str(), path.as_str()));
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn methods_without_tricks() {
        let rows = [
            ("a/b", Ok("a/b")),
            ("../../a", Ok("a")),
            ("..", Ok("")),
            ("", Ok("")),
        ];
        for (path, expected) in rows {
            assert_eq!(
                normal(path).as_deref(),
                expected.as_ref().map(|text| *text),
                "{path}"
            );
        }
        assert_eq!(
            normal("a#b"),
            Err("method contains forbidden character: \"a#b\"".into())
        );
        assert!(normal("a\u{7}").is_err());
        assert_eq!(escape("a b/ü"), "a%20b/%C3%BC");
    }
}
