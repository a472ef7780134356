//! Resiliency: timeouts, retries and circuit breakers around calls of apps and components.
//!
//! - `trip`: pure: when a breaker opens
//! - `breaker`: pure: the states of a circuit breaker, with the time handed in
//! - `retry`: pure: how long to wait before the next try, and whether there is one
//! - `policy`: pure: Resiliency manifests → policies and whom they are for
//! - `guard`: runs a call under its policies
//! - `policies`: the policies of a sidecar, with the breakers that live as long as it does

mod breaker;
mod guard;
mod policies;
mod policy;
mod retry;
mod trip;

pub(super) use guard::{Failure, Guard, Stopped};
pub(super) use policies::Resiliency;
pub(super) use policy::{Building, Policies};
pub(super) use retry::Retry;
