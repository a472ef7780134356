//! The measures of a picture. All numbers are pixels at its natural size, whole ones, so that they print alike.

use super::super::{Lane, NodeKind};

/// Free space around the picture.
pub(super) const MARGIN: i32 = 28;
/// From the top to the first panel: the title stands there.
pub(super) const HEADER: i32 = 72;
/// A panel's line of heading.
pub(super) const HEADING: i32 = 44;
/// A namespace's line of heading.
pub(super) const BAND_HEADING: i32 = 34;
/// Between boxes of one lane.
pub(super) const BETWEEN: i32 = 28;
/// The same where a line with a label leads from one to the other.
pub(super) const BETWEEN_LABELLED: i32 = 80;
/// Between two lines that leave one box on the same side: a label is less high.
pub(super) const PITCH: i32 = 28;
/// Between panels one above the other.
pub(super) const PANEL_GAP: i32 = 20;
/// Width of the sidecar at the right end of an app's box.
const SIDECAR: i32 = 88;
/// How much lower than its app a sidecar is, above and below.
const SIDECAR_INSET: i32 = 12;

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::graph) struct Point {
    pub(in crate::graph) x: i32,
    pub(in crate::graph) y: i32,
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::graph) struct Rect {
    pub(in crate::graph) x: i32,
    pub(in crate::graph) y: i32,
    pub(in crate::graph) width: i32,
    pub(in crate::graph) height: i32,
}

impl Rect {
    pub(in crate::graph) fn right(&self) -> i32 {
        self.x + self.width
    }

    pub(in crate::graph) fn bottom(&self) -> i32 {
        self.y + self.height
    }

    pub(in crate::graph) fn middle(&self) -> i32 {
        self.y + self.height / 2
    }
}

/// A lane's frame.
#[derive(Clone, Copy, Debug)]
pub(in crate::graph) struct Panel {
    pub(in crate::graph) lane: Lane,
    pub(in crate::graph) rect: Rect,
}

/// The rows of one namespace, across all columns.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Band {
    pub(in crate::graph) namespace: String,
    /// Its heading's upper end.
    pub(in crate::graph) y: i32,
    /// Left end of its heading's text.
    pub(in crate::graph) x: i32,
}

/// Where a line's label may stand, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) struct Tag {
    pub(in crate::graph) centre: Point,
    /// No label is wider.
    pub(in crate::graph) width: i32,
}

/// A line: its corners from where it begins to where its arrow points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::graph) struct Route {
    pub(in crate::graph) points: Vec<Point>,
    pub(in crate::graph) tag: Option<Tag>,
}

/// Everything in its place.
#[derive(Clone, Debug, Default)]
pub(in crate::graph) struct Drawing {
    pub(in crate::graph) width: i32,
    /// Below the last panel.
    pub(in crate::graph) bottom: i32,
    pub(in crate::graph) panels: Vec<Panel>,
    /// Empty where there is but one namespace.
    pub(in crate::graph) bands: Vec<Band>,
    /// Of each node, in the graph's order.
    pub(in crate::graph) boxes: Vec<Rect>,
    /// Of each edge, in the graph's order; none where an end is not in the graph.
    pub(in crate::graph) routes: Vec<Option<Route>>,
}

/// The sidecar's part of an app's box.
pub(in crate::graph) fn sidecar(app: &Rect) -> Rect {
    Rect {
        x: app.right() - SIDECAR,
        y: app.y + SIDECAR_INSET,
        width: SIDECAR,
        height: app.height - 2 * SIDECAR_INSET,
    }
}

/// What a line that goes up or down touches of a box: upper and lower end.
pub(super) fn upright(kind: NodeKind, rect: &Rect) -> (i32, i32) {
    let touched = if kind == NodeKind::App {
        sidecar(rect)
    } else {
        *rect
    };
    (touched.y, touched.bottom())
}

/// Width of a lane's boxes.
pub(super) fn box_width(lane: Lane) -> i32 {
    match lane {
        Lane::Callers => 108,
        Lane::Apps => 172 + SIDECAR,
        _ => 180,
    }
}

/// Width of a box with all of this name in it, or as much of a very long one as is reasonable.
pub(super) fn name_width(lane: Lane, name: &str) -> i32 {
    const LETTER: i32 = 10;
    const MOST: i32 = 300;
    let beside = if lane == Lane::Apps { SIDECAR } else { 0 };
    let letters = i32::try_from(name.chars().count()).unwrap_or(MOST);
    (letters.saturating_mul(LETTER) + 32).min(MOST) + beside
}

/// Height of a box that this many lines leave at its right side.
pub(super) fn box_height(kind: NodeKind, lines: i32) -> i32 {
    match kind {
        NodeKind::Caller => 44.max(lines * PITCH + 8),
        NodeKind::App => 88.max(lines * PITCH + 2 * SIDECAR_INSET + 8),
        _ => 76.max(lines * PITCH + 12),
    }
}

/// Space left and right of a lane's boxes, within its panel.
pub(super) fn padding(lane: Lane) -> i32 {
    if lane == Lane::Callers { 12 } else { 20 }
}

/// Space for labels right of a lane's boxes.
pub(super) fn label_width(lane: Lane) -> i32 {
    match lane {
        Lane::Callers => 60,
        Lane::Apps => 150,
        _ => 116,
    }
}
