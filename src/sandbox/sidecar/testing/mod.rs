//! What tests need around a sidecar.
//!
//! - `fake`: a cluster in memory
//! - `redis`: a real Redis, where one is installed
//! - `app`: an app that tells what it was asked
//! - `started`: a sidecar that runs

mod app;
mod fake;
mod redis;
mod started;

pub(super) use app::TestApp;
pub(super) use fake::Fake;
pub(super) use redis::{Redis, free_port};
pub(super) use started::{Reply, Started, ask};
