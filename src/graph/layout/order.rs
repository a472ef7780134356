//! Which lane a node stands in, and after which other: by namespace, then so that few lines cross.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{Graph, Lane, NodeKind};

/// An edge whose ends are in the graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Its place in the graph's edges.
    pub(super) edge: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The nodes in their lanes.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// The lanes of columns that hold something, from left to right, each with its nodes from top to bottom.
    pub(super) columns: Vec<(Lane, Vec<usize>)>,
    /// The strips that hold something, from top to bottom.
    pub(super) strips: Vec<(Lane, Vec<usize>)>,
    pub(super) links: Vec<Link>,
    /// Of each node, the links that it has to do with.
    pub(super) touching: Vec<Vec<usize>>,
    pub(super) namespaces: Vec<String>,
    /// Of each node, its namespace's place in `namespaces`.
    pub(super) band: Vec<usize>,
    /// Of each node, its place in its column or strip.
    pub(super) place: Vec<usize>,
    /// Of each node, its column; none for those in strips.
    pub(super) column: Vec<Option<usize>>,
}

/// All lanes of columns, in the order in which they are sorted: those that others go by come first.
const SORTED: [Lane; 4] = [Lane::Apps, Lane::Resources, Lane::Backends, Lane::Callers];

pub(super) fn order(graph: &Graph) -> Order {
    let links = links(graph);
    let near = neighbours(graph.nodes.len(), &links);
    let (namespaces, band) = bands(graph, &near);
    let mut place: Vec<Option<usize>> = vec![None; graph.nodes.len()];
    let mut lanes: BTreeMap<Lane, Vec<usize>> = BTreeMap::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        lanes.entry(node.kind.lane()).or_default().push(at);
    }
    for lane in SORTED {
        let Some(nodes) = lanes.get_mut(&lane) else {
            continue;
        };
        if lane == Lane::Apps {
            let rank = callers_first(nodes, &links);
            nodes.sort_by_key(|node| (band[*node], rank[node]));
        } else {
            nodes.sort_by_key(|node| (band[*node], median(&near[*node], &place), *node));
        }
        for (at, node) in nodes.iter().enumerate() {
            place[*node] = Some(at);
        }
    }
    assemble(
        graph,
        lanes,
        Order {
            links,
            namespaces,
            band,
            ..Order::default()
        },
    )
}

/// Lanes apart into columns and strips, with what is asked of each node.
fn assemble(graph: &Graph, lanes: BTreeMap<Lane, Vec<usize>>, mut order: Order) -> Order {
    order.place = vec![0; graph.nodes.len()];
    order.column = vec![None; graph.nodes.len()];
    order.touching = vec![Vec::new(); graph.nodes.len()];
    for (at, link) in order.links.iter().enumerate() {
        order.touching[link.from].push(at);
        if link.to != link.from {
            order.touching[link.to].push(at);
        }
    }
    for (lane, mut nodes) in lanes {
        if lane >= Lane::ControlPlane {
            nodes.sort_by_key(|node| (strip_rank(graph.nodes[*node].kind), *node));
        }
        for (at, node) in nodes.iter().enumerate() {
            order.place[*node] = at;
            order.column[*node] = (lane < Lane::ControlPlane).then_some(order.columns.len());
        }
        if lane < Lane::ControlPlane {
            order.columns.push((lane, nodes));
        } else {
            order.strips.push((lane, nodes));
        }
    }
    order
}

/// In which rows of a strip a kind stands: as one leads to the other.
pub(super) fn strip_rank(kind: NodeKind) -> u8 {
    match kind {
        NodeKind::Service => 1,
        NodeKind::Workload => 2,
        NodeKind::Account => 3,
        NodeKind::Role => 4,
        _ => 0,
    }
}

/// The edges whose ends are both there.
fn links(graph: &Graph) -> Vec<Link> {
    let nodes = graph.nodes.iter().enumerate();
    let ids: HashMap<&str, usize> = nodes.map(|(at, node)| (node.id.as_str(), at)).collect();
    let link = |(edge, from, to): (usize, &str, &str)| {
        let (from, to) = (*ids.get(from)?, *ids.get(to)?);
        Some(Link { edge, from, to })
    };
    let edges = graph.edges.iter().enumerate();
    edges
        .map(|(at, edge)| (at, edge.from.as_str(), edge.to.as_str()))
        .filter_map(link)
        .collect()
}

/// Of each node, the nodes at the other ends of its edges.
fn neighbours(nodes: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); nodes];
    for link in links {
        near[link.from].push(link.to);
        near[link.to].push(link.from);
    }
    near
}

/// The namespaces of the columns, and each node's. What has none goes where its first neighbour is.
fn bands(graph: &Graph, near: &[Vec<usize>]) -> (Vec<String>, Vec<usize>) {
    let name = |node: usize| graph.nodes[node].namespace.as_str();
    let columns = graph
        .nodes
        .iter()
        .filter(|node| node.kind.lane() < Lane::ControlPlane);
    let names: BTreeSet<&str> = columns
        .map(|node| node.namespace.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    let known = |node: usize| names.binary_search(&name(node)).ok();
    let of = |node: usize| {
        known(node)
            .or_else(|| near[node].iter().find_map(|other| known(*other)))
            .unwrap_or(0)
    };
    let band = (0..graph.nodes.len()).map(of).collect();
    (names.into_iter().map(str::to_owned).collect(), band)
}

/// Apps before those that they call, as far as there is no circle; the rest by id.
fn callers_first(nodes: &[usize], links: &[Link]) -> HashMap<usize, usize> {
    let here: BTreeSet<usize> = nodes.iter().copied().collect();
    let mut waits: BTreeMap<usize, usize> = nodes.iter().map(|node| (*node, 0)).collect();
    let mut calls: HashMap<usize, Vec<usize>> = HashMap::new();
    for link in links {
        if link.from != link.to && here.contains(&link.from) && here.contains(&link.to) {
            calls.entry(link.from).or_default().push(link.to);
            *waits.entry(link.to).or_default() += 1;
        }
    }
    let free = waits.iter().filter(|(_, count)| **count == 0);
    let mut free: BTreeSet<usize> = free.map(|(node, _)| *node).collect();
    let mut rank = HashMap::new();
    while let Some(node) = free.pop_first() {
        rank.insert(node, rank.len());
        for called in calls.get(&node).into_iter().flatten() {
            let left = waits.entry(*called).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 {
                free.insert(*called);
            }
        }
    }
    for node in nodes {
        let last = rank.len();
        rank.entry(*node).or_insert(last);
    }
    rank
}

/// The place of the middle one of the neighbours that have a place; those without come last.
fn median(near: &[usize], place: &[Option<usize>]) -> usize {
    let mut places: Vec<usize> = near.iter().filter_map(|node| place[*node]).collect();
    places.sort_unstable();
    places.get(places.len() / 2).copied().unwrap_or(usize::MAX)
}
