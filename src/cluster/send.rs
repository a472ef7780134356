//! One request: built, sent, answered, and traced without its body.

use std::time::Instant;

use http::{Method, Request, header};
use serde_json::Value;

use super::{Cluster, Refusal};

/// Media types of request bodies.
pub(super) mod media {
    pub(in crate::cluster) const JSON: &str = "application/json";
    pub(in crate::cluster) const APPLY: &str = "application/apply-patch+yaml";
    pub(in crate::cluster) const JSON_PATCH: &str = "application/json-patch+json";
    pub(in crate::cluster) const MERGE_PATCH: &str = "application/merge-patch+json";
}

impl Cluster {
    /// Sends a request and reads a JSON answer.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<(&'static str, Vec<u8>)>,
    ) -> Result<Value, Refusal> {
        let is_write = is_write(&method, path);
        let started = Instant::now();
        let request = request(method.clone(), path, body)?;
        let answer = self
            .client
            .request::<Value>(request)
            .await
            .map_err(|error| self.refusal(error));
        let came = answer.as_ref().map_or_else(Refusal::name, |_| "done");
        // Bodies are never traced: they hold secrets.
        tracing::debug!(
            "{method} {path} {came} {} ms",
            started.elapsed().as_millis()
        );
        if is_write {
            self.fault.wrote();
        }
        answer
    }

    /// Why a request failed; one that didn't reach the server says which server that is, and one
    /// that came with an expired certificate says so.
    fn refusal(&self, error: kube::Error) -> Refusal {
        match (Refusal::from(error), self.expired) {
            (Refusal::Unreachable(why), _) => {
                Refusal::Unreachable(format!("{}: {why}", self.server))
            }
            (Refusal::Unauthorized(_), Some(end)) => {
                Refusal::Unauthorized(format!("the client certificate expired on {end}"))
            }
            (refusal, _) => refusal,
        }
    }

    /// Reads what is at a path.
    pub(super) async fn read(&self, path: &str) -> Result<Value, Refusal> {
        self.send(Method::GET, path, None).await
    }
}

pub(super) fn request(
    method: Method,
    path: &str,
    body: Option<(&'static str, Vec<u8>)>,
) -> Result<Request<Vec<u8>>, Refusal> {
    let builder = Request::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT, media::JSON);
    let built = match body {
        Some((media, bytes)) => builder.header(header::CONTENT_TYPE, media).body(bytes),
        None => builder.body(Vec::new()),
    };
    built.map_err(|error| Refusal::Other {
        code: 0,
        message: format!("cannot ask for `{path}`: {error}"),
    })
}

/// Whether the request changes the cluster.
fn is_write(method: &Method, path: &str) -> bool {
    method != Method::GET
        && !path.contains("dryRun=All")
        && !path.contains("/authorization.k8s.io/")
}

/// A value for a query string.
pub(super) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            out
        })
}
