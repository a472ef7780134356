//! Deployments: one template after another, without a gap.
//!
//! | file | what it does |
//! |---|---|
//! | `controller` | reads and writes |
//! | `plan` | the next steps of a rollout |
//! | `rolling` | how many of the old and of the new |
//! | `scaling` | what a new number of replicas means in the middle of a rollout |
//! | `sets` | `ReplicaSets`: the one of the template, and how one is made |
//! | `status` | counts and conditions |

mod controller;
mod plan;
mod rolling;
mod scaling;
mod sets;
mod status;

pub(super) use controller::Deployments;
