//! A graph as text, in one of several languages. Each is the same for the same graph, byte by byte.

mod dot;
mod html;
mod mermaid;
mod svg;
mod tree;

pub use dot::dot;
pub use html::{Page, html, html_marked, page};
pub use mermaid::mermaid;
pub use svg::{Picture, Place, Theme, svg, svg_marked};
pub use tree::{lit_tree, tree, wide_tree};
