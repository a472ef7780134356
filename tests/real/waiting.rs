//! Why a deployment isn't ready: end to end, each reason from the cluster's own words.

use std::time::Duration;

use super::cluster::{Cluster, eventually};
use crate::run::Done;

/// What a row changes of a deployment that would be ready at once.
struct Pod<'a> {
    /// Of the one container.
    container: &'a str,
    /// Of the pod's spec.
    spec: &'a str,
    /// What else there is.
    more: &'a str,
}

const REDIS: &str = "image: docker.io/library/redis:7.0";

fn deploy(cluster: &Cluster, namespace: &str, pod: &Pod, timeout: &str) -> Done {
    let Pod {
        container,
        spec,
        more,
    } = pod;
    let text = format!(
        "apiVersion: apps/v1
kind: Deployment
metadata: {{name: app}}
spec:
  selector: {{matchLabels: {{app: app}}}}
  template:
    metadata: {{labels: {{app: app}}}}
    spec:
      terminationGracePeriodSeconds: 0
      {spec}
      containers: [{{name: main, {container}}}]
---
{more}
"
    );
    let words = format!("deploy -k -f - --name shop -n {namespace} --timeout {timeout}");
    cluster.daprk(&words).stdin(text).run()
}

/// A run's error, with what a cluster makes up put aside: names of pods, and how often it has come
/// to start a container again.
fn error(done: &Done) -> String {
    // Lines break where a name of this run makes them.
    let mut text = done.error().replace("\n        ", " ");
    let namespace = done
        .words
        .split_whitespace()
        .skip_while(|word| *word != "-n")
        .nth(1);
    text = text.replace(namespace.expect("a namespace"), "NAMESPACE");
    for word in done.stderr.split([' ', '\n', ',', ':']) {
        if word.starts_with("app-") {
            text = text.replace(word, "app-POD");
        }
    }
    without_count(&text)
}

/// `2 restarts`, `1 restart`: when the kubelet starts a container again is its own affair.
fn without_count(text: &str) -> String {
    let Some(at) = text.find(" restart") else {
        return text.to_owned();
    };
    let before = text[..at].trim_end_matches(|digit: char| digit.is_ascii_digit());
    let after = text[at..].trim_start_matches(" restart");
    format!("{before}N restarts{}", after.trim_start_matches('s'))
}

fn fails(test: &str, pod: &Pod, timeout: &str, code: i32, expected: &str) {
    let Some(cluster) = Cluster::open(test, &[]) else {
        return;
    };
    let namespace = cluster.namespace("wait");
    fails_in(&cluster, &namespace, pod, timeout, code, expected);
}

fn fails_in(
    cluster: &Cluster,
    namespace: &str,
    pod: &Pod,
    timeout: &str,
    code: i32,
    expected: &str,
) {
    let done = deploy(cluster, namespace, pod, timeout)
        .exits(code)
        .with_a_short_error();
    assert_eq!(error(&done), expected, "{done}");
    // What stands can be mended by the same command.
    let ready = Pod {
        container: REDIS,
        spec: "",
        more: "",
    };
    deploy(cluster, namespace, &ready, "60").succeeds();
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn an_image_that_is_no_image_name_ends_it_at_once() {
    let pod = Pod {
        container: "image: 'No Image'",
        spec: "",
        more: "",
    };
    let expected = "error: app cannot start: image name No Image is invalid
  on    pod app-POD, container main
  says  invalid reference format: repository name (library/No Image) must be lowercase
  state all objects are applied; once that is mended, run the same command again";
    fails("InvalidImageName", &pod, "60", 1, expected);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_pod_that_fits_nowhere_is_told_in_the_scheduler_s_words() {
    let pod = Pod {
        container: REDIS,
        spec: "nodeSelector: {daprk.test/pool: none}",
        more: "",
    };
    let expected = "error: time is over; not ready: app
  on    pod app-POD
  says  no node fits: 1 didn't match Pod's node affinity/selector
  state all objects are applied; the same command goes on waiting";
    fails("unschedulable", &pod, "6", 4, expected);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_config_map_that_is_not_there_is_named() {
    let container = format!("{REDIS}, envFrom: [{{configMapRef: {{name: settings}}}}]");
    let pod = Pod {
        container: &container,
        spec: "",
        more: "",
    };
    let expected = "error: time is over; not ready: app
  on    pod app-POD, container main
  says  ConfigMap settings is missing
  hint  create it in namespace NAMESPACE; the container then starts by itself
  state all objects are applied; the same command goes on waiting";
    fails("missing ConfigMap", &pod, "8", 4, expected);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_crash_is_told_with_its_last_lines() {
    // Without a probe the kubelet may call it ready for a moment.
    let probe = "readinessProbe: {tcpSocket: {port: 6379}}";
    let container = format!("{REDIS}, {probe}, command: [redis-server, --colour, mauve]");
    let pod = Pod {
        container: &container,
        spec: "",
        more: "",
    };
    let expected = "error: time is over; not ready: app
  on    pod app-POD, container main
  says  main ended with exit code 1, N restarts >>> 'colour \"mauve\"' Bad directive or wrong number of arguments
  state all objects are applied; the same command goes on waiting";
    fails("crash loop", &pod, "22", 4, expected);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_claim_of_a_class_that_is_not_there_ends_it_at_once() {
    let pod = Pod {
        container: REDIS,
        spec: "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]",
        more: "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: none, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}",
    };
    let expected = "error: app cannot start: the claim is not bound: StorageClass none is missing
  on    PersistentVolumeClaim data
  hint  use a StorageClass that is there: standard
  state all objects are applied; once that is mended, run the same command again";
    fails("no StorageClass", &pod, "60", 1, expected);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_quota_that_is_used_up_ends_it_at_once() {
    let quota =
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {pods: '0'}}}";
    let Some(cluster) = Cluster::open("quota", &[]) else {
        return;
    };
    let namespace = cluster.namespace("wait");
    let words = format!("deploy -k -f - --name shop -n {namespace}");
    cluster.daprk(&words).stdin(quota).run().succeeds();
    // A quota counts from when its controller has seen it.
    let words = format!("get quota none -n {namespace} -o jsonpath={{.status.hard.pods}}");
    eventually("the quota counts", Duration::from_secs(30), || {
        cluster.kubectl(&words).output() == "0"
    });
    let pod = Pod {
        container: REDIS,
        spec: "",
        more: quota,
    };
    let expected = "error: app cannot start: ResourceQuota none is used up
  on    Deployment app
  says  requested: pods=1, used: pods=0, limited: pods=0
  state all objects are applied; once that is mended, run the same command again";
    fails_in(&cluster, &namespace, &pod, "60", 1, expected);
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_probe_that_fails_is_told() {
    let container =
        format!("{REDIS}, readinessProbe: {{tcpSocket: {{port: 1}}, periodSeconds: 1}}");
    let pod = Pod {
        container: &container,
        spec: "",
        more: "",
    };
    let expected = "error: time is over; not ready: app
  on    pod app-POD, container main
  says  readiness probe fails: port 1: connection refused
  state all objects are applied; the same command goes on waiting";
    fails("failing probe", &pod, "10", 4, expected);
}
