//! What stands around every handler: tokens, traces, metrics, log lines.

use std::sync::Arc;
use std::time::Instant;

use http::Request;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use serde_json::Value;

use super::super::answer::{Answer, Handled, bare, sentence, set, typed};
use super::super::app::milliseconds;
use super::super::go;
use super::super::metrics;
use super::super::shared::Sidecar;
use super::super::trace::{TRACEPARENT, TRACESTATE, Tracing};
use super::call::Call;
use super::route::{Route, route};
use super::step::Begun;
use super::{absent, health, internal, invoke, metadata, publish, secrets, state};

/// Which door a request came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Door {
    /// The app's.
    Api,
    /// Everybody's: health and metadata.
    Public,
    /// Other sidecars'.
    Internal,
    /// Prometheus'.
    Metrics,
    /// Clients of the API that this sidecar has not.
    Grpc,
}

/// Answers a request.
pub(in super::super) async fn handle(
    sidecar: Arc<Sidecar>,
    door: Door,
    request: Request<Incoming>,
) -> Answer {
    let (parts, body) = request.into_parts();
    let body = collect(body, sidecar.options.max_body).await;
    if go::unescape(parts.uri.path(), false).is_none() {
        // Go's HTTP server does not let it in at all.
        return typed(400, "text/plain; charset=utf-8", "400 Bad Request");
    }
    let call = Call::new(parts, body, sidecar.tracing);
    match door {
        Door::Metrics => health::metrics(&sidecar),
        Door::Grpc => absent::grpc(),
        Door::Internal => {
            let begun = Begun::of_sidecar(&sidecar, &call);
            let answer = internal::call_local(&sidecar, call).await;
            ended(begun, &sidecar, &answer);
            answer
        }
        Door::Api | Door::Public => measured(&sidecar, door, call).await,
    }
}

/// The body, if it is short enough.
async fn collect(body: Incoming, limit: usize) -> Option<Bytes> {
    if body.is_end_stream() {
        return Some(Bytes::new());
    }
    let collected = Limited::new(body, limit).collect().await.ok()?;
    Some(collected.to_bytes())
}

async fn measured(sidecar: &Arc<Sidecar>, door: Door, call: Call) -> Answer {
    let started = Instant::now();
    let heard = Heard::of(&call);
    let found = route(&call.method, &call.raw_path);
    let traced = sidecar.tracing != Tracing::Off && !call.path.contains("/healthz");
    let begun = Begun::of_app(sidecar, &call, &found).filter(|_| traced && door == Door::Api);
    let (parent, trace_state) = (call.span.header(), call.span.state.clone());
    let mut answer = if allowed(sidecar, door, &call) {
        let answer = dispatch(sidecar, door, found.clone(), call).await;
        if door == Door::Api {
            heard.log(sidecar, &found, &answer, started);
        }
        answer
    } else {
        sentence(401, "invalid api token")
    };
    heard.count(sidecar, &answer, started);
    ended(begun, sidecar, &answer);
    if traced && !answer.headers().contains_key(TRACEPARENT) {
        set(&mut answer, TRACEPARENT, &parent);
        if !trace_state.is_empty() {
            set(&mut answer, TRACESTATE, &trace_state);
        }
    }
    answer
}

fn ended(begun: Option<Begun>, sidecar: &Sidecar, answer: &Answer) {
    if let Some(begun) = begun {
        begun.end(sidecar, answer);
    }
}

/// Whether the caller has the token, where one is wanted.
fn allowed(sidecar: &Sidecar, door: Door, call: &Call) -> bool {
    let Some(token) = sidecar
        .options
        .api_token
        .as_deref()
        .filter(|_| door == Door::Api)
    else {
        return true;
    };
    let health = matches!(
        call.path.trim_matches('/'),
        "v1.0/healthz" | "v1.0/healthz/outbound"
    );
    call.header("dapr-api-token") == Some(token) || health && call.method == http::Method::GET
}

