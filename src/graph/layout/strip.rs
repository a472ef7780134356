//! The strips below the columns: rows of boxes, and the lines to them, which run above each row and at the right edge.

use std::collections::BTreeMap;

use super::super::Graph;
use super::geometry::{HEADING, MARGIN, PANEL_GAP, Panel, Point, Rect, Route, Tag};
use super::order::{Link, Order, strip_rank};
use super::route::Plan;
use super::sides::{Track, Way, entry, whole};

const HEIGHT: i32 = 76;
const BETWEEN: i32 = 16;
const PADDING: i32 = 20;
/// From one line above a row to the next.
const LINE: i32 = 8;
/// Room for the labels of the lines that leave a row.
const LABELS: i32 = 34;
/// Boxes in a row.
const ROW: usize = 5;

/// A node, and whether its lines leave it or come in.
type End = (usize, bool);

/// The strips with all that is in them.
#[derive(Debug, Default)]
pub(super) struct Strips {
    pub(super) boxes: BTreeMap<usize, Rect>,
    pub(super) panels: Vec<Panel>,
    /// Of each end of lines, the height of its line above its row.
    lines: BTreeMap<End, i32>,
    /// The same above all rows, where its lines turn to the columns.
    tops: BTreeMap<End, i32>,
    pub(super) bottom: i32,
    width: i32,
}

pub(super) fn strips(graph: &Graph, order: &Order, ways: &[Way], width: i32, top: i32) -> Strips {
    let mut strips = Strips {
        width,
        bottom: top,
        ..Strips::default()
    };
    let busy = busy(order, ways);
    let first = order.strips.first().map(|(_, nodes)| rows(graph, nodes));
    let first = first
        .and_then(|rows| rows.first().copied())
        .unwrap_or_default();
    for (end, columns) in &busy {
        // Above the first row a line turns to the columns by itself.
        if *columns && !first.contains(&end.0) {
            strips.bottom += LINE;
            strips.tops.insert(*end, strips.bottom + LINE);
        }
    }
    for (lane, nodes) in &order.strips {
        let rows = rows(graph, nodes);
        strips.above(rows.first().copied().unwrap_or_default(), &busy);
        let y = strips.bottom + PANEL_GAP;
        strips.bottom = y + HEADING;
        for (at, row) in rows.into_iter().enumerate() {
            if at > 0 {
                strips.bottom += BETWEEN;
                strips.above(row, &busy);
            }
            strips.row(row, nodes.len().clamp(4, ROW));
        }
        strips.bottom += PADDING;
        let rect = Rect {
            x: MARGIN,
            y,
            width: width - 2 * MARGIN,
            height: strips.bottom - y,
        };
        strips.panels.push(Panel { lane: *lane, rect });
    }
    strips
}

/// The rows of a strip: each of one sort, and not too long.
fn rows<'a>(graph: &Graph, nodes: &'a [usize]) -> Vec<&'a [usize]> {
    let rank = |node: &usize| strip_rank(graph.nodes[*node].kind);
    let sorts = nodes.chunk_by(|one, two| rank(one) == rank(two));
    sorts.flat_map(|sort| sort.chunks(ROW)).collect()
}

/// The ends of lines in strips; whether any of these lines lead to a column.
fn busy(order: &Order, ways: &[Way]) -> BTreeMap<End, bool> {
    let mut busy = BTreeMap::new();
    let strip = order
        .links
        .iter()
        .zip(ways)
        .filter(|(_, way)| **way == Way::Strip);
    for (link, _) in strip {
        let column = order.column[link.from].or(order.column[link.to]).is_some();
        for end in [(link.from, true), (link.to, false)] {
            if order.column[end.0].is_none() {
                *busy.entry(end).or_default() |= column;
            }
        }
    }
    busy
}

impl Strips {
    /// Room for the lines and labels above a row.
    fn above(&mut self, row: &[usize], busy: &BTreeMap<End, bool>) {
        let before = self.lines.len();
        let ends = row.iter().flat_map(|node| [(*node, true), (*node, false)]);
        for end in ends.filter(|end| busy.contains_key(end)) {
            self.bottom += LINE;
            self.lines.insert(end, self.bottom + LINE);
        }
        if self.lines.len() > before {
            self.bottom += LABELS;
        }
    }

    fn row(&mut self, row: &[usize], of: usize) {
        let of = whole(of);
        let left = MARGIN + PADDING;
        let each = |at: i32| left + at * (self.width - 2 * left + BETWEEN) / of;
        for (at, node) in row.iter().enumerate() {
            let (x, next) = (each(whole(at)), each(whole(at) + 1));
            let rect = Rect {
                x,
                y: self.bottom,
                width: next - x - BETWEEN,
                height: HEIGHT,
            };
            self.boxes.insert(*node, rect);
        }
        self.bottom += HEIGHT;
    }

