//! Parts of a graph: what one question needs, and what is near a node.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::{Edge, Graph, NodeKind};
use crate::manifest::nearest;

/// Which question a picture answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// What apps have to do with each other and with Dapr's resources.
    #[default]
    App,
    /// Where requests and data go.
    DataPath,
    /// How a sidecar gets into a pod.
    Injection,
    /// What Dapr itself is made of, and who may do what.
    ControlPlane,
    /// All of it.
    All,
}

impl View {
    /// Each with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("app", Self::App),
        ("data-path", Self::DataPath),
        ("injection", Self::Injection),
        ("control-plane", Self::ControlPlane),
        ("all", Self::All),
    ];

    /// The view of this name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(own, _)| *own == name).map(|(_, view)| *view)
    }

    /// The smallest view that has all of these nodes.
    pub fn holding(graph: &Graph, ids: &BTreeSet<String>) -> Self {
        let sizes = [Self::App, Self::Injection, Self::ControlPlane];
        let holds = |own: &Self| {
            let part = view(graph, *own);
            ids.iter().all(|id| part.node(id).is_some())
        };
        sizes.into_iter().find(holds).unwrap_or(Self::All)
    }

    /// Whether nodes of this kind belong to it.
    fn shows(self, kind: NodeKind) -> bool {
        use NodeKind as K;
        let is_data = matches!(
            kind,
            K::Caller | K::App | K::Component | K::Backend | K::Resource | K::Group
        );
        match self {
            Self::All => true,
            Self::DataPath => is_data,
            Self::App => {
                is_data
                    || matches!(
                        kind,
                        K::Configuration
                            | K::Subscription
                            | K::Resiliency
                            | K::Secret
                            | K::ControlPlane
                    )
            }
            Self::Injection => matches!(kind, K::ApiServer | K::Webhook | K::ControlPlane | K::App),
            Self::ControlPlane => matches!(
                kind,
                K::App | K::ControlPlane | K::Service | K::Workload | K::Role | K::Account
            ),
        }
    }

    /// Whether relations of these kinds belong to it.
    fn relates(self, from: NodeKind, to: NodeKind) -> bool {
        use NodeKind as K;
        match self {
            // The control plane is a strip there: each app has lines to all of it.
            Self::App => from != K::ControlPlane && to != K::ControlPlane,
            // What apps do with each other does not tell how their sidecars came.
            Self::Injection | Self::ControlPlane => !(from == K::App && to == K::App),
            _ => true,
        }
    }

    /// Whether nodes without a relation are left out.
    fn hides_lonely(self, kind: NodeKind) -> bool {
        match self {
            Self::Injection => kind == NodeKind::ControlPlane,
            Self::ControlPlane => matches!(
                kind,
                NodeKind::Workload | NodeKind::Service | NodeKind::Account
            ),
            _ => false,
        }
    }
}

/// The part of a graph that a view shows.
pub fn view(graph: &Graph, view: View) -> Graph {
    let shown = |id: &str| graph.node(id).filter(|node| view.shows(node.kind));
    let edges: Vec<Edge> = graph
        .edges
        .iter()
        .filter(|edge| match (shown(&edge.from), shown(&edge.to)) {
            (Some(from), Some(to)) => {
                view.relates(from.kind, to.kind) && is_of_dapr(view, graph, edge)
            }
            _ => false,
        })
        .filter(|edge| view != View::Injection || is_about_injection(edge))
        .cloned()
        .collect();
    let ends: BTreeSet<&str> = edges
        .iter()
        .flat_map(|edge| [edge.from.as_str(), edge.to.as_str()])
        .collect();
    let nodes = graph.nodes.iter().filter(|node| {
        view.shows(node.kind) && (!view.hides_lonely(node.kind) || ends.contains(node.id.as_str()))
    });
    Graph {
        nodes: nodes.cloned().collect(),
        edges,
        ..graph.clone()
    }
}

/// In the view of the control plane, of Kubernetes' objects only those that run it or lead to it.
fn is_of_dapr(view: View, graph: &Graph, edge: &Edge) -> bool {
    let is_kubernetes = |id: &str| {
        graph
            .node(id)
            .is_some_and(|node| matches!(node.kind, NodeKind::Workload | NodeKind::Service))
    };
    let is_in = |id: &str| {
        let node = graph.node(id);
        let places = graph
            .nodes
            .iter()
            .filter(|node| node.kind == NodeKind::ControlPlane);
        node.is_some_and(|node| {
            places
                .into_iter()
                .any(|one| one.namespace == node.namespace)
        })
    };
    view != View::ControlPlane || !is_kubernetes(&edge.from) || is_in(&edge.from)
}

fn is_about_injection(edge: &Edge) -> bool {
    const VERBS: [&str; 3] = ["asks about new pods", "is answered by", "adds daprd to"];
    VERBS.contains(&edge.verb.as_str())
}

/// What is within so many steps of a node, whichever way the relations go.
///
/// # Errors
/// No node has that name; the nearest name is the error, if one is near.
pub fn focus(graph: &Graph, name: &str, hops: usize) -> Result<Graph, Option<String>> {
    let is_it = |node: &&super::Node| node.name == name || node.id == name;
    let start: BTreeSet<String> = graph
        .nodes
        .iter()
        .filter(is_it)
        .map(|node| node.id.clone())
        .collect();
    if start.is_empty() {
        let names = graph.nodes.iter().map(|node| node.name.as_str());
        return Err(nearest(name, names).map(str::to_owned));
    }
    Ok(around(graph, start, hops))
}

/// What is within so many steps of these nodes, whichever way the relations go.
pub fn around(graph: &Graph, start: BTreeSet<String>, hops: usize) -> Graph {
    let mut near = start;
    for _ in 0..hops {
        let next: Vec<String> = graph
            .edges
            .iter()
            .filter(|edge| near.contains(&edge.from) || near.contains(&edge.to))
            .flat_map(|edge| [edge.from.clone(), edge.to.clone()])
            .collect();
        let before = near.len();
        near.extend(next);
        // All that can be reached is near.
        if near.len() == before {
            break;
        }
    }
    Graph {
        nodes: graph
            .nodes
            .iter()
            .filter(|node| near.contains(&node.id))
            .cloned()
            .collect(),
        edges: graph
            .edges
            .iter()
            .filter(|edge| near.contains(&edge.from) && near.contains(&edge.to))
            .cloned()
            .collect(),
        ..graph.clone()
    }
}
