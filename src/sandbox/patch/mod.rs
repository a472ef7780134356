//! Patches that clients send: JSON, merge, strategic merge.

mod kinds;

pub use kinds::{PatchError, json, merge, strategic};
