use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::graph::{Evidence, NodeKind, Observed, State, Theme, both, html_marked, svg_marked};

fn node(name: &str, detail: &str, state: State) -> Node {
    Node {
        id: format!("app/shop/{name}"),
        kind: NodeKind::App,
        name: name.to_owned(),
        namespace: "shop".to_owned(),
        detail: detail.to_owned(),
        state,
        words: String::new(),
        sidecar: String::new(),
    }
}

fn edge(from: &str, to: &str, evidence: Evidence) -> Edge {
    Edge {
        from: format!("app/shop/{from}"),
        to: format!("app/shop/{to}"),
        verb: "calls".to_owned(),
        evidence,
        source: String::new(),
        broken: false,
    }
}

fn counted(rate: f64, stale: bool) -> Evidence {
    let observed = Some(Observed {
        rate: Some(rate),
        stale,
        ..Observed::default()
    });
    Evidence {
        observed,
        ..Evidence::DECLARED
    }
}

fn graph(nodes: Vec<Node>, edges: Vec<Edge>) -> Graph {
    Graph {
        nodes,
        edges,
        ..Graph::default()
    }
}

#[test]
fn what_differs_is_told_in_lines() {
    let good = |name: &str| node(name, "port 1", State::Good);
    let two = || vec![good("a"), good("b")];
    let rows: [(Graph, Graph, &str); 9] = [
        (graph(two(), vec![]), graph(two(), vec![]), ""),
        (
            graph(vec![good("a")], vec![]),
            graph(two(), vec![]),
            "+ app b in shop, port 1\n",
        ),
        (
            graph(two(), vec![]),
            graph(vec![good("b")], vec![]),
            "- app a in shop, port 1\n",
        ),
        (
            graph(vec![good("a")], vec![]),
            graph(vec![node("a", "", State::Bad)], vec![]),
            "~ app a in shop: port 1 → none, good → bad\n",
        ),
        (
            graph(two(), vec![]),
            graph(two(), vec![edge("a", "b", Evidence::DECLARED)]),
            "+ a calls b, declared\n",
        ),
        (
            graph(two(), vec![edge("a", "b", counted(1.0, false))]),
            graph(two(), vec![]),
            "- a calls b, 1.0/s\n",
        ),
        // How often is no difference.
        (
            graph(two(), vec![edge("a", "b", counted(1.0, false))]),
            graph(two(), vec![edge("a", "b", counted(2.0, false))]),
            "",
        ),
        (
            graph(two(), vec![edge("a", "b", counted(1.0, false))]),
            graph(two(), vec![edge("a", "b", counted(0.0, true))]),
            "~ a calls b: declared, observed → declared, stale\n",
        ),
        (
            graph(two(), vec![edge("a", "b", Evidence::DECLARED)]),
            graph(
                two(),
                vec![Edge {
                    broken: true,
                    ..edge("a", "b", Evidence::default())
                }],
            ),
            "~ a calls b: declared → broken\n",
        ),
    ];
    for (before, after, expected) in rows {
        let found = diff(&before, &after);
        assert_eq!(found.lines(&before, &after), expected);
        assert_eq!(found.is_empty(), expected.is_empty());
    }
}

/// Any graph of a few names.
fn any_graph() -> impl Strategy<Value = Graph> {
    let evidence = (
        any::<bool>(),
        any::<bool>(),
        prop::option::of(any::<bool>()),
    );
    let nodes = prop::collection::btree_map("[a-e]", ("[x-z]?", any::<bool>()), 0..5);
    let edges = prop::collection::btree_map(("[a-e]", "[a-e]"), (evidence, any::<bool>()), 0..6);
    (nodes, edges).prop_map(|(nodes, edges)| {
        let state = |good| if good { State::Good } else { State::Bad };
        let nodes = nodes.iter();
        let nodes = nodes.map(|(name, (detail, good))| node(name, detail, state(*good)));
        let edges = edges
            .iter()
            .map(|((from, to), ((declared, loaded, seen), broken))| Edge {
                broken: *broken,
                ..edge(
                    from,
                    to,
                    Evidence {
                        declared: *declared,
                        loaded: *loaded,
                        observed: seen.and_then(|stale| counted(1.0, stale).observed),
                    },
                )
            });
        graph(nodes.collect(), edges.collect())
    })
}

