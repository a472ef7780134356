//! Everything of a graph is in its pictures.

use std::collections::BTreeSet;

use daprk::graph::{Graph, Theme, html, svg};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::graphs::{FIXTURES, fixture};

/// The elements of a document, each with the text directly in it; it must be well formed.
pub(super) fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<(String, String)> = Vec::new();
    let mut closed = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                attributes(&start);
                open.push((
                    String::from_utf8_lossy(start.name().as_ref()).into_owned(),
                    String::new(),
                ));
            }
            Event::Empty(start) => {
                attributes(&start);
                closed.push((
                    String::from_utf8_lossy(start.name().as_ref()).into_owned(),
                    String::new(),
                ));
            }
            Event::End(_) => closed.push(open.pop().unwrap()),
            Event::Text(text) => open
                .iter_mut()
                .last()
                .map_or((), |one| one.1 += &text.decode().unwrap()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    closed
}

/// Each attribute must be one, and none twice.
fn attributes(start: &quick_xml::events::BytesStart<'_>) {
    for attribute in start.attributes() {
        attribute.unwrap().unescape_value().unwrap();
    }
}

/// The values of an attribute, as they were before they were escaped.
fn values(picture: &str, name: &str) -> BTreeSet<String> {
    let opening = format!(" {name}=\"");
    let parts = picture.split(&opening).skip(1);
    parts
        .map(|part| part.split_once('"').unwrap().0.replace("&amp;", "&"))
        .collect()
}

fn ids(graph: &Graph) -> BTreeSet<String> {
    let nodes = graph.nodes.iter().map(|node| node.id.clone());
    nodes
        .chain(graph.edges.iter().map(daprk::graph::Edge::id))
        .collect()
}

#[test]
fn every_node_and_edge_is_in_every_picture() {
    for name in FIXTURES {
        let graph = fixture(name);
        for picture in [svg(&graph, Theme::Auto), html(&graph)] {
            assert_eq!(values(&picture, "data-id"), ids(&graph));
            for edge in &graph.edges {
                let sentence = format!("<title>{}</title>", graph.sentence(edge));
                assert!(picture.contains(&sentence), "{sentence}");
            }
        }
        assert!(!elements(&svg(&graph, Theme::Auto)).is_empty());
    }
}

#[test]
fn problems_and_what_is_not_seen_are_named() {
    let graph = fixture("problem");
    let picture = svg(&graph, Theme::Auto);
    assert!(picture.contains(&graph.problems[0].fix));
    assert!(picture.contains("not seen: Secrets of namespace shop"));
}

#[test]
fn an_edge_to_nowhere_is_told_in_words() {
    let mut graph = fixture("hello-kubernetes");
    graph.nodes.retain(|node| node.name != "appconfig");
    assert!(!svg(&graph, Theme::Auto).contains("appconfig"));
    assert!(
        html(&graph).contains("<li>pythonapp uses configuration/default/appconfig, declared</li>")
    );
}

#[test]
fn nothing_at_all_is_a_picture_too() {
    let empty = Graph::default();
    assert!(!elements(&svg(&empty, Theme::Auto)).is_empty());
    assert!(html(&empty).contains("</html>"));
}

#[test]
#[should_panic(expected = "called `Result::unwrap()` on an `Err` value")]
fn what_is_no_xml_is_seen() {
    elements("<svg><g></svg>");
}
