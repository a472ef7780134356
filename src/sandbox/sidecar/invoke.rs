//! Calls to other apps, through their sidecars: HTTP on the internal port, which only sidecars of
//! daprk speak.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue, Response};
use hyper::body::Incoming;

use super::app::{HttpClient, Outgoing, client, connect_words, milliseconds, request};
use super::cluster::{Cluster, Port};
use super::metrics::Metrics;
use super::options::Options;
use super::resiliency::Retry;

/// Header of an answer that is the callee's sidecar's refusal and not the app's answer: a gRPC
/// code.
pub(super) const REFUSED: &str = "daprk-refused";
/// Who calls.
pub(super) const CALLER: &str = "dapr-caller-app-id";
/// Where from.
pub(super) const CALLER_NAMESPACE: &str = "dapr-caller-namespace";
/// Who is meant.
pub(super) const CALLEE: &str = "dapr-callee-app-id";

/// So long an address is believed.
const FRESH: Duration = Duration::from_secs(5);

/// Why a call failed: Dapr's sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refusal {
    /// Whether another try may help.
    unavailable: bool,
    words: String,
}

/// Finds other apps and calls them.
pub(super) struct Invoker {
    app_id: String,
    namespace: String,
    pod: String,
    cluster: Arc<dyn Cluster>,
    client: HttpClient,
    known: Mutex<HashMap<Target, Known>>,
}

/// Addresses, and when they were asked for.
type Known = (Instant, Vec<SocketAddr>);

/// An app by id and namespace.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target {
    pub app: String,
    pub namespace: String,
}

impl Invoker {
    pub(super) fn new(options: &Options, cluster: Arc<dyn Cluster>) -> Self {
        Self {
            app_id: options.app_id.clone(),
            namespace: options.namespace.clone(),
            pod: options.pod.clone(),
            cluster,
            client: client(),
            known: Mutex::default(),
        }
    }

    /// Reads `app` or `app.namespace`.
    pub(super) fn target(&self, id: &str) -> Result<Target, String> {
        let parts: Vec<&str> = id.split('.').collect();
        match parts.as_slice() {
            [app] => Ok(Target {
                app: (*app).into(),
                namespace: self.namespace.clone(),
            }),
            [app, namespace] => Ok(Target {
                app: (*app).into(),
                namespace: (*namespace).into(),
            }),
            _ => Err(format!("invalid app id {id}")),
        }
    }

    /// Whether it is the app of this sidecar.
    pub(super) fn is_self(&self, target: &Target) -> bool {
        target.app == self.app_id && target.namespace == self.namespace
    }

