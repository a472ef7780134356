//! The picture of Dapr in a cluster: what there is, what it has to do with each other, and how that is known.
//!
//! A snapshot is built into a [`Graph`]; views, focus and folding make smaller ones of it; renderers make texts of those.

mod build;
mod diff;
mod draft;
mod edge;
mod fold;
pub mod follow;
mod layout;
mod marks;
mod model;
mod name;
mod problems;
mod recording;
mod render;
mod tally;
mod view;

#[cfg(test)]
mod tests;

pub use build::{build, build_manifests};
pub use diff::{Change, Diff, diff};
pub use draft::id;
use fold::fold_always;
pub use fold::{Open, fold, fold_but};
pub use marks::{Mark, Marks, both};
pub use model::{Edge, Evidence, Graph, Lane, Node, NodeKind, Observed, Problem, State, Strength};
pub use name::{Name, names};
pub use problems::problems;
pub use recording::{Frame, Recording};
pub use render::{
    Page, Picture, Place, Theme, dot, html, html_marked, lit_tree, mermaid, page, svg, svg_marked,
    tree, wide_tree,
};
pub use view::{View, around, focus, view};
