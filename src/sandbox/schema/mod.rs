//! What types look like: fields, list keys, defaults. Built-in kinds from a generated table, custom
//! resources from their definitions' structural schemas.

mod types;

pub use types::{Field, ListKind, Shape, Type, builtin};
