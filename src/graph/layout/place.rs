//! Where the columns' boxes stand: beside what they have to do with, as near as their neighbours let them.

use super::super::{Graph, Lane};
use super::geometry::{
    BAND_HEADING, BETWEEN, BETWEEN_LABELLED, Band, HEADER, HEADING, MARGIN, PANEL_GAP, Panel, Rect,
    box_height, box_width, label_width, name_width, padding,
};
use super::order::Order;
use super::sides::{Entry, Sides, Slot, Way, entry, labelled, left_right, offset, whole};

/// The space between two columns that upright lines stand in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    /// Of its first line.
    pub(super) x: i32,
    /// From line to line.
    pub(super) pitch: i32,
}

/// The columns with all that is in them.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) boxes: Vec<Rect>,
    pub(super) panels: Vec<Panel>,
    pub(super) gaps: Vec<Gap>,
    pub(super) bands: Vec<Band>,
    /// Height of the first line that passes below columns.
    pub(super) corridor: i32,
    /// Lower end of the panels.
    pub(super) bottom: i32,
    pub(super) width: i32,
    /// Of each link, its place among those of its box's right side.
    slot: Vec<usize>,
}

/// A picture is at least this wide, so that its strips and texts have room.
const NARROWEST: i32 = 1240;
/// So wide it may become for the sake of long names: a little more than a common screen.
const ROOMY: i32 = 1320;
/// One that is wider becomes so much wider still.
const LEAST: i32 = 64;
/// From one line that passes below columns to the next.
pub(super) const CORRIDOR: i32 = 12;
/// The order in which columns are placed: each beside the ones before.
const PLACED: [Lane; 4] = [Lane::Apps, Lane::Resources, Lane::Backends, Lane::Callers];

pub(super) fn place(graph: &Graph, order: &Order, sides: &Sides) -> Grid {
    let mut grid = Grid {
        boxes: graph
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| Rect {
                height: box_height(node.kind, whole(sides.slots[at].len())),
                ..Rect::default()
            })
            .collect(),
        slot: slots_of_links(order, sides),
        ..Grid::default()
    };
    let mut widths: Vec<i32> = order.columns.iter().map(|it| box_width(it.0)).collect();
    let room = ROOMY - MARGIN - across(&mut grid, order, sides, &widths);
    if widen(&mut widths, graph, order, room.max(LEAST)) {
        across(&mut grid, order, sides, &widths);
    }
    down(&mut grid, order, sides);
    grid
}

/// Of each link, its place among those of its box's right side.
fn slots_of_links(order: &Order, sides: &Sides) -> Vec<usize> {
    let mut places = vec![0; order.links.len()];
    for slots in &sides.slots {
        for (at, slot) in slots.iter().enumerate() {
            if let Slot::Up { link, .. } | Slot::Down { link, .. } | Slot::Right { link, .. } = slot
            {
                places[*link] = at;
            }
        }
    }
    places
}

/// Gives the room that is left to columns whose names need it, so that they are not cut. Whether there was any.
fn widen(widths: &mut [i32], graph: &Graph, order: &Order, mut room: i32) -> bool {
    let before: i32 = widths.iter().sum();
    for ((lane, nodes), width) in order.columns.iter().zip(widths.iter_mut()) {
        let names = nodes.iter().map(|node| graph.nodes[*node].name.as_str());
        let needed = names.map(|name| name_width(*lane, name)).max();
        let more = needed.unwrap_or_default() - *width;
        let more = more.min(room).max(0);
        *width += more;
        room -= more;
    }
    widths.iter().sum::<i32>() > before
}

