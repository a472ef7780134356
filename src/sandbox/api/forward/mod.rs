//! Port-forward, in the three forms that clients know.

mod channels;
mod handshake;
mod pairs;
mod pod;
mod tunnel;

pub(super) use handshake::answer;
