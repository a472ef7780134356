//! The table against a real daprd, so that its answers are known and not believed.

use std::ffi::OsStr;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::super::testing::{Redis, TestApp, ask, free_port};
use super::check::differences;
use super::table::policies;

/// Names a daprd binary of release 1.18.
const VARIABLE: &str = "DAPRK_TEST_DAPRD";

struct Daprd(Child);

impl Daprd {
    /// Starts one beside an app, and waits until it is well; its API.
    async fn start(program: &OsStr, app: u16, folder: &Path) -> (Self, SocketAddr) {
        let port = free_port().await;
        let mut command = Command::new(program);
        command.args(
            "--mode standalone --app-id nodeapp --dapr-internal-grpc-listen-address 127.0.0.1"
                .split(' '),
        );
        command.args([
            "--app-port",
            &app.to_string(),
            "--dapr-http-port",
            &port.to_string(),
        ]);
        for flag in [
            "--dapr-grpc-port",
            "--dapr-internal-grpc-port",
            "--metrics-port",
        ] {
            command.args([flag, &free_port().await.to_string()]);
        }
        command
            .arg("--config")
            .arg(folder.join("configuration.yaml"));
        command
            .arg("--resources-path")
            .arg(folder.join("resources"));
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let daprd = Self(child.expect("starts"));
        let api = SocketAddr::from(([127, 0, 0, 1], port));
        while tokio::net::TcpStream::connect(api).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        while ask(api, "GET /v1.0/healthz", &[], "").await.status != 204 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        (daprd, api)
    }
}

impl Drop for Daprd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The components of the table, and tracing as the built-in sidecar's tests have it.
fn write(folder: &Path, redis: &Redis) {
    let resources = folder.join("resources");
    std::fs::create_dir(&resources).expect("made");
    let host = json!([{"name": "redisHost", "value": redis.address().to_string()}]);
    let rows = [
        ("statestore", "state.redis", host.clone()),
        ("memory", "state.in-memory", json!([])),
        ("frail", "state.redis", host.clone()),
        ("fragile", "pubsub.redis", host.clone()),
        ("pubsub", "pubsub.redis", host),
        ("bus", "pubsub.in-memory", json!([])),
    ];
    for (name, kind, metadata) in rows {
        let component = json!({"apiVersion": "dapr.io/v1alpha1", "kind": "Component", "metadata": {"name": name},
            "spec": {"type": kind, "version": "v1", "metadata": metadata}});
        std::fs::write(
            resources.join(format!("{name}.yaml")),
            component.to_string(),
        )
        .expect("written");
    }
    let resiliency = json!({"apiVersion": "dapr.io/v1alpha1", "kind": "Resiliency", "metadata": {"name": "r"}, "spec": policies()});
    std::fs::write(resources.join("r.yaml"), resiliency.to_string()).expect("written");
    let configuration = json!({"apiVersion": "dapr.io/v1alpha1", "kind": "Configuration", "metadata": {"name": "c"},
        "spec": {"tracing": {"samplingRate": "1"}}});
    std::fs::write(folder.join("configuration.yaml"), configuration.to_string()).expect("written");
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
    let Some(redis) = Redis::start("the_table_says_what_dapr_answers").await else {
        return;
    };
    let app = TestApp::start(json!([])).await;
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &redis);
    let (_daprd, api) = Daprd::start(&program, app.port, folder.path()).await;
    let found = differences(api, &redis).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}
