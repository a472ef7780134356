//! Commands in containers, and who is attached to one: over websockets and SPDY.

mod carry;
mod client;
mod handshake;
mod socket;
mod streams;
mod words;

pub(super) use handshake::answer;
