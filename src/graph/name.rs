//! Nodes as a person names them: `app/nodeapp`.

use super::model::{Graph, Node, NodeKind};
use crate::manifest::nearest;

/// How kinds are written. Those of the picture as its ids begin; `service` is whatever is one to a person: a Service
/// of Kubernetes, one that a component connects to, or a service of Dapr's control plane.
const KINDS: [(&str, &[NodeKind]); 16] = [
    ("app", &[NodeKind::App]),
    ("component", &[NodeKind::Component]),
    ("configuration", &[NodeKind::Configuration]),
    ("subscription", &[NodeKind::Subscription]),
    ("resiliency", &[NodeKind::Resiliency]),
    ("resource", &[NodeKind::Resource]),
    ("secret", &[NodeKind::Secret]),
    ("backend", &[NodeKind::Backend]),
    ("control-plane", &[NodeKind::ControlPlane]),
    ("service", SERVICES),
    ("workload", &[NodeKind::Workload]),
    ("role", &[NodeKind::Role]),
    ("account", &[NodeKind::Account]),
    ("webhook", &[NodeKind::Webhook]),
    ("api-server", &[NodeKind::ApiServer]),
    ("caller", &[NodeKind::Caller]),
];
const SERVICES: &[NodeKind] = &[NodeKind::Service, NodeKind::Backend, NodeKind::ControlPlane];

/// Names a node by kind and name, `component/statestore`, or all of a kind, `control-plane`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    text: String,
    kinds: &'static [NodeKind],
    /// None for all of these kinds.
    called: Option<String>,
}

impl Name {
    /// Reads one.
    ///
    /// # Errors
    /// No picture can have such a node: there is no such kind, or nothing can be called so.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (kind, name) = match text.split_once('/') {
            Some((kind, name)) => (kind, Some(name)),
            None => (text, None),
        };
        let known = KINDS.iter().find(|(word, _)| *word == kind);
        let Some((_, kinds)) = known else {
            return Err(no_kind(kind));
        };
        if let Some(name) = name.filter(|name| !can_be_called(name)) {
            return Err(format!("nothing is called `{name}`: write KIND/NAME"));
        }
        Ok(Self {
            text: text.to_owned(),
            kinds,
            called: name.map(str::to_owned),
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The nodes that it names: those of this namespace where it has some, else wherever they are.
    pub fn find<'g>(&self, graph: &'g Graph, namespace: &str) -> Vec<&'g Node> {
        let named = graph.nodes.iter().filter(|node| self.fits(node));
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            named.partition(|node| node.namespace == namespace);
        if here.is_empty() { elsewhere } else { here }
    }

    fn fits(&self, node: &Node) -> bool {
        let is_called = |name: &String| match node.kind {
            // `Deployment nodeapp`
            NodeKind::Workload => node.name.split(' ').next_back() == Some(name),
            NodeKind::ControlPlane => node.name == *name || short(&node.name) == name,
            _ => node.name == *name,
        };
        self.kinds.contains(&node.kind) && self.called.as_ref().is_none_or(is_called)
    }
}

/// Every node as [`Name`] reads it, one a line.
pub fn names(graph: &Graph) -> String {
    let names: Vec<String> = graph.nodes.iter().map(name_of).collect();
    names.join("\n")
}

/// `component/statestore`, `workload/nodeapp`; of what has no name of its own, the kind.
fn name_of(node: &Node) -> String {
    let (kind, _) = node.id.split_once('/').unwrap_or((&node.id, ""));
    let name = match node.kind {
        // `Deployment nodeapp`
        NodeKind::Workload => node.name.split(' ').next_back().unwrap_or_default(),
        _ => &node.name,
    };
    if can_be_called(name) {
        format!("{kind}/{name}")
    } else {
        kind.to_owned()
    }
}

fn no_kind(kind: &str) -> String {
    let words = KINDS.map(|(word, _)| word);
    let Some(near) = nearest(kind, words.into_iter()) else {
        return format!("`{kind}` is no kind of the picture: {}", words.join(", "));
    };
    format!("`{kind}` is no kind of the picture; did you mean `{near}`?")
}

