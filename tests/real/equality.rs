//! What daprk puts into a cluster is what helm puts there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cluster::Cluster;
use super::{listing, peers};

/// What is installed, and the values that helm shows of it.
fn installed(cluster: &Cluster) -> (BTreeMap<String, Value>, Value) {
    let objects = listing::objects_of(cluster, "dapr");
    let values = cluster
        .helm("get values -a dapr -n dapr-system -o json")
        .json();
    (objects, values)
}

/// Both, from a clean cluster each.
fn both(cluster: &Cluster, chart: &str, values: &str) -> [(BTreeMap<String, Value>, Value); 2] {
    let helm = format!("install dapr {chart} -n dapr-system --create-namespace {values}");
    cluster.helm(&helm).run().succeeds();
    let theirs = installed(cluster);
    cluster.clean();
    cluster
        .daprk(&format!("init -k --no-wait {values}"))
        .run()
        .succeeds();
    let ours = installed(cluster);
    cluster.clean();
    [theirs, ours]
}

/// Pods that fit no node are gone at once when they have to be.
const NOWHERE: &str = "--set global.nodeSelector.daprk\\.test/pool=none";

fn compared(test: &str, values: &str, count: usize) {
    let Some(chart) = peers::chart(test) else {
        return;
    };
    let Some(cluster) = Cluster::open(test, &["helm"]) else {
        return;
    };
    let values = format!("{NOWHERE} {values}");
    let [theirs, ours] = both(&cluster, &chart.display().to_string(), &values);
    assert_eq!(theirs.0.len(), count, "{:?}", theirs.0.keys());
    let names = |objects: &BTreeMap<String, Value>| objects.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&theirs.0), names(&ours.0));
    for (name, object) in &theirs.0 {
        assert_eq!(object, &ours.0[name], "{name}");
    }
    assert_eq!(theirs.1, ours.1);
    eprintln!("{count} objects are those of helm");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn every_object_is_helm_s() {
    compared("equality with helm", "", 47);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn every_object_of_high_availability_is_helm_s() {
    compared("equality with helm, HA", "--set global.ha.enabled=true", 51);
}
