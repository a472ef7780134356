//! All controllers together, over a registry in memory.

mod bench;
mod collect;
mod dapr;
mod evictions;
mod services;
mod workloads;
