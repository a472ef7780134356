//! Managed fields: who wrote what, and server-side apply.

mod managed;

pub use managed::{ApplyError, Conflict, Writer, apply, update};