/// Sets everything that goes from left to right, with boxes of these widths; where it ends.
fn across(grid: &mut Grid, order: &Order, sides: &Sides, widths: &[i32]) -> i32 {
    grid.panels.clear();
    grid.gaps.clear();
    let first = whole(sides.tracks[0].len());
    grid.gaps.push(Gap {
        x: MARGIN - 8,
        pitch: 6,
    });
    let mut x = MARGIN + if first > 0 { first * 6 } else { 0 };
    let mut end = x;
    for (at, (lane, nodes)) in order.columns.iter().enumerate() {
        let width = widths[at];
        let rect = Rect {
            x,
            y: HEADER,
            width: width + 2 * padding(*lane),
            height: 0,
        };
        grid.panels.push(Panel { lane: *lane, rect });
        for node in nodes {
            grid.boxes[*node].x = x + padding(*lane);
            grid.boxes[*node].width = width;
        }
        let lines = whole(sides.tracks[at + 1].len());
        let labels = if labelled(*lane, &sides.slots, nodes) {
            label_width(*lane) + 8
        } else {
            0
        };
        let gap = Gap {
            x: rect.right() - padding(*lane) + 8 + labels,
            pitch: (120 / lines.max(1)).clamp(4, 12),
        };
        grid.gaps.push(gap);
        end = if lines > 0 {
            gap.x + (lines - 1) * gap.pitch + 10
        } else {
            0
        };
        end = end.max(rect.right());
        x = end.max(rect.right() + PANEL_GAP);
    }
    grid.width = (end + MARGIN).max(NARROWEST);
    // What stands alone takes the width that there is, as the strips below it do.
    if let Some(last) = grid.panels.last_mut().filter(|_| grid.width > end + MARGIN) {
        last.rect.width = grid.width - MARGIN - last.rect.x;
    }
    end
}

/// Sets everything that goes from top to bottom.
fn down(grid: &mut Grid, order: &Order, sides: &Sides) {
    if order.columns.is_empty() {
        grid.corridor = HEADER;
        grid.bottom = HEADER - PANEL_GAP;
        return;
    }
    let many = order.namespaces.len() > 1;
    let mut y = HEADER + HEADING;
    for band in 0..order.namespaces.len().max(1) {
        if many {
            let namespace = order.namespaces[band].clone();
            grid.bands.push(Band {
                namespace,
                y,
                x: heading_x(grid),
            });
            y += BAND_HEADING;
        }
        y = rows(grid, order, sides, band, y) + PANEL_GAP;
    }
    grid.corridor = y;
    grid.bottom = y + whole(sides.corridors.len()) * CORRIDOR;
    for panel in &mut grid.panels {
        panel.rect.height = grid.bottom - panel.rect.y;
    }
}

/// Namespaces are named above the apps, or above what stands first.
fn heading_x(grid: &Grid) -> i32 {
    let apps = grid.panels.iter().find(|panel| panel.lane == Lane::Apps);
    let panel = apps.or(grid.panels.first());
    panel.map_or(MARGIN, |panel| panel.rect.x + padding(panel.lane))
}

/// Sets the boxes of one namespace below `top`; their lowest end.
fn rows(grid: &mut Grid, order: &Order, sides: &Sides, band: usize, top: i32) -> i32 {
    let columns: Vec<(Lane, Vec<usize>)> = order
        .columns
        .iter()
        .map(|(lane, nodes)| {
            (
                *lane,
                nodes
                    .iter()
                    .copied()
                    .filter(|node| order.band[*node] == band)
                    .collect(),
            )
        })
        .collect();
    let highest = columns
        .iter()
        .map(|(_, nodes)| height(grid, order, sides, nodes))
        .max()
        .unwrap_or_default();
    let mut placed = vec![false; grid.boxes.len()];
    let mut bottom = top;
    for lane in PLACED {
        let Some((_, nodes)) = columns.iter().find(|(of, _)| *of == lane) else {
            continue;
        };
        let start = top
            + if placed.contains(&true) {
                0
            } else {
                (highest - height(grid, order, sides, nodes)) / 2
            };
        stack(grid, order, sides, nodes, &placed, start);
        for node in nodes {
            placed[*node] = true;
            bottom = bottom.max(grid.boxes[*node].bottom());
        }
    }
    bottom
}

/// From a box to the next one of its column.
fn between(order: &Order, sides: &Sides, upper: usize, lower: usize) -> i32 {
    let straight = |link: &&usize| {
        let ends = (order.links[**link].from, order.links[**link].to);
        matches!(sides.ways[**link], Way::Direct { .. })
            && (ends == (upper, lower) || ends == (lower, upper))
    };
    match order.touching[upper].iter().find(straight) {
        Some(_) => BETWEEN_LABELLED,
        None => BETWEEN,
    }
}

