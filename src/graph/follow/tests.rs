//! Requests made of what sidecars wrote.

mod spans;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Facts, Request, counted, requests, text};
use crate::check::Said;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{Evidence, Graph, NodeKind, Observed};

/// When all of it happens.
fn at(milliseconds: i64) -> Timestamp {
    let base: Timestamp = "2026-11-27T10:20:30Z".parse().unwrap();
    base + SignedDuration::from_millis(milliseconds)
}

fn line(app: &str, text: String) -> Said {
    Said {
        namespace: "default".to_owned(),
        app: app.to_owned(),
        pod: format!("{app}-1"),
        node: "one".to_owned(),
        at: at(0),
        heard: at(5000),
        fresh: true,
        text,
    }
}

/// What a sidecar writes of a call, that took from one millisecond to another.
fn said(app: &str, method: &str, (begun, ended): (i64, i64), code: u16) -> Said {
    let (time, took) = (at(ended), ended - begun);
    let text = format!(
        "time=\"{time}\" level=info msg=\"HTTP API Called\" app_id={app} code={code} duration={took} instance={app}-1 \
         method={method:?} scope=dapr.runtime.http-info size=0 type=log useragent=node ver=1.18.3"
    );
    line(app, text)
}

/// A picture of `from verb to`, each end as `kind/name`; what begins with `*` has moved lately.
fn graph(relations: &[&str]) -> Graph {
    let mut draft = Draft::default();
    let kind = |word: &str| match word {
        "app" => NodeKind::App,
        "component" => NodeKind::Component,
        _ => NodeKind::Backend,
    };
    let mut moved = Vec::new();
    for relation in relations {
        let bare = relation.trim_start_matches('*');
        let (from, rest) = bare.split_once(' ').unwrap();
        let (verb, to) = rest.rsplit_once(' ').unwrap();
        let [from, to] = [from, to].map(|end| {
            let (word, name) = end.split_once('/').unwrap();
            let node = draft.node(kind(word), "default", name);
            if word == "component" {
                node.detail = format!(
                    "{}.redis",
                    if name.contains("pub") {
                        "pubsub"
                    } else {
                        "state"
                    }
                );
            }
            node.id.clone()
        });
        draft.relation(&from, &to, verb).declared("a test");
        if verb == "calls" || relation.starts_with('*') {
            moved.push((from, to, relation.starts_with('*')));
        }
    }
    let mut graph = draft.finish("test");
    for edge in &mut graph.edges {
        let counted = moved
            .iter()
            .find(|(from, to, _)| (from, to) == (&edge.from, &edge.to));
        if let Some((_, _, lately)) = counted {
            let observed = Observed {
                rate: Some(if *lately { 1.0 } else { 0.0 }),
                total: 9.0,
                ..Observed::default()
            };
            edge.evidence = Evidence {
                observed: Some(observed),
                ..edge.evidence
            };
        }
    }
    graph
}

const HELLO: [&str; 4] = [
    "*app/pythonapp calls app/nodeapp",
    "*app/nodeapp sets component/statestore",
    "app/pythonapp uses component/statestore",
    "component/statestore connects backend/redis",
];
const STORE: &str = "POST /v1.0/state/statestore";

fn facts<'a>(graph: &'a Graph, lines: &'a [Said]) -> Facts<'a> {
    Facts {
        graph: Some(graph),
        lines: lines.iter().collect(),
        namespace: "default".to_owned(),
        ..Facts::default()
    }
}

fn app(name: &str) -> String {
    id(NodeKind::App, "default", name)
}

