//! What `kubectl get` prints: `meta.k8s.io/v1` Tables.
//!
//! `kinds` holds a line per column with where its cell comes from; cells that need more than a
//! look are in `pods`, `workloads`, `network`, `volumes` and `others`; columns that a
//! `CustomResourceDefinition` asks for are in `custom`.

mod cell;
mod columns;
mod custom;
mod duration;
mod kinds;
mod labels;
mod metrics;
mod network;
mod others;
mod pods;
#[cfg(test)]
mod tests;
mod volumes;
mod workloads;

pub use columns::{Column, columns, conditions, row};
