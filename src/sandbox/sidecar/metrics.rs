//! Counters and histograms under Dapr's names, as Prometheus reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

/// Buckets of latencies, in milliseconds.
const LATENCY: [f64; 34] = [
    1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 16.0, 20.0, 25.0, 30.0, 40.0, 50.0, 65.0, 80.0,
    100.0, 130.0, 160.0, 200.0, 250.0, 300.0, 400.0, 500.0, 650.0, 800.0, 1_000.0, 2_000.0,
    5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0,
];

/// Buckets of sizes, in bytes.
const SIZE: [f64; 13] = [
    1024.0,
    2048.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
    268_435_456.0,
    1_073_741_824.0,
    4_294_967_296.0,
];

/// Every metric: its name, what it counts, and its buckets (none: a counter).
const KNOWN: [(&str, &str, &[f64]); 30] = [
    (
        "dapr_component_pubsub_egress_count",
        "The number of outgoing messages published to the pub/sub component.",
        &[],
    ),
    (
        "dapr_component_pubsub_egress_latencies",
        "The latency of the response from the pub/sub component.",
        &LATENCY,
    ),
    (
        "dapr_component_pubsub_egress_bulk_count",
        "The number of bulk publish calls to the pub/sub component.",
        &[],
    ),
    (
        "dapr_component_pubsub_egress_bulk_event_count",
        "The number of outgoing messages published to the pub/sub component through bulk publish.",
        &[],
    ),
    (
        "dapr_component_pubsub_egress_bulk_latencies",
        "The latency of the bulk publish calls to the pub/sub component.",
        &LATENCY,
    ),
    (
        "dapr_component_pubsub_ingress_count",
        "The number of incoming messages arriving from the pub/sub component.",
        &[],
    ),
    (
        "dapr_component_pubsub_ingress_latencies",
        "The consuming app event processing latency.",
        &LATENCY,
    ),
    (
        "dapr_component_secret_count",
        "The number of operations performed on the secret component.",
        &[],
    ),
    (
        "dapr_component_secret_latencies",
        "The latency of the response from the secret component.",
        &LATENCY,
    ),
    (
        "dapr_component_state_count",
        "The number of operations performed on the state component.",
        &[],
    ),
    (
        "dapr_component_state_latencies",
        "The latency of the response from the state component.",
        &LATENCY,
    ),
    (
        "dapr_http_client_completed_count",
        "Count of completed requests",
        &[],
    ),
    (
        "dapr_http_client_received_bytes",
        "Total bytes received in response bodies (not including headers but including error responses with bodies)",
        &SIZE,
    ),
    (
        "dapr_http_client_sent_bytes",
        "Total bytes sent in request body (not including headers)",
        &SIZE,
    ),
    (
        "dapr_http_client_roundtrip_latency",
        "Time between first byte of request headers sent to last byte of response received, or terminal error",
        &LATENCY,
    ),
    (
        "dapr_http_server_latency",
        "HTTP request end-to-end latency in server.",
        &LATENCY,
    ),
    (
        "dapr_http_server_request_bytes",
        "HTTP request body size if set as ContentLength (uncompressed) in server.",
        &SIZE,
    ),
    (
        "dapr_http_server_request_count",
        "Count of HTTP requests processed by the server.",
        &[],
    ),
    (
        "dapr_http_server_response_bytes",
        "HTTP response body size (uncompressed) in server.",
        &SIZE,
    ),
    (
        "dapr_http_server_response_count",
        "The number of HTTP responses",
        &[],
    ),
    (
        "dapr_resiliency_activations_total",
        "Number of times a resiliency policyKey has been activated in a building block after a failure or after a state change.",
        &[],
    ),
    (
        "dapr_resiliency_count",
        "Number of times a resiliency policyKey has been applied to a building block.",
        &[],
    ),
    (
        "dapr_resiliency_loaded",
        "Number of resiliency policies loaded.",
        &[],
    ),
    (
        "dapr_runtime_component_init_fail_total",
        "The number of component initialization failures.",
        &[],
    ),
    (
        "dapr_runtime_component_init_total",
        "The number of initialized components.",
        &[],
    ),
    (
        "dapr_runtime_component_loaded",
        "The number of successfully loaded components.",
        &[],
    ),
    (
        "dapr_runtime_service_invocation_req_recv_total",
        "The number of requests received via service invocation.",
        &[],
    ),
    (
        "dapr_runtime_service_invocation_req_sent_total",
        "The number of requests sent via service invocation.",
        &[],
    ),
    (
        "dapr_runtime_service_invocation_res_recv_total",
        "The number of responses received via service invocation.",
        &[],
    ),
    (
        "dapr_runtime_service_invocation_res_sent_total",
        "The number of responses sent via service invocation.",
        &[],
    ),
];

