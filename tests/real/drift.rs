//! What others change in the cluster behind our back.

use serde_json::Value;

use super::cluster::Cluster;

const OPERATOR: &str = "deploy dapr-operator -n dapr-system";

fn installed(test: &str) -> Option<Cluster> {
    let cluster = Cluster::open(test, &[])?;
    cluster.daprk("init -k --no-wait").run().succeeds();
    Some(cluster)
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn what_was_taken_away_is_put_back() {
    let Some(cluster) = installed("drift") else {
        return;
    };
    let label = |object: &Value| object["metadata"]["labels"]["app.kubernetes.io/part-of"].clone();
    assert_eq!(label(&cluster.get(OPERATOR)), "dapr");
    cluster
        .kubectl(&format!("label {OPERATOR} app.kubernetes.io/part-of-"))
        .output();
    cluster
        .kubectl("delete service dapr-api -n dapr-system")
        .output();
    cluster
        .kubectl("delete clusterrole dapr-placement")
        .output();

    let expected = "~ Deployment dapr-operator in dapr-system
    + metadata.labels[app.kubernetes.io/part-of]: \"dapr\"";
    let dry = cluster.daprk("init -k --dry-run").run().succeeds();
    assert!(dry.stdout.contains(expected), "{dry}");
    assert!(
        dry.stdout.contains("+ Service dapr-api in dapr-system"),
        "{dry}"
    );
    cluster.daprk("diff -k").run().exits(1);

    let report = cluster.daprk("init -k --no-wait -o json").json();
    assert_eq!(
        (&report["created"], &report["configured"]),
        (&2.into(), &1.into()),
        "{report}"
    );
    assert_eq!(label(&cluster.get(OPERATOR)), "dapr");
    assert!(cluster.has("service dapr-api -n dapr-system"));
    cluster.daprk("diff -k").run().succeeds();
    assert_eq!(
        cluster.revisions("dapr-system", "dapr"),
        ["1 superseded", "2 deployed"]
    );
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn what_another_manager_set_is_reported_and_left() {
    let Some(cluster) = installed("conflicts") else {
        return;
    };
    let image = "ghcr.io/dapr/operator:9.9.9";
    cluster
        .kubectl(&format!("set image {OPERATOR} dapr-operator={image}"))
        .output();
    cluster
        .kubectl("scale deploy dapr-sentry -n dapr-system --replicas=2")
        .output();
    cluster
        .kubectl("delete service dapr-api -n dapr-system")
        .output();

    let refused = cluster
        .daprk("init -k --no-wait --yes")
        .run()
        .exits(1)
        .with_a_short_error();
    let said = refused.error();
    let operator = said.contains("kubectl-set") && said.contains(".image");
    let sentry = said.contains("kubectl") && said.contains(".spec.replicas");
    assert!(operator || sentry, "{refused}");
    // It is known before anything is changed.
    assert!(!cluster.has("service dapr-api -n dapr-system"));
    assert_eq!(cluster.revisions("dapr-system", "dapr"), ["1 deployed"]);

    // With their values here, too, there is nothing to quarrel about.
    let agree = "--set dapr_sentry.replicaCount=2";
    cluster
        .kubectl(&format!(
            "set image {OPERATOR} dapr-operator=ghcr.io/dapr/operator:1.18.3"
        ))
        .output();
    cluster
        .daprk(&format!("init -k --no-wait {agree}"))
        .run()
        .succeeds();
    assert!(cluster.has("service dapr-api -n dapr-system"));
    assert_eq!(
        cluster.get("deploy dapr-sentry -n dapr-system")["spec"]["replicas"],
        2
    );
}
