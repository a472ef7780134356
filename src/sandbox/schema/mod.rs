//! What types look like: fields, list keys, defaults. Built-in kinds from a generated table, custom
//! resources from their definitions' structural schemas.

mod amount;
mod conditional;
mod conversion_error;
mod decode;
mod defaults;
mod field_error;
mod go;
mod repeated;
mod structural;
mod table;
mod type_error;
mod types;
mod validate;

pub use conversion_error::conversion_error;
pub use decode::{drop_unknown, empty, unknown_fields};
pub use defaults::defaults;
pub use field_error::FieldError;
pub use go::{go_text, json_kind};
pub use repeated::{FieldPath, Repeated, repeated_fields};
pub use structural::{structural, structural_defaults};
pub use type_error::type_error;
pub use types::{Field, ListKind, Shape, Type, builtin};
pub use validate::validate;

#[cfg(test)]
mod tests;
