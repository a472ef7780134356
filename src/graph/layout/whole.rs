//! The whole picture: columns, strips, and all lines.

use super::super::Graph;
use super::geometry::{Drawing, Route};
use super::order::{Order, order};
use super::place::{Grid, place};
use super::route::Plan;
use super::sides::{Sides, Way, sides};
use super::strip::{Strips, strips};

/// Sets every node and edge. It takes a time linear in their number, but for sorting.
pub(in crate::graph) fn layout(graph: &Graph) -> Drawing {
    let order = order(graph);
    let sides = sides(graph, &order);
    let grid = place(graph, &order, &sides);
    let strips = strips(graph, &order, &sides.ways, grid.width, grid.bottom);
    let routes = routes(graph, &order, &sides, &grid, &strips);
    let mut boxes = grid.boxes;
    for (node, rect) in &strips.boxes {
        boxes[*node] = *rect;
    }
    let mut panels = grid.panels;
    panels.extend(&strips.panels);
    Drawing {
        width: grid.width,
        bottom: strips.bottom,
        panels,
        bands: grid.bands,
        boxes,
        routes,
    }
}

fn routes(
    graph: &Graph,
    order: &Order,
    sides: &Sides,
    grid: &Grid,
    strips: &Strips,
) -> Vec<Option<Route>> {
    let plan = Plan::new(graph, order, sides, grid);
    let mut routes = vec![None; graph.edges.len()];
    for (at, link) in order.links.iter().enumerate() {
        routes[link.edge] = Some(match sides.ways[at] {
            Way::Strip => strips.route(&plan, at),
            _ => plan.route(at),
        });
    }
    routes
}
