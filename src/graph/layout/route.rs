//! The lines between the boxes of columns: they run in the spaces between the columns, and below them.

use std::collections::HashMap;

use super::super::{Graph, Lane};
use super::geometry::{Point, Route, Tag, label_width, sidecar, upright};
use super::order::{Link, Order};
use super::place::{CORRIDOR, Grid, entry_y};
use super::sides::{Entry, Sides, Slot, Track, Way, entry, left_right, whole};

/// A line may miss the middle of a box's side by this much, if it is straight for it.
const TOLERANCE: i32 = 24;
/// Two lines that go straight up and down stand this far from the middle of what they touch.
const APART: i32 = 18;

/// What lines are drawn from.
pub(super) struct Plan<'a> {
    pub(super) graph: &'a Graph,
    pub(super) order: &'a Order,
    pub(super) sides: &'a Sides,
    pub(super) grid: &'a Grid,
    /// How many lines come in at each entry.
    shared: HashMap<Entry, usize>,
    /// Of each upright line, its x.
    tracks: HashMap<(usize, Track), i32>,
    /// Of each entry that lines reach below columns, their height.
    corridors: HashMap<Entry, i32>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        order: &'a Order,
        sides: &'a Sides,
        grid: &'a Grid,
    ) -> Self {
        let mut shared = HashMap::new();
        for (link, way) in order.links.iter().zip(&sides.ways) {
            if let Some(entry) = entry(order, link, *way) {
                *shared.entry(entry).or_default() += 1;
            }
        }
        let corridor =
            |(at, entry): (usize, &Entry)| (*entry, grid.corridor + whole(at) * CORRIDOR);
        let corridors = sides.corridors.iter().enumerate().map(corridor).collect();
        Self {
            graph,
            order,
            sides,
            grid,
            shared,
            tracks: tracks(sides, grid),
            corridors,
        }
    }

    /// The x of an upright line.
    pub(super) fn track(&self, gap: usize, track: Track) -> i32 {
        self.tracks.get(&(gap, track)).copied().unwrap_or_default()
    }

    /// The column of a node that stands in one.
    pub(super) fn column(&self, node: usize) -> usize {
        self.order.column[node].unwrap_or_default()
    }

    /// The route of a link that has to do with columns alone.
    pub(super) fn route(&self, at: usize) -> Route {
        let link = &self.order.links[at];
        match self.sides.ways[at] {
            Way::Direct { down } => self.direct(link, down),
            Way::Bracket => self.bracket(at, link),
            Way::Gap => self.turned(link, self.gap(at, link)),
            Way::Skip => self.turned(link, self.skip(at, link)),
            Way::Strip => Route::default(),
        }
    }

    fn direct(&self, link: &Link, down: bool) -> Route {
        let ends = |node: usize| upright(self.graph.nodes[node].kind, &self.grid.boxes[node]);
        let (from, to) = (ends(link.from), ends(link.to));
        let (start, end) = if down { (from.1, to.0) } else { (from.0, to.1) };
        let both = self.order.touching[link.from].iter().any(|other| {
            let other_link = &self.order.links[*other];
            (other_link.from, other_link.to) == (link.to, link.from)
                && matches!(self.sides.ways[*other], Way::Direct { .. })
        });
        let shift = match (both, down) {
            (false, _) => 0,
            (true, true) => -APART,
            (true, false) => APART,
        };
        let part = sidecar(&self.grid.boxes[link.from]);
        let x = part.x + part.width / 2 + shift;
        let middle = i32::midpoint(start, end);
        let centre = Point {
            x,
            y: middle + shift * 4 / 5,
        };
        Route {
            points: vec![Point { x, y: start }, Point { x, y: end }],
            tag: Some(Tag {
                centre,
                width: label_width(Lane::Apps),
            }),
        }
    }

    fn bracket(&self, at: usize, link: &Link) -> Route {
        let from = self.right_end(link.from, at);
        let up = self.order.place[link.to] < self.order.place[link.from];
        let slot = if up {
            Slot::InFromBelow
        } else {
            Slot::InFromAbove
        };
        let y = self.grid.slot_in(self.sides, link.to, slot);
        let x = self.track(self.column(link.to) + 1, Track::Bracket(link.to));
        let to = Point {
            x: self.grid.boxes[link.to].right(),
            y,
        };
        Route {
            points: vec![from, Point { x, y: from.y }, Point { x, y }, to],
            tag: Some(self.tag(link.from, from)),
        }
    }

    /// Where a link leaves the right side of a box.
    fn right_end(&self, node: usize, link: usize) -> Point {
        let y = self.grid.slot_of(self.sides, node, link);
        Point {
            x: self.grid.boxes[node].right(),
            y,
        }
    }

    /// The place of a label right of a box.
    fn tag(&self, node: usize, from: Point) -> Tag {
        let width = label_width(self.graph.nodes[node].kind.lane());
        let centre = Point {
            x: from.x + 8 + width / 2,
            y: from.y,
        };
        Tag { centre, width }
    }

    /// From left to right, into the next column.
    fn gap(&self, at: usize, link: &Link) -> Vec<Point> {
        let (left, right) = left_right(self.order, link);
        let from = self.right_end(left, at);
        let Some(entry) = entry(self.order, link, Way::Gap) else {
            return Vec::new();
        };
        let x = self.track(self.column(right), Track::In(entry));
        let to = self.left_end(&entry);
        let alone = self.shared.get(&entry) == Some(&1) && self.sides.entries[right].len() == 1;
        if alone && (from.y - to.y).abs() <= TOLERANCE.min(self.grid.boxes[right].height / 2 - 14) {
            return vec![from, Point { x: to.x, y: from.y }];
        }
        vec![from, Point { x, y: from.y }, Point { x, y: to.y }, to]
    }

    /// Where lines come in at the left side of a box.
    pub(super) fn left_end(&self, entry: &Entry) -> Point {
        Point {
            x: self.grid.boxes[entry.node].x,
            y: entry_y(self.grid, self.sides, entry),
        }
    }

    /// From left to right, below what stands between.
    fn skip(&self, at: usize, link: &Link) -> Vec<Point> {
        let (left, right) = left_right(self.order, link);
        let from = self.right_end(left, at);
        let Some(entry) = entry(self.order, link, Way::Skip) else {
            return Vec::new();
        };
        let out = self.track(self.column(left) + 1, Track::Out(entry));
        let into = self.track(self.column(right), Track::In(entry));
        let y = self
            .corridors
            .get(&entry)
            .copied()
            .unwrap_or(self.grid.corridor);
        let to = self.left_end(&entry);
        vec![
            from,
            Point { x: out, y: from.y },
            Point { x: out, y },
            Point { x: into, y },
            Point { x: into, y: to.y },
            to,
        ]
    }

    /// A way from left to right, turned so that it goes from the one who does it. The label stays at the left.
    fn turned(&self, link: &Link, mut points: Vec<Point>) -> Route {
        let (left, _) = left_right(self.order, link);
        let tag = points.first().map(|from| self.tag(left, *from));
        if left != link.from {
            points.reverse();
        }
        Route { points, tag }
    }
}

/// The x of every upright line.
fn tracks(sides: &Sides, grid: &Grid) -> HashMap<(usize, Track), i32> {
    let mut places = HashMap::new();
    for (at, (tracks, gap)) in sides.tracks.iter().zip(&grid.gaps).enumerate() {
        for (line, track) in tracks.iter().enumerate() {
            places.insert((at, *track), gap.x + whole(line) * gap.pitch);
        }
    }
    places
}