    /// Calls an app, again while its sidecar cannot be reached: as often as `retries` says, if
    /// they are there.
    pub(super) async fn call(
        &self,
        target: &Target,
        mut outgoing: Outgoing,
        metrics: &Metrics,
        retries: Option<&Retry>,
    ) -> Result<Response<Incoming>, String> {
        self.introduce(&target.app, &mut outgoing.headers);
        let begun = Instant::now();
        let (mut waits, mut tried) = (retries.map(Retry::waits), 0);
        loop {
            let started = Instant::now();
            metrics.count(
                "dapr_runtime_service_invocation_req_sent_total",
                &[("dst_app_id", &target.app), ("type", "unary")],
            );
            match self.attempt(target, &outgoing, tried == 0).await {
                Ok(response) => {
                    record(metrics, &target.app, response.status().as_u16(), started);
                    return Ok(response);
                }
                Err(refusal) if !refusal.unavailable => return Err(refusal.words),
                Err(refusal) => {
                    self.forget(target);
                    let Some(waits) = &mut waits else {
                        return Err(refusal.words);
                    };
                    let Some(wait) = waits.next(begun.elapsed(), rand::random()) else {
                        let (app, words) = (&target.app, refusal.words);
                        return Err(format!(
                            "failed to invoke target {app} after {tried} retries. Error: {words}"
                        ));
                    };
                    tried += 1;
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    async fn attempt(
        &self,
        target: &Target,
        outgoing: &Outgoing,
        first: bool,
    ) -> Result<Response<Incoming>, Refusal> {
        let addresses = self.addresses(target).await?;
        // Any replica may answer.
        let Some(address) = addresses.get(rand::random_range(0..addresses.len().max(1))) else {
            return Err(Refusal {
                // One that was there a moment ago may come back.
                unavailable: !first,
                words: no_such_host(target),
            });
        };
        let authority = address.to_string();
        let url = format!("http://{authority}/{}", outgoing.target);
        let request = request(&url, outgoing).map_err(|reason| internal(&reason))?;
        let sent = self.client.request(request).await;
        let response = sent.map_err(|error| {
            let reason = connect_words(&error, &authority);
            unavailable(&format!(
                "connection error: desc = \"transport: Error while dialing: {reason}\""
            ))
        })?;
        refused(response).await
    }

    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Refusal> {
        if let Some((when, addresses)) = self
            .known
            .lock()
            .ok()
            .and_then(|known| known.get(target).cloned())
            && when.elapsed() < FRESH
        {
            return Ok(addresses);
        }
        let service = format!("{}-dapr", target.app);
        let found = self
            .cluster
            .endpoints(&target.namespace, &service, Port::Named("dapr-internal"))
            .await;
        let addresses = found
            .map_err(|reason| unavailable(&reason))?
            .unwrap_or_default();
        if !addresses.is_empty()
            && let Ok(mut known) = self.known.lock()
        {
            known.insert(target.clone(), (Instant::now(), addresses.clone()));
        }
        Ok(addresses)
    }

    fn forget(&self, target: &Target) {
        if let Ok(mut known) = self.known.lock() {
            known.remove(target);
        }
    }

    /// Says who calls, and through whom; what a caller claimed of that is dropped.
    fn introduce(&self, callee: &str, headers: &mut HeaderMap) {
        let host = &self.pod;
        let rows = [
            (CALLER, self.app_id.clone(), false),
            (CALLER_NAMESPACE, self.namespace.clone(), false),
            (CALLEE, callee.to_owned(), false),
            ("x-forwarded-for", "127.0.0.1".to_owned(), true),
            ("x-forwarded-host", host.clone(), true),
            (
                "forwarded",
                format!("for=127.0.0.1;by=127.0.0.1;host={host}"),
                true,
            ),
        ];
        for (name, value, more) in rows {
            let Ok(value) = HeaderValue::from_str(&value) else {
                continue;
            };
            if more {
                headers.append(name, value);
            } else {
                headers.insert(name, value);
            }
        }
    }
}

/// Tells a sidecar's refusal from an app's answer.
async fn refused(response: Response<Incoming>) -> Result<Response<Incoming>, Refusal> {
    use http_body_util::BodyExt as _;
    let Some(code) = response
        .headers()
        .get(REFUSED)
        .and_then(|code| code.to_str().ok())
    else {
        return Ok(response);
    };
    let code = code.to_owned();
    let body = response
        .into_body()
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes);
    let words = String::from_utf8_lossy(&body.unwrap_or_default()).into_owned();
    Err(Refusal {
        unavailable: code == "Unavailable",
        words: format!("rpc error: code = {code} desc = {words}"),
    })
}

fn record(metrics: &Metrics, app: &str, status: u16, started: Instant) {
    let status = status.to_string();
    let labels = [("src_app_id", app), ("status", status.as_str())];
    let with_type = [labels[0], labels[1], ("type", "unary")];
    metrics.count("dapr_runtime_service_invocation_res_recv_total", &with_type);
    metrics.measure(
        "dapr_runtime_service_invocation_res_recv_latency_ms",
        &labels,
        milliseconds(started),
    );
}

fn no_such_host(target: &Target) -> String {
    let name = format!("{}-dapr.{}.svc.cluster.local", target.app, target.namespace);
    format!("failed to resolve address for '{name}': lookup {name}: no such host")
}

fn unavailable(words: &str) -> Refusal {
    Refusal {
        unavailable: true,
        words: format!("rpc error: code = Unavailable desc = {words}"),
    }
}

fn internal(words: &str) -> Refusal {
    Refusal {
        unavailable: false,
        words: format!("rpc error: code = Internal desc = {words}"),
    }
}