/// `pythonapp > nodeapp  POST /neworder  0+6  200  API log, counter`
fn told(request: &Request) -> Vec<String> {
    let hop = |hop: &super::Hop| {
        let number = |value: Option<f64>| value.map(|value| value.to_string());
        let time = number(hop.at)
            .zip(number(hop.took))
            .map(|(at, took)| format!("{at}+{took}"));
        let known: Vec<_> = hop.known.iter().map(|known| known.words()).collect();
        let ends = format!(
            "{}{} > {}{}",
            "  ".repeat(hop.depth),
            hop.from.name,
            hop.to.as_ref().map_or("-", |end| &end.name),
            if hop.unsure { " ~" } else { "" }
        );
        let parts = [
            Some(ends),
            Some(hop.what.clone()),
            time,
            hop.status.clone(),
            Some(known.join(", ")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
    };
    request.hops.iter().map(hop).collect()
}

fn of(facts: &Facts<'_>, name: &str) -> Vec<Vec<String>> {
    requests(facts, &app(name)).iter().map(told).collect()
}

const HELLO_HOPS: [&str; 3] = [
    "pythonapp > nodeapp  POST /neworder  0+6  200  API log, counter",
    "  nodeapp > statestore  POST /v1.0/state/statestore  1+3  204  API log",
    "    statestore > redis  connects  declared",
];

#[test]
fn an_app_in_a_header_is_told_by_counters() {
    let graph = graph(&HELLO);
    let lines = [
        said("nodeapp", STORE, (102, 105), 204),
        said("pythonapp", "POST /neworder", (101, 107), 200),
    ];
    // Whoever of them is followed: it is the same request.
    for name in ["pythonapp", "nodeapp"] {
        assert_eq!(of(&facts(&graph, &lines), name), [HELLO_HOPS], "{name}");
    }
    assert_eq!(of(&facts(&graph, &lines), "nobody"), [[""; 0]; 0]);
    let request = &requests(&facts(&graph, &lines), &app("nodeapp"))[0];
    assert_eq!(request.remarks, [""; 0]);
    assert_eq!(
        request.hops[0].sentence,
        "pythonapp calls nodeapp: POST /neworder, 200, 6 ms"
    );
    assert_eq!(
        request.hops[1].sentence,
        "nodeapp sets state in statestore: POST /v1.0/state/statestore, 204, 3 ms"
    );
}

#[test]
fn the_text_is_a_tree_beside_columns() {
    let graph = graph(&HELLO);
    let lines = [
        said(
            "nodeapp",
            "POST /v1.0/state/statestore/a-key-that-is-very-long-indeed",
            (102, 105),
            500,
        ),
        said("pythonapp", "POST /neworder", (101, 107), 200),
    ];
    let request = &requests(&facts(&graph, &lines), &app("nodeapp"))[0];
    let expected = "\
a request of pythonapp at 10:20:30.101Z, 6 ms, 3 hops
HOP             WHAT                          AT  TOOK  STATUS  KNOWN FROM
pythonapp
└ nodeapp       POST /neworder              0 ms  6 ms  200     API log, counter
  └ statestore  POST /v1.0/state/statesto…  1 ms  3 ms  ✖ 500   API log
    └ redis     connects                                        declared
! POST /v1.0/state/statestore/a-key-that-is-very-long-indeed was answered 500: `daprk check -k -n default -a nodeapp` looks for the cause
";
    let is = text(request, false);
    assert_eq!(is, expected, "{is}");
    assert!(is.lines().take(6).all(|line| line.chars().count() <= 80));
    assert!(text(request, true).contains("very-long-indeed  1 ms"));
}

#[test]
fn a_request_fans_out() {
    let relations = [
        "app/front calls app/addapp",
        "app/front calls app/multiplyapp",
        "app/gate calls app/front",
    ];
    let graph = graph(&relations);
    let lines = [
        said("front", "POST /v1.0/invoke/addapp/method/add", (2, 10), 200),
        said(
            "front",
            "POST /v1.0/invoke/multiplyapp/method/multiply",
            (4, 14),
            200,
        ),
        said(
            "gate",
            "POST /v1.0/invoke/front/method/calculate",
            (0, 16),
            200,
        ),
        // Another one, before it.
        said(
            "front",
            "POST /v1.0/invoke/addapp/method/add",
            (-90, -80),
            200,
        ),
    ];
    let found = of(&facts(&graph, &lines), "front");
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0],
        ["front > addapp  POST /v1.0/invoke/addapp/method/add  0+10  200  API log"]
    );
    assert_eq!(
        found[1],
        [
            "gate > front  POST /v1.0/invoke/front/method/calculate  0+16  200  API log",
            "  front > addapp  POST /v1.0/invoke/addapp/method/add  2+8  200  API log",
            "  front > multiplyapp  POST /v1.0/invoke/multiplyapp/method/multiply  4+10  200  API log",
        ]
    );
    // Seen from one of those that were asked it is the same.
    assert_eq!(of(&facts(&graph, &lines), "multiplyapp"), found[1..]);
}

