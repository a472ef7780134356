//! What the sidecars answer: what they have loaded, and what they have counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use crate::cluster::{Cluster, Refusal};
use crate::dapr::{self, CONTAINER, Page};
use crate::diagnose::Answers;
use crate::health::{self, Doing};
use crate::manifest::Object;

/// Sidecars that are asked at once.
const AT_ONCE: usize = 50;
/// Of each node so many are asked first. Where none of them answers, the node cannot be reached, and to ask the
/// others would take seconds for nothing.
const FIRST: usize = 10;
/// A sidecar that takes longer than this for a page tells nothing.
const LIMIT: Duration = Duration::from_secs(2);
/// Metadata of a sidecar with hundreds of components, in bytes, are shorter.
const LARGEST: usize = 256 * 1024;
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

/// What the sidecars of these pods answer, by namespace and pod.
pub(super) async fn asked(
    cluster: &Cluster,
    pods: &[Arc<Object>],
) -> BTreeMap<(String, String), Answers> {
    let pods = pods.iter().filter(|pod| runs(pod)).map(|pod| &**pod);
    let (first, others) = first_of_nodes(pods);
    let mut all = ask_each(cluster, &first).await;
    let silent = silent_nodes(&first, &all);
    let (left, others): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|pod| silent.contains(node(pod)));
    all.extend(ask_each(cluster, &others).await);
    all.extend(left.into_iter().map(|pod| (place(pod), not_asked(pod))));
    all
}

async fn ask_each(cluster: &Cluster, pods: &[&Object]) -> BTreeMap<(String, String), Answers> {
    let asked = pods
        .iter()
        .map(|pod| async move { (place(pod), answers(cluster, pod).await) });
    let asked: Vec<_> = asked.collect();
    let all: Vec<_> = stream::iter(asked)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    all.into_iter().collect()
}

fn place(pod: &Object) -> (String, String) {
    let namespace = pod.namespace().unwrap_or_default();
    (namespace.to_owned(), pod.name().to_owned())
}

fn node(pod: &Object) -> &str {
    pod.text("/spec/nodeName")
}

/// The first few pods of each node, and the others.
fn first_of_nodes<'p>(
    pods: impl Iterator<Item = &'p Object>,
) -> (Vec<&'p Object>, Vec<&'p Object>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    pods.partition(|pod| {
        let seen = seen.entry(node(pod)).or_default();
        *seen += 1;
        *seen <= FIRST
    })
}

/// Nodes none of whose pods that were asked answered anything.
fn silent_nodes<'p>(
    asked: &[&'p Object],
    answers: &BTreeMap<(String, String), Answers>,
) -> BTreeSet<&'p str> {
    let is_silent = |pod: &Object| {
        let answer = answers.get(&place(pod));
        answer.is_some_and(|answer| answer.metadata.is_none() && answer.metrics.is_none())
    };
    let all: BTreeSet<_> = asked.iter().map(|pod| node(pod)).collect();
    let answering = asked.iter().filter(|pod| !is_silent(pod));
    let answering: BTreeSet<_> = answering.map(|pod| node(pod)).collect();
    &all - &answering
}

fn not_asked(pod: &Object) -> Answers {
    Answers {
        not_asked: true,
        trouble: Some(format!(
            "not asked, as none of {FIRST} others on node {} answers",
            node(pod)
        )),
        ..Answers::default()
    }
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
    let place = pod.namespace().unwrap_or_default();
    understood(
        metadata.map_err(|refusal| words(&refusal, place)),
        metrics.map_err(|refusal| words(&refusal, place)),
    )
}

/// The two pages, as far as they are what they should be.
fn understood(metadata: Result<Bytes, String>, metrics: Result<Bytes, String>) -> Answers {
    let mut trouble = None;
    let metadata = metadata.and_then(|page| described(&page));
    let metadata = metadata.map_err(|why| trouble.get_or_insert(why).clone());
    let metrics = metrics.and_then(|page| counted(&page));
    let metrics = metrics.map_err(|why| trouble.get_or_insert(why).clone());
    let left_out = metrics.as_ref().map_or(0, |page| page.left_out);
    if left_out > 0 {
        let words = format!("{left_out} of its metrics are left out: too long, or too many");
        trouble.get_or_insert(words);
    }
    Answers {
        metadata: metadata.ok(),
        metrics: metrics.ok().map(|page| page.samples),
        at: Timestamp::now(),
        trouble,
        not_asked: false,
    }
}

/// The same words for all sidecars of a namespace where it is a right that lacks.
fn words(refusal: &Refusal, namespace: &str) -> String {
    match refusal {
        Refusal::Forbidden(_) => format!(
            "needs the right to get pods/proxy, or to create pods/portforward, in {namespace}"
        ),
        other => other.to_string(),
    }
}

