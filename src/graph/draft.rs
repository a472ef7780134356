//! A graph while it is made: what several sources say of one thing comes together here.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Edge, Evidence, Graph, Node, NodeKind, State};
use super::tally::Tally;

/// Nodes by id, relations by their ends and what sort they are.
#[derive(Default)]
pub(super) struct Draft {
    nodes: BTreeMap<String, Node>,
    relations: BTreeMap<(String, String, String), Relation>,
}

/// A relation while it is made.
#[derive(Default)]
pub(super) struct Relation {
    /// All that is done, as far as it was counted; what the sort is called otherwise.
    verbs: BTreeSet<String>,
    declared: bool,
    loaded: bool,
    source: String,
    broken: bool,
    /// What was counted.
    pub(super) tally: Tally,
}

impl Relation {
    /// Manifests say so, at this place.
    pub(super) fn declared(&mut self, source: impl Into<String>) -> &mut Self {
        self.declared = true;
        self.at_source(source)
    }

    /// A sidecar says that it has loaded it.
    pub(super) fn loaded(&mut self) -> &mut Self {
        self.loaded = true;
        self.at_source("metadata of the sidecar")
    }

    /// It cannot work.
    pub(super) fn broken(&mut self, broken: bool) -> &mut Self {
        self.broken |= broken;
        self
    }

    /// It was counted, as this verb, by this metric.
    pub(super) fn counted(&mut self, verb: &str, metric: &str) -> &mut Tally {
        self.verbs.insert(verb.to_owned());
        self.at_source(metric);
        &mut self.tally
    }

    fn at_source(&mut self, source: impl Into<String>) -> &mut Self {
        if self.source.is_empty() {
            self.source = source.into();
        }
        self
    }
}

/// Unique and stable: `app/default/nodeapp`.
pub fn id(kind: NodeKind, namespace: &str, name: &str) -> String {
    let kind = serde_json::to_value(kind).unwrap_or_default();
    format!("{}/{namespace}/{name}", kind.as_str().unwrap_or_default())
}

impl Draft {
    /// The node, made if it isn't there yet; its id.
    pub(super) fn node(&mut self, kind: NodeKind, namespace: &str, name: &str) -> &mut Node {
        let id = id(kind, namespace, name);
        self.nodes.entry(id.clone()).or_insert_with(|| Node {
            id,
            kind,
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            detail: String::new(),
            state: State::Unknown,
            words: String::new(),
            sidecar: String::new(),
        })
    }

    /// The node with this id, if it is there.
    pub(super) fn known(&self, id: &str) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// As [`Self::node`] for something that others name: where it isn't there it is missing. Its id.
    pub(super) fn named(
        &mut self,
        kind: NodeKind,
        namespace: &str,
        name: &str,
        gone: &str,
    ) -> String {
        let is_new = self.known(&id(kind, namespace, name)).is_none();
        let node = self.node(kind, namespace, name);
        if is_new {
            node.state = State::Missing;
            gone.clone_into(&mut node.words);
        }
        node.id.clone()
    }

    /// All nodes of a kind.
    pub(super) fn of(&self, kind: NodeKind) -> Vec<Node> {
        let nodes = self.nodes.values();
        nodes.filter(|node| node.kind == kind).cloned().collect()
    }

    /// The relation of two nodes; `sort` is its verb until something was counted.
    pub(super) fn relation(&mut self, from: &str, to: &str, sort: &str) -> &mut Relation {
        let key = (from.to_owned(), to.to_owned(), sort.to_owned());
        self.relations.entry(key).or_default()
    }

    /// What came together.
    pub(super) fn finish(self, title: &str) -> Graph {
        let edges = self.relations.into_iter().map(edge).collect();
        Graph {
            title: title.to_owned(),
            nodes: self.nodes.into_values().collect(),
            edges,
            ..Graph::default()
        }
    }
}

fn edge(((from, to, sort), relation): ((String, String, String), Relation)) -> Edge {
    let verbs: Vec<_> = relation.verbs.into_iter().collect();
    let observed = relation.tally.observed();
    let fails = observed.is_some_and(|seen| seen.total > 0.0 && seen.failed >= seen.total);
    Edge {
        from,
        to,
        verb: if verbs.is_empty() {
            sort
        } else {
            verbs.join(", ")
        },
        evidence: Evidence {
            declared: relation.declared,
            loaded: relation.loaded,
            observed,
        },
        source: relation.source,
        broken: relation.broken || fails,
    }
}
