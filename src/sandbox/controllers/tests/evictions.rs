//! Evictions, and the budgets that they heed.

use serde_json::{Value, json};

use super::bench::Cluster;
use crate::sandbox::registry::DeleteOptions;
use crate::sandbox::status::Reply;

fn pod(name: &str, phase: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name, "namespace": "default", "labels": {"app": "web"},
            "annotations": {"test/phase": phase},
        },
        "spec": {"containers": [{"name": "c", "image": "busybox"}]},
    })
}

fn budget(name: &str, spec: Value) -> Value {
    let mut spec = spec;
    spec["selector"] = json!({"matchLabels": {"app": "web"}});
    json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": {"name": name, "namespace": "default"}, "spec": spec,
    })
}

/// Three pods that run.
async fn cluster() -> Cluster {
    let cluster = Cluster::start().await;
    for name in ["a", "b", "c"] {
        cluster.create(pod(name, "Running")).await;
    }
    let runs = |pod: &Value| pod["status"]["phase"] == "Running";
    for name in ["a", "b", "c"] {
        cluster.until_one(("v1", "Pod", name), runs).await;
    }
    cluster
}

async fn evict(cluster: &Cluster, name: &str) -> Reply<()> {
    let options = DeleteOptions {
        grace: Some(0),
        ..DeleteOptions::default()
    };
    cluster.registry.evict("default", name, &options).await
}

/// Waits until the controller has counted.
async fn until_allowed(cluster: &Cluster, name: &str, count: u64) {
    let budget = ("policy/v1", "PodDisruptionBudget", name);
    let allows = |budget: &Value| budget["status"]["disruptionsAllowed"] == count;
    cluster.until_one(budget, allows).await;
}

#[tokio::test]
async fn of_evictions_at_once_as_many_pass_as_the_budget_allows() {
    let cluster = cluster().await;
    let budget = budget("web", json!({"minAvailable": 2}));
    cluster.create(budget).await;
    until_allowed(&cluster, "web", 1).await;
    let all = ["a", "b", "c"].map(|name| evict(&cluster, name));
    let answers = futures::future::join_all(all).await;
    let refused: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 2);
    let body = refused[0].to_value();
    assert_eq!(
        (&body["code"], &body["reason"], &body["message"]),
        (
            &json!(429),
            &json!("TooManyRequests"),
            &json!("Cannot evict pod as it would violate the pod's disruption budget.")
        )
    );
    let cause = json!([{
        "reason": "DisruptionBudget",
        "message": "The disruption budget web needs 2 healthy pods and has 2 currently",
    }]);
    assert_eq!(body["details"]["causes"], cause);
    assert_eq!(cluster.list("v1", "Pod").len(), 2);
}

#[tokio::test]
async fn what_does_not_run_may_always_go() {
    let cluster = cluster().await;
    cluster.create(pod("done", "Succeeded")).await;
    let ended = |pod: &Value| pod["status"]["phase"] == "Succeeded";
    cluster.until_one(("v1", "Pod", "done"), ended).await;
    let budget = budget("web", json!({"maxUnavailable": 0}));
    cluster.create(budget).await;
    until_allowed(&cluster, "web", 0).await;
    assert_eq!(evict(&cluster, "a").await.unwrap_err().code, 429);
    evict(&cluster, "done").await.unwrap();
    assert_eq!(evict(&cluster, "nope").await.unwrap_err().code, 404);
}

#[tokio::test]
async fn two_budgets_for_a_pod_are_refused() {
    let cluster = cluster().await;
    for name in ["one", "two"] {
        let budget = budget(name, json!({"minAvailable": 1}));
        cluster.create(budget).await;
    }
    let refused = evict(&cluster, "a").await.unwrap_err().to_value();
    let words = "This pod has more than one PodDisruptionBudget, which the eviction subresource \
                 does not support.";
    assert_eq!(
        (&refused["code"], &refused["message"]),
        (&json!(500), &json!(words))
    );
    assert_eq!(refused.get("reason"), None);
}
