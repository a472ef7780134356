//! What two graphs differ in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::fold::kind_word;
use super::model::{Edge, Graph, Node, Strength};

/// What comes and goes from one graph to another, by id.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// Things.
    pub nodes: Vec<Change<Node>>,
    /// Relations.
    pub edges: Vec<Change<Edge>>,
}

/// Something that is not in both as it is in the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change<T> {
    /// It comes.
    Added {
        /// As it is then.
        after: T,
    },
    /// It goes.
    Gone {
        /// As it was.
        before: T,
    },
    /// It is otherwise.
    Changed {
        /// As it was.
        before: T,
        /// As it is then.
        after: T,
    },
}

/// What differs. Numbers that were counted are no difference; that something begins or ends is one.
pub fn diff(before: &Graph, after: &Graph) -> Diff {
    Diff {
        nodes: changes(
            &before.nodes,
            &after.nodes,
            |node| node.id.clone(),
            is_same_node,
        ),
        edges: changes(&before.edges, &after.edges, Edge::id, |one, two| {
            aspects(one) == aspects(two)
        }),
    }
}

/// Words tell how many are ready now, which a start changes for a moment.
fn is_same_node(one: &Node, two: &Node) -> bool {
    let of = |node: &Node| {
        (
            node.kind,
            node.detail.clone(),
            node.state,
            node.sidecar.clone(),
        )
    };
    of(one) == of(two)
}

/// What of an edge is compared: what it is known from, and whether it works.
fn aspects(edge: &Edge) -> (bool, bool, Option<Strength>, bool) {
    let evidence = edge.evidence;
    let observed = evidence.observed.map(|_| evidence.strength());
    (evidence.declared, evidence.loaded, observed, edge.broken)
}

fn changes<T: Clone>(
    before: &[T],
    after: &[T],
    id: impl Fn(&T) -> String,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<Change<T>> {
    let by_id = |all: &'_ [T]| -> BTreeMap<String, T> {
        all.iter().map(|one| (id(one), one.clone())).collect()
    };
    let (mut before, mut after) = (by_id(before), by_id(after));
    let ids: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    let change = |id: &String| match (before.remove(id), after.remove(id)) {
        (None, Some(after)) => Some(Change::Added { after }),
        (Some(before), None) => Some(Change::Gone { before }),
        (Some(before), Some(after)) if !is_same(&before, &after) => {
            Some(Change::Changed { before, after })
        }
        _ => None,
    };
    ids.iter().filter_map(change).collect()
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty()
    }

    /// A line for each: `+ component statestore in default, state.redis`, `- nodeapp uses statestore, declared`,
    /// `~ pythonapp calls nodeapp: observed → stale`. The graphs are those that were compared.
    pub fn lines(&self, before: &Graph, after: &Graph) -> String {
        let mut lines = String::new();
        for change in &self.nodes {
            let _ = match change {
                Change::Added { after } => writeln!(lines, "+ {}{}", name(after), detail(after)),
                Change::Gone { before } => writeln!(lines, "- {}{}", name(before), detail(before)),
                Change::Changed { before, after } => {
                    writeln!(lines, "~ {}: {}", name(after), node_change(before, after))
                }
            };
        }
        for change in &self.edges {
            let _ = match change {
                Change::Added { after: edge } => writeln!(lines, "+ {}", after.sentence(edge)),
                Change::Gone { before: edge } => writeln!(lines, "- {}", before.sentence(edge)),
                Change::Changed {
                    before: was,
                    after: is,
                } => {
                    let relation = after.relation(is);
                    writeln!(
                        lines,
                        "~ {relation}: {} → {}",
                        known_from(was),
                        known_from(is)
                    )
                }
            };
        }
        lines
    }
}

/// `component statestore in default`
fn name(node: &Node) -> String {
    let place = match node.namespace.as_str() {
        "" => String::new(),
        namespace => format!(" in {namespace}"),
    };
    format!("{} {}{place}", kind_word(node.kind), node.name)
}

fn detail(node: &Node) -> String {
    match node.detail.as_str() {
        "" => String::new(),
        detail => format!(", {detail}"),
    }
}

/// `port 3000 → port 3001, good → bad`
fn node_change(before: &Node, after: &Node) -> String {
    let state = |node: &Node| format!("{:?}", node.state).to_lowercase();
    let parts = [
        (
            kind_word(before.kind).to_owned(),
            kind_word(after.kind).to_owned(),
        ),
        (before.detail.clone(), after.detail.clone()),
        (before.sidecar.clone(), after.sidecar.clone()),
        (state(before), state(after)),
    ];
    let changed = parts.into_iter().filter(|(before, after)| before != after);
    let words =
        changed.map(|(before, after)| format!("{} → {}", or_none(&before), or_none(&after)));
    words.collect::<Vec<_>>().join(", ")
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// All that an edge is known from: `declared, loaded, broken`.
fn known_from(edge: &Edge) -> String {
    let observed = match edge.evidence.strength() {
        Strength::Observed => Some("observed"),
        Strength::Stale => Some("stale"),
        _ => None,
    };
    let words = [
        edge.evidence.declared.then_some("declared"),
        edge.evidence.loaded.then_some("loaded"),
        observed,
        edge.broken.then_some("broken"),
    ];
    let words: Vec<_> = words.into_iter().flatten().collect();
    or_none(&words.join(", ")).to_owned()
}

#[cfg(test)]
mod tests;
