//! Managed fields: who wrote what, and server-side apply.
//!
//! The rules are those of Kubernetes' structured-merge-diff and of its field managers.

mod check;
mod compare;
mod conflict;
mod last_applied;
mod managed;
mod managers;
mod merge;
mod paths;
mod remove;
mod view;

pub use conflict::{ApplyError, Conflict, conflict_status};
pub use managed::{Writer, apply, update};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
