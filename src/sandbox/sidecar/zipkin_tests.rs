//! Spans of a call between two apps, as a collector gets them.

use std::time::Duration;

use serde_json::{Value, json};

use super::testing::{Fake, Started, TestApp, ask};

/// The spans that came so far, once there are so many.
async fn spans(collector: &mut TestApp, many: usize) -> Vec<Value> {
    let mut all = Vec::new();
    while all.len() < many {
        let batch = tokio::time::timeout(Duration::from_secs(20), collector.events.recv());
        let batch = batch.await.expect("in time").expect("a batch");
        all.extend(batch["event"].as_array().expect("a list").clone());
    }
    all
}

#[tokio::test]
async fn a_call_is_a_step_on_each_side() {
    let mut collector = TestApp::start(json!([])).await;
    let app = TestApp::start(json!([])).await;
    let at = format!("127.0.0.1:{}", collector.port)
        .parse()
        .expect("an address");
    // The collector is named as a Service is.
    let tracing = json!({"zipkin": {"endpointAddress": "http://spans.shop.svc.cluster.local:9411/events/spans"}});
    let words = format!("--app-id back --app-port {}", app.port);
    let fake = Fake::new().with_service("spans", at);
    let back = Started::start_traced(&words, fake.clone(), &tracing).await;
    let fake = fake.with_service("back-dapr", back.internal);
    let front = Started::start_traced("--app-id front", fake, &tracing).await;
    let parent = (
        "traceparent",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    );
    for (line, status) in [
        ("GET /v1.0/invoke/back/method/price?x=1", 200),
        ("GET /v1.0/state/absent/a", 500),
        ("GET /v1.0/healthz", 500),
    ] {
        assert_eq!(ask(front.api, line, &[parent], "").await.status, status);
    }
    let mut all = spans(&mut collector, 3).await;
    all.sort_by_key(|span| (span["kind"].to_string(), span["name"].to_string()));
    let [state, client, server] = all.as_slice() else {
        panic!("{all:?}");
    };
    for span in &all {
        assert_eq!(span["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
    }
    assert_eq!(client["parentId"], "00f067aa0ba902b7");
    assert_eq!(server["parentId"], client["id"]);
    assert_eq!(
        (&client["name"], &server["name"]),
        (
            &json!("calllocal/back/price"),
            &json!("calllocal/back/price")
        )
    );
    assert_eq!(server["localEndpoint"]["serviceName"], "back");
    let mut tags = client["tags"].clone();
    assert!(tags["server.port"].take().is_string());
    assert_eq!(
        tags,
        json!({
            "dapr.api": "GET /v1.0/invoke/back/method/price", "dapr.protocol": "http", "dapr.status_code": "200",
            "http.request.method": "GET", "net.peer.name": "back", "otel.scope.name": "dapr-diagnostics",
            "rpc.service": "ServiceInvocation", "server.address": "127.0.0.1", "server.port": null,
            "service.name": "front", "url.full": "/v1.0/invoke/back/method/price?x=1",
        })
    );
    assert_eq!(state["tags"]["db.name"], "absent");
    assert_eq!(state["tags"]["error"], "Code(500): Internal Server Error");
}

#[tokio::test]
async fn a_collector_that_is_away_delays_nothing() {
    let tracing = json!({"zipkin": {"endpointAddress": "http://127.0.0.1:1/api/v2/spans"}});
    let front = Started::start_traced("--app-id front", Fake::new(), &tracing).await;
    let line = "GET /v1.0/state/absent/a";
    for _ in 0..3_000 {
        // More than there is room for.
        assert_eq!(ask(front.api, line, &[], "").await.status, 500);
    }
    let log = front.log();
    assert!(log.matches("failed to send spans").count() <= 1, "{log}");
}
