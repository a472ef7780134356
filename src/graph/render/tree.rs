//! For a terminal: a tree from each app to what it has to do with, in words and lines.

use std::collections::BTreeSet;

use crate::graph::model::{Edge, Graph, Lane, Node, NodeKind, State, Strength};
use crate::graph::name::short;

/// The graph as a tree; every relation once.
pub fn tree(graph: &Graph) -> String {
    lit_tree(graph, &BTreeSet::new())
}

/// As [`tree`], with all that is known of a relation: how often, how long, in all, and where that was read.
pub fn wide_tree(graph: &Graph) -> String {
    grown(graph, &BTreeSet::new(), true)
}

/// As [`tree`], with these nodes marked: `[nodeapp]`.
pub fn lit_tree(graph: &Graph, lit: &BTreeSet<String>) -> String {
    grown(graph, lit, false)
}

fn grown(graph: &Graph, lit: &BTreeSet<String>, wide: bool) -> String {
    let mut tree = Tree {
        graph,
        lit,
        wide,
        out: Vec::new(),
        told: BTreeSet::new(),
    };
    let strip = strip(graph);
    let several = namespaces(graph) > 1;
    for root in roots(graph) {
        if !tree.told.contains(root.id.as_str()) && !strip.contains(&root.id.as_str()) {
            tree.root(root, several);
        }
    }
    tree.control_plane(&strip);
    tree.problems();
    tree.legend();
    tree.out.concat()
}

struct Tree<'a> {
    graph: &'a Graph,
    lit: &'a BTreeSet<String>,
    wide: bool,
    out: Vec<String>,
    /// Nodes whose own relations are told.
    told: BTreeSet<&'a str>,
}

/// Callers and apps first; then what no relation leads to, and at last the rest (rings).
fn roots(graph: &Graph) -> Vec<&Node> {
    let targets: BTreeSet<&str> = graph.edges.iter().map(|edge| edge.to.as_str()).collect();
    let mut roots: Vec<&Node> = graph.nodes.iter().collect();
    roots.sort_by_key(|node| {
        let lane = node.kind.lane();
        let is_led_to = lane > Lane::Apps && targets.contains(node.id.as_str());
        (is_led_to, lane, &node.namespace, &node.name)
    });
    roots
}

/// The control plane is one line where no relation leads to it.
fn strip(graph: &Graph) -> Vec<&str> {
    let has_edge = |id: &str| {
        graph
            .edges
            .iter()
            .any(|edge| edge.from == id || edge.to == id)
    };
    let services = graph
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::ControlPlane);
    let ids: Vec<&str> = services.map(|node| node.id.as_str()).collect();
    if ids.iter().any(|id| has_edge(id)) {
        Vec::new()
    } else {
        ids
    }
}

fn namespaces(graph: &Graph) -> usize {
    let apps = graph.nodes.iter().filter(|node| node.kind == NodeKind::App);
    apps.map(|node| &node.namespace)
        .collect::<BTreeSet<_>>()
        .len()
}

impl<'a> Tree<'a> {
    /// The name, marked where the node is lit.
    fn name(&self, node: &Node, name: &str) -> String {
        if self.lit.contains(&node.id) {
            return format!("[{name}]");
        }
        name.to_owned()
    }

    /// `nodeapp  port 3000, ready 1/1, daprd 1.18.3 ✔`
    fn line(&self, node: &Node) -> String {
        let sidecar = match node.sidecar.as_str() {
            "" => String::new(),
            "daprd" => node.sidecar.clone(),
            version => format!("daprd {version}"),
        };
        let kind = match node.kind {
            NodeKind::Secret => "Secret",
            NodeKind::Subscription => "Subscription",
            NodeKind::Role if node.detail.is_empty() => "Role",
            NodeKind::Account => "ServiceAccount",
            NodeKind::Service => "Service",
            _ => "",
        };
        let words = [kind, &node.detail, &node.words, &sidecar];
        let words: Vec<_> = words
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect();
        let mut line = vec![self.name(node, &node.name)];
        if !words.is_empty() {
            line.push(format!(" {}", words.join(", ")));
        }
        if node.state != State::Unknown {
            line.push(mark(node.state).to_owned());
        }
        line.join(" ")
    }

