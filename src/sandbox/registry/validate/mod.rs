//! What is refused: rules as tables of path and check, and what doesn't fit in a table.

mod changes;
mod checks;
mod config;
mod entry;
mod metadata;
mod pods;
mod rules;
mod tables;
mod workloads;

pub(super) use entry::{changed, new};
