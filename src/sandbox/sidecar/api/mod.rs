//! Dapr's HTTP API.
//!
//! - `call`: pure: a request, whole
//! - `route`: pure: which handler a path means
//! - `handle`: what stands around every handler: tokens, traces, metrics, log lines
//! - `absent`: what is not in this sidecar, in Dapr's words
//! - `step`: a request as a step of its trace
//! - the others: handlers, by API

mod absent;
mod call;
mod handle;
mod health;
mod internal;
mod invoke;
mod metadata;
mod publish;
mod route;
mod secrets;
mod state;
mod step;

pub(super) use handle::{Door, handle};
