//! The forms of a picture that are texts, as the program prints them. `DAPRK_TEST_UPDATE=1` rewrites the files.

use std::collections::BTreeSet;

use daprk::graph::{Edge, Frame, Graph, Recording};
use serde_json::Value;
use tempfile::TempDir;

use super::graphs::{FIXTURES, fixture};
use crate::cli::golden::assert_golden;
use crate::run::Run;

/// Words after `-o`, and how such files end.
const FORMS: [(&str, &str); 4] = [
    ("text", "txt"),
    ("mermaid", "mmd"),
    ("dot", "dot"),
    ("json", "json"),
];

/// What the program prints of a graph that was kept.
fn printed(graph: &Graph, form: &str) -> String {
    let home = TempDir::new().unwrap();
    let recording = Recording {
        api_version: Recording::API_VERSION.to_owned(),
        kind: Recording::KIND.to_owned(),
        frames: vec![Frame {
            at: jiff::Timestamp::UNIX_EPOCH,
            graph: graph.clone(),
        }],
    };
    let kept = serde_json::to_vec(&recording).unwrap();
    std::fs::write(home.path().join("kept.json"), kept).unwrap();
    let words = ["graph", "--from", "kept.json", "--view", "all", "-o", form];
    Run::new(env!("CARGO_BIN_EXE_daprk"), &words, home.path()).output()
}

#[test]
fn texts_are_those_that_are_kept_and_the_same_again() {
    for name in FIXTURES {
        let graph = fixture(name);
        for (form, end) in FORMS {
            let text = printed(&graph, form);
            assert_golden(&format!("tests/graph/golden/{name}.{end}"), &text);
            assert_eq!(printed(&graph, form), text, "{name} as {form}");
        }
    }
}

/// Both ends of an edge.
type Ends = (String, String);

/// The ends of a flowchart's lines, `n1 -.->|"…"| n2`: nodes have numbers there.
fn of_mermaid(graph: &Graph, text: &str) -> Vec<Ends> {
    let number = |word: &str| -> Option<usize> { word.strip_prefix('n')?.parse().ok() };
    let ends = text
        .lines()
        .filter(|line| line.contains("|\""))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((number(words.next()?)?, number(words.next_back()?)?))
        });
    let id = |number: usize| graph.nodes[number].id.clone();
    ends.map(|(from, to)| (id(from), id(to))).collect()
}

/// `"app/shop/a" -> "app/shop/b" [label="…"]`
fn of_dot(text: &str) -> Vec<Ends> {
    let ends = text.lines().filter_map(|line| {
        let (from, rest) = line.trim().split_once("\" -> \"")?;
        let (to, _) = rest.split_once('"')?;
        Some((from.trim_start_matches('"').to_owned(), to.to_owned()))
    });
    ends.collect()
}

fn sorted(mut ends: Vec<Ends>) -> Vec<Ends> {
    ends.sort();
    ends
}

#[test]
fn every_form_has_the_same_edges() {
    for name in FIXTURES {
        let graph = fixture(name);
        let own = |edge: &Edge| (edge.from.clone(), edge.to.clone());
        let wanted = sorted(graph.edges.iter().map(own).collect());
        let mermaid = of_mermaid(&graph, &printed(&graph, "mermaid"));
        assert_eq!(sorted(mermaid), wanted, "{name}");
        assert_eq!(sorted(of_dot(&printed(&graph, "dot"))), wanted, "{name}");
        let json: Value = serde_json::from_str(&printed(&graph, "json")).unwrap();
        let edges: Vec<Edge> = serde_json::from_value(json["edges"].clone()).unwrap();
        assert_eq!(edges, graph.edges);
        // In the tree a line has one end; the other one is above it.
        let tree = printed(&graph, "text");
        let lines: Vec<_> = tree
            .lines()
            .filter(|line| line.contains(['▶', '✖']) && line.contains(['├', '└']))
            .collect();
        assert_eq!(lines.len(), graph.edges.len(), "{tree}");
        let names: BTreeSet<_> = graph
            .edges
            .iter()
            .map(|edge| &graph.node(&edge.to).unwrap().name)
            .collect();
        assert!(
            names
                .iter()
                .all(|name| lines.iter().any(|line| line.contains(*name))),
            "{tree}"
        );
    }
}
