//! A disk that is full.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::raw::Raw;
use crate::programs::has;
use crate::sandbox::fixture::{Sandbox, eventually};

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

/// Ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server none of whose files may grow beyond so many KiB: a write that would fails, as on a disk
/// that is full.
fn start(sandbox: &Sandbox, kib: u32) -> Server {
    let limit = format!("trap '' XFSZ; ulimit -Sf {kib}; exec \"$@\"");
    let daprk = env!("CARGO_BIN_EXE_daprk");
    let server = Command::new("bash")
        .args([
            "-c",
            &limit,
            "bash",
            daprk,
            "sandbox",
            "start",
            "--foreground",
        ])
        .env("DAPRK_SANDBOX", sandbox.folder())
        .env("HOME", sandbox.folder().parent().unwrap())
        .env_remove("KUBECONFIG")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let server = Server(server.unwrap());
    eventually("it serves", Duration::from_secs(30), || {
        sandbox.daprk("sandbox status").run().code == Some(0)
    });
    server
}

#[tokio::test]
async fn writes_fail_in_words_and_reads_go_on() {
    if !has("writes_fail_in_words_and_reads_go_on", &["bash", "prlimit"]) {
        return;
    }
    let sandbox = Sandbox::new();
    let server = start(&sandbox, 8 * 1024);
    let raw = Raw::of(&sandbox);
    let map = |number: usize| {
        let data = json!({"big": "x".repeat(400_000)});
        json!({"metadata": {"name": format!("m{number}")}, "data": data}).to_string()
    };
    let mut written = 0;
    let refused = loop {
        let body = map(written);
        let answer = raw
            .send("POST", MAPS, "application/json", body.as_bytes())
            .await;
        if answer.code != 201 {
            break answer;
        }
        written += 1;
        assert!(written < 100, "it is never full");
    };
    assert_eq!(refused.code, 500);
    assert!(
        refused
            .message()
            .starts_with("Internal error occurred: cannot write: "),
        "{refused:?}"
    );
    assert!(written > 0);
    let there = |answer: &super::raw::Answer| {
        let items = answer.body["items"].as_array().unwrap().iter();
        items.filter(|item| item["data"]["big"].is_string()).count()
    };
    let list = || raw.send("GET", MAPS, "application/json", b"");
    assert_eq!(there(&list().await), written);
    let one = format!("{MAPS}/m0");
    let gone = raw.send("DELETE", &one, "application/json", b"").await;
    assert_eq!(gone.code, 200, "a deletion makes room: {gone:?}");
    written -= 1;

    let pid = server.0.id().to_string();
    let more = Command::new("prlimit")
        .args(["--pid", &pid, "--fsize=unlimited"])
        .status();
    assert!(more.unwrap().success());
    let body = map(1000);
    let answer = raw
        .send("POST", MAPS, "application/json", body.as_bytes())
        .await;
    assert_eq!(answer.code, 201, "there is room again: {answer:?}");
    drop(server);
    sandbox.daprk("sandbox start").run().succeeds();
    let raw = Raw::of(&sandbox);
    let after = raw.send("GET", MAPS, "application/json", b"").await;
    assert_eq!(there(&after), written + 1);
}
