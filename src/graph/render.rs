//! Graphs as texts of all kinds.

mod html;
mod svg;

pub use html::html;
pub use svg::{Theme, svg};
