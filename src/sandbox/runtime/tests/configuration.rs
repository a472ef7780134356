//! Configuration and probes.

use serde_json::json;

use super::node::{TestNode, shell};
use crate::sandbox::node::{LogQuery, Node};

#[tokio::test]
async fn a_missing_config_map_is_waited_for() {
    let node = TestNode::new().await;
    let mut container = shell("a", "echo $COLOR; sleep 1000");
    container["envFrom"] = json!([{"configMapRef": {"name": "colors"}}]);
    node.pod("web", json!({"containers": [container]})).await;
    let waiting = "/status/containerStatuses/0/state/waiting";
    let reason = "CreateContainerConfigError";
    let expected = json!({"message": "configmap \"colors\" not found", "reason": reason});
    let pod = node.until_is("web", waiting, expected).await;
    let refused = node
        .runtime
        .logs(&pod, "a", &LogQuery::default())
        .err()
        .unwrap();
    let words = format!("container \"a\" in pod \"web\" is waiting to start: {reason}");
    assert_eq!((refused.code, refused.message), (400, words));
    let map = json!({"metadata": {"name": "colors"}, "data": {"COLOR": "blue"}});
    node.create("ConfigMap", map).await;
    node.until_ready("web").await;
    node.until_told("Failed", "Error: configmap \"colors\" not found")
        .await;
}

#[tokio::test]
async fn volumes_follow_their_sources() {
    let node = TestNode::new().await;
    let mut container = shell("a", "until grep -q new /etc/app/key; do sleep 0.02; done");
    container["volumeMounts"] = json!([{"name": "v", "mountPath": "/etc/app"}]);
    let volumes = json!([{"name": "v", "configMap": {"name": "conf"}}]);
    let spec = json!({"restartPolicy": "Never", "volumes": volumes, "containers": [container]});
    node.pod("web", spec).await;
    let failed = "MountVolume.SetUp failed for volume \"v\" : configmap \"conf\" not found";
    node.until_told("FailedMount", failed).await;
    let map = json!({"metadata": {"name": "conf"}, "data": {"key": "old"}});
    node.create("ConfigMap", map).await;
    node.until_ready("web").await;
    node.set("ConfigMap", "conf", "/data/key", "new".into())
        .await;
    node.until_is("web", "/status/phase", "Succeeded".into())
        .await;
}

#[tokio::test]
async fn readiness_is_probed() {
    let node = TestNode::new().await;
    let mut container = shell(
        "a",
        "while [ ! -e go ]; do sleep 0.02; done; touch ready; sleep 1000",
    );
    container["readinessProbe"] =
        json!({"exec": {"command": ["cat", "ready"]}, "periodSeconds": 1});
    node.pod("web", json!({"containers": [container]})).await;
    node.until_told("Unhealthy", "Readiness probe failed: ")
        .await;
    let pod = node.get("Pod", "web").unwrap();
    assert_eq!(pod["status"]["containerStatuses"][0]["ready"], false);
    let uid = pod["metadata"]["uid"].as_str().unwrap();
    let folder = node.folder.path().join("pods").join(uid).join("a");
    std::fs::write(folder.join("go"), "").unwrap();
    node.until_ready("web").await;
    std::fs::remove_file(folder.join("ready")).unwrap();
    node.until_is("web", "/status/containerStatuses/0/ready", false.into())
        .await;
}

#[tokio::test]
async fn a_container_that_does_not_live_is_started_again() {
    let node = TestNode::new().await;
    let mut container = shell("a", "trap 'exit 0' TERM; while :; do sleep 0.02; done");
    let probe = json!({"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1});
    container["livenessProbe"] = probe;
    node.pod("web", json!({"containers": [container]})).await;
    node.until_is("web", "/status/containerStatuses/0/restartCount", 1.into())
        .await;
    node.until_told(
        "Killing",
        "Container a failed liveness probe, will be restarted",
    )
    .await;
}

#[tokio::test]
async fn readiness_gates_are_opened_by_others() {
    let node = TestNode::new().await;
    let spec = json!({"readinessGates": [{"conditionType": "x/y"}],
        "containers": [shell("a", "sleep 1000")]});
    node.pod("web", spec).await;
    let pod = node.until_ready("web").await;
    let ready = |pod: &serde_json::Value| {
        let conditions = pod["status"]["conditions"].as_array().unwrap();
        conditions.iter().find(|it| it["type"] == "Ready").unwrap()["status"] == "True"
    };
    assert!(!ready(&pod));
    let change = |live: &mut serde_json::Value| {
        let conditions = live["status"]["conditions"].as_array_mut().unwrap();
        conditions.push(json!({"type": "x/y", "status": "True"}));
        true
    };
    let part = Some(crate::sandbox::registry::Subresource::Status);
    let of = node.of("Pod");
    let modified = node
        .registry
        .modify(&of, Some("default"), "web", part, "test", &change);
    modified.await.unwrap();
    node.until("Pod", "web", |pod| pod.is_some_and(ready)).await;
}
