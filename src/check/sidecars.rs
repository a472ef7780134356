//! What the sidecars answer: what they have loaded, and what they have counted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use jiff::Timestamp;
use serde_json::Value;

use crate::cluster::{Cluster, Refusal};
use crate::dapr::{self, CONTAINER, Sample};
use crate::diagnose::{Answers, Snapshot};
use crate::health::{self, Doing};
use crate::manifest::Object;

/// Sidecars that are asked at once.
const AT_ONCE: usize = 50;
/// A sidecar that takes longer than this for a page tells nothing.
const LIMIT: Duration = Duration::from_secs(2);
/// Metrics that tell what apps do with each other and with components.
const WANTED: [&str; 9] = [
    "dapr_runtime_service_invocation_",
    "dapr_component_",
    "dapr_http_server_request_count",
    "dapr_http_client_completed_count",
    "dapr_grpc_io_server_completed_rpcs",
    "dapr_resiliency_",
    "dapr_runtime_component_init_fail_total",
    "dapr_runtime_actor_",
    "dapr_error_code_total",
];

/// Asks every sidecar that runs, and puts its answers into the snapshot.
pub(super) async fn ask(cluster: &Cluster, snapshot: &mut Snapshot) {
    let all = asked(cluster, &snapshot.pods).await;
    snapshot.sidecars.extend(all);
}

/// What the sidecars of these pods answer, by namespace and pod.
pub(super) async fn asked(
    cluster: &Cluster,
    pods: &[Arc<Object>],
) -> BTreeMap<(String, String), Answers> {
    let pods = pods.iter().filter(|pod| runs(pod));
    let asked = pods.map(|pod| async move {
        let place = (
            pod.namespace().unwrap_or_default().to_owned(),
            pod.name().to_owned(),
        );
        (place, answers(cluster, pod).await)
    });
    let asked: Vec<_> = asked.collect();
    let all: Vec<_> = stream::iter(asked)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    all.into_iter().collect()
}

/// Whether the pod has a sidecar that runs.
fn runs(pod: &Object) -> bool {
    let mut containers = health::containers(pod).into_iter();
    dapr::sidecar(pod).is_some()
        && containers.any(|container| {
            container.name == CONTAINER && matches!(container.doing(), Doing::Running { .. })
        })
}

async fn answers(cluster: &Cluster, pod: &Object) -> Answers {
    let Some(sidecar) = dapr::sidecar(pod) else {
        return Answers::default();
    };
    let ports = sidecar.ports();
    let page = |port, path| {
        let namespace = pod.namespace().unwrap_or_default();
        cluster.read_pod(namespace, pod.name(), (port, path), LIMIT)
    };
    let (metadata, metrics) = tokio::join!(
        page(ports.public, "/v1.0/metadata"),
        page(ports.metrics, "/")
    );
    let mut trouble = None;
    let mut kept = |page: Result<_, Refusal>| match page {
        Ok(page) => Some(page),
        Err(refusal) => {
            trouble.get_or_insert(refusal.to_string());
            None
        }
    };
    let (metadata, metrics) = (kept(metadata), kept(metrics));
    let metadata = metadata.and_then(|page| serde_json::from_slice(&page).ok());
    Answers {
        metadata: metadata.filter(Value::is_object),
        metrics: metrics.map(|page| counted(&String::from_utf8_lossy(&page))),
        at: Timestamp::now(),
        trouble,
    }
}

/// Of the histograms only those of calls and components: each has 25 numbers for each set of labels.
fn counted(text: &str) -> Vec<Sample> {
    dapr::samples(text, |name| {
        let is_ours = WANTED.iter().any(|prefix| name.starts_with(prefix));
        let is_histogram = name.starts_with("dapr_http_") && name.ends_with("_bucket");
        is_ours && !is_histogram
    })
}