fn described(page: &[u8]) -> Result<Value, String> {
    if page.len() > LARGEST {
        let size = page.len() / 1024;
        return Err(format!("its metadata are left out: {size} KiB of them"));
    }
    let metadata = serde_json::from_slice(page).ok().filter(Value::is_object);
    metadata.ok_or_else(|| "what it answers for its metadata is no JSON object".to_owned())
}

/// Of the histograms only those of calls and components: each has 25 numbers for each set of labels.
fn counted(page: &[u8]) -> Result<Page, String> {
    let page = dapr::page(&String::from_utf8_lossy(page), |name| {
        let is_ours = WANTED.iter().any(|prefix| name.starts_with(prefix));
        let is_histogram = name.starts_with("dapr_http_") && name.ends_with("_bucket");
        is_ours && !is_histogram
    });
    let none = || "what it answers for its metrics is none of Prometheus'".to_owned();
    Some(page).filter(|page| page.is_one).ok_or_else(none)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_node_whose_first_sidecars_are_silent_is_left() {
        let pod = |number: usize, node: &str| {
            Object(
                json!({"metadata": {"namespace": "shop", "name": format!("{node}-{number:02}")},
                "spec": {"nodeName": node}}),
            )
        };
        let pods: Vec<Object> = (0..15)
            .flat_map(|number| ["a", "b"].map(|node| pod(number, node)))
            .collect();
        let (first, others) = first_of_nodes(pods.iter());
        assert_eq!((first.len(), others.len()), (20, 10));
        let heard = Answers {
            metrics: Some(Vec::new()),
            ..Answers::default()
        };
        let mut answers: BTreeMap<_, _> = first
            .iter()
            .map(|pod| (place(pod), Answers::default()))
            .collect();
        assert_eq!(silent_nodes(&first, &answers), BTreeSet::from(["a", "b"]));
        // One that answers something is enough.
        answers.insert(place(&pod(7, "a")), heard);
        assert_eq!(silent_nodes(&first, &answers), BTreeSet::from(["b"]));
        let trouble = not_asked(&pod(12, "b")).trouble.unwrap();
        assert_eq!(trouble, "not asked, as none of 10 others on node b answers");
    }

    fn told(metadata: &str, metrics: &str) -> (bool, Option<usize>, String) {
        let page = |text: &str| Ok(Bytes::from(text.to_owned()));
        let answers = understood(page(metadata), page(metrics));
        let metrics = answers.metrics.map(|samples| samples.len());
        let trouble = answers.trouble.unwrap_or_default();
        (answers.metadata.is_some(), metrics, trouble)
    }

    #[test]
    fn whatever_a_sidecar_answers_is_taken_or_told() {
        let (good, sample) = (
            "{\"id\": \"a\"}",
            "dapr_component_state_count{app_id=\"a\"} 1\n",
        );
        let none = "what it answers for its metrics is none of Prometheus'";
        let no_object = "what it answers for its metadata is no JSON object";
        let long = format!(
            "{sample}dapr_component_x{{a=\"{}\"}} 1\n",
            "x".repeat(10_000_000)
        );
        let large = format!("{{\"id\": \"{}\"}}", "x".repeat(10_000_000));
        let deep = "[".repeat(100_000);
        let rows = [
            (good, sample, (true, Some(1), "")),
            (good, "", (true, Some(0), "")),
            (good, "# HELP x y\n", (true, Some(0), "")),
            (good, "<html>go away</html>", (true, None, none)),
            (good, "\u{0}\u{ff}", (true, None, none)),
            ("<html>", sample, (false, Some(1), no_object)),
            ("[1]", sample, (false, Some(1), no_object)),
            ("{\"id\": ", sample, (false, Some(1), no_object)),
            ("", sample, (false, Some(1), no_object)),
            (&deep, sample, (false, Some(1), no_object)),
            (
                &large,
                sample,
                (
                    false,
                    Some(1),
                    "its metadata are left out: 9765 KiB of them",
                ),
            ),
            (
                good,
                &long,
                (
                    true,
                    Some(1),
                    "1 of its metrics are left out: too long, or too many",
                ),
            ),
            ("x", "x", (false, None, no_object)),
        ];
        for (metadata, metrics, (known, counted, trouble)) in rows {
            let found = told(metadata, metrics);
            let start: String = metadata.chars().take(20).collect();
            assert_eq!(found, (known, counted, trouble.to_owned()), "{start}");
        }
    }

    #[test]
    fn a_lack_of_rights_names_the_right() {
        let forbidden = Refusal::Forbidden("pods/portforward on pod a is forbidden".into());
        let answers = understood(Err(words(&forbidden, "shop")), Ok(Bytes::new()));
        assert_eq!(
            answers.trouble.unwrap(),
            "needs the right to get pods/proxy, or to create pods/portforward, in shop"
        );
    }
}
