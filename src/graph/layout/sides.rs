//! Where lines touch boxes: each line its own place at the right side, one place for all at the left.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Graph, Lane};
use super::geometry::PITCH;
use super::order::{Link, Order};

/// The way that a line takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Straight to the next box of the same column, down or up.
    Direct { down: bool },
    /// Out at the right side and in there again, further up or down.
    Bracket,
    /// To the next column.
    Gap,
    /// Past a column, below its boxes.
    Skip,
    /// To or from a strip.
    Strip,
}

/// What comes in at a box's left side together: all from the left, or all from the strips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Entry {
    pub(super) node: usize,
    /// Whether the arrows point at this box.
    pub(super) inward: bool,
    pub(super) strip: bool,
}

/// A place at a box's right side; sorted so that lines up stand first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    Up {
        to: usize,
        link: usize,
    },
    InFromAbove,
    Right {
        column: usize,
        place: usize,
        link: usize,
    },
    InFromBelow,
    Down {
        to: usize,
        link: usize,
    },
}

/// An upright line in the space between two columns, which several edges may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Track {
    /// Of brackets to this node.
    Bracket(usize),
    /// Down to where lines pass below a column, on the way to this entry.
    Out(Entry),
    /// To this entry.
    In(Entry),
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Sides {
    /// Of each link.
    pub(super) ways: Vec<Way>,
    /// Of each node, in order from the top.
    pub(super) slots: Vec<Vec<Slot>>,
    /// Of each node, in order from the top.
    pub(super) entries: Vec<Vec<Entry>>,
    /// Of each gap, from left to right; gap 0 is left of the first column.
    pub(super) tracks: Vec<Vec<Track>>,
    /// What passes below columns.
    pub(super) corridors: Vec<Entry>,
}

/// The end of a link that stands further left, and the other one.
pub(super) fn left_right(order: &Order, link: &Link) -> (usize, usize) {
    if order.column[link.from] <= order.column[link.to] {
        (link.from, link.to)
    } else {
        (link.to, link.from)
    }
}

/// Where a link comes in at the left side of a column's box.
pub(super) fn entry(order: &Order, link: &Link, way: Way) -> Option<Entry> {
    let node = match way {
        Way::Gap | Way::Skip => left_right(order, link).1,
        Way::Strip if order.column[link.to].is_some() => link.to,
        Way::Strip if order.column[link.from].is_some() => link.from,
        _ => return None,
    };
    Some(Entry {
        node,
        inward: node == link.to,
        strip: way == Way::Strip,
    })
}

pub(super) fn sides(graph: &Graph, order: &Order) -> Sides {
    let ways = ways(order);
    let mut slots = vec![BTreeSet::new(); graph.nodes.len()];
    let mut entries = vec![BTreeSet::new(); graph.nodes.len()];
    let mut tracks = vec![BTreeSet::new(); order.columns.len() + 1];
    let mut corridors = BTreeSet::new();
    for (at, (link, way)) in order.links.iter().zip(&ways).enumerate() {
        for (node, slot) in slots_of(order, link, *way, at) {
            slots[node].insert(slot);
        }
        for (gap, track) in tracks_of(order, link, *way) {
            tracks[gap].insert(track);
        }
        if let Some(entry) = entry(order, link, *way) {
            entries[entry.node].insert(entry);
            if *way == Way::Skip {
                corridors.insert((order.place[entry.node], entry));
            }
        }
    }
    let above = above(order, &ways);
    let sorted = |tracks: BTreeSet<Track>| sorted(order, &above, tracks);
    Sides {
        ways,
        slots: slots
            .into_iter()
            .map(|slots| slots.into_iter().collect())
            .collect(),
        entries: entries
            .into_iter()
            .map(|all| all.into_iter().collect())
            .collect(),
        tracks: tracks.into_iter().map(sorted).collect(),
        corridors: corridors.into_iter().map(|(_, entry)| entry).collect(),
    }
}

