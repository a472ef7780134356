//! Spans → a Zipkin collector, in small batches and in the background. A request never waits for
//! it: what there is no room for is dropped.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{Method, Request, Uri};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::app::{HttpClient, client};
use super::cluster::{Cluster, Port};
use super::host;
use super::log::Log;
use super::trace::Span;

const SCOPE: &str = "dapr.runtime";
/// Spans that wait.
const ROOM: usize = 2048;
/// Spans in one request.
const BATCH: usize = 256;
/// Time in which a batch fills.
const PAUSE: Duration = Duration::from_millis(500);
/// Time that a collector has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tags of a span, by name.
pub(super) type Tags = BTreeMap<String, String>;

/// A step of a trace that is over.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub span: Span,
    /// `CLIENT` or `SERVER`.
    pub kind: &'static str,
    pub name: String,
    pub started: SystemTime,
    pub took: Duration,
    /// Who asked, where that is known.
    pub remote: Option<String>,
    pub tags: Tags,
}

/// Sends spans to a collector.
pub(super) struct Exporter {
    app_id: String,
    steps: Sender<Value>,
}

impl Exporter {
    /// Starts one for the `tracing` of a Configuration; none where it names no Zipkin.
    pub(super) fn start(
        tracing: &Value,
        (app_id, namespace): (&str, &str),
        cluster: Arc<dyn Cluster>,
        log: Arc<Log>,
    ) -> Option<Self> {
        let endpoint = tracing.pointer("/zipkin/endpointAddress")?.as_str()?;
        let endpoint = Some(endpoint).filter(|endpoint| !endpoint.is_empty())?;
        let (steps, waiting) = channel(ROOM);
        let post = Post {
            endpoint: endpoint.to_owned(),
            namespace: namespace.to_owned(),
            cluster,
            client: client(),
        };
        tokio::spawn(work(post, waiting, log));
        Some(Self {
            app_id: app_id.to_owned(),
            steps,
        })
    }

    /// Takes a step, if its trace is sampled and there is room.
    pub(super) fn take(&self, step: Step) {
        if let Some(span) = shown(step, &self.app_id) {
            let _ = self.steps.try_send(span);
        }
    }
}

/// A span as Zipkin reads it.
fn shown(step: Step, app_id: &str) -> Option<Value> {
    let ids = step.span.sampled()?;
    let mut tags = step.tags;
    tags.insert("otel.scope.name".into(), "dapr-diagnostics".into());
    tags.insert("service.name".into(), app_id.into());
    let since = step.started.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut span = json!({
        "timestamp": u64::try_from(since.as_micros()).unwrap_or(u64::MAX),
        // Zipkin knows no span of no length.
        "duration": u64::try_from(step.took.as_micros()).unwrap_or(u64::MAX).max(1),
        "traceId": ids.trace,
        "id": ids.id,
        "name": step.name.to_lowercase(),
        "kind": step.kind,
        "localEndpoint": {"serviceName": app_id},
        "tags": tags,
    });
    if let Some(parent) = ids.parent {
        span["parentId"] = parent.into();
    }
    if let Some(remote) = step.remote {
        span["remoteEndpoint"] = json!({"serviceName": remote});
    }
    Some(span)
}

/// Until the sidecar ends.
async fn work(post: Post, mut waiting: Receiver<Value>, log: Arc<Log>) {
    let mut failing = false;
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        tokio::time::sleep(PAUSE).await;
        while batch.len() < BATCH {
            match waiting.try_recv() {
                Ok(span) => batch.push(span),
                Err(_) => break,
            }
        }
        let sent = post.send(&Value::Array(std::mem::take(&mut batch))).await;
        // A collector that is away is told of once, until it is back.
        if let (Err(reason), false) = (&sent, failing) {
            let words = format!("traces export: failed to send spans to zipkin: {reason}");
            log.warn(SCOPE, words);
        }
        failing = sent.is_err();
    }
}

/// The way to a collector.
struct Post {
    endpoint: String,
    namespace: String,
    cluster: Arc<dyn Cluster>,
    client: HttpClient,
}

impl Post {
    async fn send(&self, spans: &Value) -> Result<(), String> {
        let sending = async {
            let uri = self.address().await?;
            let body = Full::new(Bytes::from(spans.to_string()));
            let request = Request::builder()
                .method(Method::POST)
                .uri(uri)
                .header("content-type", "application/json")
                .body(body)
                .map_err(|error| error.to_string())?;
            let sent = self.client.request(request).await;
            let status = sent.map_err(|error| error.to_string())?.status();
            if status.is_success() {
                return Ok(());
            }
            Err(format!(
                "failed to send spans to zipkin server with status {}",
                status.as_u16()
            ))
        };
        let sent = tokio::time::timeout(PATIENCE, sending).await;
        sent.unwrap_or_else(|_| Err("the collector does not answer".into()))
    }

    /// The endpoint, at the port that a Service's pod really has.
    async fn address(&self) -> Result<Uri, String> {
        let uri: Uri = self.endpoint.parse().map_err(|error| format!("{error}"))?;
        let port = uri.port_u16().unwrap_or(80);
        let named = format!("{}:{port}", uri.host().unwrap_or_default());
        let Some(target) = host::target(&named, &self.namespace) else {
            return Ok(uri);
        };
        let (namespace, service) = (&target.namespace, &target.service);
        let found = self
            .cluster
            .endpoints(namespace, service, Port::Number(target.port));
        let address: Option<SocketAddr> = found.await?.unwrap_or_default().first().copied();
        let address = address.ok_or_else(|| format!("{named} has no ready endpoint"))?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        format!("http://{address}{path}")
            .parse()
            .map_err(|error| format!("{error}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, UNIX_EPOCH};

    use http::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::super::trace::{Span, Tracing};
    use super::{Step, shown};

    fn step(parent: Option<&'static str>, rate: f64) -> Step {
        let mut headers = HeaderMap::new();
        if let Some(parent) = parent {
            headers.insert("traceparent", HeaderValue::from_static(parent));
        }
        Step {
            span: Span::of(&headers, Tracing::Sampling(rate)),
            kind: "SERVER",
            name: "CallLocal/back/Price".into(),
            started: UNIX_EPOCH + Duration::from_millis(7),
            took: Duration::ZERO,
            remote: None,
            tags: BTreeMap::from([("dapr.protocol".into(), "grpc".into())]),
        }
    }

    #[test]
    fn spans_are_zipkin_s() {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let mut span = shown(step(Some(parent), 0.0), "back").expect("sampled by its caller");
        let id = span["id"].take();
        assert_eq!(id.as_str().map(str::len), Some(16));
        assert_eq!(
            span,
            json!({
                "timestamp": 7000, "duration": 1, "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "id": null,
                "name": "calllocal/back/price", "kind": "SERVER", "localEndpoint": {"serviceName": "back"},
                "tags": {"dapr.protocol": "grpc", "otel.scope.name": "dapr-diagnostics", "service.name": "back"},
                "parentId": "00f067aa0ba902b7",
            })
        );
        let unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        assert_eq!(shown(step(Some(unsampled), 1.0), "back"), None);
        assert_eq!(shown(step(None, 0.0), "back"), None);
        let begun = shown(step(None, 1.0), "back").expect("sampled");
        assert_eq!(begun.get("parentId"), None);
    }
}
