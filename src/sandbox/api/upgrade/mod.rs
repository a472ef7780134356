//! Requests that become something else than HTTP: websockets and SPDY.

mod handshake;
mod socket;

pub(super) use handshake::{Way, negotiate, switch_to_socket, switch_to_spdy, way};
pub(super) use socket::{open, upgraded};
