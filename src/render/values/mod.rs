//! The values of a chart: what the user gives, in files and on the command line; how that is merged over the defaults;
//! and which keys there are.

pub(super) mod coalesce;
mod files;
pub(super) mod keys;
mod kind;
pub(super) mod lookup;
mod set;

pub use files::Inputs;
pub use files::config;
pub use set::SetKind;
pub use set::apply;