fn applied<T: Clone>(
    all: &[T],
    changes: &[Change<T>],
    id: impl Fn(&T) -> String,
) -> BTreeMap<String, T> {
    let mut all: BTreeMap<_, _> = all.iter().map(|one| (id(one), one.clone())).collect();
    for change in changes {
        match change {
            Change::Gone { before } => drop(all.remove(&id(before))),
            Change::Added { after } | Change::Changed { after, .. } => {
                all.insert(id(after), after.clone());
            }
        }
    }
    all
}

proptest! {
    #[test]
    fn a_graph_does_not_differ_from_itself(graph in any_graph()) {
        prop_assert!(diff(&graph, &graph).is_empty());
    }

    #[test]
    fn a_difference_leads_from_the_one_to_the_other(one in any_graph(), two in any_graph()) {
        let found = diff(&one, &two);
        let node_id = |node: &Node| node.id.clone();
        let nodes = applied(&one.nodes, &found.nodes, node_id);
        prop_assert_eq!(nodes.into_values().collect::<Vec<_>>(), two.nodes.clone());
        let edges = applied(&one.edges, &found.edges, Edge::id);
        let sorted: BTreeMap<_, _> = two.edges.iter().map(|one| (one.id(), one.clone())).collect();
        prop_assert_eq!(edges, sorted);
        let back = diff(&two, &one);
        prop_assert_eq!(back.nodes.len(), found.nodes.len());
        prop_assert_eq!(back.edges.len(), found.edges.len());
    }
}

#[test]
fn a_picture_of_both_marks_what_differs_by_signs_and_words() {
    let graph = |nodes: &[(&str, State)], edges: &[(&str, &str)]| Graph {
        nodes: nodes
            .iter()
            .map(|(name, state)| node(name, "", *state))
            .collect(),
        edges: edges
            .iter()
            .map(|(from, to)| edge(from, to, Evidence::DECLARED))
            .collect(),
        ..Graph::default()
    };
    let (good, bad) = (State::Good, State::Bad);
    let before = graph(
        &[("a", good), ("b", good), ("c", good)],
        &[("a", "b"), ("a", "c")],
    );
    let after = graph(
        &[("a", bad), ("c", good), ("d", good)],
        &[("a", "c"), ("a", "d")],
    );
    let (both, marks) = both(&after, &diff(&before, &after));
    let ids: Vec<_> = both.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    assert_eq!(both.edges.len(), 3);
    let picture = svg_marked(&both, &marks, Theme::Auto);
    for words in [
        ">~ changed</text>",
        ">− gone</text>",
        ">+ added</text>",
        "\"App b in shop, gone\"",
        "\"a calls d, declared, added\"",
        ">+ calls<tspan",
        ">− calls<tspan",
        "what differs: + added, − gone, ~ changed",
    ] {
        assert!(picture.contains(words), "{words}\n{picture}");
    }
    assert_eq!(picture.matches("class=\"mark ").count(), 3);
    assert!(html_marked(&both, &marks).contains("<li>a calls b, declared, gone</li>"));
    // Folded, a group says that something in it differs.
    let many: Vec<String> = (0..200).map(|at| format!("x{at:03}")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), good)).collect();
    let (before, after) = (graph(&many, &[]), graph(&many[1..], &[]));
    let (both, marks) = crate::graph::both(&after, &diff(&before, &after));
    let picture = svg_marked(&both, &marks, Theme::Auto);
    assert_eq!(picture.matches("class=\"mark changed\"").count(), 1);
}
