//! The picture of Dapr in a cluster: what there is, what it has to do with each other, and how that is known.

mod build;
mod draft;
mod model;
mod recording;
mod render;
mod tally;
mod view;

#[cfg(test)]
mod tests;

pub use build::build;
pub use model::{Edge, Evidence, Graph, Lane, Node, NodeKind, Observed, Problem, State, Strength};
pub use recording::{Frame, Recording};
pub use render::{dot, mermaid, tree};
pub use view::{View, focus, view};