/// The way of each link. Of those between two boxes that stand one above the other, the first each way goes straight.
fn ways(order: &Order) -> Vec<Way> {
    let mut straight = BTreeSet::new();
    let mut way = |link: &Link| {
        let (Some(from), Some(to)) = (order.column[link.from], order.column[link.to]) else {
            return Way::Strip;
        };
        match from.abs_diff(to) {
            0 => {
                let next = order.place[link.from].abs_diff(order.place[link.to]) == 1
                    && order.band[link.from] == order.band[link.to];
                if next && straight.insert((link.from, link.to)) {
                    let down = order.place[link.from] < order.place[link.to];
                    return Way::Direct { down };
                }
                Way::Bracket
            }
            1 => Way::Gap,
            _ => Way::Skip,
        }
    };
    order.links.iter().map(&mut way).collect()
}

/// The places at right sides that a link needs, each with its node.
fn slots_of(order: &Order, link: &Link, way: Way, at: usize) -> Vec<(usize, Slot)> {
    let place = |node: usize| order.place[node];
    match way {
        Way::Bracket if place(link.to) < place(link.from) => vec![
            (
                link.from,
                Slot::Up {
                    to: place(link.to),
                    link: at,
                },
            ),
            (link.to, Slot::InFromBelow),
        ],
        Way::Bracket => vec![
            (
                link.from,
                Slot::Down {
                    to: usize::MAX - place(link.to),
                    link: at,
                },
            ),
            (link.to, Slot::InFromAbove),
        ],
        Way::Gap | Way::Skip => {
            let (left, right) = left_right(order, link);
            let column = order.column[right].unwrap_or_default();
            vec![(
                left,
                Slot::Right {
                    column,
                    place: place(right),
                    link: at,
                },
            )]
        }
        Way::Direct { .. } | Way::Strip => Vec::new(),
    }
}

/// The upright lines that a link needs, each with its gap.
fn tracks_of(order: &Order, link: &Link, way: Way) -> Vec<(usize, Track)> {
    let column = |node: usize| order.column[node].unwrap_or_default();
    let Some(entry) = entry(order, link, way) else {
        let bracket = way == Way::Bracket;
        return bracket
            .then(|| (column(link.to) + 1, Track::Bracket(link.to)))
            .into_iter()
            .collect();
    };
    let mut tracks = vec![(column(entry.node), Track::In(entry))];
    if way == Way::Skip {
        let left = left_right(order, link).0;
        tracks.push((column(left) + 1, Track::Out(entry)));
    }
    tracks
}

/// The entries that lines reach from above.
fn above(order: &Order, ways: &[Way]) -> BTreeSet<Entry> {
    let mut balance: BTreeMap<Entry, i32> = BTreeMap::new();
    for (link, way) in order.links.iter().zip(ways) {
        if let (Way::Gap, Some(entry)) = (way, entry(order, link, *way)) {
            let (left, right) = left_right(order, link);
            let higher = order.place[left] < order.place[right];
            *balance.entry(entry).or_default() += if higher { 1 } else { -1 };
        }
    }
    let higher = balance.into_iter().filter(|(_, balance)| *balance > 0);
    higher.map(|(entry, _)| entry).collect()
}

/// Lines up, the highest end first, then lines down, the lowest end first: so those of one kind never cross.
fn sorted(order: &Order, above: &BTreeSet<Entry>, tracks: BTreeSet<Track>) -> Vec<Track> {
    let mut tracks: Vec<Track> = tracks.into_iter().collect();
    tracks.sort_by_key(|track| match track {
        Track::Bracket(node) => (0, order.place[*node], *track),
        Track::In(entry) if !above.contains(entry) => (1, order.place[entry.node], *track),
        Track::In(entry) => (2, usize::MAX - order.place[entry.node], *track),
        Track::Out(entry) => (3, usize::MAX - order.place[entry.node], *track),
    });
    tracks
}

/// How far the n-th of so many lines stands from the middle of a side.
pub(super) fn offset(at: usize, of: usize) -> i32 {
    let (at, of) = (whole(at), whole(of));
    at * PITCH - (of - 1) * PITCH / 2
}

/// A count as pixels are counted; no picture is that large.
pub(super) fn whole(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 1024)
}

/// Whether labels stand right of a lane.
pub(super) fn labelled(lane: Lane, slots: &[Vec<Slot>], nodes: &[usize]) -> bool {
    lane < Lane::ControlPlane && nodes.iter().any(|node| !slots[*node].is_empty())
}
