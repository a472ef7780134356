//! Dapr applications that run: their pods, the HTTP API of their sidecars, and what is behind
//! their components.

mod pods;
mod redis;
mod sidecar;

pub use pods::{AppPods, app_id, find, listed, pod_kind};
pub use redis::{Entry, Redis};
pub use sidecar::{Payload, SidecarApi};