/// Of each box, how much lower than the first it begins when all stand as close as they may.
fn closest(grid: &Grid, order: &Order, sides: &Sides, nodes: &[usize]) -> Vec<i32> {
    let mut y = 0;
    let mut above = None;
    let mut starts = Vec::new();
    for node in nodes {
        y += above.map_or(0, |above| between(order, sides, above, *node));
        starts.push(y);
        y += grid.boxes[*node].height;
        above = Some(*node);
    }
    starts
}

fn height(grid: &Grid, order: &Order, sides: &Sides, nodes: &[usize]) -> i32 {
    let starts = closest(grid, order, sides, nodes);
    let last = starts.last().zip(nodes.last());
    last.map_or(0, |(start, node)| start + grid.boxes[*node].height)
}

/// Boxes that push each other: they keep together, as near as they can to where each would stand by itself.
struct Pile {
    sum: i32,
    /// How many of them would stand somewhere.
    wishes: i32,
    members: usize,
}

impl Pile {
    fn start(&self) -> Option<i32> {
        (self.wishes > 0).then(|| self.sum.div_euclid(self.wishes))
    }
}

/// Sets these boxes of one column, none above `top`.
fn stack(
    grid: &mut Grid,
    order: &Order,
    sides: &Sides,
    nodes: &[usize],
    placed: &[bool],
    top: i32,
) {
    let starts = closest(grid, order, sides, nodes);
    let mut piles: Vec<Pile> = Vec::new();
    for (node, start) in nodes.iter().zip(&starts) {
        let wish = wish(grid, order, sides, *node, placed);
        let sum = wish.map_or(0, |middle| middle - grid.boxes[*node].height / 2 - start);
        let mut pile = Pile {
            sum,
            wishes: i32::from(wish.is_some()),
            members: 1,
        };
        while let Some(above) = piles.pop_if(|above| match (above.start(), pile.start()) {
            (Some(above), Some(below)) => above > below,
            _ => true,
        }) {
            pile.sum += above.sum;
            pile.wishes += above.wishes;
            pile.members += above.members;
        }
        piles.push(pile);
    }
    let mut at = 0;
    for pile in piles {
        for _ in 0..pile.members {
            grid.boxes[nodes[at]].y = starts[at] + pile.start().unwrap_or(top).max(top);
            at += 1;
        }
    }
}

/// Where the middle of a box would best be: where the middle one of its lines would be straight.
fn wish(grid: &Grid, order: &Order, sides: &Sides, node: usize, placed: &[bool]) -> Option<i32> {
    let of_link = |at: &usize| {
        let link = &order.links[*at];
        let (left, right) = left_right(order, link);
        let other = if left == node { right } else { left };
        if !placed[other] || other == node || !matches!(sides.ways[*at], Way::Gap | Way::Skip) {
            return None;
        }
        if left == node {
            let entry = entry(order, link, sides.ways[*at])?;
            return Some(entry_y(grid, sides, &entry));
        }
        Some(slot_y(grid, sides, left, grid.slot[*at]))
    };
    let mut wishes: Vec<i32> = order.touching[node].iter().filter_map(of_link).collect();
    wishes.sort_unstable();
    // Between the two in the middle where there are two.
    let low = wishes.get(wishes.len().checked_sub(1)? / 2)?;
    Some(i32::midpoint(*low, wishes[wishes.len() / 2]))
}

/// Height of a place at a box's right side.
fn slot_y(grid: &Grid, sides: &Sides, node: usize, at: usize) -> i32 {
    grid.boxes[node].middle() + offset(at, sides.slots[node].len())
}

/// Height at which lines come in at a box's left side.
pub(super) fn entry_y(grid: &Grid, sides: &Sides, entry: &Entry) -> i32 {
    let all = &sides.entries[entry.node];
    let at = all.iter().position(|one| one == entry).unwrap_or_default();
    grid.boxes[entry.node].middle() + offset(at, all.len()) / 2
}

impl Grid {
    /// Height at which a link leaves its box's right side.
    pub(super) fn slot_of(&self, sides: &Sides, node: usize, link: usize) -> i32 {
        slot_y(self, sides, node, self.slot[link])
    }

    /// Height at which brackets come in at a box's right side.
    pub(super) fn slot_in(&self, sides: &Sides, node: usize, slot: Slot) -> i32 {
        let at = sides.slots[node].iter().position(|one| *one == slot);
        slot_y(self, sides, node, at.unwrap_or_default())
    }
}