async fn dispatch(sidecar: &Arc<Sidecar>, door: Door, found: Route, mut call: Call) -> Answer {
    call.headers.remove("dapr-api-token");
    let handled = match found {
        Route::Healthz => health::healthz(sidecar, &call),
        Route::Outbound => health::outbound(sidecar),
        Route::Metadata => Ok(metadata::get(sidecar)),
        Route::PutMetadata(name) => metadata::put(sidecar, &name, &call),
        _ if door == Door::Public => return health::not_public(&call),
        route => of_app(sidecar, route, call).await,
    };
    handled.unwrap_or_else(Answer::from)
}

/// The routes that only the app has.
async fn of_app(sidecar: &Arc<Sidecar>, route: Route, call: Call) -> Handled {
    match route {
        Route::GetState(store, key) => state::get(sidecar, &store, &key, &call).await,
        Route::SaveState(store) => state::save(sidecar, &store, &call).await,
        Route::DeleteState(store, key) => state::delete(sidecar, &store, &key, &call).await,
        Route::BulkGetState(store) => state::bulk_get(sidecar, &store, &call).await,
        Route::Transact(store) => state::transact(sidecar, &store, &call).await,
        Route::QueryState(store) => state::query(sidecar, &store),
        Route::Publish(broker, topic) => publish::one(sidecar, &broker, &topic, &call).await,
        Route::BulkPublish(broker, topic) => publish::many(sidecar, &broker, &topic, &call).await,
        Route::GetSecret(store, name) => secrets::one(sidecar, &store, &name, &call).await,
        Route::BulkSecrets(store) => secrets::all(sidecar, &store, &call).await,
        Route::Shutdown => {
            sidecar.log.info("dapr.api", "Shutdown requested via API");
            sidecar.shutdown.notify_one();
            Ok(bare(204))
        }
        Route::Absent(api, name) => Err(absent::problem(api, &name, &call, &sidecar.options)),
        _ => invoke::invoke(sidecar, call).await,
    }
}

/// What is told of a request after it was answered.
struct Heard {
    method: String,
    path: String,
    agent: Option<String>,
    size: u64,
}

impl Heard {
    fn of(call: &Call) -> Self {
        Self {
            method: call.method.to_string(),
            path: call.path.clone(),
            agent: call.header("user-agent").map(str::to_owned),
            size: call
                .header("content-length")
                .and_then(|size| size.parse().ok())
                .unwrap_or(0),
        }
    }

    fn log(&self, sidecar: &Sidecar, route: &Route, answer: &Answer, started: Instant) {
        let health = matches!(route, Route::Healthz | Route::Outbound);
        if !sidecar.options.api_logging || health {
            return;
        }
        let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut fields = vec![
            ("code", Value::from(answer.status().as_u16())),
            ("duration", elapsed.into()),
            ("method", format!("{} {}", self.method, self.path).into()),
            ("size", size(answer).into()),
        ];
        fields.extend(
            self.agent
                .clone()
                .map(|agent| ("useragent", Value::String(agent))),
        );
        sidecar
            .log
            .with("dapr.runtime.http-info", "HTTP API Called", &fields);
    }

    fn count(&self, sidecar: &Sidecar, answer: &Answer, started: Instant) {
        let status = answer.status().as_u16().to_string();
        let path = metrics::path_label(&self.path);
        let labels = [
            ("method", self.method.as_str()),
            ("path", &path),
            ("status", &status),
        ];
        let metrics = &sidecar.metrics;
        metrics.count("dapr_http_server_request_count", &labels);
        metrics.count("dapr_http_server_response_count", &labels);
        metrics.measure(
            "dapr_http_server_latency",
            &labels,
            milliseconds(started).floor(),
        );
        #[allow(clippy::cast_precision_loss, reason = "a size of a body, for a sum")]
        let sizes = (self.size as f64, size(answer) as f64);
        metrics.measure("dapr_http_server_request_bytes", &[], sizes.0);
        metrics.measure("dapr_http_server_response_bytes", &[], sizes.1);
    }
}

/// Bytes of an answer; 0 for one that comes as it is made.
fn size(answer: &Answer) -> u64 {
    answer.body().size_hint().exact().unwrap_or(0)
}
