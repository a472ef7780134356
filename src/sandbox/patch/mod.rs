//! Patches that clients send: JSON, merge, strategic merge.

mod depth;
mod kinds;
mod lists;
mod strategic;

pub use depth::{READABLE, is_deeper};
pub use kinds::{PatchError, json, merge};
pub use strategic::strategic;
