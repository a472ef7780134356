//! Spans that Zipkin keeps, asked for through the API server: the exact order of what happened.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::cluster::{Cluster, Refusal, encoded};
use crate::dapr;
use crate::diagnose::Snapshot;

/// A collector that takes longer than this tells nothing.
const LIMIT: Duration = Duration::from_secs(2);
/// Traces of each app that are asked for.
const TRACES: usize = 10;
/// Zipkin's port, where an address has none.
const PORT: u16 = 9411;

/// A step of a trace, as Zipkin has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Identity of the trace.
    pub trace: String,
    /// Its own identity.
    pub id: String,
    /// The step that caused it; none of the first.
    pub parent: Option<String>,
    /// App id of whose sidecar told of it.
    pub app: String,
    /// `calllocal/nodeapp/neworder`, `pubsub/orders`; Zipkin has it in lower case.
    pub name: String,
    /// `CLIENT`, `SERVER` …; empty if it does not say.
    pub kind: String,
    /// When it began, by the clock of that sidecar.
    pub began: Timestamp,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// What else is said of it: `db.name`, `dapr.api`.
    pub tags: BTreeMap<String, String>,
    /// When it was read first, by the clock of this machine.
    pub heard: Timestamp,
    /// Whether it was not there yet when the following began.
    pub fresh: bool,
}

impl Span {
    /// Reads a span of Zipkin's second API; none if what every span has is missing.
    pub fn read(span: &Value, heard: Timestamp, fresh: bool) -> Option<Self> {
        let text = |name: &str| span[name].as_str().unwrap_or_default().to_owned();
        let began = i64::try_from(span["timestamp"].as_u64()?).ok()?;
        let tags = span["tags"].as_object().into_iter().flatten();
        let tags =
            tags.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let read = Self {
            trace: text("traceId"),
            id: text("id"),
            parent: span["parentId"].as_str().map(str::to_owned),
            app: span["localEndpoint"]["serviceName"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            name: text("name"),
            kind: text("kind"),
            began: Timestamp::from_microsecond(began).ok()?,
            micros: span["duration"].as_u64().unwrap_or(0),
            tags: tags.collect(),
            heard,
            fresh,
        };
        (!read.trace.is_empty() && !read.id.is_empty()).then_some(read)
    }

    /// What is said of it under this name, or empty.
    pub fn tag(&self, name: &str) -> &str {
        self.tags.get(name).map_or("", String::as_str)
    }
}

/// Where spans are kept: Services with the ports that a Configuration names.
pub(super) type Place = (String, String, u16);

/// The collectors that Configurations of the snapshot name, as far as they are Services.
pub(super) fn places(snapshot: &Snapshot) -> BTreeSet<Place> {
    let known = snapshot.namespaces();
    let configurations = snapshot.resources.iter();
    let named = configurations
        .filter(|one| one.kind() == "Configuration")
        .flat_map(|one| {
            let text = one.text("/spec/tracing/zipkin/endpointAddress");
            let place = one.namespace().unwrap_or("default");
            dapr::addresses(text)
                .into_iter()
                .filter_map(|address| {
                    let (namespace, name) = address.service(place, |of| known.contains(of))?;
                    let port = address.port.unwrap_or(PORT);
                    Some((namespace.to_owned(), name.to_owned(), port))
                })
                .collect::<Vec<_>>()
        });
    named.collect()
}

/// The last traces of these apps.
///
/// # Errors
/// The collector does not answer, or may not be asked.
pub(super) async fn read(
    cluster: &Cluster,
    (namespace, name, port): &Place,
    apps: &[String],
) -> Result<Vec<Value>, Refusal> {
    let mut spans = Vec::new();
    for app in apps {
        let path = format!("/api/v2/traces?serviceName={}&limit={TRACES}", encoded(app));
        let page = cluster
            .read_service((namespace, name), (*port, &path), LIMIT)
            .await?;
        let traces: Value = serde_json::from_slice(&page).unwrap_or_default();
        let traces = traces.as_array().into_iter().flatten();
        spans.extend(traces.filter_map(Value::as_array).flatten().cloned());
    }
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::manifest::Object;

    #[test]
    fn spans_are_read_and_what_is_none_is_passed_over() {
        let whole = json!({"traceId": "t", "id": "b", "parentId": "a", "name": "calllocal/back/price",
            "kind": "CLIENT", "timestamp": 1_700_000_000_000_000_u64, "duration": 1500,
            "localEndpoint": {"serviceName": "front"}, "tags": {"net.peer.name": "back", "odd": 1}});
        let now = Timestamp::UNIX_EPOCH;
        let span = Span::read(&whole, now, true).unwrap();
        assert_eq!(
            (&*span.app, span.tag("net.peer.name"), span.tag("odd")),
            ("front", "back", "")
        );
        assert_eq!((span.parent.as_deref(), span.micros), (Some("a"), 1500));
        for odd in [
            json!(null),
            json!([]),
            json!({"traceId": "t", "id": "b"}),
            json!({"timestamp": 1}),
        ] {
            assert_eq!(Span::read(&odd, now, true), None, "{odd}");
        }
    }

    #[test]
    fn collectors_are_services_that_configurations_name() {
        let named = |address: &str| {
            let configuration = Object(
                json!({"kind": "Configuration", "metadata": {"name": "x", "namespace": "shop"},
                "spec": {"tracing": {"zipkin": {"endpointAddress": address}}}}),
            );
            let snapshot = Snapshot {
                resources: vec![Arc::new(configuration)],
                ..Snapshot::default()
            };
            places(&snapshot)
                .into_iter()
                .map(|(namespace, name, port)| format!("{namespace}/{name}:{port}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let rows = [
            ("http://spans:9411/api/v2/spans", "shop/spans:9411"),
            (
                "http://dapr-dev-zipkin.default.svc.cluster.local:9411/api/v2/spans",
                "default/dapr-dev-zipkin:9411",
            ),
            ("http://spans/api/v2/spans", "shop/spans:9411"),
            ("https://zipkin.example.com/api/v2/spans", ""),
            ("", ""),
        ];
        for (address, expected) in rows {
            assert_eq!(named(address), expected, "{address}");
        }
    }
}
