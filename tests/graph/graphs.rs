//! The graphs that are drawn: those of files, and large ones.

use std::path::Path;

use daprk::graph::{Edge, Evidence, Graph, Node, NodeKind, Observed, State};

/// The graphs of the fixtures.
pub(super) const FIXTURES: [&str; 2] = ["hello-kubernetes", "problem"];

/// A graph as it is kept in a file.
pub(super) fn fixture(name: &str) -> Graph {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/graph/fixtures/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(super) fn node(kind: NodeKind, id: &str, name: &str, namespace: &str) -> Node {
    Node {
        id: id.to_owned(),
        kind,
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        detail: String::new(),
        state: State::Good,
        words: String::new(),
        sidecar: "1.18.3".to_owned(),
    }
}

pub(super) fn edge(from: &str, to: &str, verb: &str, evidence: Evidence) -> Edge {
    Edge {
        from: from.to_owned(),
        to: to.to_owned(),
        verb: verb.to_owned(),
        evidence,
        source: String::new(),
        broken: false,
    }
}

/// Observed this often a second.
pub(super) fn observed(rate: f64) -> Evidence {
    let observed = Observed {
        rate: Some(rate),
        total: 10.0,
        ..Observed::default()
    };
    Evidence {
        observed: Some(observed),
        ..Evidence::default()
    }
}

/// So many apps in six namespaces, each calling one of the next namespace; every fifth with a state store.
pub(super) fn many(apps: usize) -> Graph {
    let id = |at: usize| format!("app/team-{}/app-{at:04}", at % 6);
    let mut graph = Graph {
        title: format!("{apps} apps"),
        ..Graph::default()
    };
    for at in 0..apps {
        let team = format!("team-{}", at % 6);
        graph
            .nodes
            .push(node(NodeKind::App, &id(at), &format!("app-{at:04}"), &team));
        graph
            .edges
            .push(edge(&id(at), &id((at + 1) % apps), "calls", observed(0.5)));
        if at % 5 == 0 {
            let store = format!("component/{team}/store-{at:04}");
            graph.nodes.push(node(
                NodeKind::Component,
                &store,
                &format!("store-{at:04}"),
                &team,
            ));
            graph
                .edges
                .push(edge(&id(at), &store, "sets", Evidence::DECLARED));
        }
    }
    graph.nodes.sort_by(|one, two| one.id.cmp(&two.id));
    graph
        .edges
        .sort_by(|one, two| (&one.from, &one.to).cmp(&(&two.from, &two.to)));
    graph
}
