//! Pure: an object becomes its health, with the reason.
//!
//! The rules are those of kstatus (sigs.k8s.io/cli-utils), which Flux and Helm follow as well,
//! with two differences: a Job is ready when it is complete, not when it has started, and a Service
//! of type `LoadBalancer` is ready without an address.
//!
//! | file | objects |
//! |---|---|
//! | `of` | which rule is for which kind |
//! | `replicas` | Deployment, StatefulSet, DaemonSet, ReplicaSet |
//! | `pod`, `container` | Pod and what its containers do |
//! | `resource` | Job, claim, Service, definition, budget, `APIService` |
//! | `condition` | every other kind: conditions and generations |
//! | `services` | Dapr's control plane as rows for `status` |

mod condition;
mod container;
mod of;
mod pod;
mod replicas;
mod resource;
mod services;
mod state;

pub use condition::{Condition, condition};
pub use container::{Container, Doing, End, Role, containers};
pub use of::of;
pub use pod::is_ready as pod_is_ready;
pub use services::{ServiceRow, missing, rows};
pub use state::{Health, State};
