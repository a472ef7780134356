//! The table against the built-in sidecar.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::testing::{Fake, Redis, Started, TestApp};
use super::check::differences;
use super::table::TABLE;

#[tokio::test]
async fn it_answers_as_dapr_does() {
    let Some(redis) = Redis::start().await else {
        return skipped("sandbox::sidecar::conformance::builtin::it_answers_as_dapr_does");
    };
    let app = TestApp::start(json!([])).await;
    let address = format!("127.0.0.1:{}", redis.port)
        .parse()
        .expect("an address");
    let host = [("redisHost", "redis-master:6379")];
    let fake = Fake::new()
        .with_service("redis-master", address)
        .with_component("statestore", "state.redis", &host)
        .with_component("memory", "state.in-memory", &[])
        .with_component("pubsub", "pubsub.redis", &host)
        .with_component("bus", "pubsub.in-memory", &[]);
    let words = format!("--app-id nodeapp --app-port {}", app.port);
    let sidecar = Started::start(&words, fake).await.ready().await;
    let found = differences(sidecar.api, &redis).await;
    let told: Vec<_> = found
        .iter()
        .filter(|(row, _)| row.differs.is_none())
        .map(|(_, line)| line.as_str())
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let lines: BTreeSet<_> = found.iter().map(|(row, _)| row.line).collect();
    let stale = TABLE
        .iter()
        .filter(|row| row.differs.is_some() && !lines.contains(row.line))
        .count();
    assert_eq!(stale, 0, "a row says that it differs, and does not");
}

/// A test that cannot run here is named.
pub(super) fn skipped(test: &str) {
    use std::io::Write as _;
    let _ = writeln!(
        std::io::stderr(),
        "skipped: {test}: redis-server is not installed"
    );
}
