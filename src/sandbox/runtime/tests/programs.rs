//! Images and programs.

use serde_json::{Value, json};

use super::node::{TestNode, shell};
use crate::sandbox::node::{LogQuery, Node as _};
use crate::sandbox::programs::has;

#[tokio::test]
async fn an_image_without_a_program_holds_up_nobody_else() {
    let node = TestNode::new().await;
    let spec = json!({"containers": [{"name": "a", "image": "shop/cart:2"}]});
    node.pod("cart", spec).await;
    node.pod("web", json!({"containers": [shell("a", "sleep 1000")]}))
        .await;
    let waiting = "/status/containerStatuses/0/state/waiting/reason";
    let pod = node
        .until_is("cart", waiting, "ImagePullBackOff".into())
        .await;
    let message = pod["status"]["containerStatuses"][0]["state"]["waiting"]["message"].as_str();
    let words = "no program is known for image shop/cart:2: a sandbox runs programs of this \
                 machine, no images; start the sandbox with --image cart=COMMAND";
    let expected = format!("Back-off pulling image \"shop/cart:2\": ErrImagePull: {words}");
    assert_eq!(message, Some(&*expected));
    assert_eq!(pod["status"]["phase"], "Pending");
    node.until_told(
        "Failed",
        &format!("Failed to pull image \"shop/cart:2\": {words}"),
    )
    .await;
    node.until_ready("web").await;
    node.delete("cart").await;
    node.until("Pod", "cart", |pod| pod.is_none()).await;
}

#[tokio::test]
async fn sentry_is_built_in() {
    let node = TestNode::new().await;
    for kind in ["Secret", "ConfigMap"] {
        node.create(kind, json!({"metadata": {"name": "dapr-trust-bundle"}}))
            .await;
    }
    let container = json!({"name": "dapr-sentry", "image": "ghcr.io/dapr/sentry:1.18.3", "command": ["/sentry"],
        "readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1}});
    let annotations = json!({"dapr.io/control-plane": "sentry"});
    node.pod_with("sentry", annotations, json!({"containers": [container]}))
        .await;
    let pod = node.until_ready("sentry").await;
    let marked = &pod["metadata"]["annotations"]["sandbox.daprk.dev/built-in"];
    assert_eq!(*marked, "true");
    let has = |key: &'static str| {
        move |it: Option<&Value>| it.is_some_and(|it| it["data"][key].is_string())
    };
    for key in ["ca.crt", "issuer.crt", "issuer.key"] {
        node.until("Secret", "dapr-trust-bundle", has(key)).await;
    }
    let map = node
        .until("ConfigMap", "dapr-trust-bundle", has("ca.crt"))
        .await
        .unwrap();
    assert_eq!(map["data"].as_object().unwrap().len(), 1);
    let log = node
        .log("sentry", "dapr-sentry", &LogQuery::default())
        .await;
    assert!(log.contains("stands in for Dapr's sentry"), "{log}");
    node.delete("sentry").await;
    node.until("Pod", "sentry", |pod| pod.is_none()).await;
}

#[tokio::test]
async fn redis_runs_with_its_password_and_its_probe() {
    if !has(
        "redis_runs_with_its_password_and_its_probe",
        &["redis-server"],
    ) {
        return;
    }
    let node = TestNode::new().await;
    let conf = json!({"metadata": {"name": "conf"}, "data": {"redis.conf": "appendonly yes\n"}});
    node.create("ConfigMap", conf).await;
    let secret = json!({"metadata": {"name": "redis"}, "stringData": {"redis-password": "sesame",
        "auth.conf": "requirepass \"sesame\""}});
    node.create("Secret", secret).await;
    let projected = json!({"name": "config", "projected": {"sources": [
        {"configMap": {"name": "conf"}},
        {"secret": {"name": "redis", "items": [{"key": "auth.conf", "path": "auth.conf"}]}}]}});
    let container = json!({
        "name": "redis", "image": "docker.io/library/redis:7.0", "workingDir": "/data",
        "command": ["redis-server", "/etc/redis/redis.conf", "--include", "/etc/redis/auth.conf"],
        "env": [{"name": "REDISCLI_AUTH", "valueFrom": {"secretKeyRef": {"name": "redis", "key": "redis-password"}}}],
        "ports": [{"containerPort": 6379}],
        "readinessProbe": {"exec": {"command": ["redis-cli", "-e", "ping"]}, "periodSeconds": 1, "timeoutSeconds": 5},
        "volumeMounts": [{"name": "config", "mountPath": "/etc/redis"}, {"name": "data", "mountPath": "/data"}]});
    let spec = json!({"volumes": [projected, {"name": "data", "emptyDir": {}}], "containers": [container]});
    node.pod("redis-0", spec).await;
    let pod = node.until_ready("redis-0").await;
    let uid = pod["metadata"]["uid"].as_str().unwrap();
    let data = node
        .folder
        .path()
        .join("pods")
        .join(uid)
        .join("volumes/data");
    assert!(data.join("appendonlydir").exists(), "{data:?}");
}

#[tokio::test]
async fn the_tutorials_app_listens_where_it_is_told() {
    if !has("the_tutorials_app_listens_where_it_is_told", &["node"]) {
        return;
    }
    let node = TestNode::new().await;
    let container = json!({"name": "node", "image": "ghcr.io/dapr/samples/hello-k8s-node:latest",
        "env": [{"name": "APP_PORT", "value": "3000"}], "ports": [{"containerPort": 3000}],
        "readinessProbe": {"httpGet": {"path": "/ports", "port": 3000}, "periodSeconds": 1}});
    node.pod("nodeapp", json!({"containers": [container]}))
        .await;
    node.until_ready("nodeapp").await;
    let log = node.log("nodeapp", "node", &LogQuery::default()).await;
    assert!(log.contains("Node App listening on port 2"), "{log}");
}

#[tokio::test]
async fn a_port_leads_to_the_process() {
    if !has("a_port_leads_to_the_process", &["python3"]) {
        return;
    }
    let node = TestNode::new().await;
    let mut container = json!({"name": "a", "image": "python", "args": ["-c",
        "import os, socket\ns = socket.create_server(('127.0.0.1', int(os.environ['PORT'])))\n\
         c = s.accept()[0]\nc.sendall(b'hello')\nc.close()\nimport time; time.sleep(1000)"]});
    container["ports"] = json!([{"containerPort": 8080}]);
    node.pod("web", json!({"containers": [container]})).await;
    let pod = node.until_ready("web").await;
    let mut stream = loop {
        if let Ok(stream) = node.runtime.connect(&pod, 8080).await {
            break stream;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    let mut said = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut said)
        .await
        .unwrap();
    assert_eq!(said, "hello");
    let refused = node.runtime.connect(&pod, 8081).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}
