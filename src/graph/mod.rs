//! The picture of Dapr in a cluster: what there is, what it has to do with each other, and how that is known.

mod edge;
mod fold;
mod layout;
mod model;
mod render;

pub use fold::fold;
pub use model::{Edge, Evidence, Graph, Lane, Node, NodeKind, Observed, Problem, State, Strength};
pub use render::{Theme, html, svg};
