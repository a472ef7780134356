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
mod model;
mod name;
mod problems;
mod recording;
mod render;
mod tally;
mod view;

#[cfg(test)]
mod tests;

pub use build::build;
pub use diff::{Change, Diff, diff};
pub use draft::id;
pub use fold::fold;
pub use model::{Edge, Evidence, Graph, Lane, Node, NodeKind, Observed, Problem, State, Strength};
pub use name::Name;
pub use problems::problems;
pub use recording::{Frame, Recording};
pub use render::{Page, Picture, Theme, dot, html, lit_tree, mermaid, page, svg, tree};
pub use view::{View, around, focus, view};
