//! Conditions in a status.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::object::{stamp, text};

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) of: &'static str,
    pub(super) status: bool,
    pub(super) reason: &'static str,
    pub(super) message: String,
}

impl Condition {
    pub(super) fn new(
        of: &'static str,
        status: bool,
        reason: &'static str,
        message: impl Into<String>,
    ) -> Self {
        let message = message.into();
        Self {
            of,
            status,
            reason,
            message,
        }
    }

    fn status(&self) -> &'static str {
        if self.status { "True" } else { "False" }
    }
}

/// The condition of a type.
pub(super) fn find<'a>(conditions: &'a [Value], of: &str) -> Option<&'a Value> {
    conditions.iter().find(|one| text(one, "/type") == of)
}

/// Whether the condition of a type is there and true.
pub(super) fn is_true(conditions: &[Value], of: &str) -> bool {
    find(conditions, of).is_some_and(|one| text(one, "/status") == "True")
}

/// Puts a condition in the place of the one before; the time of its last transition stays while
/// its status does. Whether anything changed.
pub(super) fn set(conditions: &mut Vec<Value>, new: &Condition, now: Timestamp) -> bool {
    let at = conditions
        .iter()
        .position(|one| text(one, "/type") == new.of);
    let before = at.map(|at| conditions[at].clone()).unwrap_or_default();
    let same = text(&before, "/status") == new.status();
    let told = text(&before, "/reason") == new.reason && text(&before, "/message") == new.message;
    if same && told {
        return false;
    }
    let transition = if same {
        before["lastTransitionTime"].clone()
    } else {
        stamp(now).into()
    };
    let mut condition = json!({"type": new.of, "status": new.status()});
    condition["lastTransitionTime"] = transition;
    if !new.reason.is_empty() {
        condition["reason"] = new.reason.into();
    }
    if !new.message.is_empty() {
        condition["message"] = new.message.clone().into();
    }
    match at {
        Some(at) => conditions[at] = condition,
        None => conditions.push(condition),
    }
    true
}

/// Takes the condition of a type away.
pub(super) fn remove(conditions: &mut Vec<Value>, of: &str) {
    conditions.retain(|one| text(one, "/type") != of);
}
