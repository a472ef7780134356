//! Two runs at once, and a run after one that was killed.

use std::time::Duration;

use super::cluster::{Cluster, eventually};
use crate::run::Running;

/// A pod that starts once `settings` is there.
const WAITING: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: main
        image: docker.io/library/redis:7.0
        envFrom: [{configMapRef: {name: settings}}]
";

const OTHER: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}";

fn deploy(namespace: &str) -> String {
    format!("deploy -k -f - --name shop -n {namespace}")
}

/// A run that holds the lease until `settings` is there.
fn at_work(cluster: &Cluster, namespace: &str) -> Running {
    let running = cluster.daprk(&deploy(namespace)).stdin(WAITING).start();
    eventually("the first run waits", Duration::from_secs(20), || {
        cluster.revisions(namespace, "shop") == ["1 deployed"]
    });
    running
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_second_run_says_who_is_at_it_and_the_first_goes_on() {
    let Some(cluster) = Cluster::open("two at once", &[]) else {
        return;
    };
    let namespace = cluster.namespace("two");
    let first = at_work(&cluster, &namespace);
    let number = first.id();
    let second = cluster.daprk(&deploy(&namespace)).stdin(OTHER).run();
    let second = second.exits(1).with_a_short_error();
    let who = "another run is at it: tester@";
    assert!(second.stderr.contains(who), "{second}");
    assert!(
        second.stderr.contains(&format!("process {number}")),
        "{second}"
    );
    assert!(second.took < Duration::from_secs(10), "{second}");
    let removal = cluster
        .daprk(&format!("undeploy shop -k --yes -n {namespace}"))
        .run();
    removal.exits(1).says("another run is at it");
    assert!(!cluster.has(&format!("configmap other -n {namespace}")));

    cluster
        .kubectl(&format!("create configmap settings -n {namespace}"))
        .output();
    first.end().succeeds();
    assert_eq!(cluster.revisions(&namespace, "shop"), ["1 deployed"]);
    cluster
        .daprk(&deploy(&namespace))
        .stdin(OTHER)
        .run()
        .succeeds();
    assert_eq!(
        cluster.revisions(&namespace, "shop"),
        ["1 superseded", "2 deployed"]
    );
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_run_after_a_killed_one_goes_on_at_once() {
    let Some(cluster) = Cluster::open("after a killed run", &[]) else {
        return;
    };
    let namespace = cluster.namespace("killed");
    at_work(&cluster, &namespace).kill();
    assert!(cluster.has(&format!("lease daprk-shop -n {namespace}")));
    let next = cluster
        .daprk(&deploy(&namespace))
        .stdin(OTHER)
        .run()
        .succeeds();
    assert!(next.took < Duration::from_secs(5), "{next}");
    assert!(!cluster.has(&format!("lease daprk-shop -n {namespace}")));
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_holder_elsewhere_is_waited_for_until_its_lease_ends() {
    let Some(cluster) = Cluster::open("a holder elsewhere", &[]) else {
        return;
    };
    let namespace = cluster.namespace("elsewhere");
    let now = jiff::Timestamp::now();
    cluster.apply(&format!(
        "apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {{name: daprk-shop, namespace: {namespace}}}
spec:
  holderIdentity: ann@elsewhere (process 7, 5f0c-1)
  leaseDurationSeconds: 5
  acquireTime: '{now:.6}'
  renewTime: '{now:.6}'
"
    ));
    let next = cluster
        .daprk(&deploy(&namespace))
        .stdin(OTHER)
        .run()
        .succeeds();
    let next = next.says("another run is at it: ann@elsewhere");
    let seconds = next.took.as_secs();
    assert!((3..15).contains(&seconds), "{next}");
}
