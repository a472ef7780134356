//! A sidecar as a whole, with its app, its cluster and its neighbours.

use serde_json::{Value, json};

use super::load::reload;
use super::testing::{Fake, Redis, Started, TestApp, ask};

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

async fn app_and_sidecar(subscriptions: Value, fake: Fake, words: &str) -> (TestApp, Started) {
    let app = TestApp::start(subscriptions).await;
    let words = format!("--app-id nodeapp --app-port {} {words}", app.port);
    let sidecar = Started::start(&words, fake).await;
    (app, sidecar)
}

#[tokio::test]
async fn it_is_not_ready_before_its_app_is() {
    let (_app, sidecar) = app_and_sidecar(json!([]), Fake::new(), "").await;
    for door in [sidecar.api, sidecar.public] {
        let reply = ask(door, "GET /v1.0/healthz", &[], "").await;
        let body =
            r#"{"errorCode":"ERR_HEALTH_NOT_READY","message":"dapr is not ready: [runtime]"}"#;
        assert_eq!((reply.status, reply.body.as_str()), (500, body));
    }
    let outbound = ask(sidecar.api, "GET /v1.0/healthz/outbound", &[], "").await;
    assert_eq!(outbound.status, 500);
    let sidecar = sidecar.ready().await;
    assert_eq!(
        ask(sidecar.public, "GET /v1.0/healthz", &[], "")
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn the_public_door_has_health_and_metadata() {
    let (_app, sidecar) = app_and_sidecar(json!([]), Fake::new(), "").await;
    let rows = [
        ("GET /v1.0/metadata", 200),
        ("POST /v1.0/metadata", 405),
        ("GET /v1.0/state/memory/a", 404),
        ("GET /x", 404),
    ];
    for (line, status) in rows {
        assert_eq!(
            ask(sidecar.public, line, &[], "").await.status,
            status,
            "{line}"
        );
    }
    assert_eq!(
        ask(sidecar.public, "GET /x", &[], "").await.body,
        "404 page not found\n"
    );
}

#[tokio::test]
async fn one_app_calls_another() {
    let (_app, other) = app_and_sidecar(json!([]), Fake::new(), "").await;
    let fake = Fake::new().with_service("nodeapp-dapr", other.internal);
    let caller = Started::start("--app-id pythonapp", fake).await;
    let headers = [("dapr-app-id", "nodeapp"), ("content-type", "text/plain")];
    let reply = ask(caller.api, "POST /neworder?a=b%20c", &headers, "hi").await;
    let told: Value = serde_json::from_str(&reply.body).expect("told");
    assert_eq!(
        (reply.status, &told["path"], &told["query"], &told["body"]),
        (200, &json!("/neworder"), &json!("a=b%20c"), &json!("hi"))
    );
    let expected = json!({"content-type": "text/plain", "dapr-caller-app-id": "pythonapp", "dapr-caller-namespace": "shop"});
    assert_eq!(told["headers"], expected);
    let teapot = ask(
        caller.api,
        "GET /v1.0/invoke/nodeapp.shop/method/status/418",
        &[],
        "",
    )
    .await;
    assert_eq!((teapot.status, teapot.body.as_str()), (418, "this is 418"));
    let sent = caller.sidecar.metrics.render();
    assert!(sent.contains(r#"dapr_runtime_service_invocation_req_sent_total{app_id="pythonapp",dst_app_id="nodeapp",type="unary"} 2"#), "{sent}");
    let received = ask(other.metrics, "GET /", &[], "").await.body;
    assert!(received.contains(r#"dapr_runtime_service_invocation_req_recv_total{app_id="nodeapp",src_app_id="pythonapp"} 2"#), "{received}");
}

#[tokio::test]
async fn apps_that_cannot_be_called() {
    let silent = Started::start("--app-id silent", Fake::new()).await;
    let gone = Started::start("--app-id gone --app-port 1", Fake::new()).await;
    let fake = Fake::new()
        .with_service("silent-dapr", silent.internal)
        .with_service("gone-dapr", gone.internal);
    let caller = Started::start("--app-id pythonapp", fake).await;
    let rows = [
        (
            "absent",
            "failed to resolve address for 'absent-dapr.shop.svc.cluster.local': lookup absent-dapr.shop.svc.cluster.local: no such host",
        ),
        (
            "silent",
            "rpc error: code = Internal desc = app channel is not initialized",
        ),
        (
            "gone",
            "rpc error: code = Internal desc = error invoking app channel: Get \\\"http://127.0.0.1:1/x\\\": dial tcp 127.0.0.1:1: connect: connection refused",
        ),
        (
            "pythonapp",
            "cannot invoke local endpoint: app channel not initialized",
        ),
    ];
    for (app, words) in rows {
        let reply = ask(
            caller.api,
            &format!("GET /v1.0/invoke/{app}/method/x"),
            &[],
            "",
        )
        .await;
        let body = format!(
            r#"{{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: {app}, err: {words}"}}"#
        );
        assert_eq!((reply.status, reply.body), (500, body));
    }
}

#[tokio::test]
async fn events_come_to_the_app() {
    let wishes = json!([
        {"pubsubname": "bus", "topic": "orders", "route": "/events/a"},
        {"pubsubname": "bus", "topic": "bad", "routes": {"default": "/events/retry"}, "deadLetterTopic": "dead"},
        {"pubsubname": "bus", "topic": "dropped", "route": "/events/drop", "deadLetterTopic": "dead"},
        {"pubsubname": "bus", "topic": "nowhere"},
    ]);
    let fake = Fake::new()
        .with_component("bus", "pubsub.in-memory", &[])
        .with_subscription(
            &json!({"pubsubname": "bus", "topic": "dead", "routes": {"default": "/events/dead"}}),
        );
    let (mut app, sidecar) = app_and_sidecar(wishes, fake, "").await;
    let sidecar = sidecar.ready().await;
    // Each subscription listens once its task has run.
    tokio::task::yield_now().await;
    let publish = async |topic: &str| {
        let line = format!("POST /v1.0/publish/bus/{topic}");
        assert_eq!(
            ask(sidecar.api, &line, JSON, r#"{"n":1}"#).await.status,
            204
        );
    };
    publish("orders").await;
    let event = app.events.recv().await.expect("an event");
    assert_eq!(
        (&event["path"], &event["event"]["data"]),
        (&json!("/events/a"), &json!({"n": 1}))
    );
    assert_eq!(
        event["headers"],
        json!({"content-type": "application/cloudevents+json", "pubsubname": "bus"})
    );
    for topic in ["bad", "dropped"] {
        publish(topic).await;
        app.events.recv().await.expect("an event");
        let dead = app.events.recv().await.expect("an event");
        assert_eq!(
            (&dead["path"], &dead["event"]["topic"]),
            (&json!("/events/dead"), &json!(topic))
        );
    }
    let metadata: Value = serde_json::from_str(
        &ask(sidecar.public, "GET /v1.0/metadata", &[], "")
            .await
            .body,
    )
    .expect("told");
    let kinds: Vec<_> = metadata["subscriptions"]
        .as_array()
        .expect("some")
        .iter()
        .map(|entry| entry["type"].clone())
        .collect();
    assert_eq!(
        kinds,
        [
            json!("PROGRAMMATIC"),
            json!("PROGRAMMATIC"),
            json!("PROGRAMMATIC"),
            json!("DECLARATIVE")
        ]
    );
    let log = sidecar.log();
    assert!(
        log.contains(
            "app is subscribed to the following topics: [[orders bad dropped]] through pubsub=bus"
        ),
        "{log}"
    );
    assert!(
        log.contains("topic nowhere has an empty routes. removing from subscriptions list"),
        "{log}"
    );
}

#[tokio::test]
async fn topics_that_an_app_may_not_use() {
    let limits = [
        ("publishingScopes", "other=orders"),
        ("protectedTopics", "orders"),
    ];
    let fake = Fake::new().with_component("bus", "pubsub.in-memory", &limits);
    let sidecar = Started::start("--app-id nodeapp", fake).await;
    let reply = ask(sidecar.api, "POST /v1.0/publish/bus/orders", JSON, "{}").await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.starts_with(r#"{"errorCode":"ERR_PUBSUB_FORBIDDEN","message":"topic orders is not allowed for app id nodeapp""#));
}

#[tokio::test]
async fn secrets_of_kubernetes() {
    let fake = Fake::new()
        .with_secret("db", &[("user", "a"), ("password", "b")])
        .with_secret("other", &[]);
    let sidecar = Started::start("--app-id nodeapp", fake).await;
    let rows = [
        (
            "kubernetes/db",
            200,
            "{\"password\":\"b\",\"user\":\"a\"}\n",
        ),
        ("kubernetes/other", 200, "{}\n"),
        (
            "kubernetes/bulk",
            200,
            "{\"db\":{\"password\":\"b\",\"user\":\"a\"},\"other\":{}}\n",
        ),
        (
            "kubernetes/absent",
            500,
            r#"{"errorCode":"ERR_SECRET_GET","message":"failed getting secret with key absent from secret store kubernetes: secrets \"absent\" not found"}"#,
        ),
        (
            "vault/db",
            401,
            r#"{"errorCode":"ERR_SECRET_STORE_NOT_FOUND","message":"failed finding secret store with key vault"}"#,
        ),
    ];
    for (path, status, body) in rows {
        let reply = ask(sidecar.api, &format!("GET /v1.0/secrets/{path}"), &[], "").await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, body),
            "{path}"
        );
    }
    let none = Started::start(
        "--app-id nodeapp --disable-builtin-k8s-secret-store",
        Fake::new(),
    )
    .await;
    let reply = ask(none.api, "GET /v1.0/secrets/kubernetes/db", &[], "").await;
    assert_eq!(
        (
            reply.status,
            reply.body.contains("ERR_SECRET_STORES_NOT_CONFIGURED")
        ),
        (500, true)
    );
}

#[tokio::test]
async fn calls_are_told_in_the_log() {
    let fake = Fake::new().with_component("memory", "state.in-memory", &[]);
    let sidecar = Started::start("--app-id nodeapp --enable-api-logging", fake).await;
    ask(
        sidecar.api,
        "POST /v1.0/state/memory",
        &[("user-agent", "me/1")],
        r#"[{"key":"a","value":1}]"#,
    )
    .await;
    ask(sidecar.api, "GET /v1.0/state/memory/a", &[], "").await;
    ask(sidecar.api, "GET /v1.0/healthz", &[], "").await;
    let log = sidecar.log();
    let told: Vec<_> = log
        .lines()
        .filter(|line| line.contains("HTTP API Called"))
        .collect();
    assert_eq!(told.len(), 2, "{log}");
    for part in [
        "level=info msg=\"HTTP API Called\" app_id=nodeapp code=204 duration=",
        "instance=pod-1 method=\"POST /v1.0/state/memory\" scope=dapr.runtime.http-info size=0 type=log useragent=me/1 ver=1.18.3",
    ] {
        assert!(told[0].contains(part), "{}", told[0]);
    }
    assert!(
        told[1].contains("code=200") && told[1].contains("size=1 type=log ver="),
        "{}",
        told[1]
    );
}

#[tokio::test]
async fn a_body_that_is_too_long() {
    let (_app, sidecar) = app_and_sidecar(json!([]), Fake::new(), "--max-body-size 10").await;
    let long = "\"eleven bytes\"";
    let rows = [
        (
            "POST /v1.0/invoke/nodeapp/method/x",
            500,
            "failed to invoke, id: nodeapp, err: stream too large",
        ),
        (
            "PUT /v1.0/metadata/a",
            400,
            "failed to read request body: stream too large",
        ),
    ];
    for (line, status, words) in rows {
        let reply = ask(sidecar.api, line, &[], long).await;
        assert_eq!(
            (reply.status, reply.body.contains(words)),
            (status, true),
            "{line} {}",
            reply.body
        );
    }
    assert_eq!(
        ask(sidecar.api, "PUT /v1.0/metadata/a", &[], "short")
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn an_app_that_is_not_well_is_sent_nothing() {
    let fake = Fake::new().with_component("bus", "pubsub.in-memory", &[]);
    let wants = json!([{"pubsubname": "bus", "topic": "orders", "route": "events"}]);
    let (_app, sidecar) = app_and_sidecar(wants, fake, "").await;
    let sidecar = sidecar.ready().await;
    let subscriber = &sidecar.sidecar.subscriber;
    assert_eq!(subscriber.describe().len(), 1);
    subscriber.stop();
    // As when a component changes meanwhile.
    subscriber.align().await;
    assert_eq!(subscriber.describe().len(), 0);
    subscriber.go_on().await;
    assert_eq!(subscriber.describe().len(), 1);
}

#[tokio::test]
async fn components_come_and_go() {
    let mut before = Fake::new()
        .with_component("a", "state.in-memory", &[])
        .with_component("b", "state.in-memory", &[]);
    before.scope("b", &["other"]);
    let sidecar = Started::start("--app-id nodeapp", before.clone()).await;
    let status = async |store: &str| {
        ask(sidecar.api, &format!("GET /v1.0/state/{store}/k"), &[], "")
            .await
            .status
    };
    assert_eq!((status("a").await, status("b").await), (204, 400));
    before.scope("b", &["nodeapp"]);
    before.remove("a");
    sidecar.change(&before);
    reload(&sidecar.sidecar).await.expect("well");
    assert_eq!((status("a").await, status("b").await), (400, 204));
    sidecar.change(&before.with_component("c", "state.mysql", &[]));
    let failed = reload(&sidecar.sidecar).await;
    let words = "process component c error: [INIT_COMPONENT_FAILURE]: initialization error occurred for c (state.mysql/v1): [CREATE_COMPONENT_FAILURE]: ";
    assert!(failed.is_err_and(|reason| reason.starts_with(words)));
    let log = sidecar.log();
    for line in [
        "Component deleted: a",
        "Component loaded: b (state.in-memory/v1)",
        "Failed to init component c (state.mysql/v1): ",
    ] {
        assert!(log.contains(line), "{line}\n{log}");
    }
}

#[tokio::test]
async fn a_redis_that_is_not_there() {
    let metadata = [("redisHost", "127.0.0.1:1"), ("redisMaxRetries", "0")];
    let fake = Fake::new()
        .with_component("statestore", "state.redis", &metadata)
        .hurried();
    let sidecar = Started::start("--app-id nodeapp", Fake::new()).await;
    sidecar.change(&fake);
    let failed = reload(&sidecar.sidecar).await;
    let words = "redis store: error connecting to redis at 127.0.0.1:1: dial tcp 127.0.0.1:1: connect: connection refused";
    assert!(
        failed.as_ref().is_err_and(|reason| reason.ends_with(words)),
        "{failed:?}"
    );
}

/// Components in one Redis, behind the Service `redis-master`.
fn in_redis(redis: &Redis) -> Fake {
    let host = [("redisHost", "redis-master.shop.svc.cluster.local:6379")];
    Fake::new()
        .with_service("redis-master", redis.address())
        .with_component("statestore", "state.redis", &host)
        .with_component("pubsub", "pubsub.redis", &host)
}

#[tokio::test]
async fn events_come_through_redis() {
    let Some(redis) = Redis::start("events_come_through_redis").await else {
        return;
    };
    let fake = in_redis(&redis).with_subscription(
        &json!({"pubsubname": "pubsub", "topic": "orders", "route": "/events/a"}),
    );
    let (mut app, sidecar) = app_and_sidecar(json!([]), fake, "").await;
    let sidecar = sidecar.ready().await;
    let publisher = Started::start("--app-id pythonapp", in_redis(&redis)).await;
    for number in 0..3 {
        let body = json!({"n": number}).to_string();
        assert_eq!(
            ask(
                publisher.api,
                "POST /v1.0/publish/pubsub/orders",
                JSON,
                &body
            )
            .await
            .status,
            204
        );
    }
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let event = app.events.recv().await.expect("an event");
        assert_eq!(event["event"]["source"], "pythonapp");
        numbers.push(event["event"]["data"]["n"].as_i64());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [Some(0), Some(1), Some(2)]);
    // What was delivered is acknowledged, sooner or later.
    loop {
        let pending = redis.ask(&["XPENDING", "orders", "nodeapp"]).await;
        if matches!(&pending, redis::Value::Array(parts) if parts[0] == redis::Value::Int(0)) {
            break;
        }
        tokio::task::yield_now().await;
    }
    drop(sidecar);
}

#[tokio::test]
async fn a_redis_that_moved_is_found_again() {
    let test = "a_redis_that_moved_is_found_again";
    let (Some(before), Some(after)) = (Redis::start(test).await, Redis::start(test).await) else {
        return;
    };
    let sidecar = Started::start("--app-id nodeapp", in_redis(&before)).await;
    let save = async || {
        ask(
            sidecar.api,
            "POST /v1.0/state/statestore",
            JSON,
            r#"[{"key":"k","value":1}]"#,
        )
        .await
    };
    assert_eq!(save().await.status, 204);
    sidecar.change(&in_redis(&after));
    drop(before);
    let reply = save().await;
    assert_eq!(reply.status, 204, "{}", reply.body);
    assert_eq!(
        after.ask(&["HGET", "nodeapp||k", "data"]).await,
        redis::Value::BulkString(b"1".to_vec())
    );
}

#[tokio::test]
async fn only_who_has_the_token_is_heard() {
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], u16);
    let fake = Fake::new().with_component("memory", "state.in-memory", &[]);
    let sidecar =
        Started::start_with("--app-id nodeapp", fake, &[("DAPR_API_TOKEN", "s3cret")]).await;
    let rows: [Row<'_>; 4] = [
        ("GET /v1.0/state/memory/k", &[], 401),
        (
            "GET /v1.0/state/memory/k",
            &[("dapr-api-token", "wrong")],
            401,
        ),
        (
            "GET /v1.0/state/memory/k",
            &[("dapr-api-token", "s3cret")],
            204,
        ),
        ("GET /v1.0/healthz", &[], 500),
    ];
    for (line, headers, status) in rows {
        let reply = ask(sidecar.api, line, headers, "").await;
        assert_eq!(reply.status, status, "{line} {headers:?}");
        assert!(status != 401 || reply.body == "invalid api token\n");
    }
    assert_eq!(
        ask(sidecar.public, "GET /v1.0/metadata", &[], "")
            .await
            .status,
        200
    );
}
