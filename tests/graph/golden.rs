//! Pictures that are kept in files. `DAPRK_TEST_UPDATE=1` rewrites them.

use daprk::graph::{Theme, html, svg};

use super::graphs::{FIXTURES, fixture};
use crate::cli::golden::assert_golden;

#[test]
fn pictures_are_those_that_are_kept() {
    for name in FIXTURES {
        let graph = fixture(name);
        assert_golden(
            &format!("tests/graph/golden/{name}.svg"),
            &svg(&graph, Theme::Auto),
        );
        assert_golden(&format!("tests/graph/golden/{name}.html"), &html(&graph));
    }
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    for name in FIXTURES {
        assert_eq!(
            svg(&fixture(name), Theme::Dark),
            svg(&fixture(name), Theme::Dark)
        );
        assert_eq!(html(&fixture(name)), html(&fixture(name)));
    }
}

#[test]
fn a_theme_is_forced_by_a_class() {
    let graph = fixture("hello-kubernetes");
    for (theme, class) in [
        (Theme::Auto, "class=\"daprk\""),
        (Theme::Light, "class=\"daprk light\""),
        (Theme::Dark, "class=\"daprk dark\""),
    ] {
        let picture = svg(&graph, theme);
        let (head, _) = picture.split_once('\n').unwrap();
        assert!(head.contains(class), "{head}");
    }
}
