//! A picture of hundreds of things is none: they are drawn as one box for each namespace.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use super::{Edge, Graph, Node, NodeKind, Observed, Problem, State};

/// A graph of more nodes is folded.
const MOST: usize = 150;

/// The graph with everything of a namespace folded into one node, if it is too large to be drawn; else the same graph.
///
/// Callers, the control plane, the API server, and what has no namespace stay. Edges from group to group are summed;
/// those within a group are counted in its words.
pub fn fold(graph: &Graph) -> Graph {
    fold_but(graph, &Open::default())
}

/// Which namespaces are not folded, however large the graph is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// All of them.
    All,
    /// These.
    Namespaces(BTreeSet<String>),
}

impl Open {
    fn holds(&self, namespace: &str) -> bool {
        match self {
            Self::All => true,
            Self::Namespaces(names) => names.contains(namespace),
        }
    }
}

impl Default for Open {
    fn default() -> Self {
        Self::Namespaces(BTreeSet::new())
    }
}

/// As [`fold`], but for the namespaces that are open.
pub fn fold_but(graph: &Graph, open: &Open) -> Graph {
    if graph.nodes.len() <= MOST || *open == Open::All {
        return graph.clone();
    }
    by_namespace(graph, open)
}

/// As [`fold`], however small the graph is.
pub(super) fn fold_always(graph: &Graph) -> Graph {
    by_namespace(graph, &Open::default())
}

fn by_namespace(graph: &Graph, open: &Open) -> Graph {
    let folds = |node: &Node| folds(node) && !open.holds(&node.namespace);
    let new_ids = new_ids(graph, folds);
    let groups = groups(graph, &new_ids, folds);
    let mut nodes: BTreeMap<&str, Node> = BTreeMap::new();
    for node in &graph.nodes {
        if !folds(node) {
            nodes.insert(&node.id, node.clone());
        }
    }
    nodes.extend(groups.iter().map(|(id, node)| (id.as_str(), node.clone())));
    Graph {
        title: graph.title.clone(),
        command: graph.command.clone(),
        nodes: nodes.into_values().collect(),
        edges: edges(graph, &new_ids),
        unknown: graph.unknown.clone(),
        problems: graph
            .problems
            .iter()
            .map(|problem| moved(problem, &new_ids))
            .collect(),
    }
}

/// Whether a node goes into its namespace's group.
fn folds(node: &Node) -> bool {
    let stays = matches!(
        node.kind,
        NodeKind::Caller | NodeKind::ControlPlane | NodeKind::ApiServer | NodeKind::Group
    );
    !stays && !node.namespace.is_empty()
}

/// Of each node's id, the one that stands for it.
fn new_ids(graph: &Graph, folds: impl Fn(&Node) -> bool) -> HashMap<&str, String> {
    let new = |node: &Node| {
        if folds(node) {
            format!("group/{}", node.namespace)
        } else {
            node.id.clone()
        }
    };
    let ids = graph.nodes.iter().map(|node| (node.id.as_str(), new(node)));
    ids.collect()
}

/// What is counted of a group.
#[derive(Default)]
struct Count {
    namespace: String,
    kinds: BTreeMap<NodeKind, usize>,
    wrong: usize,
    seen: usize,
    within: usize,
}

fn groups(
    graph: &Graph,
    new_ids: &HashMap<&str, String>,
    folds: impl Fn(&Node) -> bool,
) -> BTreeMap<String, Node> {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for node in graph.nodes.iter().filter(|node| folds(node)) {
        let count = counts.entry(&new_ids[node.id.as_str()]).or_default();
        count.namespace.clone_from(&node.namespace);
        *count.kinds.entry(node.kind).or_default() += 1;
        count.wrong += usize::from(matches!(node.state, State::Bad | State::Missing));
        count.seen += usize::from(node.state != State::Unknown);
    }
    for edge in &graph.edges {
        let (from, to) = (
            new_ids.get(edge.from.as_str()),
            new_ids.get(edge.to.as_str()),
        );
        if let (Some(from), Some(to)) = (from, to)
            && from == to
            && let Some(count) = counts.get_mut(from.as_str())
        {
            count.within += 1;
        }
    }
    let node = |(id, count): (&str, Count)| (id.to_owned(), count.node(id));
    counts.into_iter().map(node).collect()
}

