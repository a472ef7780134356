//! The picture of Dapr in a cluster: what there is, what it has to do with each other, and how that is known.

mod model;

pub use model::{Edge, Evidence, Graph, Lane, Node, NodeKind, Observed, Problem, State, Strength};
