//! The node: pods of this machine as processes.
//!
//! | module | what it owns |
//! |---|---|
//! | `launch` | pure: from a container to a program with its arguments, environment and ports |
//! | `volumes` | what volumes hold |
//! | `supervisor` | the process between the sandbox and a pod; `keeper` is the sandbox's end |
//! | `pod` | containers' states, the status, and the worker that moves them |
//! | `probe` | probes of a run |
//! | `streams` | the sandbox's ends of what a process reads and writes |
//! | `logs` | logs as they are asked for |
//! | `standin` | Dapr's control plane, built in |
//! | `standalone` | what a real daprd gets in the place of that control plane |
//! | `node` | all pods, and the door for the API |

mod apps;
mod events;
mod keeper;
mod launch;
mod logs;
mod node;
mod objects;
mod pod;
mod probe;
mod shared;
mod standalone;
mod standin;
mod streams;
mod supervisor;
#[cfg(test)]
mod tests;
mod volumes;
mod workers;

pub use node::{Options, Runtime};
pub use supervisor::{supervise, terminal};
