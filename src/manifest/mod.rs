//! Kubernetes objects as data.

mod diff;
mod excerpt;
mod fields;
mod jsonpath;
mod kind;
#[cfg(test)]
pub(crate) mod laws;
pub mod look;
mod nearest;
mod object;
mod order;
mod pairing;
mod path;
mod quantity;
mod read;
mod redact;
mod yaml;

pub use diff::Change;
pub use diff::changes;
pub use diff::covers;
pub use excerpt::excerpt;
pub use fields::{FieldSet, dropped, leftovers, owned_by, take_over, take_over_patch};
pub(crate) use fields::{Literal, Step};
pub use jsonpath::JsonPath;
pub use kind::Kind;
pub use nearest::nearest;
pub use object::{Object, ObjectId};
pub use order::install_rank;
pub use order::sort_for_delete;
pub use order::sort_for_install;
pub use quantity::Quantity;
pub use read::Source;
pub use read::all_objects;
pub(crate) use read::defined_twice;
pub use read::objects;
pub use read::parse_source;
pub use read::read_path;
pub use redact::{redacted, without_values};
pub use yaml::parse_documents;
pub use yaml::{RepeatedKey, parse_repeating};
pub use yaml::{to_string, unquoted};
