//! Pictures of graphs: the files that are kept, what must hold for every picture, and the tour.

mod apart;
mod forms;
mod golden;
mod graphs;
mod large;
mod names;
mod still;
mod tour;
pub(crate) mod truth;
mod whole;
