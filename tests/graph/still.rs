//! Nothing moves when only the state of things, the numbers or the words change.

use daprk::graph::{Graph, Observed, State, Strength, Theme, svg};

use super::graphs::{FIXTURES, fixture};

/// The first shape of each box, and the corners of each line.
fn places(picture: &str) -> Vec<String> {
    let attribute = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let mut places = Vec::new();
    for line in picture.lines() {
        if line.contains("class=\"node ") {
            let id = attribute(line, "data-id").unwrap();
            let (_, rect) = line.split_once("<rect ").unwrap();
            let place = ["x", "y", "width", "height"]
                .map(|name| attribute(rect, &format!(" {name}")).unwrap());
            places.push(format!("{id} {}", place.join(" ")));
        } else if line.contains("data-from=") {
            let id = attribute(line, "data-id").unwrap();
            places.push(format!("{id} {}", attribute(line, " d").unwrap()));
        }
    }
    places.sort();
    places
}

/// The same things, all in another state, seen otherwise.
fn changed(mut graph: Graph) -> Graph {
    for node in &mut graph.nodes {
        node.state = if node.state == State::Good {
            State::Bad
        } else {
            State::Good
        };
        "waits for something that has a long name".clone_into(&mut node.words);
    }
    for edge in &mut graph.edges {
        edge.broken = !edge.broken;
        edge.evidence.observed = match edge.evidence.strength() {
            Strength::Observed => None,
            _ => Some(Observed {
                rate: Some(123.4),
                errors: Some(99.0),
                p95: Some(1e6),
                ..Observed::default()
            }),
        };
    }
    graph.problems.clear();
    graph.unknown.push("much".to_owned());
    graph
}

#[test]
fn a_change_of_state_moves_nothing() {
    for name in FIXTURES {
        let before = places(&svg(&fixture(name), Theme::Auto));
        let after = places(&svg(&changed(fixture(name)), Theme::Auto));
        assert_eq!(before, after);
        let graph = fixture(name);
        assert_eq!(before.len(), graph.nodes.len() + graph.edges.len());
    }
}

#[test]
fn another_thing_would_be_seen_to_move_some() {
    let mut graph = fixture("hello-kubernetes");
    let before = places(&svg(&graph, Theme::Auto));
    graph.nodes.retain(|node| node.name != "pythonapp");
    assert!(
        places(&svg(&graph, Theme::Auto))
            .iter()
            .any(|place| !before.contains(place))
    );
}
