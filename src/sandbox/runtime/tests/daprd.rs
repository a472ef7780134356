//! A real sidecar, played by a script: what it is given and told.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::node::TestNode;
use crate::sandbox::daprd::FLAGS;
use crate::sandbox::registry::{Resource, WriteOptions};

const DAPR: &str = "dapr.io/v1alpha1";

/// Answers as a daprd does, says its arguments, and says when it is to read again.
fn script(folder: &Path, mode: u32) -> PathBuf {
    let flags: String = FLAGS.map(|flag| format!("  --{flag} string\n")).concat();
    let text = format!(
        "#!/bin/sh\ncase $1 in\n--version) echo 1.18.3; exit;;\n--help) echo '{flags}'; exit;;\nesac\n\
         trap 'echo read again' HUP\necho \"arguments: $*\"\nwhile :; do sleep 0.02; done\n"
    );
    let file = folder.join("daprd");
    // Written beside and renamed: a program that is open for writing cannot be run.
    let new = folder.join("new");
    fs::write(&new, text).unwrap();
    fs::set_permissions(&new, Permissions::from_mode(mode)).unwrap();
    fs::rename(&new, &file).unwrap();
    file
}

fn kind(node: &TestNode, version: &str, kind: &str) -> Arc<Resource> {
    node.registry.kind(version, kind).expect("it is defined")
}

async fn make(node: &TestNode, object: Value) {
    let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let of = kind(node, &text("apiVersion"), &text("kind"));
    let namespace = Some("default").filter(|_| of.namespaced);
    let options = WriteOptions::default();
    let made = node.registry.create(&of, namespace, object, &options).await;
    made.unwrap();
}

/// Any object of this kind is allowed.
async fn define(node: &TestNode, kind: &str) {
    let plural = format!("{}s", kind.to_lowercase());
    let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let version = json!({"name": "v1alpha1", "served": true, "storage": true, "schema": {"openAPIV3Schema": schema}});
    let definition = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.dapr.io")},
        "spec": {"group": "dapr.io", "scope": "Namespaced", "versions": [version],
            "names": {"kind": kind, "plural": plural, "singular": kind.to_lowercase(), "listKind": format!("{kind}List")}},
    });
    make(node, definition).await;
}

async fn change(node: &TestNode, of: &str, name: &str, pointer: &str, value: Value) {
    let act = |live: &mut Value| {
        *live.pointer_mut(pointer).unwrap() = value.clone();
        true
    };
    let of = kind(node, DAPR, of);
    let changed = node
        .registry
        .modify(&of, Some("default"), name, None, "test", &act);
    changed.await.unwrap();
}

fn component(host: &str) -> Value {
    json!({"apiVersion": DAPR, "kind": "Component", "metadata": {"name": "statestore"},
        "spec": {"type": "state.redis", "version": "v1", "metadata": [{"name": "redisHost", "value": host}]}})
}

fn sidecar(config: &str) -> Value {
    json!({"containers": [{"name": "daprd", "image": "ghcr.io/dapr/daprd:1.18.3",
        "args": ["/daprd", "--app-id", "cart", "--mode", "kubernetes", "--config", config]}]})
}

/// Waits until something outside the API is so.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let limit = Duration::from_secs(60);
    assert!(tokio::time::timeout(limit, wait).await.is_ok(), "{what}");
}

fn waiting(pod: Option<&Value>) -> Option<(&str, &str)> {
    let state = pod?.pointer("/status/containerStatuses/0/state/waiting")?;
    Some((state["reason"].as_str()?, state["message"].as_str()?))
}

#[tokio::test]
async fn a_daprd_is_given_files_and_hears_of_changes() {
    let folder = tempfile::tempdir().unwrap();
    let node = TestNode::with_daprd(script(folder.path(), 0o755)).await;
    define(&node, "Configuration").await;
    make(
        &node,
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "redis"},
        "spec": {"ports": [{"port": 6379}], "selector": {"app": "redis"}}}),
    )
    .await;
    node.pod("web", sidecar("appconfig")).await;
    let lacks = (
        "CreateContainerConfigError",
        "configuration \"appconfig\" not found",
    );
    node.until("Pod", "web", |pod| waiting(pod) == Some(lacks))
        .await;

    // Both come later than the pod, and one of them later than its definition.
    define(&node, "Component").await;
    make(&node, component("redis:6379")).await;
    make(
        &node,
        json!({"apiVersion": DAPR, "kind": "Configuration", "metadata": {"name": "appconfig"},
        "spec": {"tracing": {"samplingRate": "1"}}}),
    )
    .await;
    let pod = node.until_ready("web").await;
    assert_eq!(
        pod["metadata"]["annotations"]["sandbox.daprk.dev/sidecar"],
        "1.18.3"
    );
    let uid = pod["metadata"]["uid"].as_str().unwrap();
    let files = node.folder.path().join("pods").join(uid).join("daprd");
    let read = |name: &str| fs::read_to_string(files.join(name)).unwrap_or_default();
    let host = || {
        let file: Value =
            serde_json::from_str(&read("resources/component-statestore.yaml")).unwrap_or_default();
        file["spec"]["metadata"][0]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    until("a component is written", || {
        host().starts_with("127.0.0.1:")
    })
    .await;
    assert!(read("config.yaml").contains("samplingRate"));
    let log = || read("0.log");
    // It hears signals from then on.
    until("it has begun", || {
        log().contains("arguments: --app-id cart --mode standalone --config ")
    })
    .await;

    change(
        &node,
        "Component",
        "statestore",
        "/spec/metadata/0/value",
        "elsewhere:1".into(),
    )
    .await;
    until("the component is another", || host() == "elsewhere:1").await;
    assert!(
        !log().contains("read again"),
        "daprd sees to that by itself"
    );
    change(
        &node,
        "Configuration",
        "appconfig",
        "/spec/tracing/samplingRate",
        "0".into(),
    )
    .await;
    until("daprd is told", || log().contains("read again")).await;
    assert!(read("config.yaml").contains(r#""samplingRate":"0""#));
}

#[tokio::test]
async fn a_daprd_that_cannot_be_used_waits_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let program = script(folder.path(), 0o644);
    let node = TestNode::with_daprd(program.clone()).await;
    node.pod("web", sidecar("")).await;
    let pod = node.until("Pod", "web", |pod| {
        waiting(pod).is_some_and(|(reason, message)| {
            reason == "CreateContainerError" && message.contains("is not executable, `chmod +x")
        })
    });
    let pod = pod.await.unwrap();
    let annotation = "sandbox.daprk.dev/sidecar";
    assert_eq!(pod["metadata"]["annotations"][annotation], "unusable");
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    let pod = node.until_ready("web").await;
    assert_eq!(pod["metadata"]["annotations"][annotation], "1.18.3");
}
