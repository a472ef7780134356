//! A picture in its elements, so that what has changed can be told alone.

use super::super::super::layout::{Rect, layout};
use super::super::super::{Graph, Marks};
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
    /// Where it is drawn, if it is one thing.
    pub(super) rect: Option<Rect>,
}

/// A place in a picture: left, top, width, height.
pub type Place = [i32; 4];

impl Piece {
    /// Several elements that are one piece.
    fn group(name: &str, inside: &str) -> Self {
        Self {
            id: name.to_owned(),
            svg: format!("<g class=\"{name}\">\n{inside}</g>\n"),
            rect: None,
        }
    }
}

impl Picture {
    /// Draws a graph that is [folded](crate::graph::fold) if it is large. It has no style of its own.
    pub fn of(graph: &Graph) -> Self {
        Self::drawn(graph, &Marks::new(), Theme::Auto)
    }

    pub(super) fn drawn(graph: &Graph, marks: &Marks, theme: Theme) -> Self {
        let drawing = layout(graph);
        let (notes, end) = notes::notes(graph, marks, &drawing);
        let size = (drawing.width, end + FOOT);
        let mut pieces = vec![Piece::group("frame", &frame::frame(graph, &drawing))];
        pieces.extend(edge::lines(graph, marks, &drawing));
        pieces.extend(node::nodes(graph, marks, &drawing));
        pieces.extend(edge::labels(graph, marks, &drawing));
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

    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// It always has its frame.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The document without its elements, which are [`Self::elements`].
    pub fn bare(&self) -> String {
        let Self { opening, page, .. } = self;
        format!("{opening}{page}</svg>\n")
    }

    /// Each of its elements, in the order in which they are drawn, and where it is if it is one thing.
    pub fn elements(&self) -> impl Iterator<Item = (Option<Place>, &str)> {
        let place = |rect: Rect| [rect.x, rect.y, rect.width, rect.height];
        let pieces = self.pieces.iter();
        pieces.map(move |piece| (piece.rect.map(place), &*piece.svg))
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
