//! One test binary: tests run in parallel, need no network, and clean up after themselves.

// A test ends by a panic anyway, and tells its counts.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod arch;
mod cli;
mod crds;
mod dashboard;
mod fake;
mod graph;
mod logs;
mod programs;
mod readme;
mod real;
mod render;
mod run;
mod sandbox;
mod terminal;
mod tutorial;
mod watch;
