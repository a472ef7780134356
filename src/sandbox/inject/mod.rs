//! Dapr's sidecar, put into a pod as its injector does.
//!
//! | file | what it knows |
//! |---|---|
//! | `pod` | whether a pod gets a sidecar, and the pod with it |
//! | `asked` | what annotations and the injector's environment ask for |
//! | `arguments` | what daprd is started with |
//! | `container` | the rest of its container |
//! | `environment` | variables, its own and the app's |
//! | `volumes` | volumes and where they are mounted |

mod arguments;
mod asked;
mod container;
mod environment;
mod pod;
#[cfg(test)]
mod tests;
mod volumes;

pub use pod::{Injection, inject, refusal};