    /// Where lines leave a box, or come in, at its upper side: in the middle if there are but one kind.
    fn stub(&self, node: usize, out: bool) -> Point {
        let rect = self.boxes.get(&node).copied().unwrap_or_default();
        let quarters = match (self.both(node), out) {
            (false, _) => 2,
            (true, true) => 3,
            (true, false) => 1,
        };
        Point {
            x: rect.x + rect.width * quarters / 4,
            y: rect.y,
        }
    }

    /// Whether lines leave a box and others come in.
    fn both(&self, node: usize) -> bool {
        [true, false]
            .iter()
            .all(|out| self.lines.contains_key(&(node, *out)))
    }

    fn line(&self, node: usize, out: bool) -> i32 {
        self.lines.get(&(node, out)).copied().unwrap_or(self.bottom)
    }

    /// The x at which lines pass from row to row, right of all boxes.
    fn highway(&self, node: usize) -> i32 {
        self.width - MARGIN - 4 - whole(node % 4) * 4
    }

    /// The route of a link that has to do with a strip.
    pub(super) fn route(&self, plan: &Plan<'_>, at: usize) -> Route {
        let link = &plan.order.links[at];
        let columns = (plan.order.column[link.from], plan.order.column[link.to]);
        let points = match columns {
            (None, None) => self.within(link),
            (None, _) => self.to_column(plan, link, link.from, true),
            _ => {
                let mut points = self.to_column(plan, link, link.to, false);
                points.reverse();
                points
            }
        };
        Route {
            points,
            tag: self.tag(plan, link),
        }
    }

    fn within(&self, link: &Link) -> Vec<Point> {
        let (from, to) = (self.stub(link.from, true), self.stub(link.to, false));
        let start = self.line(link.from, true);
        if from.y == to.y {
            return vec![
                from,
                Point {
                    x: from.x,
                    y: start,
                },
                Point { x: to.x, y: start },
                to,
            ];
        }
        let (x, end) = (self.highway(link.from), self.line(link.to, false));
        vec![
            from,
            Point {
                x: from.x,
                y: start,
            },
            Point { x, y: start },
            Point { x, y: end },
            Point { x: to.x, y: end },
            to,
        ]
    }

    /// From a strip's box to one of a column.
    fn to_column(&self, plan: &Plan<'_>, link: &Link, node: usize, out: bool) -> Vec<Point> {
        let Some(entry) = entry(plan.order, link, Way::Strip) else {
            return Vec::new();
        };
        let from = self.stub(node, out);
        let (above, aside) = (self.line(node, out), self.highway(node));
        let x = plan.track(plan.column(entry.node), Track::In(entry));
        let to = plan.left_end(&entry);
        let mut points = vec![
            from,
            Point {
                x: from.x,
                y: above,
            },
        ];
        let top = self.tops.get(&(node, out)).copied().unwrap_or(above);
        if top != above {
            points.extend([Point { x: aside, y: above }, Point { x: aside, y: top }]);
        }
        points.extend([Point { x, y: top }, Point { x, y: to.y }, to]);
        points
    }

    /// One label for all lines of a box that are the same verb: on the first of them, at its box.
    fn tag(&self, plan: &Plan<'_>, link: &Link) -> Option<Tag> {
        let out = plan.order.column[link.from].is_none();
        let node = if out { link.from } else { link.to };
        let verb = |link: &Link| plan.graph.edges[link.edge].verb.as_str();
        let same_end = |other: &Link| {
            if out {
                other.from == node
            } else {
                other.to == node
            }
        };
        let links = plan.order.touching[node]
            .iter()
            .map(|at| &plan.order.links[*at]);
        let mut all = links.filter(|other| same_end(other));
        let first = all.next()?;
        if first.edge != link.edge || all.any(|other| verb(other) != verb(link)) {
            return None;
        }
        let stub = self.stub(node, out);
        let width = self.boxes.get(&node)?.width / if self.both(node) { 2 } else { 1 } - 8;
        let centre = Point {
            x: stub.x,
            y: self.row_top(node) - LABELS / 2,
        };
        Some(Tag { centre, width })
    }

    /// Where the room for labels above a box's row ends.
    fn row_top(&self, node: usize) -> i32 {
        let rect = self.boxes.get(&node).copied().unwrap_or_default();
        let heads = self
            .panels
            .iter()
            .any(|panel| panel.rect.y + HEADING == rect.y);
        if heads {
            rect.y - HEADING - PANEL_GAP + 12
        } else {
            rect.y + 4
        }
    }
}
