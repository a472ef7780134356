//! What types look like: fields, list keys, defaults. Built-in kinds from a generated table, custom
//! resources from their definitions' structural schemas.

mod amount;
mod conditional;
mod decode;
mod defaults;
mod table;
mod types;

pub use decode::{drop_unknown, empty, unknown_fields};
pub use defaults::defaults;
pub use types::{Field, ListKind, Shape, Type, builtin};
