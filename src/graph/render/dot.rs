//! Graphviz' language.

use crate::graph::model::{Edge, Graph, Lane, Node, NodeKind, State, Strength};

/// The graph for `dot -Tsvg`.
pub fn dot(graph: &Graph) -> String {
    let mut out =
        vec!["digraph dapr {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n".to_owned()];
    let lanes = [
        Lane::Callers,
        Lane::Apps,
        Lane::Resources,
        Lane::Backends,
        Lane::ControlPlane,
        Lane::Kubernetes,
    ];
    for lane in lanes {
        let nodes: Vec<_> = graph
            .nodes
            .iter()
            .filter(|node| node.kind.lane() == lane)
            .collect();
        if nodes.is_empty() {
            continue;
        }
        out.push(format!(
            "  subgraph cluster_{lane:?} {{\n    label=\"{lane:?}\";\n"
        ));
        for node in nodes {
            out.push(format!("    {};\n", named(node)));
        }
        out.push("  }\n".to_owned());
    }
    for edge in &graph.edges {
        out.push(format!("  {};\n", arrow(edge)));
    }
    out.push("}\n".to_owned());
    out.concat()
}

fn named(node: &Node) -> String {
    let words = [&node.name, &node.detail, &node.words];
    let words: Vec<_> = words
        .into_iter()
        .filter(|words| !words.is_empty())
        .map(|words| text(words))
        .collect();
    let mut look = match node.kind {
        NodeKind::Backend => ", shape=cylinder",
        NodeKind::Caller => ", shape=oval",
        _ => "",
    }
    .to_owned();
    if matches!(node.state, State::Bad | State::Missing) {
        look += ", color=red";
    }
    format!(
        "\"{}\" [label=\"{}\"{look}]",
        text(&node.id),
        words.join("\\n")
    )
}

fn arrow(edge: &Edge) -> String {
    let words = Graph::label(edge);
    let style = match edge.evidence.strength() {
        Strength::Observed => "bold",
        Strength::Loaded => "solid",
        Strength::Stale => "dotted",
        Strength::Declared => "dashed",
    };
    let broken = if edge.broken { ", color=red" } else { "" };
    format!(
        "\"{}\" -> \"{}\" [label=\"{}\", style={style}{broken}]",
        text(&edge.from),
        text(&edge.to),
        text(&words)
    )
}

fn text(text: &str) -> String {
    let plain = text.chars().map(|character| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    });
    let plain: String = plain.collect();
    plain.replace('\\', "\\\\").replace('"', "\\\"")
}
