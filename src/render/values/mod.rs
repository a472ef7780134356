//! The values of a chart: what the user gives, in files and on the command line.

mod files;
mod set;

pub use files::Inputs;
pub use files::config;
pub use set::SetKind;
pub use set::apply;