/// One more, apart for its buckets' unit is in its name.
const RESPONSE_LATENCY: &str = "dapr_runtime_service_invocation_res_recv_latency_ms";

/// Labels and their values.
pub(super) type Labels<'a> = &'a [(&'static str, &'a str)];

/// All that was counted.
pub(super) struct Metrics {
    app_id: String,
    namespace: String,
    series: Mutex<BTreeMap<(&'static str, String), Series>>,
}

struct Series {
    count: u64,
    sum: f64,
    /// So many at most the bucket's bound.
    buckets: Vec<u64>,
}

impl Metrics {
    pub(super) fn new(app_id: &str, namespace: &str) -> Self {
        Self {
            app_id: app_id.into(),
            namespace: namespace.into(),
            series: Mutex::default(),
        }
    }

    /// One more of a counter.
    pub(super) fn count(&self, name: &'static str, labels: Labels<'_>) {
        self.add(name, labels, 1, 0.0);
    }

    /// A measured value of a histogram.
    pub(super) fn measure(&self, name: &'static str, labels: Labels<'_>, value: f64) {
        self.add(name, labels, 1, value);
    }

    /// So many more of a counter.
    pub(super) fn count_many(&self, name: &'static str, labels: Labels<'_>, many: u64) {
        self.add(name, labels, many, 0.0);
    }

    /// A call of a component: both its counter and its latency.
    pub(super) fn component(
        &self,
        names: [&'static str; 2],
        labels: Labels<'_>,
        milliseconds: f64,
    ) {
        let mut all = vec![("namespace", self.namespace.as_str())];
        all.extend_from_slice(labels);
        self.count(names[0], &all);
        if milliseconds > 0.0 {
            self.measure(names[1], &all, milliseconds);
        }
    }

    fn add(&self, name: &'static str, labels: Labels<'_>, many: u64, value: f64) {
        let bounds = bounds(name);
        let key = (name, self.text(labels));
        let Ok(mut all) = self.series.lock() else {
            return;
        };
        let series = all.entry(key).or_insert_with(|| Series {
            count: 0,
            sum: 0.0,
            buckets: vec![0; bounds.len()],
        });
        series.count += many;
        series.sum += value;
        for (bucket, bound) in series.buckets.iter_mut().zip(bounds) {
            *bucket += u64::from(value <= *bound);
        }
    }

    fn text(&self, labels: Labels<'_>) -> String {
        let mut all: Vec<_> = labels.to_vec();
        all.push(("app_id", &self.app_id));
        all.sort_by_key(|label| label.0);
        let pairs: Vec<_> = all
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escape(value)))
            .collect();
        pairs.join(",")
    }

    /// Prometheus' text form.
    pub(super) fn render(&self) -> String {
        let Ok(all) = self.series.lock() else {
            return String::new();
        };
        let mut text = String::new();
        let mut last = "";
        for ((name, labels), series) in all.iter() {
            if *name != last {
                let kind = if bounds(name).is_empty() {
                    "counter"
                } else {
                    "histogram"
                };
                let _ = writeln!(text, "# HELP {name} {}\n# TYPE {name} {kind}", help(name));
                last = name;
            }
            series.render(name, labels, &mut text);
        }
        text
    }
}

