//! What Dapr is: facts about its control plane and its sidecar, no I/O.
//!
//! | file | what it knows |
//! |---|---|
//! | `annotations` | the `dapr.io/…` keys that are read here |
//! | `control_plane` | the five services, and which of them an installation can be without |
//! | `sidecar` | how `daprd` is recognised in a pod, and its arguments |
//! | `app` | a pod with a sidecar as a Dapr app |
//! | `image` | the version in an image reference |
//! | `certificate` | when the root certificate ends |
//! | `log` | the lines that Dapr's programs log |
//! | `metrics` | Prometheus' text form, which sidecars and the control plane serve |

pub mod annotations;
mod app;
pub mod certificate;
pub mod control_plane;
pub mod image;
mod log;
mod metrics;
mod sidecar;

pub use app::{App, app};
pub use log::LogRecord;
pub use metrics::{Sample, samples};
pub use sidecar::{CONTAINER, Ports, Sidecar, asks_for_sidecar, sidecar};
