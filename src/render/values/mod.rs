//! What stands in the values: merging, known keys, and look-ups written in values.

pub(super) mod coalesce;
pub(super) mod keys;
pub(super) mod kind;
pub(super) mod lookup;

mod files;
mod set;

pub use files::Inputs;
pub use files::config;
pub use set::SetKind;
pub use set::apply;
