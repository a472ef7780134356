//! What differs between two graphs, as marks on a picture of both.

use std::collections::BTreeMap;

use super::diff::{Change, Diff};
use super::model::{Edge, Graph, Node};

/// What has become of something. A sign and a word say it, so that no colour is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It comes.
    Added,
    /// It goes.
    Gone,
    /// It is otherwise.
    Changed,
}

/// By id of a node or an edge.
pub type Marks = BTreeMap<String, Mark>;

impl Mark {
    /// Each, in the order in which they are explained.
    pub const ALL: [Self; 3] = [Self::Added, Self::Gone, Self::Changed];

    /// As in the lines of a difference.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Gone => "−",
            Self::Changed => "~",
        }
    }

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Gone => "gone",
            Self::Changed => "changed",
        }
    }

    fn of<T>(change: &Change<T>) -> (Self, &T) {
        match change {
            Change::Added { after } => (Self::Added, after),
            Change::Gone { before } => (Self::Gone, before),
            Change::Changed { after, .. } => (Self::Changed, after),
        }
    }
}

/// What there is afterwards with what has gone, and what is marked of it.
pub fn both(after: &Graph, difference: &Diff) -> (Graph, Marks) {
    let mut graph = Graph {
        title: "what differs".to_owned(),
        ..after.clone()
    };
    let mut marks = Marks::new();
    for change in &difference.nodes {
        let (mark, node) = Mark::of(change);
        marks.insert(node.id.clone(), mark);
        if mark == Mark::Gone {
            graph.nodes.push(node.clone());
        }
    }
    for change in &difference.edges {
        let (mark, edge) = Mark::of(change);
        marks.insert(edge.id(), mark);
        if mark == Mark::Gone {
            graph.edges.push(edge.clone());
        }
    }
    graph.nodes.sort_by(|one, two| one.id.cmp(&two.id));
    let ends = |edge: &Edge| (edge.from.clone(), edge.to.clone(), edge.verb.clone());
    graph.edges.sort_by_key(ends);
    (graph, marks)
}

/// The marks of a folded graph: a group with anything marked in it is otherwise.
pub(super) fn folded(whole: &Graph, folded: &Graph, marks: &Marks) -> Marks {
    let group = |node: &Node| format!("group/{}", node.namespace);
    let inside = whole
        .nodes
        .iter()
        .filter(|node| marks.contains_key(&node.id) && folded.node(&node.id).is_none());
    let groups = inside.map(|node| (group(node), Mark::Changed));
    marks.clone().into_iter().chain(groups).collect()
}
