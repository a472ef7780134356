//! A graph as text, in one of several languages. Each is the same for the same graph, byte by byte.

mod dot;
mod mermaid;
mod tree;

pub use dot::dot;
pub use mermaid::mermaid;
pub use tree::tree;
