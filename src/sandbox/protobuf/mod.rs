//! Bodies that typed Go clients send: `k8s\0`, a `runtime.Unknown` and a message.

mod body;

pub use body::decode;
