//! A request as a step of its trace.

use std::net::SocketAddr;
use std::time::{Instant, SystemTime};

use super::super::answer::Answer;
use super::super::shared::Sidecar;
use super::super::trace::Span;
use super::super::zipkin::{Step, Tags};
use super::call::Call;
use super::invoke::target;
use super::route::Route;

/// Headers of the API itself: what they say is no one else's business.
const OWN: [&str; 2] = ["dapr-api-token", "dapr-app-id"];
/// The call between two sidecars, as Dapr names it.
const CALL_LOCAL: &str = "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream";

/// A request, before it is answered.
pub(super) struct Begun {
    span: Span,
    kind: &'static str,
    name: String,
    started: (SystemTime, Instant),
    peer: Option<SocketAddr>,
    tags: Tags,
}

impl Begun {
    /// A call of the app; none where no spans are wanted.
    pub(super) fn of_app(sidecar: &Sidecar, call: &Call, route: &Route) -> Option<Self> {
        sidecar.exporter.as_ref()?;
        let mut tags = headers(call);
        let mut put = |name: &str, value: String| tags.insert(name.to_owned(), value);
        let line = format!("{} {}", call.method, call.path);
        put("dapr.api", line.clone());
        put("dapr.protocol", "http".into());
        put("http.request.method", call.method.to_string());
        put("url.full", call.url());
        let mut name = call.path.clone();
        match route {
            Route::GetState(store, _)
            | Route::SaveState(store)
            | Route::DeleteState(store, _)
            | Route::BulkGetState(store)
            | Route::Transact(store)
            | Route::QueryState(store) => {
                put("db.system", "state".into());
                put("db.connection_string", "state".into());
                put("db.name", store.clone());
                put("db.statement", line);
            }
            Route::Publish(..) | Route::BulkPublish(..) => {
                put("messaging.system", "pubsub".into());
            }
            Route::Invoke => {
                if let Some((app, method)) = target(call) {
                    name = format!("CallLocal/{app}/{method}");
                    put("net.peer.name", app);
                    put("rpc.service", "ServiceInvocation".into());
                }
            }
            _ => {}
        }
        Some(Self::new(call, "CLIENT", name, tags))
    }

    /// A call of another sidecar.
    pub(super) fn of_sidecar(sidecar: &Sidecar, call: &Call) -> Option<Self> {
        sidecar.exporter.as_ref()?;
        let method = call.path.trim_start_matches('/');
        let rows = [
            ("dapr.api", CALL_LOCAL),
            ("dapr.invoke_method", method),
            ("dapr.protocol", "grpc"),
            ("rpc.service", "ServiceInvocation"),
        ];
        let tags = rows.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let name = format!("CallLocal/{}/{method}", sidecar.options.app_id);
        Some(Self::new(call, "SERVER", name, tags.into()))
    }

    fn new(call: &Call, kind: &'static str, name: String, tags: Tags) -> Self {
        Self {
            span: call.span.clone(),
            kind,
            name,
            started: (SystemTime::now(), Instant::now()),
            peer: call.peer,
            tags,
        }
    }

    /// Hands it on, with what the answer says.
    pub(super) fn end(mut self, sidecar: &Sidecar, answer: &Answer) {
        let Some(exporter) = &sidecar.exporter else {
            return;
        };
        let mut remote = None;
        if self.kind == "CLIENT" {
            let mut put = |name: &str, value: String| self.tags.insert(name.to_owned(), value);
            let status = answer.status();
            put("dapr.status_code", status.as_u16().to_string());
            if status.as_u16() >= 400 {
                let words = status.canonical_reason().unwrap_or("Unknown");
                put("error", format!("Code({}): {words}", status.as_u16()));
                put("otel.status_code", "ERROR".into());
            }
            if let Some(peer) = self.peer {
                put("server.address", peer.ip().to_string());
                put("server.port", peer.port().to_string());
                remote = Some(peer.ip().to_string());
            }
        }
        exporter.take(Step {
            span: self.span,
            kind: self.kind,
            name: self.name,
            started: self.started.0,
            took: self.started.1.elapsed(),
            remote,
            tags: self.tags,
        });
    }
}

/// What callers say for traces: headers that begin with `dapr-`.
fn headers(call: &Call) -> Tags {
    let said = call.headers.iter().filter_map(|(name, value)| {
        let name = name.as_str();
        let shown = name.starts_with("dapr-") && !OWN.contains(&name) && !name.ends_with("-bin");
        Some((
            name.to_owned(),
            value.to_str().ok().filter(|_| shown)?.to_owned(),
        ))
    });
    said.collect()
}
