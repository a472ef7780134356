//! What the API does with an object before it is stored, and when it goes.

mod kinds;
mod operations;
mod selection;

pub use kinds::{Resource, Subresource};
pub use operations::{
    DeleteOptions, Deleted, Page, Patch, Propagation, Registry, Validation, Watching, WriteOptions,
    Written,
};
pub use selection::Selection;
