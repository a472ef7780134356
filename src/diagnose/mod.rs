//! Pure: a snapshot of the cluster becomes the wait tree and findings.
//!
//! Every reason for which something isn't ready is found by one family of checks:
//!
//! | file | finds |
//! |---|---|
//! | `image` | images that can't be pulled |
//! | `config` | Secrets, `ConfigMaps` and keys that containers lack; containers that can't be made |
//! | `storage` | claims that aren't bound, volumes that can't be mounted |
//! | `scheduling` | pods that fit on no node |
//! | `admission` | pods that the API server refuses: quota, policies, webhooks |
//! | `crash` | containers that end |
//! | `control_plane` | services of Dapr's control plane that wait for each other |
//! | `injection` | pods that ask for a sidecar and have none |
//! | `sidecar` | sidecars that wait, or end for a component's sake |
//! | `rights` | service accounts that lack a right |
//! | `probe` | probes that fail, readiness gates |
//! | `pod` | evictions, nodes, sandboxes, deletions that hang |
//! | `rollout` | Jobs and rollouts that their controller gave up |
//!
//! `early` names the pods whose kubelet asked too early, `refused` the controllers that could make no pod: both may wait
//! needlessly.
//! `services` tells how Dapr's own services are.
//! `workloads` tells what makes the pods, for the survey and for pictures.
//! `survey` is the second entry: all of Dapr, gone through check by check, for `daprk check`.
//!
//! A new check is a function `fn check(&Context) -> Vec<Found>` in a file of its own (or one more
//! case in a family), a line in the list in `findings`, and a recorded row in `tests`.

mod admission;
mod config;
mod context;
mod control_plane;
mod crash;
mod early;
mod event_log;
mod finding;
mod findings;
mod image;
mod injection;
mod last_words;
mod pod;
mod probe;
mod rights;
mod rollout;
mod scheduling;
mod services;
mod sidecar;
mod snapshot;
mod storage;
mod survey;
mod wait_tree;
mod words;
mod workloads;

pub use admission::{may_be_over, refused};
pub use context::pods;
pub use early::early;
pub use finding::{Finding, Severity};
pub use findings::findings;
pub use services::services;
pub use snapshot::{Answers, Snapshot, Unknown};
pub use survey::{CHECKS, Check, Checked, Group, Issue, Survey, Verdict, app_ids, causes, survey};
pub use wait_tree::wait_tree;
pub use workloads::workloads;

#[cfg(test)]
mod tests;
