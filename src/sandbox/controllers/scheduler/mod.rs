//! Which node a pod runs on: the one there is, or none.
//!
//! | file | what it does |
//! |---|---|
//! | `controller` | reads and writes |
//! | `verdict` | whether a pod can run, and in the scheduler's words why not |
//! | `affinity` | selectors, affinities, taints |
//! | `claims` | volumes that have to be bound first |
//!
//! Requests for CPU and memory are not weighed: pods are processes, and nothing holds them back.

mod affinity;
mod claims;
mod controller;
mod verdict;

pub(super) use affinity::{may_start, may_stay};
pub(super) use claims::names as claim_names;
pub(super) use controller::Scheduler;
