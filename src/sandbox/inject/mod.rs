//! Dapr's sidecar, put into a pod as its injector does.

mod pod;

pub use pod::{Injection, inject};