impl Count {
    fn node(self, id: &str) -> Node {
        let state = match (self.wrong, self.seen) {
            (0, 0) => State::Unknown,
            (0, _) => State::Good,
            _ => State::Bad,
        };
        let mut words = match (self.wrong, self.seen) {
            (0, 0) => String::new(),
            (0, _) => "nothing is wrong".to_owned(),
            (wrong, _) => format!("{wrong} not right"),
        };
        if self.within > 0 {
            let gap = if words.is_empty() { "" } else { ", " };
            let _ = write!(words, "{gap}{} within", plural(self.within, "edge"));
        }
        let kinds = self
            .kinds
            .iter()
            .map(|(kind, count)| plural(*count, kind_word(*kind)));
        Node {
            id: id.to_owned(),
            kind: NodeKind::Group,
            name: self.namespace,
            namespace: String::new(),
            detail: kinds.collect::<Vec<_>>().join(", "),
            state,
            words,
            sidecar: String::new(),
        }
    }
}

/// What one thing of a kind is called.
pub(super) fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Caller => "caller",
        NodeKind::App => "app",
        NodeKind::Component => "component",
        NodeKind::Configuration => "configuration",
        NodeKind::Subscription => "subscription",
        NodeKind::Resiliency => "resiliency",
        NodeKind::Resource => "resource",
        NodeKind::Secret => "secret",
        NodeKind::Backend => "backend",
        NodeKind::ControlPlane => "control plane service",
        NodeKind::ApiServer => "API server",
        NodeKind::Service => "service",
        NodeKind::Workload => "workload",
        NodeKind::Role => "role",
        NodeKind::Account => "account",
        NodeKind::Webhook => "webhook",
        NodeKind::Group => "group",
    }
}

/// `1 app`, `2 apps`, `2 resiliencies`.
fn plural(count: usize, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {word}s"),
    }
}

/// The edges between what is left, those with the same ends and the same first word as one.
fn edges(graph: &Graph, new_ids: &HashMap<&str, String>) -> Vec<Edge> {
    let mut sums: BTreeMap<(String, String, String), (Edge, usize)> = BTreeMap::new();
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (
            new_ids.get(edge.from.as_str()),
            new_ids.get(edge.to.as_str()),
        ) else {
            continue;
        };
        // Within a group, which counts it; what stays may well call itself.
        if from == to && *from != edge.from {
            continue;
        }
        let word = edge.verb.split(' ').next().unwrap_or_default().to_owned();
        let moved = Edge {
            from: from.clone(),
            to: to.clone(),
            ..edge.clone()
        };
        sums.entry((from.clone(), to.clone(), word))
            .and_modify(|(sum, count)| {
                add(sum, &moved);
                *count += 1;
            })
            .or_insert((moved, 1));
    }
    let edge = |((_, _, word), (sum, count)): ((String, String, String), (Edge, usize))| match count
    {
        1 => sum,
        _ => Edge {
            verb: word,
            source: plural(count, "edge"),
            ..sum
        },
    };
    sums.into_iter().map(edge).collect()
}

fn add(sum: &mut Edge, other: &Edge) {
    sum.evidence.declared |= other.evidence.declared;
    sum.evidence.loaded |= other.evidence.loaded;
    sum.broken |= other.broken;
    sum.evidence.observed = match (sum.evidence.observed, other.evidence.observed) {
        (Some(one), Some(two)) => Some(added(&one, &two)),
        (one, two) => one.or(two),
    };
}

/// Both together. Of times the longer one: it cannot be known better from quantiles.
fn added(one: &Observed, two: &Observed) -> Observed {
    let with = |one: Option<f64>, two: Option<f64>, both: fn(f64, f64) -> f64| match (one, two) {
        (Some(one), Some(two)) => Some(both(one, two)),
        _ => one.or(two),
    };
    Observed {
        rate: with(one.rate, two.rate, |one, two| one + two),
        errors: with(one.errors, two.errors, |one, two| one + two),
        p50: with(one.p50, two.p50, f64::max),
        p95: with(one.p95, two.p95, f64::max),
        total: one.total + two.total,
        failed: one.failed + two.failed,
        stale: one.stale && two.stale,
    }
}

/// A problem of what is left, each node once.
fn moved(problem: &Problem, new_ids: &HashMap<&str, String>) -> Problem {
    let mut seen = BTreeSet::new();
    let ids = problem
        .nodes
        .iter()
        .map(|id| new_ids.get(id.as_str()).unwrap_or(id));
    Problem {
        nodes: ids.filter(|id| seen.insert(*id)).cloned().collect(),
        ..problem.clone()
    }
}
