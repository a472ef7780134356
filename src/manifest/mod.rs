//! Kubernetes objects as data.

mod fields;
mod kind;
mod object;
mod order;
mod read;
mod yaml;

pub use fields::{FieldSet, leftovers, owned_by, take_over, take_over_patch};
pub use kind::Kind;
pub use object::{Object, ObjectId};
pub use order::install_rank;
pub use order::sort_for_delete;
pub use order::sort_for_install;
pub use read::Source;
pub use read::all_objects;
pub use read::objects;
pub use read::parse_source;
pub use read::read_path;
pub use yaml::parse_documents;
pub use yaml::to_string;
