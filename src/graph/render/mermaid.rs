//! Mermaid's flowchart, as GitHub draws it.

use crate::graph::fold_always;
use crate::graph::model::{Edge, Graph, Lane, Node, NodeKind, State, Strength};

/// More than so many edges, or characters, Mermaid does not draw (`maxEdges`, `maxTextSize`); GitHub leaves it at that.
const MOST_EDGES: usize = 500;
const MOST_CHARACTERS: usize = 50_000;

/// The graph for a block of `mermaid` in Markdown; everything of a namespace is one node where it would not be drawn
/// otherwise.
pub fn mermaid(graph: &Graph) -> String {
    if graph.edges.len() <= MOST_EDGES {
        let whole = flowchart(graph);
        if whole.chars().count() <= MOST_CHARACTERS {
            return whole;
        }
    }
    flowchart(&fold_always(graph))
}

fn flowchart(graph: &Graph) -> String {
    let mut out = vec!["flowchart LR\n".to_owned()];
    let lanes = [
        (Lane::Callers, "callers"),
        (Lane::Apps, "apps and their sidecars"),
        (Lane::Resources, "Dapr resources"),
        (Lane::Backends, "backends"),
        (Lane::ControlPlane, "control plane"),
        (Lane::Kubernetes, "Kubernetes"),
    ];
    for (number, (lane, title)) in lanes.into_iter().enumerate() {
        let nodes = graph.nodes.iter().enumerate();
        let nodes: Vec<_> = nodes.filter(|(_, node)| node.kind.lane() == lane).collect();
        if nodes.is_empty() {
            continue;
        }
        out.push(format!("  subgraph lane{number}[\"{title}\"]\n"));
        for (place, node) in nodes {
            out.push(format!("    n{place}{}\n", shape(node)));
        }
        out.push("  end\n".to_owned());
    }
    for edge in &graph.edges {
        if let Some(line) = arrow(graph, edge) {
            out.push(format!("  {line}\n"));
        }
    }
    out.push(classes(graph));
    out.concat()
}

fn shape(node: &Node) -> String {
    let mut words = vec![text(&node.name)];
    words.extend(
        [&node.detail, &node.words]
            .into_iter()
            .filter(|words| !words.is_empty())
            .map(|words| text(words)),
    );
    if !node.sidecar.is_empty() {
        words.push(text(&format!("daprd {}", node.sidecar)).replace("daprd daprd", "daprd"));
    }
    let label = words.join("<br>");
    match node.kind {
        NodeKind::Caller => format!("([\"{label}\"])"),
        NodeKind::Backend => format!("[(\"{label}\")]"),
        NodeKind::Secret => format!("{{{{\"{label}\"}}}}"),
        _ => format!("[\"{label}\"]"),
    }
}

fn arrow(graph: &Graph, edge: &Edge) -> Option<String> {
    let place = |id: &str| graph.nodes.iter().position(|node| node.id == id);
    let (from, to) = (place(&edge.from)?, place(&edge.to)?);
    let line = match edge.evidence.strength() {
        Strength::Observed => "==>",
        Strength::Loaded => "-->",
        Strength::Stale | Strength::Declared => "-.->",
    };
    let mut words = Graph::label(edge);
    if edge.broken {
        words += " ✖";
    }
    Some(format!("n{from} {line}|\"{}\"| n{to}", text(&words)))
}

fn classes(graph: &Graph) -> String {
    let nodes = graph.nodes.iter().enumerate();
    let bad = nodes.filter(|(_, node)| matches!(node.state, State::Bad | State::Missing));
    let bad: Vec<_> = bad.map(|(place, _)| format!("n{place}")).collect();
    if bad.is_empty() {
        return String::new();
    }
    format!(
        "  classDef bad stroke:#c33,stroke-width:2px\n  class {} bad\n",
        bad.join(",")
    )
}

/// Mermaid reads `#NUMBER;` as a character; whatever could mean something to it or to HTML is written so.
fn text(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '"' | '<' | '>' | '&' | '#' | '`' | ';' | '\\' => format!("#{};", u32::from(character)),
            control if control.is_control() => " ".to_owned(),
            plain => plain.to_string(),
        })
        .collect()
}
