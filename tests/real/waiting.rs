//! Why a deployment isn't ready: end to end, each reason from the cluster's own words.

use super::cluster::Cluster;
use super::run::Done;

/// What a row changes of a deployment that would be ready at once.
struct Pod<'a> {
    /// Of the one container.
    container: &'a str,
    /// Of the pod.
    pod: &'a str,
    /// What else there is.
    more: &'a str,
}

const REDIS: &str = "image: docker.io/library/redis:7.0";

fn deploy(cluster: &Cluster, namespace: &str, pod: &Pod, timeout: &str) -> Done {
    let Pod {
        container,
        pod,
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
      {pod}
      containers: [{{name: main, {container}}}]
---
{more}
"
    );
    let words = format!("deploy -k -f - --name shop -n {namespace} --timeout {timeout}");
    cluster.daprk(&words).stdin(text).run()
}

/// A run's error, with the names that Kubernetes makes up put aside.
fn error(done: &Done) -> String {
    let mut text = done.error();
    for word in done.stderr.split([' ', '\n', ',', ':']) {
        if word.starts_with("app-") {
            text = text.replace(word, "app-POD");
        }
    }
    text
}

fn fails(test: &str, pod: &Pod, timeout: &str, code: i32, expected: &str) {
    let Some(cluster) = Cluster::open(test, &[]) else {
        return;
    };
    let namespace = cluster.namespace("wait");
    let done = deploy(&cluster, &namespace, pod, timeout)
        .exits(code)
        .is_short_error();
    assert_eq!(error(&done), expected, "{done}");
    // What stands can be mended by the same command.
    let ready = Pod {
        container: REDIS,
        pod: "",
        more: "",
    };
    deploy(&cluster, &namespace, &ready, "60").succeeds();
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn an_image_that_is_no_image_name_ends_it_at_once() {
    let pod = Pod {
        container: "image: 'No Image'",
        pod: "",
        more: "",
    };
    fails("InvalidImageName", &pod, "60", 1, "");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_pod_that_fits_nowhere_is_told_in_the_scheduler_s_words() {
    let pod = Pod {
        container: REDIS,
        pod: "nodeSelector: {daprk.test/pool: none}",
        more: "",
    };
    fails("unschedulable", &pod, "6", 4, "");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_config_map_that_is_not_there_is_named() {
    let container = format!("{REDIS}, envFrom: [{{configMapRef: {{name: settings}}}}]");
    let pod = Pod {
        container: &container,
        pod: "",
        more: "",
    };
    fails("missing ConfigMap", &pod, "8", 4, "");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_crash_is_told_with_its_last_lines() {
    let container = format!(
        "{REDIS}, command: [sh, -c, 'echo reading settings; echo no such colour: mauve >&2; exit 3']"
    );
    let pod = Pod {
        container: &container,
        pod: "",
        more: "",
    };
    fails("crash loop", &pod, "20", 4, "");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_claim_of_a_class_that_is_not_there_ends_it_at_once() {
    let pod = Pod {
        container: REDIS,
        pod: "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]",
        more: "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: none, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}",
    };
    fails("no StorageClass", &pod, "60", 1, "");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_quota_that_is_used_up_ends_it_at_once() {
    let pod = Pod {
        container: REDIS,
        pod: "",
        more: "{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {pods: '0'}}}",
    };
    fails("quota", &pod, "60", 1, "");
}

#[test]
#[ignore = "needs DAPRK_TEST_KUBECONFIG"]
fn a_probe_that_fails_is_told() {
    let container =
        format!("{REDIS}, readinessProbe: {{tcpSocket: {{port: 1}}, periodSeconds: 1}}");
    let pod = Pod {
        container: &container,
        pod: "",
        more: "",
    };
    fails("failing probe", &pod, "10", 4, "");
}
