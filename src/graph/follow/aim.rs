//! Whom a call is for.

use super::call::{Call, What};
use super::facts::{Facts, moved};
use super::hop::End;
use crate::dapr::Asked;
use crate::dapr::api::Block;
use crate::graph::draft::id;
use crate::graph::model::{Edge, NodeKind};

/// Whom a call is for, as far as that can be known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aim {
    /// None for what the sidecar does itself.
    pub(super) to: Option<End>,
    /// Whether a counter told it.
    pub(super) counted: bool,
    /// Ids of the nodes that it may be, where there are several.
    pub(super) among: Vec<String>,
}

impl Aim {
    /// Whether it is, or may be, this node.
    pub(super) fn may_be(&self, id: &str) -> bool {
        let is_it = self
            .to
            .as_ref()
            .is_some_and(|end| end.id.as_deref() == Some(id));
        is_it || self.among.iter().any(|one| one == id)
    }

    /// The node that it is.
    pub(super) fn id(&self) -> Option<&str> {
        self.to.as_ref()?.id.as_deref()
    }
}

/// Whom a call is for.
pub(super) fn aim(facts: &Facts<'_>, call: &Call<'_>) -> Aim {
    match &call.what {
        What::Gets(_) => sure(Some(call.app.clone()), facts.name(&call.app)),
        What::Asks(Asked::App(name)) => app(facts, call, name),
        What::Asks(Asked::SomeApp(path)) => {
            one_of(facts, callees(facts, &call.app, path.as_deref()))
        }
        What::Asks(Asked::Component {
            block, name: None, ..
        }) => one_of(facts, components(facts, &call.app, block)),
        What::Asks(Asked::Component {
            name: Some(name), ..
        }) => {
            let component = id(NodeKind::Component, &call.namespace, name);
            let known = facts.kind(&component).map(|_| component);
            sure(known, name.clone())
        }
        What::Asks(Asked::Sidecar | Asked::Itself) => Aim::default(),
    }
}

fn sure(id: Option<String>, name: String) -> Aim {
    Aim {
        to: Some(End { id, name }),
        ..Aim::default()
    }
}

/// An app, or an `HTTPEndpoint`, which is called in the same way.
fn app(facts: &Facts<'_>, call: &Call<'_>, name: &str) -> Aim {
    let endpoint = id(NodeKind::Resource, &call.namespace, name);
    let found = facts.app(&call.namespace, name);
    let found = found.or_else(|| facts.kind(&endpoint).map(|_| endpoint));
    match found {
        Some(id) => {
            let name = facts.name(&id);
            sure(Some(id), name)
        }
        None => sure(None, name.to_owned()),
    }
}

/// Candidates, and whether those that counters speak for are all that are left.
fn one_of(facts: &Facts<'_>, among: Vec<String>) -> Aim {
    match among.as_slice() {
        [only] => Aim {
            counted: true,
            ..sure(Some(only.clone()), facts.name(only))
        },
        _ => Aim {
            among,
            ..sure(None, "?".to_owned())
        },
    }
}

/// The ends of these edges; only of those that have moved, if some have.
fn ends<'a>(edges: impl Iterator<Item = &'a Edge> + Clone) -> Vec<String> {
    let mut ends: Vec<_> = edges.clone().filter(|edge| moved(edge)).collect();
    if ends.is_empty() {
        ends = edges.collect();
    }
    let mut ends: Vec<_> = ends.into_iter().map(|edge| edge.to.clone()).collect();
    ends.dedup();
    ends
}

/// The apps that this one has called; of several those that were asked for that path.
fn callees(facts: &Facts<'_>, app: &str, path: Option<&str>) -> Vec<String> {
    let edges: Vec<_> = facts
        .edges()
        .filter(|edge| {
            let is_observed = edge.evidence.observed.is_some();
            edge.from == app && is_observed && facts.kind(&edge.to) == Some(NodeKind::App)
        })
        .collect();
    let called = ends(edges.into_iter());
    let bare = |path: &str| {
        path.trim_start_matches('/')
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let Some(path) = path.map(bare).filter(|_| called.len() > 1) else {
        return called;
    };
    let has_answered = |app: &&String| {
        let paths = facts.answered.get(*app);
        paths.is_some_and(|paths| paths.iter().any(|one| bare(one) == path))
    };
    match called
        .iter()
        .filter(has_answered)
        .cloned()
        .collect::<Vec<_>>()
    {
        none if none.is_empty() => called,
        some => some,
    }
}

/// The components of a sort that an app uses.
fn components(facts: &Facts<'_>, app: &str, block: &Block) -> Vec<String> {
    let is_of_sort = |id: &str| {
        let node = facts.graph.and_then(|graph| graph.node(id));
        node.is_some_and(|node| {
            node.kind == NodeKind::Component && node.detail.starts_with(block.category)
        })
    };
    let edges: Vec<_> = facts
        .edges()
        .filter(|edge| edge.from == app && is_of_sort(&edge.to))
        .collect();
    ends(edges.into_iter())
}
