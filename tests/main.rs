//! One test binary: tests run in parallel, need no network, and clean up after themselves.

mod cli;
mod crds;
mod logs;
