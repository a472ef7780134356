//! The table against a real daprd, so that its answers are known and not believed.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::super::testing::{Redis, TestApp, ask, free_port};
use super::check::differences;

/// Names a daprd binary of release 1.18.
const VARIABLE: &str = "DAPRK_TEST_DAPRD";

struct Daprd(Child);

impl Drop for Daprd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_table_says_what_dapr_answers() {
    let Some(program) = std::env::var_os(VARIABLE) else {
        let test = "sandbox::sidecar::conformance::daprd::the_table_says_what_dapr_answers";
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {test}: {VARIABLE} names no daprd"
        );
        return;
    };
    let redis = Redis::start().await.expect("redis-server");
    let app = TestApp::start(json!([])).await;
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [
        ("statestore", "state.redis"),
        ("memory", "state.in-memory"),
        ("pubsub", "pubsub.redis"),
        ("bus", "pubsub.in-memory"),
    ] {
        let metadata = if kind.ends_with("redis") {
            json!([{"name": "redisHost", "value": format!("127.0.0.1:{}", redis.port)}])
        } else {
            json!([])
        };
        let component = json!({"apiVersion": "dapr.io/v1alpha1", "kind": "Component", "metadata": {"name": name},
            "spec": {"type": kind, "version": "v1", "metadata": metadata}});
        std::fs::write(
            folder.path().join(format!("{name}.yaml")),
            component.to_string(),
        )
        .expect("written");
    }
    let port = free_port().await;
    let mut ports = Vec::new();
    for flag in [
        "--dapr-grpc-port",
        "--dapr-internal-grpc-port",
        "--metrics-port",
    ] {
        ports.extend([flag.to_owned(), free_port().await.to_string()]);
    }
    let configuration = json!({"apiVersion": "dapr.io/v1alpha1", "kind": "Configuration", "metadata": {"name": "c"},
        "spec": {"tracing": {"samplingRate": "1"}}});
    let configuration_file = folder.path().join("../configuration.yaml");
    std::fs::write(&configuration_file, configuration.to_string()).expect("written");
    let child = Command::new(program)
        .args([
            "--mode",
            "standalone",
            "--app-id",
            "nodeapp",
            "--app-protocol",
            "http",
        ])
        .args([
            "--app-port",
            &app.port.to_string(),
            "--dapr-http-port",
            &port.to_string(),
        ])
        .args(["--dapr-internal-grpc-listen-address", "127.0.0.1"])
        .args(ports)
        .arg("--config")
        .arg(&configuration_file)
        .arg("--resources-path")
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let _daprd = Daprd(child);
    let api = format!("127.0.0.1:{port}").parse().expect("an address");
    while tokio::net::TcpStream::connect(api).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    while ask(api, "GET /v1.0/healthz", &[], "").await.status != 204 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let found = differences(api, &redis).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}
