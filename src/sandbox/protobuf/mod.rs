//! Bodies that typed Go clients send: `k8s\0`, a `runtime.Unknown` and a message.
//!
//! What a message's fields are called is in `messages.txt`, which `generate.py` makes from
//! Kubernetes' sources; the few messages whose JSON is no object are in `own`.

mod body;
mod messages;
mod own;
#[cfg(test)]
mod tests;
mod wire;

pub use body::decode;
pub(crate) use wire::{Reader, Wire};
