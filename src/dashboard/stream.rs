//! One page, told what it has to draw anew.

use std::sync::Arc;

use serde_json::{Value, json};

use super::facts;
use super::feed::State;
use crate::graph::{self, Graph, Picture, View};

/// What a page shows of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) view: View,
    /// Only what is so many steps from this node.
    pub(super) focus: Option<(String, usize)>,
}

/// Something that a page is told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    /// `whole`, `change`, `facts`, `refused`.
    pub(super) event: &'static str,
    pub(super) data: Value,
}

/// What a page was told last.
#[derive(Default)]
pub(super) struct Told {
    drawn: Option<(Graph, Picture)>,
    facts: Option<Value>,
}

impl Told {
    /// What it is told of this state.
    pub(super) fn next(&mut self, state: &Arc<State>, look: &Look) -> Vec<Message> {
        let mut messages = Vec::new();
        match part(&state.graph, look) {
            Ok(graph) => messages.extend(self.draw(graph)),
            Err(words) => messages.push(Message {
                event: "refused",
                data: json!({"words": words}),
            }),
        }
        let facts = facts::facts(state);
        if self.facts.as_ref() != Some(&facts) {
            messages.push(Message {
                event: "facts",
                data: facts.clone(),
            });
            self.facts = Some(facts);
        }
        messages
    }

    fn draw(&mut self, graph: Graph) -> Option<Message> {
        let picture = Picture::of(&graph);
        let message = match &self.drawn {
            Some((old, _)) if *old == graph => return None,
            Some((old, drawn)) => change(old, &graph, drawn, &picture),
            None => None,
        };
        let message = message.unwrap_or_else(|| Message {
            event: "whole",
            data: json!({"svg": picture.svg(), "graph": graph}),
        });
        self.drawn = Some((graph, picture));
        Some(message)
    }
}

/// The part that a page shows, folded where it is large.
fn part(whole: &Graph, look: &Look) -> Result<Graph, String> {
    let mut graph = graph::view(whole, look.view);
    if let Some((name, hops)) = &look.focus {
        graph = graph::focus(&graph, name, *hops)
            .map_err(|_| format!("the picture has no `{name}` now"))?;
    }
    Ok(graph::fold(&graph))
}

/// What has changed, if the same things are at the same places.
fn change(old: &Graph, new: &Graph, drawn: &Picture, picture: &Picture) -> Option<Message> {
    let pieces = picture.changes(drawn)?;
    let same_edges = old.edges.len() == new.edges.len();
    let pairs = || old.edges.iter().zip(&new.edges);
    let key = |edge: &graph::Edge| (edge.from.clone(), edge.to.clone(), edge.verb.clone());
    if !same_edges || pairs().any(|(one, other)| key(one) != key(other)) {
        return None;
    }
    let nodes = old.nodes.iter().zip(&new.nodes);
    let nodes: Vec<_> = nodes
        .filter(|(one, other)| one != other)
        .map(|(_, new)| new)
        .collect();
    let edges: Vec<_> = pairs()
        .filter(|(one, other)| one != other)
        .map(|(_, new)| new)
        .collect();
    let mut data = json!({"pieces": pieces, "nodes": nodes, "edges": edges});
    if old.problems != new.problems {
        data["problems"] = json!(new.problems);
    }
    if old.unknown != new.unknown {
        data["unknown"] = json!(new.unknown);
    }
    Some(Message {
        event: "change",
        data,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Node, NodeKind};

    fn state(names: &[&str], words: &str) -> Arc<State> {
        let nodes = names.iter().map(|name| Node {
            id: format!("app/default/{name}"),
            kind: NodeKind::App,
            name: (*name).to_owned(),
            namespace: "default".to_owned(),
            detail: String::new(),
            state: graph::State::Good,
            words: words.to_owned(),
            sidecar: "1.18.3".to_owned(),
        });
        Arc::new(State {
            graph: Graph {
                nodes: nodes.collect(),
                ..Graph::default()
            },
            ..State::default()
        })
    }

    #[test]
    fn a_page_is_told_the_whole_once_and_then_what_changed() {
        let mut told = Told::default();
        let look = Look::default();
        let mut events = |state: &Arc<State>| -> Vec<&str> {
            let messages = told.next(state, &look);
            messages.iter().map(|message| message.event).collect()
        };
        assert_eq!(events(&state(&["a", "b"], "ready 1/1")), ["whole", "facts"]);
        assert!(events(&state(&["a", "b"], "ready 1/1")).is_empty());
        assert_eq!(events(&state(&["a", "b"], "ready 0/1")), ["change"]);
        assert_eq!(events(&state(&["a"], "ready 0/1")), ["whole", "facts"]);
    }

    #[test]
    fn what_is_told_of_a_change_makes_the_new_picture_of_the_old_one() {
        let (old, new) = (
            state(&["a", "b"], "ready 1/1"),
            state(&["a", "b"], "ready 0/1"),
        );
        let drawn = |state: &State| Picture::of(&state.graph);
        let changes = drawn(&new);
        let changes = changes.changes(&drawn(&old)).unwrap();
        assert!(!changes.is_empty());
        let groups = |svg: &str| svg.matches("\n<g ").count();
        assert!(
            changes
                .iter()
                .all(|(place, _)| *place < groups(&drawn(&old).svg()))
        );
    }

    #[test]
    fn a_focus_that_is_gone_is_told() {
        let look = Look {
            view: View::App,
            focus: Some(("b".to_owned(), 1)),
        };
        let messages = Told::default().next(&state(&["a"], ""), &look);
        assert_eq!(messages[0].event, "refused");
        assert_eq!(messages[0].data["words"], "the picture has no `b` now");
    }
}