impl Series {
    fn render(&self, name: &str, labels: &str, text: &mut String) {
        let bounds = bounds(name);
        if bounds.is_empty() {
            let _ = writeln!(text, "{name}{{{labels}}} {}", self.count);
            return;
        }
        for (bound, bucket) in bounds.iter().zip(&self.buckets) {
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {bucket}");
        }
        let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", self.count);
        let _ = writeln!(text, "{name}_sum{{{labels}}} {}", self.sum);
        let _ = writeln!(text, "{name}_count{{{labels}}} {}", self.count);
    }
}

fn known(name: &str) -> Option<&'static (&'static str, &'static str, &'static [f64])> {
    KNOWN.iter().find(|known| known.0 == name)
}

fn bounds(name: &str) -> &'static [f64] {
    match known(name) {
        Some(known) => known.2,
        None if name == RESPONSE_LATENCY => &LATENCY,
        None => &[],
    }
}

fn help(name: &str) -> &'static str {
    known(name).map_or("The latency of service invocation response.", |known| {
        known.1
    })
}

fn escape(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// A path as a label: what names a single key is left out.
pub(super) fn path_label(path: &str) -> String {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        [version, api @ ("state" | "secrets"), store, ..] => format!("/{version}/{api}/{store}"),
        ["actors", kind, _, rest @ ..] => ["actors", kind, "{id}"]
            .iter()
            .chain(rest)
            .copied()
            .collect::<Vec<_>>()
            .join("/"),
        [version, "actors", kind, _, what, ..] => format!("/{version}/actors/{kind}/{{id}}/{what}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Metrics, path_label};

    #[test]
    fn text_for_prometheus() {
        let metrics = Metrics::new("node", "shop");
        let labels = [
            ("component", "statestore"),
            ("operation", "get"),
            ("success", "true"),
        ];
        metrics.component(
            [
                "dapr_component_state_count",
                "dapr_component_state_latencies",
            ],
            &labels,
            1.5,
        );
        metrics.component(
            [
                "dapr_component_state_count",
                "dapr_component_state_latencies",
            ],
            &labels,
            7.0,
        );
        let text = metrics.render();
        let common = r#"app_id="node",component="statestore",namespace="shop",operation="get",success="true""#;
        for line in [
            "# TYPE dapr_component_state_count counter".to_owned(),
            format!("dapr_component_state_count{{{common}}} 2"),
            "# TYPE dapr_component_state_latencies histogram".to_owned(),
            format!("dapr_component_state_latencies_bucket{{{common},le=\"1\"}} 0"),
            format!("dapr_component_state_latencies_bucket{{{common},le=\"2\"}} 1"),
            format!("dapr_component_state_latencies_bucket{{{common},le=\"+Inf\"}} 2"),
            format!("dapr_component_state_latencies_sum{{{common}}} 8.5"),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn names_are_dapr_s_and_in_no_order_that_hides_one() {
        assert!(KNOWN.iter().all(|known| known.0.starts_with("dapr_")));
        let mut names: Vec<_> = KNOWN.iter().map(|known| known.0).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KNOWN.len());
    }

    #[test]
    fn paths_as_labels() {
        let rows = [
            ("/v1.0/state/statestore/order", "/v1.0/state/statestore"),
            ("/v1.0/state/statestore", "/v1.0/state/statestore"),
            ("/v1.0/secrets/kubernetes/x", "/v1.0/secrets/kubernetes"),
            ("/neworder", "/neworder"),
            ("/v1.0/invoke/a/method/b/c", "/v1.0/invoke/a/method/b/c"),
        ];
        for (path, label) in rows {
            assert_eq!(path_label(path), label);
        }
    }
}
