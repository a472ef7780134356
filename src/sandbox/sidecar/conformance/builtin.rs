//! The table against the built-in sidecar.

use std::io::Write as _;

use serde_json::json;

use super::super::differences::DIFFERENCES;
use super::super::testing::{Fake, Redis, Started, TestApp};
use super::check::differences;
use super::table::policies;

#[tokio::test]
async fn it_answers_as_dapr_does() {
    let Some(redis) = Redis::start("it_answers_as_dapr_does").await else {
        return;
    };
    let app = TestApp::start(json!([])).await;
    let address = format!("127.0.0.1:{}", redis.port)
        .parse()
        .expect("an address");
    let host = [("redisHost", "redis-master:6379")];
    let fake = Fake::new()
        .with_service("redis-master", address)
        .with_component("statestore", "state.redis", &host)
        .with_component("frail", "state.redis", &host)
        .with_component("fragile", "pubsub.redis", &host)
        .with_resiliency(&policies())
        .with_component("memory", "state.in-memory", &[])
        .with_component("pubsub", "pubsub.redis", &host)
        .with_component("bus", "pubsub.in-memory", &[]);
    let words = format!("--app-id nodeapp --app-port {}", app.port);
    let sidecar = Started::start(&words, fake).await.ready().await;
    let found = differences(sidecar.api, &redis).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    for difference in DIFFERENCES {
        let _ = writeln!(std::io::stdout(), "differs: {difference}");
    }
}
