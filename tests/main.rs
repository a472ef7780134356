//! One test binary: tests run in parallel, need no network, and clean up after themselves.

mod arch;
mod cli;
mod crds;
mod logs;
mod readme;
mod real;
mod render;
