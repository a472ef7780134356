//! Which part of the picture a stop is about.

use std::collections::BTreeSet;

use serde::Serialize;

use super::stop::{Stop, Tour};
use crate::graph::{self, Graph, Name, View};
use crate::tutorial::model::Shows;

/// Lines of a picture that leave room for words on a screen.
const MOST: usize = 7;

/// A part of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The view that has it.
    pub view: View,
    /// Ids of the nodes that are lit.
    pub nodes: Vec<String>,
    /// What is to be lit and is not in the picture yet, as the tutorial names it: `component/statestore`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
}

impl Tour {
    /// Finds the part of each stop in the graph of a cluster; all of it, in no view yet. Names without a namespace
    /// are those of this one first.
    pub fn find(&mut self, graph: &Graph, namespace: &str) {
        for stop in &mut self.stops {
            stop.shows = part(&stop.about, graph, namespace);
        }
    }
}

fn part(about: &Shows, graph: &Graph, namespace: &str) -> Part {
    let ids = |name: &Name| {
        let found = name.find(graph, namespace).into_iter();
        found.map(|node| node.id.clone()).collect::<Vec<_>>()
    };
    let found: Vec<Vec<String>> = about.names.iter().map(ids).collect();
    let named = about.names.iter().zip(&found);
    let absent = named.filter(|(_, ids)| ids.is_empty());
    let absent = absent.map(|(name, _)| name.text().to_owned()).collect();
    let nodes: BTreeSet<String> = found.iter().flatten().cloned().collect();
    let view = about.view.unwrap_or_else(|| View::holding(graph, &nodes));
    let shown = graph::view(graph, view);
    let is_shown = |id: &String| shown.node(id).is_some();
    let nodes = if about.names.is_empty() && about.view.is_some() {
        shown.nodes.iter().map(|node| node.id.clone()).collect()
    } else {
        nodes.into_iter().filter(is_shown).collect()
    };
    Part {
        view,
        nodes,
        absent,
    }
}

impl Stop {
    /// The part as a tree in a few lines, and what is wrong with it. Lit nodes that have nothing to do with each other
    /// stand in brackets among what is next to them.
    pub(super) fn picture(&self, graph: &Graph) -> Vec<String> {
        let lit: BTreeSet<String> = self.shows.nodes.iter().cloned().collect();
        let view = graph::view(graph, self.shows.view);
        let mut part = graph::around(&view, lit.clone(), 0);
        if part.edges.is_empty() {
            part = graph::around(&view, lit.clone(), 1);
        }
        // Where nothing else is drawn there is nothing to tell it from.
        let is_all = lit.len() == part.nodes.len();
        let concerns = |nodes: &Vec<String>| nodes.iter().any(|id| lit.contains(id));
        part.problems.retain(|problem| concerns(&problem.nodes));
        part.unknown.clear();
        let marked = if is_all { BTreeSet::new() } else { lit };
        let tree = graph::lit_tree(&part, &marked);
        let mut lines: Vec<String> = tree.lines().map(str::to_owned).collect();
        if lines.len() > MOST {
            let more = lines.len() + 1 - MOST;
            lines.truncate(MOST - 1);
            lines.push(format!("… {more} lines more"));
        }
        if !self.shows.absent.is_empty() {
            let absent = self.shows.absent.join(", ");
            lines.push(format!("not there yet: {absent}"));
        }
        lines
    }
}
