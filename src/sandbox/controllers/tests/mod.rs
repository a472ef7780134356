//! All controllers together, over a registry in memory.

mod bench;
mod collect;
mod dapr;
mod services;
mod workloads;
