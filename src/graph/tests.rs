//! What is drawn of a cluster, from snapshots with and without metrics.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::check::of_objects;
use crate::dapr::samples;
use crate::diagnose::{Answers, Snapshot, Unknown};
use crate::manifest::Object;

/// A Deployment with an app, and its only pod.
fn app(name: &str, port: Option<u16>, config: Option<&str>) -> Vec<Value> {
    let mut annotations = json!({"dapr.io/enabled": "true", "dapr.io/app-id": name});
    let mut args = vec!["--app-id".to_owned(), name.to_owned()];
    if let Some(port) = port {
        annotations["dapr.io/app-port"] = port.to_string().into();
        args.extend(["--app-port".to_owned(), port.to_string()]);
    }
    if let Some(config) = config {
        annotations["dapr.io/config"] = config.into();
    }
    args.extend(
        [
            "--control-plane-address",
            "dapr-api.dapr-system.svc:443",
            "--sentry-address",
            "dapr-sentry:443",
        ]
        .map(str::to_owned),
    );
    let labels = json!({"app": name});
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default", "generation": 1},
        "spec": {"replicas": 1, "template": {"metadata": {"labels": labels, "annotations": annotations}}},
        "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1},
    });
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": format!("{name}-1"), "namespace": "default", "labels": labels, "annotations": annotations,
            "ownerReferences": [{"kind": "ReplicaSet", "name": name}]},
        "spec": {"containers": [{"name": "app"}, {"name": "daprd", "image": "daprd:1.18.3", "args": args}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [
                {"name": "app", "ready": true, "state": {"running": {}}},
                {"name": "daprd", "ready": true, "state": {"running": {}}},
            ]},
    });
    vec![deployment, pod]
}

fn component(name: &str, scopes: &[&str]) -> Value {
    json!({
        "apiVersion": "dapr.io/v1alpha1", "kind": "Component",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"type": "state.redis", "version": "v1", "metadata": [
            {"name": "redisHost", "value": "redis:6379"},
            {"name": "redisPassword", "secretKeyRef": {"name": "redis", "key": "password"}},
        ]},
        "scopes": scopes,
    })
}

fn backend() -> Vec<Value> {
    vec![
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "redis", "namespace": "default"},
            "spec": {"ports": [{"port": 6379}]}}),
        json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": {"name": "redis-1", "namespace": "default", "labels": {"kubernetes.io/service-name": "redis"}},
            "endpoints": [{"conditions": {"ready": true}}]}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "redis", "namespace": "default"},
            "data": {"password": "c2VjcmV0"}}),
    ]
}

fn snapshot(objects: impl IntoIterator<Item = Vec<Value>>) -> Snapshot {
    let objects = objects.into_iter().flatten();
    of_objects(objects.map(|value| Arc::new(Object(value))))
}

/// Adds what the sidecar of an app answers at a second.
fn answering(snapshot: &mut Snapshot, app: &str, loaded: &[&str], second: i64, metrics: &str) {
    let components: Vec<Value> = loaded
        .iter()
        .map(|name| json!({"name": name, "type": "state.redis", "version": "v1"}))
        .collect();
    let answers = Answers {
        metadata: Some(json!({"id": app, "components": components})),
        metrics: Some(samples(metrics, |_| true)),
        at: Timestamp::from_second(second).unwrap(),
        ..Answers::default()
    };
    let place = ("default".to_owned(), format!("{app}-1"));
    snapshot.sidecars.insert(place, answers);
}

/// hello-kubernetes, with so many calls and writes at this second.
fn hello(second: i64, calls: u32) -> Snapshot {
    let mut snapshot = snapshot([
        app("nodeapp", Some(3000), None),
        app("pythonapp", None, Some("appconfig")),
        vec![component("statestore", &["nodeapp"])],
        backend(),
    ]);
    let node = format!(
        "dapr_component_state_count{{component=\"statestore\",operation=\"set\",success=\"true\"}} {calls}\n\
         dapr_component_state_latencies_bucket{{component=\"statestore\",operation=\"set\",le=\"2\"}} {calls}\n\
         dapr_runtime_service_invocation_req_recv_total{{src_app_id=\"pythonapp\"}} {calls}\n"
    );
    let python = format!(
        "dapr_runtime_service_invocation_req_sent_total{{dst_app_id=\"nodeapp\",type=\"unary\"}} {calls}\n\
         dapr_runtime_service_invocation_res_recv_total{{src_app_id=\"nodeapp\",status=\"200\"}} {calls}\n"
    );
    answering(&mut snapshot, "nodeapp", &["statestore"], second, &node);
    answering(&mut snapshot, "pythonapp", &[], second, &python);
    snapshot
}

