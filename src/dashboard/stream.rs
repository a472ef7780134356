//! One page, told what it has to draw anew.

use std::sync::Arc;

use serde_json::{Value, json};

use super::facts;
use super::feed::State;
use crate::graph::{self, Graph, Open, Picture, View};

/// What a page shows of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) view: View,
    /// Only what is so many steps from this node.
    pub(super) focus: Option<(String, usize)>,
    /// What is not folded.
    pub(super) open: Open,
}

/// Something that a page is told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    /// `whole`, `pieces`, `change`, `facts`, `refused`.
    pub(super) event: &'static str,
    pub(super) data: Value,
}

/// Pictures of more elements are told in parts, and drawn as they are looked at.
const LARGE: usize = 300;
/// Elements of a part: a browser reads it in a few milliseconds.
const PART: usize = 250;

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
            Err(words) => {
                // What comes after it is told as a whole, so that the page forgets the words.
                self.drawn = None;
                messages.push(Message {
                    event: "refused",
                    data: json!({"words": words}),
                });
            }
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

    fn draw(&mut self, graph: Graph) -> Vec<Message> {
        if self.drawn.as_ref().is_some_and(|(old, _)| *old == graph) {
            return Vec::new();
        }
        let picture = Picture::of(&graph);
        let old = self.drawn.as_ref();
        let changes = old.and_then(|(old, drawn)| changes(old, &graph, drawn, &picture));
        let messages = changes.unwrap_or_else(|| whole(&graph, &picture));
        self.drawn = Some((graph, picture));
        messages
    }
}

fn whole(graph: &Graph, picture: &Picture) -> Vec<Message> {
    let told = |event, data| Message { event, data };
    if picture.len() <= LARGE {
        let data = json!({"svg": picture.svg(), "graph": graph});
        return vec![told("whole", data)];
    }
    let data = json!({"svg": picture.bare(), "graph": graph, "pieces": picture.len()});
    let pieces: Vec<_> = picture.elements().collect();
    let parts = pieces.chunks(PART);
    let parts = parts.map(|part| told("pieces", json!({"pieces": part})));
    std::iter::once(told("whole", data)).chain(parts).collect()
}

/// The part that a page shows, folded where it is large.
fn part(whole: &Graph, look: &Look) -> Result<Graph, String> {
    let mut graph = graph::view(whole, look.view);
    if let Some((name, hops)) = &look.focus {
        graph = graph::focus(&graph, name, *hops)
            .map_err(|_| format!("the picture has no `{name}` now"))?;
    }
    Ok(graph::fold_but(&graph, &look.open))
}

/// What has changed, in parts, if the same things are at the same places.
fn changes(old: &Graph, new: &Graph, drawn: &Picture, picture: &Picture) -> Option<Vec<Message>> {
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
    let most = [pieces.len(), nodes.len(), edges.len(), 1];
    let parts = most.into_iter().max()?.div_ceil(PART);
    let part = |at| json!({"pieces": nth(&pieces, at), "nodes": nth(&nodes, at), "edges": nth(&edges, at)});
    let mut parts: Vec<_> = (0..parts).map(part).collect();
    if old.problems != new.problems {
        parts[0]["problems"] = json!(new.problems);
    }
    if old.unknown != new.unknown {
        parts[0]["unknown"] = json!(new.unknown);
    }
    let change = |data| Message {
        event: "change",
        data,
    };
    Some(parts.into_iter().map(change).collect())
}

/// That one of the parts of a list.
fn nth<T>(all: &[T], at: usize) -> &[T] {
    all.chunks(PART).nth(at).unwrap_or_default()
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
    fn a_large_picture_is_told_in_parts() {
        let names: Vec<String> = (0..1_000).map(|at| format!("app-{at:04}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut told = Told::default();
        let mut look = Look::default();
        let parts = |messages: &[Message], event: &str| -> Vec<usize> {
            let messages = messages.iter().filter(|message| message.event == event);
            let pieces = messages.map(|message| message.data["pieces"].as_array());
            pieces.map(|pieces| pieces.map_or(0, Vec::len)).collect()
        };
        let folded = told.next(&state(&names, "ready 1/1"), &look);
        assert_eq!(parts(&folded, "pieces"), [0; 0]);
        look.open = Open::Namespaces(["default".to_owned()].into());
        let whole = told.next(&state(&names, "ready 1/1"), &look);
        assert_eq!(whole[0].event, "whole");
        // The apps, and what is around them.
        assert_eq!(whole[0].data["pieces"], 1_003);
        assert_eq!(parts(&whole, "pieces"), [250, 250, 250, 250, 3]);
        let later = told.next(&state(&names, "ready 0/1"), &look);
        let changes = parts(&later, "change");
        assert!(changes.len() >= 4, "{changes:?}");
        assert!(changes.iter().all(|count| *count <= PART), "{changes:?}");
        assert_eq!(later[0].data["nodes"].as_array().unwrap().len(), PART);
    }

    #[test]
    fn a_focus_that_is_gone_is_told() {
        let look = Look {
            focus: Some(("b".to_owned(), 1)),
            ..Look::default()
        };
        let mut told = Told::default();
        let mut first = |names: &[&str]| told.next(&state(names, ""), &look).remove(0);
        assert_eq!(first(&["a", "b"]).event, "whole");
        let refused = first(&["a"]);
        assert_eq!(refused.event, "refused");
        assert_eq!(refused.data["words"], "the picture has no `b` now");
        // Though it is as it was.
        assert_eq!(first(&["a", "b"]).event, "whole");
    }
}
