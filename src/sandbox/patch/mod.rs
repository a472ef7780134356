//! Patches that clients send: JSON, merge, strategic merge.

mod kinds;
mod lists;
mod strategic;

pub use kinds::{PatchError, json, merge};
pub use strategic::strategic;
