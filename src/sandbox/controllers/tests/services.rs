//! Services and namespaces.

use serde_json::{Value, json};

use super::bench::{Cluster, name};
use super::workloads::workload;
use crate::sandbox::registry::Propagation;

fn service(named: &str, app: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": named, "namespace": "default"},
        "spec": {"selector": {"app": app}, "ports": [{"port": 80, "targetPort": 3000}]},
    })
}

#[tokio::test]
async fn slices_follow_the_pods() {
    let cluster = Cluster::start().await;
    let made = cluster.create(service("web", "web")).await;
    let web = cluster.create(workload("Deployment", "web", 2)).await;
    let told = |count: usize| {
        move |slices: &[std::sync::Arc<Value>]| {
            let of = slices
                .iter()
                .filter(|one| one["metadata"]["labels"]["kubernetes.io/service-name"] == "web");
            let endpoints =
                of.flat_map(|one| one["endpoints"].as_array().cloned().unwrap_or_default());
            endpoints
                .filter(|one| one["conditions"]["ready"] == true)
                .count()
                == count
        }
    };
    let slices = cluster
        .until("discovery.k8s.io/v1", "EndpointSlice", told(2))
        .await;
    assert_eq!(slices.len(), 1);
    // A pod that listens elsewhere has a slice of its own.
    let pod = cluster.list("v1", "Pod").remove(0);
    let annotation =
        json!({"metadata": {"annotations": {"sandbox.daprk.dev/ports": "{\"3000\":41234}"}}});
    cluster.patch(&pod, annotation).await;
    let both = |slices: &[std::sync::Arc<Value>]| slices.len() == 2;
    let slices = cluster
        .until("discovery.k8s.io/v1", "EndpointSlice", both)
        .await;
    let mut ports: Vec<_> = slices
        .iter()
        .map(|one| one["ports"][0]["port"].as_i64().unwrap())
        .collect();
    ports.sort_unstable();
    assert_eq!(ports, [3000, 41234]);
    cluster
        .until_one(("v1", "Endpoints", "web"), |it| {
            it["subsets"]
                .as_array()
                .is_some_and(|subsets| subsets.len() == 2)
        })
        .await;

    cluster.patch(&web, json!({"spec": {"replicas": 0}})).await;
    cluster
        .until("discovery.k8s.io/v1", "EndpointSlice", told(0))
        .await;
    cluster.delete(&made, Propagation::Background).await;
    cluster
        .until("discovery.k8s.io/v1", "EndpointSlice", |slices| {
            slices.is_empty()
        })
        .await;
    cluster.until_gone("v1", "Endpoints", "web").await;
}

#[tokio::test]
async fn a_namespace_is_filled_and_emptied() {
    let cluster = Cluster::start().await;
    let shop = cluster
        .create(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}))
        .await;
    let in_shop = |object: &Value| object["metadata"]["namespace"] == "shop";
    cluster
        .until_one(("v1", "ServiceAccount", "default"), in_shop)
        .await;
    let root = cluster
        .until_one(("v1", "ConfigMap", "kube-root-ca.crt"), in_shop)
        .await;
    assert_eq!(root["data"], json!({"ca.crt": "PEM"}));
    let mut web = workload("Deployment", "web", 2);
    web["metadata"]["namespace"] = "shop".into();
    cluster.create(web).await;
    cluster.until("v1", "Pod", |pods| pods.len() == 2).await;
    cluster.delete(&shop, Propagation::Background).await;
    cluster.until_gone("v1", "Namespace", "shop").await;
    for (version, kind) in [("v1", "Pod"), ("apps/v1", "ReplicaSet"), ("v1", "Event")] {
        let left = cluster.list(version, kind);
        assert!(!left.iter().any(|one| in_shop(one)), "{left:#?}");
    }
}

#[tokio::test]
async fn a_namespace_that_cannot_go_says_why() {
    let cluster = Cluster::start().await;
    let shop = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
    let shop = cluster.create(shop).await;
    let held = |kind: &str, finalizers: Value| {
        let metadata = json!({"name": "x", "namespace": "shop", "finalizers": finalizers});
        json!({"apiVersion": "v1", "kind": kind, "metadata": metadata})
    };
    let map = held("ConfigMap", json!(["test.dev/hold"]));
    let secret = held("Secret", json!(["test.dev/hold", "test.dev/more"]));
    let made = [cluster.create(map).await, cluster.create(secret).await];
    cluster.delete(&shop, Propagation::Background).await;
    let told = |namespace: &Value| {
        let conditions = namespace["status"]["conditions"].as_array();
        let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let one = |one: &Value| {
            ["status", "reason", "message"]
                .map(|key| word(one, key))
                .join(" ")
        };
        let all = conditions.into_iter().flatten();
        all.map(|it| (word(it, "type"), one(it)))
            .collect::<Vec<_>>()
    };
    let shop = cluster
        .until_one(("v1", "Namespace", "shop"), |it| told(it).len() == 5)
        .await;
    // As a real one says it.
    let expected = [
        (
            "NamespaceDeletionDiscoveryFailure",
            "False ResourcesDiscovered All resources successfully discovered",
        ),
        (
            "NamespaceDeletionGroupVersionParsingFailure",
            "False ParsedGroupVersions All legacy kube types successfully parsed",
        ),
        (
            "NamespaceDeletionContentFailure",
            "False ContentDeleted All content successfully deleted, may be waiting on finalization",
        ),
        (
            "NamespaceContentRemaining",
            "True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances, secrets. has 1 resource instances",
        ),
        (
            "NamespaceFinalizersRemaining",
            "True SomeFinalizersRemain Some content in the namespace has finalizers remaining: test.dev/hold in 2 resource instances, test.dev/more in 1 resource instances",
        ),
    ];
    let expected = expected.map(|(of, words)| (of.to_owned(), words.to_owned()));
    assert_eq!(told(&shop), expected);
    assert_eq!(shop["status"]["phase"], "Terminating");
    for object in made {
        cluster
            .patch(&object, json!({"metadata": {"finalizers": null}}))
            .await;
    }
    cluster.until_gone("v1", "Namespace", "shop").await;
}

#[tokio::test]
async fn the_node_is_there() {
    let cluster = Cluster::start().await;
    let ready = |node: &Value| {
        let conditions = node["status"]["conditions"].as_array();
        conditions.is_some_and(|all| crate::sandbox::controllers::condition::is_true(all, "Ready"))
    };
    let node = cluster.until_one(("v1", "Node", "sandbox"), ready).await;
    assert_eq!(name(&node), "sandbox");
    assert!(
        node["status"]["nodeInfo"]["containerRuntimeVersion"]
            .as_str()
            .unwrap()
            .starts_with("daprk://")
    );
    assert_eq!(node["status"]["nodeInfo"]["kubeletVersion"], "v1.34.4");
}