/// Whether Kubernetes, Dapr or DNS would let something have this name.
fn can_be_called(name: &str) -> bool {
    let may_be = |letter: char| letter.is_ascii_alphanumeric() || "-._:".contains(letter);
    !name.is_empty() && name.chars().all(may_be)
}

/// `dapr-sidecar-injector` is the injector.
pub(super) fn short(name: &str) -> &str {
    let name = name.strip_prefix("dapr-").unwrap_or(name);
    let name = name.strip_prefix("sidecar-").unwrap_or(name);
    name.strip_suffix("-server").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::draft::Draft;

    fn graph() -> Graph {
        let mut draft = Draft::default();
        for (kind, namespace, name) in [
            (NodeKind::App, "shop", "cart"),
            (NodeKind::App, "other", "cart"),
            (NodeKind::App, "other", "till"),
            (NodeKind::Component, "shop", "statestore"),
            (NodeKind::Backend, "shop", "redis"),
            (NodeKind::ControlPlane, "dapr-system", "dapr-sentry"),
            (
                NodeKind::ControlPlane,
                "dapr-system",
                "dapr-sidecar-injector",
            ),
            (NodeKind::Service, "dapr-system", "dapr-sentry"),
            (NodeKind::Service, "dapr-system", "dapr-api"),
            (NodeKind::Workload, "shop", "Deployment cart"),
            (NodeKind::Role, "", "dapr-sentry"),
            (NodeKind::ApiServer, "", "API server"),
        ] {
            draft.node(kind, namespace, name);
        }
        draft.finish("test")
    }

    #[test]
    fn nodes_are_found_as_people_name_them() {
        let graph = graph();
        let rows: [(&str, &[&str]); 12] = [
            ("app/cart", &["app/shop/cart"]),
            ("app/till", &["app/other/till"]),
            ("app/none", &[]),
            ("app", &["app/shop/cart"]),
            ("component/statestore", &["component/shop/statestore"]),
            ("component/cart", &[]),
            ("service/redis", &["backend/shop/redis"]),
            ("service/dapr-api", &["service/dapr-system/dapr-api"]),
            ("service/sentry", &["control-plane/dapr-system/dapr-sentry"]),
            (
                "control-plane",
                &[
                    "control-plane/dapr-system/dapr-sentry",
                    "control-plane/dapr-system/dapr-sidecar-injector",
                ],
            ),
            ("workload/cart", &["workload/shop/Deployment cart"]),
            ("api-server", &["api-server//API server"]),
        ];
        for (text, expected) in rows {
            let name = Name::parse(text).unwrap();
            let found = name.find(&graph, "shop");
            let ids: Vec<&str> = found.iter().map(|node| node.id.as_str()).collect();
            assert_eq!(ids, expected, "{text}");
        }
    }

    #[test]
    fn nodes_are_told_as_they_are_found() {
        let graph = graph();
        let names = names(&graph);
        assert_eq!(names.lines().count(), graph.nodes.len());
        for line in [
            "app/cart",
            "workload/cart",
            "api-server",
            "role/dapr-sentry",
        ] {
            assert!(names.lines().any(|one| one == line), "no {line}:\n{names}");
        }
        for name in names.lines() {
            assert!(Name::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_no_picture_has_is_refused() {
        let rows = [
            (
                "apps/cart",
                "`apps` is no kind of the picture; did you mean `app`?",
            ),
            ("app/", "nothing is called ``: write KIND/NAME"),
            (
                "app/my cart",
                "nothing is called `my cart`: write KIND/NAME",
            ),
            (
                "component/shop/cart",
                "nothing is called `shop/cart`: write KIND/NAME",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(Name::parse(text).unwrap_err(), expected, "{text}");
        }
        let all = Name::parse("zzz/x").unwrap_err();
        assert!(all.contains("app, component, "), "{all}");
    }
}
