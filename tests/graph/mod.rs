//! Pictures of graphs: the files that are kept, and what must hold for every picture.

mod apart;
mod forms;
mod golden;
mod graphs;
mod large;
mod names;
mod still;
pub(crate) mod truth;
mod whole;
