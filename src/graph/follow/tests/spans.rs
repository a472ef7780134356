//! Requests made of spans as well.

use serde_json::json;

use super::{STORE, app, at, facts, graph, of, requests, said, told};
use crate::check::Span;

fn span(of: &str, id: &str, parent: &str, micros: (u64, u64), tags: &serde_json::Value) -> Span {
    let (app, name) = of.split_once(' ').unwrap();
    let kind = if name.starts_with("in:") {
        "SERVER"
    } else {
        "CLIENT"
    };
    let base = u64::try_from(at(0).as_microsecond()).unwrap();
    let value = json!({"traceId": "t", "id": id, "parentId": if parent.is_empty() { None } else { Some(parent) },
        "name": name, "kind": kind, "timestamp": base + micros.0, "duration": micros.1 - micros.0,
        "localEndpoint": {"serviceName": app}, "tags": tags});
    Span::read(&value, at(6000), true).unwrap()
}

#[test]
fn spans_tell_the_exact_order() {
    let graph = graph(&[
        "*app/front calls app/back",
        "*app/front calls app/other",
        "app/back sets component/statestore",
        "component/pubsub delivers orders app/billing",
    ]);
    let call =
        json!({"dapr.api": "POST /price", "net.peer.name": "back", "dapr.status_code": "200"});
    let got = json!({"dapr.api": "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream"});
    let store = json!({"dapr.api": STORE, "db.name": "statestore", "dapr.status_code": "204"});
    let publish =
        json!({"dapr.api": "POST /v1.0/publish/pubsub/orders", "dapr.status_code": "204"});
    let spans = [
        span("front calllocal/back/price", "a", "", (100, 9250), &call),
        span("back in:calllocal/back/price", "b", "a", (900, 8000), &got),
        // This one and its line are the same call.
        span(
            "back /v1.0/state/statestore",
            "c",
            "b",
            (1500, 3750),
            &store,
        ),
        span(
            "back /v1.0/publish/pubsub/orders",
            "d",
            "b",
            (4000, 5000),
            &publish,
        ),
        span(
            "billing pubsub/orders",
            "e",
            "d",
            (20_000, 30_000),
            &json!({}),
        ),
        span("nobody x", "f", "e", (1, 2), &json!({"dapr.api": "GET /x"})),
    ];
    let lines = [
        said("back", STORE, (1, 4), 204),
        said("front", "POST /price", (0, 9), 200),
        said("billing", STORE, (21, 23), 204),
    ];
    let mut facts = facts(&graph, &lines);
    facts.spans = spans.iter().collect();
    let found = requests(&facts, &app("front"));
    assert_eq!(found.len(), 1);
    assert_eq!(
        told(&found[0]),
        [
            "front > back  POST /price  0+9.15  200  trace, API log",
            "  back > statestore  POST /v1.0/state/statestore  1.4+2.25  204  trace, API log",
            "  back > pubsub  POST /v1.0/publish/pubsub/orders  3.9+1  204  trace",
            "    pubsub > billing  pubsub/orders  19.9+10  trace",
            "      billing > statestore  POST /v1.0/state/statestore  20+2  204  API log",
        ]
    );
    assert!(
        found[0].traced && found[0].remarks.is_empty(),
        "{:?}",
        found[0].remarks
    );
    // Without a log spans alone tell it.
    facts.lines.clear();
    let alone = requests(&facts, &app("billing"));
    assert_eq!(
        told(&alone[0])[0],
        "front > back  POST /price  0+9.15  200  trace"
    );
}

#[test]
fn what_never_ends_ends() {
    let graph = graph(&["*app/a calls app/b", "*app/b calls app/a"]);
    let lines = [
        said("a", "POST /v1.0/invoke/b/method/x", (0, 5), 200),
        said("b", "POST /v1.0/invoke/a/method/x", (0, 5), 200),
    ];
    let ring = [
        span(
            "a x",
            "a",
            "b",
            (0, 5000),
            &json!({"dapr.api": "POST /x", "net.peer.name": "b"}),
        ),
        span(
            "b x",
            "b",
            "a",
            (0, 5000),
            &json!({"dapr.api": "POST /x", "net.peer.name": "a"}),
        ),
    ];
    let mut facts = facts(&graph, &lines);
    assert_eq!(of(&facts, "a").len(), 1);
    facts.spans = ring.iter().collect();
    assert!(!of(&facts, "a").is_empty());
}