#[test]
fn an_event_goes_on_at_its_subscribers() {
    let graph = graph(&[
        "app/kitchen publishes orders component/pubsub",
        "*component/pubsub delivers orders app/billing",
        "component/pubsub delivers orders app/audit",
        "component/pubsub delivers praise app/kitchen",
        "component/pubsub connects backend/redis",
        "app/billing sets component/statestore",
    ]);
    let lines = [
        said("kitchen", "POST /v1.0/publish/pubsub/orders", (0, 4), 204),
        said("billing", STORE, (20, 22), 204),
        // Too late to be of it.
        said("billing", STORE, (4000, 4002), 204),
    ];
    let found = requests(&facts(&graph, &lines), &app("kitchen"));
    assert_eq!(
        told(&found[0]),
        [
            "kitchen > pubsub  POST /v1.0/publish/pubsub/orders  0+4  204  API log",
            "  pubsub > redis  connects  declared",
            "  pubsub > audit  delivers orders  declared",
            "  pubsub > billing  delivers orders  counter",
            "    billing > statestore ~  POST /v1.0/state/statestore  20+2  204  API log",
        ]
    );
    assert_eq!(
        found[0].hops[0].sentence,
        "kitchen publishes orders to pubsub: POST /v1.0/publish/pubsub/orders, 204, 4 ms"
    );
    assert!(
        found[0].remarks[0].ends_with("no trace says that it came from it"),
        "{:?}",
        found[0].remarks
    );
}

#[test]
fn an_error_in_the_middle() {
    let graph = graph(&["*app/pythonapp calls app/nodeapp"]);
    let lines = [
        said("nodeapp", STORE, (2, 3), 400),
        said("pythonapp", "POST /neworder", (0, 5), 500),
    ];
    let found = requests(&facts(&graph, &lines), &app("pythonapp"));
    assert_eq!(
        told(&found[0]),
        [
            "pythonapp > nodeapp  POST /neworder  0+5  500  API log, counter",
            "  nodeapp > statestore  POST /v1.0/state/statestore  2+1  400  API log",
        ]
    );
    assert!(found[0].failed && found[0].hops[1].failed);
    let fix = "POST /v1.0/state/statestore was answered 400: `daprk check -k -n default -a nodeapp` looks for the cause";
    assert!(
        found[0].remarks.iter().any(|remark| remark == fix),
        "{:?}",
        found[0].remarks
    );
}

