//! The session of the README: install, deploy, look, and remove all of it.

use std::time::Duration;

use base64::Engine as _;

use super::cluster::{Cluster, eventually};
use super::listing;

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn from_nothing_to_orders_in_redis_and_back_to_nothing() {
    let Some(cluster) = Cluster::open("a whole session", &[]) else {
        return;
    };
    let before = listing::everything(&cluster);

    let init = cluster.daprk("init -k").run().succeeds();
    assert!(
        init.stderr
            .contains("Dapr 1.18.3 is healthy in dapr-system"),
        "{init}"
    );
    assert_eq!(cluster.revisions("dapr-system", "dapr"), ["1 deployed"]);
    five_healthy_rows(&cluster);
    sentry_found_its_certificates(&cluster);

    cluster.daprk("deploy hello-kubernetes -k").run().succeeds();
    both_apps_have_a_sidecar(&cluster);
    orders_grow(&cluster);
    redis_holds_the_order(&cluster);
    apps_are_listed(&cluster);

    cluster
        .daprk("undeploy hello-kubernetes -k --yes")
        .run()
        .succeeds();
    let list = cluster.daprk("list -k -n default").run().succeeds();
    assert_eq!(list.stdout, "", "{list}");

    cluster.daprk("uninstall -k --yes").run().succeeds();
    only_definitions_and_claims_stay(&cluster, &before);

    cluster
        .daprk("uninstall -k --all --purge-data --yes")
        .run()
        .succeeds();
    let after = listing::everything(&cluster);
    let left: Vec<_> = after.difference(&before).collect();
    assert!(left.is_empty(), "left: {left:?}");
}

/// One that made them itself starts again as soon as the kubelet brings them.
fn sentry_found_its_certificates(cluster: &Cluster) {
    let logs = cluster.kubectl("logs -n dapr-system deploy/dapr-sentry");
    let logs = logs.output();
    assert!(
        logs.contains("Root and issuer certs found") && !logs.contains("reloading"),
        "{logs}"
    );
}

fn five_healthy_rows(cluster: &Cluster) {
    let status = cluster.daprk("status -k").run().succeeds();
    let rows: Vec<_> = status.stdout.lines().skip(1).collect();
    let first = |row: &&str| row.split_whitespace().next().map(str::to_owned);
    let mut names: Vec<_> = rows.iter().filter_map(first).collect();
    names.sort();
    let services = [
        "dapr-operator",
        "dapr-placement-server",
        "dapr-scheduler-server",
        "dapr-sentry",
        "dapr-sidecar-injector",
    ];
    assert_eq!(names, services, "{status}");
    assert!(
        rows.iter()
            .all(|row| row.contains("True") && row.contains("Running")),
        "{status}"
    );
}

fn both_apps_have_a_sidecar(cluster: &Cluster) {
    for app in ["node", "python"] {
        let path = r"jsonpath={.items[*].status.containerStatuses[*].ready}{.items[*].status.initContainerStatuses[*].ready}";
        let words = format!("get pods -n default -l app={app} -o {path}");
        let ready = cluster.kubectl(&words).output();
        assert_eq!(ready.matches("true").count(), 2, "{app}: {ready}");
        let image =
            r"jsonpath={.items[*].spec['initContainers','containers'][?(@.name=='daprd')].image}";
        let words = format!("get pods -n default -l app={app} -o {image}");
        let image = cluster.kubectl(&words).output();
        assert!(image.contains("daprd:1.18.3"), "{app}: {image}");
    }
}

/// The number of the last order that the Node app took.
pub(super) fn order(cluster: &Cluster) -> Option<u64> {
    let path = "/api/v1/namespaces/default/services/nodeapp:80/proxy/order";
    let done = cluster.kubectl(&format!("get --raw {path}")).run();
    let answer: serde_json::Value = serde_json::from_str(&done.stdout).ok()?;
    answer["orderId"].as_u64()
}

fn orders_grow(cluster: &Cluster) {
    eventually("there is an order", Duration::from_secs(30), || {
        order(cluster).is_some()
    });
    let first = order(cluster);
    eventually("orders grow", Duration::from_secs(20), || {
        order(cluster) > first
    });
}

fn redis_holds_the_order(cluster: &Cluster) {
    let secret = cluster.get("secret dapr-dev-redis -n default");
    let encoded = secret["data"]["redis-password"]
        .as_str()
        .expect("a password");
    let password = base64::engine::general_purpose::STANDARD
        .decode(encoded)
        .unwrap();
    let password = String::from_utf8(password).unwrap();
    let exec = "exec -n default dapr-dev-redis-master-0 --";
    let words =
        format!("{exec} redis-cli --no-auth-warning -a {password} hget nodeapp||order data");
    let data = cluster.kubectl(&words).output();
    assert!(data.trim().contains("orderId"), "{data}");
}

fn apps_are_listed(cluster: &Cluster) {
    let list = cluster.daprk("list -k -n default").run().succeeds();
    let rows: Vec<_> = list.stdout.lines().collect();
    assert_eq!(rows.len(), 3, "{list}");
    for app in ["nodeapp", "pythonapp"] {
        assert!(list.stdout.contains(app), "{list}");
    }
}

fn only_definitions_and_claims_stay(
    cluster: &Cluster,
    before: &std::collections::BTreeSet<String>,
) {
    // What Kubernetes keeps in any namespace and what Dapr's elections leave.
    let is_expected = |name: &&String| {
        let expected = [
            "CustomResourceDefinition/",
            "APIService/",
            "Namespace/dapr-system",
            "PersistentVolume/",
            "dapr-system/PersistentVolumeClaim/dapr-scheduler-data-dir-",
            "dapr-system/ConfigMap/kube-root-ca.crt",
            "dapr-system/ServiceAccount/default",
            "dapr-system/Lease/operator.dapr.io",
        ];
        expected.iter().any(|start| name.starts_with(start))
    };
    let after = listing::everything(cluster);
    let left: Vec<_> = after
        .difference(before)
        .filter(|name| !is_expected(name))
        .collect();
    assert!(left.is_empty(), "left: {left:?}");
    let claims = after
        .iter()
        .filter(|name| name.starts_with("dapr-system/PersistentVolumeClaim/"));
    assert_eq!(claims.count(), 3, "{after:?}");
}
