//! Kubernetes objects as data.

mod kind;
mod object;
pub mod yaml;

pub use kind::Kind;
pub use object::{Object, ObjectId};
