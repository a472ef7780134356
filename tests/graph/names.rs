//! Names that are markup, or far too long, stay names.

use daprk::graph::{Evidence, Graph, NodeKind, Problem, Theme, html, svg};

use super::graphs::{FIXTURES, edge, fixture, node};
use super::whole::elements;

/// What nobody should call anything.
fn evil() -> Vec<String> {
    vec![
        "<script>alert(1)</script>".to_owned(),
        "\"' onload='alert(1)' \"".to_owned(),
        "]]></script><!--".to_owned(),
        "a\0b\u{1b}[31m\u{fffe}\u{202e}".to_owned(),
        "&amp;&lt;".to_owned(),
        "x".repeat(10_000),
        String::new(),
    ]
}

/// Each such name everywhere at once.
fn graph(name: &str) -> Graph {
    let mut first = node(NodeKind::App, name, name, name);
    name.clone_into(&mut first.detail);
    name.clone_into(&mut first.words);
    name.clone_into(&mut first.sidecar);
    let second = node(NodeKind::Component, "component/a/b", "b", name);
    let problem = Problem {
        id: name.to_owned(),
        nodes: vec![name.to_owned()],
        message: name.to_owned(),
        fix: name.to_owned(),
        follows: Vec::new(),
        warning: false,
    };
    Graph {
        title: name.to_owned(),
        command: String::new(),
        nodes: vec![first, second],
        edges: vec![edge(name, "component/a/b", name, Evidence::DECLARED)],
        unknown: vec![name.to_owned()],
        problems: vec![problem],
    }
}

#[test]
fn any_name_leaves_the_svg_xml() {
    let tame: Vec<String> = elements(&svg(&graph("tame"), Theme::Auto))
        .into_iter()
        .map(|one| one.0)
        .collect();
    for name in evil() {
        let picture = svg(&graph(&name), Theme::Auto);
        let found = elements(&picture);
        let known = |element: &str| tame.iter().any(|one| one == element);
        assert!(
            found.iter().all(|(element, _)| known(element)),
            "{name:.40}"
        );
        assert!(
            !picture.chars().any(|one| one.is_control() && one != '\n'),
            "{name:.40}"
        );
    }
}

#[test]
fn any_name_leaves_the_page_as_it_is() {
    let count = |page: &str, part: &str| page.to_lowercase().matches(part).count();
    let tame = html(&graph("tame"));
    for name in evil() {
        let page = html(&graph(&name));
        for part in ["<script", "</script", "<!--", "<li>", "<text"] {
            // A name may make a text one line longer, not less than itself.
            let (seen, wanted) = (count(&page, part), count(&tame, part));
            assert!(
                seen == wanted || part == "<text",
                "{part} in {name:.40}: {seen}, not {wanted}"
            );
        }
    }
}

#[test]
fn long_names_are_cut_but_known() {
    let long = "x".repeat(10_000);
    let picture = svg(&graph(&long), Theme::Auto);
    let texts = elements(&picture)
        .into_iter()
        .filter(|(element, _)| element == "text" || element == "tspan");
    for (_, text) in texts {
        assert!(text.chars().count() < 200, "{text}");
    }
    assert!(picture.contains(&format!("<title>App {long}")));
}

#[test]
fn pages_make_no_request() {
    for name in FIXTURES {
        let page = html(&fixture(name));
        assert!(page.len() < 300_000, "{} bytes", page.len());
        assert!(page.contains("default-src 'none'"));
        let outside = page.replace("http://www.w3.org/2000/svg", "");
        for way in [
            "http:",
            "https:",
            "src=",
            "href=",
            "url(",
            "@import",
            "fetch(",
            "innerHTML",
            "style=\"",
        ] {
            assert!(!outside.contains(way), "{name}: {way}");
        }
    }
}
