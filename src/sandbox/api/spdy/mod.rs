//! SPDY/3.1 as far as port-forward and commands need it: streams that a client opens, each with headers and
//! bytes in both directions. There is no flow control: none of Kubernetes' clients do any.

mod dictionary;
mod frame;
mod headers;
mod session;

pub(super) use session::{Stream, Writer, serve};
