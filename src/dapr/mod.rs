//! What Dapr is: facts about its control plane and its sidecar, no I/O.
//!
//! | file | what it knows |
//! |---|---|
//! | `annotations` | the `dapr.io/…` keys that are read here |
//! | `control_plane` | the five services, and which of them an installation can be without |
//! | `arguments` | how a program's arguments are read |
//! | `sidecar` | how `daprd` is recognised in a pod, and its arguments |
//! | `app` | a pod with a sidecar as a Dapr app |
//! | `workload` | what makes such pods, as a Dapr app |
//! | `resource` | which apps a resource is for, and the Secrets that a component reads |
//! | `address` | where a component connects to |
//! | `api` | which component a request is for |
//! | `call` | a call of a sidecar's API, as its log tells it, and what it is for |
//! | `image` | the version in an image reference |
//! | `certificate` | when the root certificate ends |
//! | `trust_bundle` | the root and the issuer that sentry keeps |
//! | `log` | the lines that Dapr's programs log |
//! | `metrics` | Prometheus' text form, which sidecars and the control plane serve |

mod address;
pub mod annotations;
pub mod api;
mod app;
pub mod arguments;
mod call;
pub mod certificate;
pub mod control_plane;
pub mod image;
mod log;
mod metrics;
mod resource;
mod sidecar;
pub mod trust_bundle;
mod workload;

pub use address::{Address, addresses, connections};
pub use app::{App, app};
pub use call::{ApiCall, Asked};
pub use log::LogRecord;
pub use metrics::{Page, Sample, page, samples};
pub use resource::{KUBERNETES_STORE, SecretKey, is_for, scopes, secret_keys, secret_store};
pub use sidecar::{CONTAINER, Ports, Sidecar, asks_for_sidecar, sidecar};
pub use workload::Workload;
