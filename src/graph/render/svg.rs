//! A graph as one SVG: light and dark, without fonts or scripts, the same bytes for the same graph.

mod edge;
mod frame;
mod icon;
mod node;
mod notes;
mod picture;
mod text;

use super::super::marks::folded;
use super::super::{Graph, Marks, fold};
pub(super) use node::sentence;
pub use picture::{Picture, Place};
pub(super) use text::escape;

/// The colours of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As whoever looks at it has set the screen.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    fn class(self) -> &'static str {
        match self {
            Self::Auto => "daprk",
            Self::Light => "daprk light",
            Self::Dark => "daprk dark",
        }
    }
}

/// What a picture looks like.
pub(super) const STYLE: &str = include_str!("svg/style.css");

/// The graph as an SVG document; [folded](fold) if it is large.
pub fn svg(graph: &Graph, theme: Theme) -> String {
    svg_marked(graph, &Marks::new(), theme)
}

/// As [`svg`], with what is marked.
pub fn svg_marked(whole: &Graph, marks: &Marks, theme: Theme) -> String {
    let graph = fold(whole);
    let marks = folded(whole, &graph, marks);
    let style = format!("<style>{STYLE}</style>\n");
    document(&graph, &marks, theme, &style)
}

/// A graph that is small enough, with these elements at the beginning.
pub(super) fn document(graph: &Graph, marks: &Marks, theme: Theme, head: &str) -> String {
    Picture::drawn(graph, marks, theme).document(head)
}

/// A sentence, with what has become of what it tells.
pub(super) fn marked(sentence: String, marks: &Marks, id: &str) -> String {
    match marks.get(id) {
        Some(mark) => format!("{sentence}, {}", mark.word()),
        None => sentence,
    }
}

/// The picture in a sentence.
fn description(graph: &Graph) -> String {
    let count =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!(
        "A picture of Dapr: {}, {}, {}. Each line's title says what it means.",
        count(graph.nodes.len(), "thing"),
        count(graph.edges.len(), "relation"),
        count(graph.problems.len(), "problem"),
    )
}
