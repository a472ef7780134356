//! What is refused.

use serde_json::Value;

use super::refusals::Wrong;
use super::{Resource, Subresource, identity};

/// What is wrong with a new object.
pub(super) fn new(of: &Resource, object: &Value) -> Vec<Wrong> {
    identity::wrong_name(of, object)
}

/// What is wrong with another state of an object.
pub(super) fn changed(
    of: &Resource,
    part: Option<Subresource>,
    live: &Value,
    new: &Value,
) -> Vec<Wrong> {
    let _ = (of, part, live, new);
    Vec::new()
}
