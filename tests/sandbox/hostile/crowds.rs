//! Many clients, and clients that do not read.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::raw::Raw;
use crate::sandbox::fixture::Sandbox;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";
const WATCH: &str =
    "/api/v1/namespaces/default/configmaps?watch=true&fieldSelector=metadata.name%3Dm";
const LIMIT: Duration = Duration::from_secs(60);

/// A watch that reads.
struct Reader(Lines<BufReader<TlsStream<TcpStream>>>);

impl Reader {
    async fn start(raw: &Raw) -> Self {
        Self(BufReader::new(raw.get(WATCH).await).lines())
    }

    /// The next event; what else stands in a chunked answer is passed over.
    async fn next(&mut self) -> Value {
        let event = async {
            loop {
                let line = self
                    .0
                    .next_line()
                    .await
                    .unwrap()
                    .expect("the watch goes on");
                if line.starts_with("{\"type\"") {
                    return serde_json::from_str(&line).unwrap();
                }
            }
        };
        timeout(LIMIT, event).await.expect("an event in time")
    }
}

fn map(number: usize, size: usize) -> Vec<u8> {
    let data = json!({"number": number.to_string(), "big": "x".repeat(size)});
    let metadata = json!({"name": "m"});
    json!({"metadata": metadata, "data": data})
        .to_string()
        .into()
}

/// Creates the object, or writes it anew.
async fn write(raw: &Raw, number: usize, size: usize) {
    let body = map(number, size);
    let path = format!("{MAPS}/m");
    let written = match number {
        0 => raw.send("POST", MAPS, "application/json", &body).await,
        _ => raw.send("PUT", &path, "application/json", &body).await,
    };
    assert!(written.code < 300, "{written:?}");
}

fn number(event: &Value) -> &str {
    event["object"]["data"]["number"].as_str().unwrap()
}

/// Resident memory in MiB.
fn memory(sandbox: &Sandbox) -> u64 {
    sandbox.status()["memoryMiB"].as_u64().unwrap()
}

/// For this program, which has all of the connections' other ends.
fn allow_files() {
    let mut limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current = limit.maximum;
    let _ = rustix::process::setrlimit(rustix::process::Resource::Nofile, limit);
}

#[tokio::test]
async fn a_thousand_watches_hear_the_same() {
    allow_files();
    let sandbox = Sandbox::new();
    // What a shell allows at first is not what the server is content with.
    let few = "ulimit -Sn 256 && exec \"$@\"";
    let start = [
        "-c",
        few,
        "sh",
        env!("CARGO_BIN_EXE_daprk"),
        "sandbox",
        "start",
    ];
    sandbox.program("sh", &start).run().succeeds();
    let raw = Raw::of(&sandbox);
    let mut readers = Vec::new();
    for _ in 0..1000 {
        readers.push(Reader::start(&raw).await);
    }
    for number in 0..3 {
        write(&raw, number, 10).await;
    }
    for reader in &mut readers {
        for expected in ["0", "1", "2"] {
            assert_eq!(number(&reader.next().await), expected);
        }
    }
    let used = memory(&sandbox);
    assert!(used < 400, "{used} MiB for a thousand watches");
}

#[tokio::test]
async fn who_never_reads_costs_little_and_stops_nobody() {
    let sandbox = Sandbox::new();
    sandbox.daprk("sandbox start").run().succeeds();
    let raw = Raw::of(&sandbox);
    let before = memory(&sandbox);
    let mut deaf = Vec::new();
    for _ in 0..60 {
        deaf.push(raw.get(WATCH).await);
    }
    let mut reader = Reader::start(&raw).await;
    for round in 0..30 {
        write(&raw, round, 500_000).await;
        assert_eq!(number(&reader.next().await), round.to_string());
    }
    let grown = memory(&sandbox).saturating_sub(before);
    // Sixteen events for each of them would be 480 MB.
    assert!(grown < 250, "{grown} MiB more");
    drop(deaf);
}
