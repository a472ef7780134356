//! Policies around calls, in sidecars that run.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::load::reload_policies;
use super::testing::{Fake, Started, TestApp, ask};

const BROKEN: &str = "GET /v1.0/invoke/nodeapp/method/events/broken";

/// An app, its sidecar, and that of a caller with policies.
async fn pair(spec: &Value) -> (TestApp, Started, Started) {
    let app = TestApp::start(json!([])).await;
    let words = format!("--app-id nodeapp --app-port {}", app.port);
    let behind = Started::start(&words, Fake::new()).await;
    let fake = Fake::new()
        .with_service("nodeapp-dapr", behind.internal)
        .with_resiliency(spec);
    let caller = Started::start("--app-id caller", fake).await;
    (app, behind, caller)
}

/// How often the app was called so far.
fn tries(app: &mut TestApp) -> usize {
    std::iter::from_fn(|| app.events.try_recv().ok()).count()
}

#[tokio::test]
async fn calls_are_tried_again_as_often_as_is_said() {
    let (mut app, _behind, caller) = pair(&json!({
        "policies": {"retries": {"again": {"duration": "1ms", "maxRetries": 2, "matching": {"httpStatusCodes": "500-599"}}}},
        "targets": {"apps": {"nodeapp": {"retry": "again"}, "absent": {"retry": "again"}}},
    }))
    .await;
    let rows = [
        (BROKEN, 500, 3),
        ("GET /v1.0/invoke/nodeapp/method/events/well", 200, 1),
    ];
    for (line, status, times) in rows {
        assert_eq!(ask(caller.api, line, &[], "").await.status, status);
        assert_eq!(tries(&mut app), times, "{line}");
    }
    // A body that comes in pieces is not kept, and cannot be sent again.
    let pieces = "GET /v1.0/invoke/nodeapp/method/events/broken HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    let mut stream = TcpStream::connect(caller.api).await.expect("it listens");
    stream.write_all(pieces.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("whole");
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    assert_eq!(tries(&mut app), 1);
    let log = caller.log();
    let words =
        "Error processing operation endpoint[nodeapp, nodeapp:events/broken]. Retrying in 1ms…";
    assert_eq!(log.matches(words).count(), 1, "{log}");
    let absent = ask(caller.api, "GET /v1.0/invoke/absent/method/x", &[], "").await;
    // Dapr's own retries are none where a policy names the app.
    assert!(!absent.body.contains("after 3 retries"), "{}", absent.body);
    let metrics = caller.sidecar.metrics.render();
    let line = r#"dapr_resiliency_activations_total{app_id="caller",flow_direction="outbound",name="r",namespace="",policy="retry",status="",target="app_nodeapp"} 1"#;
    assert!(metrics.contains(line), "{metrics}");
}

#[tokio::test]
async fn a_breaker_opens_and_closes() {
    let (mut app, _behind, caller) = pair(&json!({
        "policies": {
            "retries": {"again": {"duration": "1ms", "maxRetries": 9}},
            "circuitBreakers": {"fuse": {"trip": "consecutiveFailures >= 3", "timeout": "300ms"}},
        },
        "targets": {"apps": {"nodeapp": {"retry": "again", "circuitBreaker": "fuse"}}},
    }))
    .await;
    for times in [3, 0] {
        let reply = ask(caller.api, BROKEN, &[], "").await;
        assert_eq!(reply.status, 500);
        assert!(
            reply.body.contains("err: circuit breaker is open"),
            "{}",
            reply.body
        );
        assert_eq!(tries(&mut app), times);
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    ask(caller.api, BROKEN, &[], "").await;
    assert_eq!(tries(&mut app), 1);
    let log = caller.log();
    for change in ["closed to open", "open to half-open", "half-open to open"] {
        let words = format!("\\\"nodeapp:events/broken\\\" changed state from {change}");
        assert!(log.contains(&words), "{change}\n{log}");
    }
}

#[tokio::test]
async fn a_time_ends_and_policies_change() {
    let spec = |time: &str| json!({"policies": {"timeouts": {"DefaultTimeoutPolicy": time}}});
    let (_app, behind, caller) = pair(&spec("50ms")).await;
    let started = Instant::now();
    let slow = "GET /v1.0/invoke/nodeapp/method/slow";
    let reply = ask(caller.api, slow, &[], "").await;
    let body = r#"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: nodeapp, err: context deadline exceeded"}"#;
    assert_eq!((reply.status, reply.body.as_str()), (500, body));
    assert!(started.elapsed() < Duration::from_secs(20));
    let reached = || Fake::new().with_service("nodeapp-dapr", behind.internal);
    caller.change(&reached().with_resiliency(&spec("50ms")));
    reload_policies(&caller.sidecar).await;
    assert!(!caller.log().contains("read again"), "{}", caller.log());
    caller.change(&reached().with_resiliency(&spec("1h")));
    reload_policies(&caller.sidecar).await;
    assert!(caller.log().contains("read again"), "{}", caller.log());
    let still = tokio::time::timeout(Duration::from_millis(500), ask(caller.api, slow, &[], ""));
    assert!(still.await.is_err());
}
