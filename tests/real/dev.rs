//! `--dev`: Redis and Zipkin beside the control plane, and apps that use them.

use std::time::Duration;

use super::cluster::{Cluster, eventually};
use super::{listing, session};

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn apps_use_the_redis_of_dev_and_all_of_it_goes() {
    let Some(cluster) = Cluster::open("init --dev", &[]) else {
        return;
    };
    let before = listing::everything(&cluster);
    cluster.daprk("init -k").run().succeeds();
    // Zipkin's image may not be there; that is not what this is about.
    cluster.daprk("init -k --dev --no-wait").run().succeeds();
    for release in ["dapr-dev-redis", "dapr-dev-zipkin"] {
        assert_eq!(
            cluster.revisions("default", release),
            ["1 deployed"],
            "{release}"
        );
    }
    for component in [
        "component statestore",
        "component pubsub",
        "configuration appconfig",
    ] {
        assert!(
            cluster.has(&format!("{component} -n default")),
            "{component}"
        );
    }
    let again = cluster.daprk("init -k --dev --no-wait").run().succeeds();
    assert_eq!(
        again.stderr.matches("nothing to change").count(),
        3 * 2,
        "{again}"
    );

    cluster.daprk("deploy hello-kubernetes -k").run().succeeds();
    let redis = cluster.get("statefulset dapr-dev-redis-master -n default");
    let owner = &redis["metadata"]["annotations"]["meta.helm.sh/release-name"];
    assert_eq!(owner, "dapr-dev-redis");
    eventually("there is an order", Duration::from_secs(30), || {
        session::order(&cluster).is_some()
    });

    cluster
        .daprk("undeploy hello-kubernetes -k --yes")
        .run()
        .succeeds();
    assert!(cluster.has("statefulset dapr-dev-redis-master -n default"));
    cluster
        .daprk("uninstall -k --dev --all --purge-data --yes")
        .run()
        .succeeds();
    let after = listing::everything(&cluster);
    let left: Vec<_> = after.difference(&before).collect();
    assert!(left.is_empty(), "left: {left:?}");
}
