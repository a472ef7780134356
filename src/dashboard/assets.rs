//! The page: markup, style and script; the picture's own parts come from `graph`.

use crate::graph;

const MARKUP: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const REFUSAL: &str = include_str!("page/refusal.html");
/// Files of one matter each; a later one knows the earlier ones.
const SCRIPT: &str = concat!(
    include_str!("page/slices.js"),
    include_str!("page/tabs.js"),
    include_str!("page/tables.js"),
    include_str!("page/large.js"),
    include_str!("page/folds.js"),
    include_str!("page/details.js"),
    include_str!("page/logs.js"),
    include_str!("page/questions.js"),
    include_str!("page/tour.js"),
    include_str!("page/follow.js"),
    include_str!("page/live.js"),
);

pub(super) fn page() -> String {
    let parts = graph::page();
    MARKUP
        .replace("{{bar}}", parts.bar)
        .replace("{{keys}}", parts.keys)
}

pub(super) fn style() -> String {
    graph::page().style + STYLE
}

pub(super) fn script() -> String {
    let own = graph::page().script;
    format!("{own}{SCRIPT}")
}

/// A page for whoever is not let in; the words are ours.
pub(super) fn refusal(words: &str) -> String {
    REFUSAL.replace("{{words}}", words)
}