#[test]
fn requests_side_by_side_are_told_apart_or_said_to_be_unsure() {
    let graph = graph(&HELLO);
    let lines = [
        said("nodeapp", STORE, (2, 4), 204),
        said("nodeapp", STORE, (12, 14), 204),
        said("pythonapp", "POST /neworder?1", (0, 20), 200),
        said("pythonapp", "POST /neworder?2", (10, 30), 200),
    ];
    let found = requests(&facts(&graph, &lines), &app("pythonapp"));
    let hops = |at: usize| {
        told(&found[at])
            .into_iter()
            .filter(|hop| hop.contains("nodeapp > "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        hops(0),
        ["  nodeapp > statestore  POST /v1.0/state/statestore  2+2  204  API log"]
    );
    assert_eq!(
        hops(1),
        ["  nodeapp > statestore ~  POST /v1.0/state/statestore  2+2  204  API log"]
    );
    assert_eq!(found[0].remarks, [""; 0]);
    assert!(
        found[1].remarks[0].contains("may belong to another request"),
        "{:?}",
        found[1].remarks
    );
}

#[test]
fn clocks_may_be_apart() {
    let graph = graph(&HELLO);
    let rows = [
        // Lines of one node: some milliseconds; of two nodes: more; and no more than that.
        ("one", (104, 110), 1),
        ("two", (130, 133), 1),
        ("one", (130, 133), 2),
        ("two", (230, 233), 2),
    ];
    for (node, time, count) in rows {
        let far = Said {
            node: node.to_owned(),
            ..said("nodeapp", STORE, time, 204)
        };
        let lines = [far, said("pythonapp", "POST /neworder", (101, 107), 200)];
        assert_eq!(
            of(&facts(&graph, &lines), "nodeapp").len(),
            count,
            "{node} {time:?}"
        );
    }
}

#[test]
fn a_sidecar_without_api_log_is_said_and_counters_stand_in() {
    let graph = graph(&HELLO);
    let lines = [said("pythonapp", "POST /neworder", (0, 6), 200)];
    let mut facts = facts(&graph, &lines);
    facts.silent.insert(app("nodeapp"));
    let found = requests(&facts, &app("nodeapp"));
    assert_eq!(
        told(&found[0]),
        [
            "pythonapp > nodeapp  POST /neworder  0+6  200  API log, counter",
            "  nodeapp > statestore  sets  counter",
            "    statestore > redis  connects  declared",
        ]
    );
    assert_eq!(found[0].remarks, [counted::fix("nodeapp")]);
    // Nobody writes one: all is counted.
    facts.lines.clear();
    facts.silent.insert(app("pythonapp"));
    assert_eq!(of(&facts, "pythonapp"), [[""; 0]; 0]);
    let request = counted::request(&facts, &app("nodeapp")).unwrap();
    assert_eq!(
        told(&request),
        [
            "pythonapp > nodeapp  calls  counter",
            "  nodeapp > statestore  sets  counter",
            "    statestore > redis  connects  declared",
        ]
    );
    assert_eq!((request.at, request.took), (None, None));
    assert_eq!(counted::request(&facts, &app("nobody")), None);
}

#[test]
fn whom_nobody_tells_is_unknown() {
    let two = [
        "app/pythonapp calls app/nodeapp",
        "app/pythonapp calls app/other",
    ];
    let graph = graph(&two);
    let lines = [
        said("pythonapp", "POST /neworder", (0, 6), 200),
        said("other", STORE, (2, 4), 204),
    ];
    let mut facts = facts(&graph, &lines);
    let found = requests(&facts, &app("pythonapp"));
    assert_eq!(
        told(&found[0]),
        [
            "pythonapp > ?  POST /neworder  0+6  200  API log",
            "  other > statestore ~  POST /v1.0/state/statestore  2+2  204  API log",
        ]
    );
    assert!(
        found[0].remarks[0].ends_with("by the counters one of nodeapp, other"),
        "{:?}",
        found[0].remarks
    );
    // One of the two has answered that path.
    facts
        .answered
        .entry(app("nodeapp"))
        .or_default()
        .insert("/neworder".to_owned());
    assert_eq!(
        of(&facts, "pythonapp"),
        [["pythonapp > nodeapp  POST /neworder  0+6  200  API log, counter"]]
    );
}

#[test]
fn lines_in_json_and_lines_that_are_none() {
    let graph = graph(&HELLO);
    let json = json!({"app_id": "nodeapp", "code": 204, "duration": 3, "level": "info", "method": STORE,
        "msg": "HTTP API Called", "time": at(105).to_string(), "type": "log"});
    let lines = [
        line("nodeapp", json.to_string()),
        line("nodeapp", "Got a new order! Order ID: 7".to_owned()),
        line("nodeapp", "level=info msg=\"HTTP API Called\"".to_owned()),
        line(
            "nodeapp",
            "{\"level\":\"info\",\"msg\":\"HTTP API Called\",\"method\":7}".to_owned(),
        ),
        line("nodeapp", "\u{1b}[31m\0\"".to_owned()),
        line("nodeapp", String::new()),
        said("nodeapp", "GET /v1.0/healthz", (100, 101), 204),
        said("pythonapp", "POST /neworder", (101, 107), 200),
    ];
    let found = of(&facts(&graph, &lines), "pythonapp");
    assert_eq!(found, [HELLO_HOPS]);
}

#[test]
fn what_others_wrote_steers_no_terminal() {
    let graph = graph(&HELLO);
    let path = "POST /<img src=x onerror=alert(1)>\u{1b}[2J";
    let lines = [said("pythonapp", path, (101, 107), 200)];
    let request = &requests(&facts(&graph, &lines), &app("pythonapp"))[0];
    let text = text(request, true);
    assert!(text.contains("<img src=x onerror=alert(1)>"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_component_of_a_call_by_grpc_is_the_only_one_of_its_sort() {
    let graph = graph(&HELLO);
    let time = at(9);
    let text = format!(
        "time=\"{time}\" level=info msg=\"gRPC API Called\" code=0 duration=2 method=/dapr.proto.runtime.v1.Dapr/SaveState"
    );
    let lines = [line("nodeapp", text)];
    assert_eq!(
        of(&facts(&graph, &lines), "nodeapp")[0][0],
        "nodeapp > statestore  /dapr.proto.runtime.v1.Dapr/SaveState  0+2  OK  API log, counter"
    );
}
