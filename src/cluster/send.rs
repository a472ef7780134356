//! One request: built, sent, answered, and traced without its body.

use std::time::Duration;

use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use kube::core::Status;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::retry::{self, Failure};
use super::{Cluster, Refusal, failure};

/// How long one answer may take. The API server gives up after 60 seconds by itself, and then says
/// more than we could.
const LONGEST: Duration = Duration::from_secs(65);

/// Media types of request and answer bodies.
pub(super) mod media {
    pub(in crate::cluster) const JSON: &str = "application/json";
    pub(in crate::cluster) const APPLY: &str = "application/apply-patch+yaml";
    pub(in crate::cluster) const JSON_PATCH: &str = "application/json-patch+json";
    pub(in crate::cluster) const MERGE_PATCH: &str = "application/merge-patch+json";
    /// A list of objects without anything but their metadata.
    pub(in crate::cluster) const METADATA_LIST: &str =
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    /// All kinds of all groups in one answer (Kubernetes 1.30).
    pub(in crate::cluster) const DISCOVERY: &str =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
}

/// What came of sending a request once.
enum Came {
    Body(Vec<u8>),
    Refused(Failure, Refusal),
    Nothing(Refusal),
}

impl Cluster {
    /// Sends a request and reads a JSON answer.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<(&'static str, Vec<u8>)>,
    ) -> Result<Value, Refusal> {
        let answer = self.exchange(request(method, path, body)?).await?;
        json(&answer)
    }

    /// Posts as another user.
    pub(super) async fn try_as(
        &self,
        user: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, Refusal> {
        let body = (media::JSON, body.to_string().into_bytes());
        let mut request = request(Method::POST, path, Some(body))?;
        let user = http::HeaderValue::from_str(user).expect("a user's name");
        request.headers_mut().insert("impersonate-user", user);
        json(&self.exchange(request).await?)
    }

    /// Reads what is at a path.
    pub(super) async fn read(&self, path: &str) -> Result<Value, Refusal> {
        self.read_as(path, media::JSON).await
    }

    /// Reads what is at a path in another form, which the server may not know: it then answers in
    /// the usual one.
    pub(super) async fn read_as(&self, path: &str, form: &'static str) -> Result<Value, Refusal> {
        let mut request = request(Method::GET, path, None)?;
        let form = http::HeaderValue::from_static(form);
        request.headers_mut().insert(header::ACCEPT, form);
        json(&self.exchange(request).await?)
    }

    /// Reads a text.
    pub(super) async fn read_text(&self, path: &str) -> Result<String, Refusal> {
        let text = self.exchange(request(Method::GET, path, None)?).await?;
        String::from_utf8(text).map_err(|error| Refusal::from(kube::Error::FromUtf8(error)))
    }

    /// Sends a request until it is answered for good.
    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Vec<u8>, Refusal> {
        let (method, path) = (request.method().clone(), request.uri().to_string());
        let is_write = is_write(&method, &path);
        let started = Instant::now();
        let mut retries = 0;
        loop {
            let came = self.once(request.clone()).await;
            trace(&method, &path, &came, started);
            let pause = match &came {
                Came::Refused(failure, _) => {
                    retry::pause(&method, *failure, retries, started.elapsed())
                }
                _ => None,
            };
            if let Some(pause) = pause {
                sleep(pause).await;
                retries += 1;
                continue;
            }
            if is_write {
                self.fault.wrote();
            }
            return match came {
                Came::Body(body) => Ok(body),
                Came::Refused(_, refusal) | Came::Nothing(refusal) => {
                    let refusal = explained(refusal, &self.server, self.expired);
                    Err(if is_secret(&path) {
                        refusal.without_values()
                    } else {
                        refusal
                    })
                }
            };
        }
    }

    async fn once(&self, request: Request<Vec<u8>>) -> Came {
        let answer = async {
            let answer = self.client.send(request.map(Into::into)).await?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, kube::Error>((head, Vec::from(body)))
        };
        match timeout(LONGEST, answer).await {
            Ok(Ok((head, body))) => came(head.status, &head.headers, body),
            Ok(Err(error)) => Came::Nothing(Refusal::from(error)),
            Err(_) => Came::Nothing(Refusal::Unreachable(format!(
                "no answer within {} s",
                LONGEST.as_secs()
            ))),
        }
    }
}

