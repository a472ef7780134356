//! One test binary: tests run in parallel, need no network, and clean up after themselves.

// A test ends by a panic anyway.
#![allow(clippy::unwrap_used)]

mod arch;
mod cli;
mod crds;
mod logs;
mod readme;
mod real;
mod render;
