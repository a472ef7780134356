//! Graphs that are too large to be drawn node by node.

use daprk::graph::{NodeKind, Open, Problem, State, Strength, Theme, fold, fold_but, mermaid, svg};

use super::graphs::{fixture, many};

#[test]
fn a_small_graph_stays_as_it_is() {
    for graph in [fixture("problem"), many(100)] {
        assert_eq!(fold(&graph), graph);
    }
}

#[test]
fn a_large_one_is_folded_by_namespace() {
    let mut graph = many(300);
    graph.nodes[0].state = State::Bad;
    let of = graph.nodes[0].id.clone();
    graph.problems.push(Problem {
        id: "one".to_owned(),
        nodes: vec![of.clone(), of],
        message: "It is wrong.".to_owned(),
        fix: String::new(),
        follows: Vec::new(),
        warning: false,
    });
    let folded = fold(&graph);
    let ids: Vec<&str> = folded.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(
        ids,
        [0, 1, 2, 3, 4, 5].map(|team| format!("group/team-{team}"))
    );
    let first = &folded.nodes[0];
    assert_eq!(
        (first.kind, first.name.as_str()),
        (NodeKind::Group, "team-0")
    );
    assert_eq!(first.detail, "50 apps, 10 components");
    assert_eq!(
        (first.state, first.words.as_str()),
        (State::Bad, "1 not right, 10 edges within")
    );
    assert_eq!(folded.problems[0].nodes, ["group/team-0"]);
}

#[test]
fn a_namespace_that_is_open_is_not_folded() {
    let graph = many(300);
    let open = Open::Namespaces(["team-1".to_owned(), "nobody's".to_owned()].into());
    let folded = fold_but(&graph, &open);
    let count = |kind: NodeKind| folded.nodes.iter().filter(|node| node.kind == kind).count();
    let counts = [NodeKind::Group, NodeKind::App, NodeKind::Component].map(count);
    assert_eq!(counts, [5, 50, 10]);
    let shown = folded
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::App);
    assert!(shown.into_iter().all(|node| node.namespace == "team-1"));
    // From a group to each app of the next namespace, and from that one to a group.
    let ends = |from: &str, to: &str| {
        let edges = folded.edges.iter();
        let edges = edges.filter(|edge| edge.from.starts_with(from) && edge.to.starts_with(to));
        edges.count()
    };
    assert_eq!(ends("group/team-0", "app/team-1/"), 50);
    assert_eq!(ends("app/team-1/", "group/team-2"), 50);
    assert_eq!(ends("group/team-2", "group/team-3"), 1);
    assert_eq!(fold_but(&graph, &Open::All), graph);
}

#[test]
fn what_is_observed_between_groups_is_summed() {
    let folded = fold(&many(300));
    assert_eq!(folded.edges.len(), 6);
    for edge in &folded.edges {
        let seen = edge.evidence.observed.unwrap();
        assert_eq!(
            (edge.verb.as_str(), edge.source.as_str()),
            ("calls", "50 edges")
        );
        assert_eq!((seen.rate, seen.total), (Some(25.0), 500.0));
        assert_eq!(edge.evidence.strength(), Strength::Observed);
    }
}

#[test]
fn what_has_no_namespace_stays() {
    let mut graph = many(300);
    graph.nodes.extend(
        fixture("hello-kubernetes")
            .nodes
            .into_iter()
            .filter(|node| matches!(node.kind, NodeKind::Caller | NodeKind::ControlPlane)),
    );
    let folded = fold(&graph);
    let count = |kind: NodeKind| folded.nodes.iter().filter(|node| node.kind == kind).count();
    let counts = [NodeKind::Group, NodeKind::Caller, NodeKind::ControlPlane].map(count);
    assert_eq!(counts, [6, 1, 5]);
}

/// A hundred times as many apps of the same namespaces make the same picture but for the numbers in it.
#[test]
fn a_picture_does_not_grow_with_what_is_folded() {
    let lines = |apps: usize| svg(&many(apps), Theme::Auto).lines().count();
    assert_eq!(lines(300), lines(30_000));
}

/// As many shapes for each thing, however many there are, and no more corners than a line can have.
#[test]
fn what_is_drawn_is_linear() {
    let count = |apps: usize| {
        let picture = svg(&many(apps), Theme::Auto);
        for path in picture.split("class=\"line\" d=\"").skip(1) {
            let (path, _) = path.split_once('"').unwrap();
            assert!(path.matches('Q').count() <= 4, "{path}");
        }
        picture.matches("<rect").count() + picture.matches("class=\"line\"").count()
    };
    let (one, two, three) = (count(30), count(60), count(90));
    assert_eq!(three - two, two - one);
}

/// `maxEdges` and `maxTextSize` of Mermaid, as GitHub has them.
#[test]
fn mermaid_stays_within_what_it_draws() {
    let mut dense = many(100);
    let calls = dense.edges.clone();
    for by in 2..7 {
        dense.edges.extend(calls.iter().map(|edge| {
            let mut other = edge.clone();
            other.verb = format!("calls {by}");
            other
        }));
    }
    assert!(dense.edges.len() > 500);
    for (graph, is_whole) in [(many(120), true), (dense, false), (many(3_000), false)] {
        let text = mermaid(&graph);
        let edges = text.lines().filter(|line| line.contains("|\"")).count();
        assert!(
            (1..=500).contains(&edges),
            "{edges} edges of {}",
            graph.title
        );
        assert!(text.len() <= 50_000, "{} of {}", text.len(), graph.title);
        assert_eq!(text.contains("app-0001"), is_whole, "{}", graph.title);
    }
}