/// A request that didn't reach the server says which server that is, and one that came with an
/// expired certificate says so.
pub(super) fn explained(refusal: Refusal, server: &str, expired: Option<Timestamp>) -> Refusal {
    match (refusal, expired) {
        (Refusal::Unreachable(why), _) => Refusal::Unreachable(format!("{server}: {why}")),
        (Refusal::Unauthorized(_), Some(end)) => {
            Refusal::Unauthorized(format!("the client certificate expired on {end}"))
        }
        (refusal, _) => refusal,
    }
}

fn came(status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Came {
    if status.is_success() {
        return Came::Body(body);
    }
    let failure = Failure {
        code: status.as_u16(),
        retry_after: retry::retry_after(headers),
    };
    Came::Refused(failure, refused(failure.code, &body))
}

/// An answer that is none of the wanted.
pub(super) fn refused(code: u16, body: &[u8]) -> Refusal {
    failure::answered(&told(code, body))
}

/// The server's words. Proxies and the API server's own queue write plain text.
fn told(code: u16, body: &[u8]) -> Status {
    let status: Option<Status> = serde_json::from_slice(body).ok();
    match status.filter(|status| !status.message.is_empty()) {
        Some(status) => status.with_code(code),
        None => Status::failure(String::from_utf8_lossy(body).trim(), "").with_code(code),
    }
}

fn json(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| kube::Error::SerdeError(error).into())
}

/// Bodies are never traced: they hold secrets.
fn trace(method: &Method, path: &str, came: &Came, started: Instant) {
    let word = match came {
        Came::Body(_) => "done",
        Came::Refused(_, refusal) | Came::Nothing(refusal) => refusal.name(),
    };
    tracing::debug!(
        "{method} {path} {word} {} ms",
        started.elapsed().as_millis()
    );
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

/// Whether the answer may quote what is in a Secret.
fn is_secret(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<_> = path.trim_start_matches('/').split('/').collect();
    matches!(
        parts.as_slice(),
        ["api", "v1", "secrets", ..] | ["api", "v1", "namespaces", _, "secrets", ..]
    )
}

/// A value for a query string.
pub fn encoded(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_path() {
        let secrets = [
            "/api/v1/namespaces/shop/secrets/pin?dryRun=All",
            "/api/v1/namespaces/shop/secrets?fieldManager=x",
            "/api/v1/secrets",
        ];
        let others = [
            "/api/v1/namespaces/secrets/configmaps/secrets",
            "/apis/dapr.io/v1alpha1/namespaces/shop/secrets/a",
            "/api/v1/namespaces/shop/pods/secrets",
        ];
        assert!(secrets.into_iter().all(is_secret));
        assert!(!others.into_iter().any(is_secret));
    }

    #[test]
    fn what_the_server_cannot_say_is_added() {
        let end: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
        let rows = [
            (Refusal::Unreachable("refused".into()), None, "a: refused"),
            (Refusal::Unauthorized("no".into()), None, "no"),
            (
                Refusal::Unauthorized("no".into()),
                Some(end),
                "the client certificate expired on 2026-11-01T00:00:00Z",
            ),
            (Refusal::Forbidden("no".into()), Some(end), "no"),
        ];
        for (refusal, expired, expected) in rows {
            assert_eq!(explained(refusal, "a", expired).to_string(), expected);
        }
    }

    #[test]
    fn whatever_refuses_is_understood() {
        let rows = [
            (
                404,
                r#"{"kind":"Status","message":"pods \"a\" not found","reason":"NotFound","code":404}"#,
                r#"pods "a" not found"#,
            ),
            (
                429,
                "Too many requests, please try again later.\n",
                "Too many requests, please try again later.",
            ),
            (503, r#"{"error":"upstream"}"#, r#"{"error":"upstream"}"#),
            (502, "", ""),
        ];
        for (code, body, message) in rows {
            let status = told(code, body.as_bytes());
            assert_eq!((status.code, status.message.as_str()), (code, message));
        }
    }
}
