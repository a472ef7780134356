//! What owners leave behind.

use serde_json::{Value, json};

use super::bench::{Cluster, name};
use super::workloads::workload;
use crate::sandbox::registry::Propagation;

#[tokio::test]
async fn dependents_go_first_in_the_foreground() {
    let cluster = Cluster::start().await;
    let web = cluster.create(workload("Deployment", "web", 2)).await;
    cluster.until("v1", "Pod", |pods| pods.len() == 2).await;
    cluster.delete(&web, Propagation::Foreground).await;
    cluster.until_gone("apps/v1", "Deployment", "web").await;
    assert!(cluster.list("v1", "Pod").is_empty());
    assert!(cluster.list("apps/v1", "ReplicaSet").is_empty());
}

#[tokio::test]
async fn orphans_stay() {
    let cluster = Cluster::start().await;
    let web = cluster.create(workload("Deployment", "web", 2)).await;
    cluster.until("v1", "Pod", |pods| pods.len() == 2).await;
    cluster.delete(&web, Propagation::Orphan).await;
    cluster.until_gone("apps/v1", "Deployment", "web").await;
    let sets = cluster.list("apps/v1", "ReplicaSet");
    assert_eq!(sets.len(), 1);
    let owners = &sets[0]["metadata"]["ownerReferences"];
    assert!(owners.as_array().is_none_or(Vec::is_empty), "{owners}");
    assert_eq!(cluster.list("v1", "Pod").len(), 2);
}

fn definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "toys.example.org"},
        "spec": {
            "group": "example.org", "scope": "Namespaced",
            "names": {"plural": "toys", "singular": "toy", "kind": "Toy", "listKind": "ToyList"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {
                "openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
            }}],
        },
    })
}

#[tokio::test]
async fn custom_objects_own_and_are_owned() {
    let cluster = Cluster::start().await;
    cluster.create(definition()).await;
    let toy = |named: &str| {
        json!({
            "apiVersion": "example.org/v1", "kind": "Toy",
            "metadata": {"name": named, "namespace": "default"},
        })
    };
    let parent = cluster.create(toy("parent")).await;
    let mut child = toy("child");
    child["metadata"]["ownerReferences"] = json!([{
        "apiVersion": "example.org/v1", "kind": "Toy", "name": "parent",
        "uid": parent["metadata"]["uid"],
    }]);
    cluster.create(child).await;
    cluster.delete(&parent, Propagation::Background).await;
    cluster
        .until("example.org/v1", "Toy", <[_]>::is_empty)
        .await;
}

#[tokio::test]
async fn what_names_an_owner_of_the_past_goes() {
    let cluster = Cluster::start().await;
    let config = |named: &str, owner: Value| {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": named, "namespace": "default", "ownerReferences": [owner]},
        })
    };
    let owner =
        |kind: &str| json!({"apiVersion": "apps/v1", "kind": kind, "name": "x", "uid": "gone"});
    cluster.create(config("lost", owner("Deployment"))).await;
    cluster.create(config("kept", owner("Unknown"))).await;
    cluster.until_gone("v1", "ConfigMap", "lost").await;
    let left = cluster.list("v1", "ConfigMap");
    assert!(left.iter().any(|one| name(one) == "kept"));
}