    fn root(&mut self, node: &'a Node, several: bool) {
        let place = if several && !node.namespace.is_empty() {
            format!("{}/", node.namespace)
        } else {
            String::new()
        };
        self.out.push(format!("{place}{}\n", self.line(node)));
        self.branches(node, "");
    }

    fn branches(&mut self, node: &'a Node, indent: &str) {
        if !self.told.insert(&node.id) {
            return;
        }
        let graph = self.graph;
        let own: Vec<&Edge> = graph
            .edges
            .iter()
            .filter(|edge| edge.from == node.id)
            .collect();
        for (at, edge) in own.iter().enumerate() {
            let is_last = at + 1 == own.len();
            self.branch(edge, indent, is_last);
        }
    }

    fn branch(&mut self, edge: &'a Edge, indent: &str, is_last: bool) {
        let Some(target) = self.graph.node(&edge.to) else {
            return;
        };
        let corner = if is_last { '└' } else { '├' };
        // An app's own relations stand at its own place.
        let is_place = matches!(target.kind, NodeKind::App | NodeKind::ControlPlane);
        let words = if is_place || self.told.contains(target.id.as_str()) {
            self.name(target, &target.name)
        } else {
            self.line(target)
        };
        let source = if self.wide && !edge.source.is_empty() {
            format!("  ({})", edge.source)
        } else {
            String::new()
        };
        let arrow = arrow(edge, &self.label(edge));
        self.out
            .push(format!("{indent}{corner}{arrow} {words}{source}\n"));
        if !is_place {
            let next = format!("{indent}{}  ", if is_last { ' ' } else { '│' });
            self.branches(target, &next);
        }
    }

    fn label(&self, edge: &Edge) -> String {
        match &edge.evidence.observed {
            Some(observed) if self.wide => format!("{} {}", edge.verb, observed.all_words()),
            _ => Graph::label(edge),
        }
    }

    fn control_plane(&mut self, strip: &[&str]) {
        let services = strip.iter().filter_map(|id| self.graph.node(id));
        let words: Vec<_> = services
            .map(|node| {
                let name = self.name(node, short(&node.name));
                format!("{name} {}", mark(node.state))
            })
            .collect();
        if !words.is_empty() {
            self.out
                .push(format!("control plane  {}\n", words.join("  ")));
        }
    }

    fn problems(&mut self) {
        for problem in &self.graph.problems {
            self.out.push(format!("✖ {}\n", problem.message));
            if !problem.fix.is_empty() {
                self.out.push(format!("    fix  {}\n", problem.fix));
            }
        }
        for unknown in &self.graph.unknown {
            self.out.push(format!("? {unknown}\n"));
        }
    }

    /// Only what the picture has.
    fn legend(&mut self) {
        let used: BTreeSet<Strength> = self
            .graph
            .edges
            .iter()
            .map(|edge| edge.evidence.strength())
            .collect();
        let words: Vec<_> = used
            .iter()
            .rev()
            .map(|strength| match strength {
                Strength::Observed => "══ observed",
                Strength::Stale => "┈┈ was observed",
                Strength::Loaded => "── loaded",
                Strength::Declared => "┄┄ declared",
            })
            .collect();
        if !words.is_empty() {
            self.out.push(format!("{}\n", words.join("   ")));
        }
    }
}

fn mark(state: State) -> &'static str {
    match state {
        State::Good => "✔",
        State::Bad | State::Missing => "✖",
        State::Unknown => "?",
    }
}

/// `══ calls 1.0/s, p95 6 ms ══▶`
fn arrow(edge: &Edge, words: &str) -> String {
    let line = match edge.evidence.strength() {
        Strength::Observed => "══",
        Strength::Stale => "┈┈",
        Strength::Loaded => "──",
        Strength::Declared => "┄┄",
    };
    let tip = if edge.broken { "✖" } else { "▶" };
    format!("{line} {words} {line}{tip}")
}
