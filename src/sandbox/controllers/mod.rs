//! What brings the state of things nearer to what was asked for: one file a controller, each with
//! a pure core and a thin shell that reads and writes through the registry.
//!
//! | file | what it does |
//! |---|---|
//! | `run` | starts all of them, and again after a fault |
//! | `driver`, `queue`, `everything` | the loop they share |
//! | `context`, `object`, `selector`, `condition`, `pods` | reading, writing, look-ups |
//! | `claim`, `replicas`, `bounds`, `hash` | what workloads share |
//! | `namespaces`, `remaining` | service account and root certificate; emptying |
//! | `node`, `scheduler` | the one node, and what runs on it |
//! | `deployment`, `replica_set` | pods that are alike |
//! | `stateful_set`, `daemon_set`, `revisions` | pods with names, or a place, of their own |
//! | `job` | pods that end; `CronJobs` |
//! | `endpoints` | where Services lead to |
//! | `volumes` | claims and their folders |
//! | `disruption` | what budgets allow |
//! | `garbage` | what owners leave behind |
//! | `dapr_services` | what Dapr's operator makes |
//! | `old_events` | events are forgotten |

mod bounds;
mod claim;
mod condition;
mod context;
mod daemon_set;
mod dapr_services;
mod deployment;
mod disruption;
mod driver;
mod endpoints;
mod everything;
mod garbage;
mod hash;
mod job;
mod namespaces;
mod node;
mod object;
mod old_events;
mod pods;
mod queue;
mod remaining;
mod replica_set;
mod replicas;
mod revisions;
mod run;
mod scheduler;
mod selector;
mod start;
mod stateful_set;
#[cfg(test)]
mod tests;
mod volumes;

pub use run::{Options, run};
use start::all;