fn sentences(graph: &Graph) -> Vec<String> {
    graph
        .edges
        .iter()
        .map(|edge| graph.sentence(edge))
        .collect()
}

#[test]
fn hello_kubernetes_is_drawn_with_its_rates() {
    let graph = build("test", &hello(110, 110), Some(&hello(100, 100)));
    let expected = [
        "nodeapp sets statestore, 1.0/s, p95 1.9 ms",
        "pythonapp calls nodeapp, 1.0/s",
        "pythonapp is configured by appconfig, declared, broken",
        "statestore connects redis, declared",
        "statestore reads password redis, declared",
        "Deployment nodeapp runs nodeapp, declared",
        "Deployment pythonapp runs pythonapp, declared",
    ];
    assert_eq!(sentences(&graph), expected);
    let evidence = graph.edges[0].evidence;
    assert!(evidence.declared && evidence.loaded);
    let again = build("test", &hello(110, 110), Some(&hello(100, 100)));
    assert_eq!(tree(&graph), tree(&again));
}

#[test]
fn the_tree_of_hello_kubernetes() {
    let graph = view(
        &build("test", &hello(110, 110), Some(&hello(100, 100))),
        View::App,
    );
    let expected = "\
nodeapp  port 3000, ready 1/1, daprd 1.18.3 ✔
└══ sets 1.0/s, p95 1.9 ms ══▶ statestore  state.redis, loaded by nodeapp ✔
   ├┄┄ connects ┄┄▶ redis  Service 6379, 1 endpoint ✔
   └┄┄ reads password ┄┄▶ redis  Secret, key password ✔
pythonapp  no port, ready 1/1, daprd 1.18.3 ✔
├══ calls 1.0/s ══▶ nodeapp
└┄┄ is configured by ┄┄✖ appconfig  not there ✖
══ observed   ┄┄ declared
";
    assert_eq!(tree(&graph), expected);
}

#[test]
fn one_look_tells_sums() {
    let graph = build("test", &hello(100, 541), None);
    assert_eq!(sentences(&graph)[1], "pythonapp calls nodeapp, 541 in all");
}

#[test]
fn a_caller_that_is_gone_leaves_a_stale_edge() {
    let gone = |second| {
        let mut snapshot = hello(second, 100);
        snapshot.pods.retain(|pod| pod.name() != "pythonapp-1");
        snapshot
    };
    let graph = build("test", &gone(110), Some(&gone(100)));
    let call = graph
        .edges
        .iter()
        .find(|edge| edge.verb == "calls")
        .unwrap();
    assert_eq!(call.evidence.strength(), Strength::Stale);
    assert_eq!(graph.sentence(call), "pythonapp calls nodeapp, 0.0/s");
}

