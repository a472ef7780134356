//! Collects a [`Snapshot`](crate::diagnose::Snapshot) of a cluster, with all of Dapr in it: what is
//! declared, and what the sidecars answer.

mod collect;
mod sidecars;

pub use collect::{Scope, collect, of_objects};
