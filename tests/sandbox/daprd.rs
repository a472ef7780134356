//! A real daprd as sidecar.
//!
//! `DAPRK_TEST_DAPRD` names one of release 1.18; without it these tests are skipped, by name.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::Value;

use super::fixture::{Sandbox, eventually, is_alive};
use crate::programs::has;

/// The real daprd.
pub(super) fn real(test: &str) -> Option<String> {
    let named = std::env::var("DAPRK_TEST_DAPRD").ok();
    if named.is_none() {
        eprintln!("skipped: {test}: DAPRK_TEST_DAPRD names no daprd");
    }
    named.filter(|_| has(test, &["node", "python3", "redis-server"]))
}

/// What a server of this machine answers; empty if it does not.
pub(super) fn ask(port: u16, request: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let text = format!("{request} HTTP/1.0\r\nHost: localhost\r\n\r\n");
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.read_to_string(&mut answer);
    }
    answer
}

/// The real port of a port of the app's pod.
pub(super) fn port(status: &Value, app: &str, port: &str) -> u16 {
    let pods = status["pods"].as_array().expect("pods");
    let is_it = |pod: &&Value| {
        pod["name"]
            .as_str()
            .is_some_and(|name| name.starts_with(app))
    };
    let pod = pods.iter().find(is_it).expect("a pod of the app");
    let port = pod["ports"][port].as_u64().expect("a port");
    port.try_into().unwrap()
}

fn orders(sandbox: &Sandbox) -> usize {
    let logs = sandbox.daprk("logs -a nodeapp -c app --since 3s").run();
    logs.stdout.matches("Successfully persisted state").count()
}

fn orders_go_on(sandbox: &Sandbox) {
    eventually("orders go on", Duration::from_secs(60), || {
        orders(sandbox) > 0
    });
}

/// The process of the app's daprd.
fn process(app: &str, sandbox: &Sandbox) -> Option<u32> {
    let folder = sandbox.folder().display().to_string();
    let mut processes = fs::read_dir("/proc").unwrap().flatten();
    processes.find_map(|entry| {
        let words = fs::read(entry.path().join("cmdline")).ok()?;
        let words = String::from_utf8_lossy(&words).replace('\0', " ");
        let is_it = words.contains(&format!("--app-id {app} ")) && words.contains(&folder);
        is_it.then(|| entry.file_name().to_string_lossy().parse().ok())?
    })
}

fn kill(pid: u32) {
    assert!(crate::run::send(pid, rustix::process::Signal::KILL));
}

#[test]
fn a_real_daprd_loads_a_component_dies_and_gives_way_to_the_built_in_one() {
    let Some(daprd) = real("a real daprd") else {
        return;
    };
    let sandbox = Sandbox::with_daprd(&daprd);
    sandbox.daprk("init").run().succeeds();
    sandbox.daprk("deploy hello-kubernetes").run().succeeds();
    orders_go_on(&sandbox);
    let status = sandbox.status();
    let version = status["sidecar"]["version"].as_str().expect("a version");
    let list = sandbox.daprk("list -o wide").output();
    assert_eq!(list.matches(version).count(), 2, "{list}");
    let api = port(&status, "nodeapp", "3500");
    let metadata = || ask(api, "GET /v1.0/metadata");
    assert!(metadata().contains(&format!(r#""runtimeVersion":"{version}""#)));
    let order = ask(api, "GET /v1.0/state/statestore/order");
    assert!(order.contains("orderId"), "{order}");

    let manifest = "apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: memory}
spec: {type: state.in-memory, version: v1, metadata: []}
scopes: [nodeapp]
";
    let deploy = sandbox.daprk("deploy -f - --name memory").stdin(manifest);
    deploy.run().succeeds();
    eventually("it is loaded", Duration::from_secs(30), || {
        metadata().contains(r#""name":"memory""#)
    });
    let other = port(&status, "pythonapp", "3500");
    assert!(!ask(other, "GET /v1.0/metadata").contains("memory"));
    sandbox.daprk("undeploy memory --yes").run().succeeds();
    eventually("it is gone", Duration::from_secs(30), || {
        !metadata().contains(r#""name":"memory""#)
    });

    let pid = process("nodeapp", &sandbox).expect("a daprd");
    kill(pid);
    eventually("another one runs", Duration::from_secs(60), || {
        process("nodeapp", &sandbox).is_some_and(|now| now != pid)
    });
    orders_go_on(&sandbox);
    let server = sandbox.pid();
    kill(server);
    eventually("no daprd is left", Duration::from_secs(10), || {
        let apps = ["nodeapp", "pythonapp"];
        !is_alive(server) && apps.iter().all(|app| process(app, &sandbox).is_none())
    });

    let start = sandbox.daprk("sandbox start --daprd built-in");
    start.run().succeeds();
    orders_go_on(&sandbox);
    let list = sandbox.daprk("list -o wide").output();
    assert_eq!(list.matches("built-in").count(), 2, "{list}");
}

/// This one needs no real daprd.
#[test]
fn one_that_cannot_be_used_is_told_with_a_way_out() {
    let sandbox = Sandbox::new();
    let program = sandbox.folder().with_file_name("daprd");
    let start = |path: &std::path::Path| {
        sandbox.daprk(&format!("sandbox start --daprd {}", path.display()))
    };
    let missing = start(&program).run().exits(2);
    missing
        .with_a_short_error()
        .says("`dapr init --slim` puts one at");

    fs::write(&program, "no program").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o644)).unwrap();
    start(&program).run().succeeds();
    let status = || sandbox.daprk("sandbox status").output();
    eventually("it is asked", Duration::from_secs(20), || {
        status().contains("is not executable")
    });
    assert!(
        status().contains("`--daprd built-in` does without"),
        "{}",
        status()
    );
    sandbox
        .daprk("sandbox start --daprd built-in")
        .run()
        .exits(1)
        .says("with another sidecar");
    sandbox.daprk("sandbox stop").run().succeeds();
    // What was said last holds, unless something else is said.
    let again = sandbox.daprk("sandbox start").env("DAPRK_DAPRD", "");
    again.run().succeeds();
    assert_eq!(
        sandbox.status()["sidecar"]["program"],
        program.display().to_string()
    );
    sandbox.daprk("sandbox stop").run().succeeds();
    sandbox
        .daprk("sandbox start --daprd built-in")
        .run()
        .succeeds();
    assert_eq!(sandbox.status()["sidecar"]["program"], Value::Null);
}
