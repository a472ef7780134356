//! What `kubectl get` prints: `meta.k8s.io/v1` Tables.

mod columns;

pub use columns::{Column, columns, row};