#[test]
fn the_secret_store_of_every_sidecar_needs_no_component() {
    let mut snapshot = snapshot([app("teller", Some(3000), None)]);
    let metrics = "dapr_component_secret_count{component=\"kubernetes\",operation=\"get\",success=\"true\"} 3\n";
    answering(&mut snapshot, "teller", &[], 100, metrics);
    let told = tree(&view(&build("test", &snapshot, None), View::App));
    let expected = "reads secrets 3 in all ══▶ kubernetes  secretstores.kubernetes, built in ✔";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn a_store_that_is_asked_for_and_not_loaded_is_broken() {
    let wrong = |second, count| {
        let mut snapshot = snapshot([
            app("nodeapp", Some(3000), None),
            vec![component("state-store", &[])],
            backend(),
        ]);
        let metrics = format!(
            "dapr_http_server_request_count{{method=\"POST\",path=\"/v1.0/state/statestore\",status=\"400\"}} {count}\n\
             dapr_http_server_request_count{{method=\"GET\",path=\"/v1.0/healthz\",status=\"204\"}} 900\n"
        );
        answering(&mut snapshot, "nodeapp", &["state-store"], second, &metrics);
        snapshot
    };
    let graph = build("test", &wrong(110, 14), Some(&wrong(100, 4)));
    let asked = graph
        .edges
        .iter()
        .find(|edge| edge.verb == "asks for")
        .unwrap();
    assert_eq!(
        graph.sentence(asked),
        "nodeapp asks for statestore, 1.0/s, 1.0/s fail, broken"
    );
    let node = graph.node("component/default/statestore").unwrap();
    assert_eq!(
        (node.state, node.words.as_str()),
        (State::Missing, "asked for, not loaded")
    );
}

#[test]
fn manifests_alone_declare() {
    let mut manifests = app("nodeapp", Some(3000), None);
    manifests.truncate(1);
    manifests[0].as_object_mut().unwrap().remove("status");
    let objects = [
        manifests,
        vec![component("statestore", &["other", "nodeapp"])],
    ];
    let graph = build_manifests("manifests", &snapshot(objects));
    let all = sentences(&graph);
    assert!(
        all.contains(&"nodeapp uses statestore, declared".to_owned()),
        "{all:?}"
    );
    let app = graph.node("app/default/nodeapp").unwrap();
    assert_eq!(
        (app.state, app.words.as_str()),
        (State::Unknown, "1 replica")
    );
}

/// What manifests name and do not bring may be in the cluster already.
#[test]
fn what_is_not_among_the_files_is_no_error() {
    let mut manifests = app("nodeapp", Some(3000), Some("appconfig"));
    manifests.truncate(1);
    let other = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "other", "namespace": "default"}});
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "mail", "namespace": "default"},
        "spec": {"ports": [{"port": 25}]}});
    let mut second = component("second", &[]);
    second["spec"]["metadata"] = json!([{"name": "redisHost", "value": "mail:25"}]);
    let brought = vec![component("statestore", &[]), second, other, service];
    let graph = build_manifests("manifests", &snapshot([manifests, brought]));
    for id in [
        "secret/default/redis",
        "backend/default/redis",
        "configuration/default/appconfig",
    ] {
        let node = graph.node(id).unwrap();
        let told = (node.state, node.words.as_str());
        assert_eq!(told, (State::Unknown, "not among the files"), "{id}");
    }
    assert!(graph.edges.iter().all(|edge| !edge.broken), "{graph:#?}");
    // A key that is written as text is there.
    let text = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "redis", "namespace": "default"},
        "stringData": {"password": "x"}});
    let brought = vec![component("statestore", &[]), text];
    let whole = build_manifests("manifests", &snapshot([brought]));
    let secret = whole.node("secret/default/redis").unwrap();
    assert_eq!(
        (secret.state, secret.words.as_str()),
        (State::Good, "key password")
    );
    // A file has no endpoints.
    let mail = graph.node("backend/default/mail").unwrap();
    assert_eq!((mail.state, mail.words.as_str()), (State::Unknown, ""));
}

