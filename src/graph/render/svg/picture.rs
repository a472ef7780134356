//! A picture in its elements, so that what has changed can be told alone.

use super::super::super::Graph;
use super::super::super::layout::layout;
use super::text::escape;
use super::{Theme, description, edge, frame, node, notes};

/// Space below the last text.
const FOOT: i32 = 24;

/// A picture that somebody looks at while it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The document's beginning: its size, its title, what it is in a sentence.
    opening: String,
    /// What everything stands on.
    page: String,
    /// In the order in which they are drawn, each a `<g>` of the document itself.
    pieces: Vec<Piece>,
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it shows: `node app/default/nodeapp`.
    pub(super) id: String,
    pub(super) svg: String,
}

impl Piece {
    /// Several elements that are one piece.
    fn group(name: &str, inside: &str) -> Self {
        Self {
            id: name.to_owned(),
            svg: format!("<g class=\"{name}\">\n{inside}</g>\n"),
        }
    }
}

impl Picture {
    /// Draws a graph that is [folded](crate::graph::fold) if it is large. It has no style of its own.
    pub fn of(graph: &Graph) -> Self {
        Self::drawn(graph, Theme::Auto)
    }

    pub(super) fn drawn(graph: &Graph, theme: Theme) -> Self {
        let drawing = layout(graph);
        let (notes, end) = notes::notes(graph, &drawing);
        let size = (drawing.width, end + FOOT);
        let mut pieces = vec![Piece::group("frame", &frame::frame(graph, &drawing))];
        pieces.extend(edge::lines(graph, &drawing));
        pieces.extend(node::nodes(graph, &drawing));
        pieces.extend(edge::labels(graph, &drawing));
        let headings = frame::headings(graph, &drawing);
        pieces.push(Piece::group("headings", &headings));
        pieces.push(Piece::group("notes", &notes));
        Self {
            opening: opening(graph, theme, size),
            page: format!(
                "<rect class=\"page\" width=\"{}\" height=\"{}\"/>\n",
                size.0, size.1
            ),
            pieces,
        }
    }

    /// The whole of it as an SVG document.
    pub fn svg(&self) -> String {
        self.document("")
    }

    /// As [`Self::svg`], with these elements at the beginning.
    pub(super) fn document(&self, head: &str) -> String {
        let elements: String = self.pieces.iter().map(|piece| &*piece.svg).collect();
        let Self { opening, page, .. } = self;
        format!("{opening}{head}{page}{elements}</svg>\n")
    }

    /// What must be drawn anew where `before` is drawn: places among the document's own `<g>` elements, from zero, with
    /// the new element. None if what is there is not the same things at the same places: then all of it.
    pub fn changes(&self, before: &Self) -> Option<Vec<(usize, &str)>> {
        let ids = |picture: &'_ Self| {
            let ids = picture.pieces.iter().map(|piece| piece.id.clone());
            ids.collect::<Vec<_>>()
        };
        if self.opening != before.opening || ids(self) != ids(before) {
            return None;
        }
        let pairs = self.pieces.iter().zip(&before.pieces).enumerate();
        let changed = pairs.filter(|(_, (now, before))| now.svg != before.svg);
        Some(
            changed
                .map(|(place, (now, _))| (place, &*now.svg))
                .collect(),
        )
    }
}

fn opening(graph: &Graph, theme: Theme, (width, height): (i32, i32)) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"group\" aria-labelledby=\"daprk-title daprk-desc\">\n\
         <title id=\"daprk-title\">{}</title>\n<desc id=\"daprk-desc\">{}</desc>\n",
        theme.class(),
        escape(&graph.title),
        escape(&description(graph)),
    )
}
