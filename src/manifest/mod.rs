//! Kubernetes objects as data.

mod fields;
mod kind;
mod object;
pub mod yaml;

pub use fields::{FieldSet, leftovers, owned_by, take_over, take_over_patch};
pub use kind::Kind;
pub use object::{Object, ObjectId};