/// The control plane that somebody deleted is not a cluster without one.
#[test]
fn services_that_are_called_and_do_not_stand_are_missing() {
    let mut snapshot = hello(100, 1);
    let service = json!({"apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "dapr-api", "namespace": "dapr-system"}, "spec": {"selector": {"app": "dapr-operator"}}});
    snapshot.services.push(Arc::new(Object(service)));
    let graph = build("test", &snapshot, None);
    let node = graph
        .node("control-plane/dapr-system/dapr-operator")
        .unwrap();
    assert_eq!(
        (node.state, node.words.as_str()),
        (State::Missing, "not there")
    );
    assert!(tree(&view(&graph, View::App)).contains("control plane  operator ✖"));
}

#[test]
fn a_wide_tree_has_all_that_is_known() {
    let graph = build("test", &hello(110, 110), Some(&hello(100, 100)));
    let text = wide_tree(&graph);
    let line = "sets 1.0/s, p50 1 ms, p95 1.9 ms, 110 in all ══▶ statestore  state.redis, loaded by nodeapp ✔  \
                (Component scopes)";
    assert!(text.contains(line), "{text}");
}

#[test]
fn what_a_scope_leaves_out_is_not_drawn() {
    let objects = [
        app("nodeapp", Some(3000), None),
        vec![component("statestore", &["other"])],
    ];
    let graph = build("test", &snapshot(objects), None);
    assert!(
        !graph.edges.iter().any(|edge| edge.verb == "uses"),
        "{:?}",
        sentences(&graph)
    );
}

#[test]
fn what_lacks_is_named() {
    let mut snapshot = hello(100, 1);
    snapshot.secrets = None;
    snapshot.unknown.push(Unknown {
        what: "secrets in default".into(),
        why: "forbidden".into(),
        right: "list secrets in default".into(),
    });
    let silent = Answers {
        trouble: Some("no answer within 2 s".into()),
        ..Answers::default()
    };
    snapshot
        .sidecars
        .insert(("default".into(), "pythonapp-1".into()), silent);
    let graph = build("test", &snapshot, None);
    let expected = [
        "secrets in default: needs the right to list secrets in default",
        "sidecar of pod pythonapp-1: no answer within 2 s",
    ];
    assert_eq!(graph.unknown, expected);
    let text = tree(&graph);
    assert!(
        text.contains("? secrets in default: needs the right"),
        "{text}"
    );
}

#[test]
fn every_form_has_the_same_relations() {
    let graph = build("test", &hello(110, 110), Some(&hello(100, 100)));
    let text = tree(&graph);
    let lines = text
        .lines()
        .filter(|line| line.contains('▶') || line.contains("┄✖"));
    assert_eq!(lines.count(), graph.edges.len(), "{text}");
    let mermaid = mermaid(&graph);
    let arrows = mermaid.lines().filter(|line| line.contains("|\""));
    assert_eq!(arrows.count(), graph.edges.len(), "{mermaid}");
    let dot = dot(&graph);
    assert_eq!(
        dot.lines().filter(|line| line.contains(" -> ")).count(),
        graph.edges.len()
    );
}

#[test]
fn names_mean_nothing_to_the_languages() {
    let evil = "\"]<script>alert(1)</script>\n;#\\";
    let node = |id: &str| Node {
        id: id.to_owned(),
        kind: NodeKind::App,
        name: evil.to_owned(),
        namespace: String::new(),
        detail: evil.to_owned(),
        state: State::Good,
        words: String::new(),
        sidecar: String::new(),
    };
    let graph = Graph {
        nodes: vec![node("a"), node("b")],
        edges: vec![Edge {
            from: "a".into(),
            to: "b".into(),
            verb: evil.to_owned(),
            evidence: Evidence::DECLARED,
            source: String::new(),
            broken: false,
        }],
        ..Graph::default()
    };
    let mermaid = mermaid(&graph);
    assert!(
        !mermaid.contains("<script>") && !mermaid.contains("\"]<"),
        "{mermaid}"
    );
    assert_eq!(mermaid.lines().count(), 6, "{mermaid}");
    let dot = dot(&graph);
    assert!(
        dot.contains("\\\"]<script>") && !dot.contains("\\\n"),
        "{dot}"
    );
    assert_eq!(dot.lines().count(), 10, "{dot}");
}

#[test]
fn near_a_node_is_what_is_near_it() {
    let graph = build("test", &hello(110, 110), None);
    let names = |graph: &Graph| -> Vec<String> {
        graph.nodes.iter().map(|node| node.name.clone()).collect()
    };
    let near = focus(&graph, "appconfig", 1).unwrap();
    assert_eq!(names(&near), ["pythonapp", "appconfig"]);
    assert!(names(&focus(&graph, "appconfig", 2).unwrap()).contains(&"nodeapp".to_owned()));
    // More steps than could ever be walked.
    let all = focus(&graph, "appconfig", usize::MAX).unwrap();
    assert_eq!(all, focus(&graph, "appconfig", graph.nodes.len()).unwrap());
    assert_eq!(focus(&graph, "nodeap", 1), Err(Some("nodeapp".to_owned())));
    assert_eq!(focus(&graph, "something else", 1), Err(None));
}
