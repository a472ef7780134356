//! `status.conditions` and `status.observedGeneration`, which many kinds share.

use serde_json::Value;

use super::Health;
use crate::manifest::Object;

/// One entry of `status.conditions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition<'a> {
    /// `True`, `False` or `Unknown`.
    pub status: &'a str,
    /// One word for programs.
    pub reason: &'a str,
    /// A sentence for people.
    pub message: &'a str,
    /// When the status last changed (RFC 3339), or empty.
    pub since: &'a str,
}

/// The condition of this type, if the object has it.
pub fn condition<'a>(object: &'a Object, kind: &str) -> Option<Condition<'a>> {
    object
        .items("/status/conditions")
        .iter()
        .find(|condition| condition["type"] == kind)
        .map(Condition::read)
}

impl<'a> Condition<'a> {
    fn read(value: &'a Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        Self {
            status: text("status"),
            reason: text("reason"),
            message: text("message"),
            since: text("lastTransitionTime"),
        }
    }

    /// Whether it holds.
    pub fn is_true(&self) -> bool {
        self.status == "True"
    }

    /// The message, or the reason where there is none.
    pub fn words(&self) -> &'a str {
        if self.message.is_empty() {
            self.reason
        } else {
            self.message
        }
    }
}

/// Whether the controller has yet to see the current spec. Only for kinds whose controller always
/// writes `observedGeneration`: there its absence means that nobody has looked yet.
pub(super) fn unobserved(object: &Object) -> bool {
    let generation = object.number("/metadata/generation").unwrap_or(0);
    let observed = object.number("/status/observedGeneration").unwrap_or(0);
    observed < generation
}

/// The reason that goes with [`unobserved`].
pub(super) const UNOBSERVED: &str = "its controller has not seen it yet";

/// A kind of which nothing is known: ready unless a condition or a generation says otherwise.
pub(super) fn generic(object: &Object) -> Health {
    if object.at("/status/observedGeneration").is_some() && unobserved(object) {
        return Health::progressing(UNOBSERVED);
    }
    if let Some(stalled) = condition(object, "Stalled").filter(Condition::is_true) {
        return Health::failed(stalled.words());
    }
    if let Some(busy) = condition(object, "Reconciling").filter(Condition::is_true) {
        return Health::progressing(busy.words());
    }
    awaited(object, "Ready").unwrap_or_else(|| Health::ready(""))
}

/// The health that this condition stands for; none if the object lacks it.
pub(super) fn awaited(object: &Object, kind: &str) -> Option<Health> {
    let condition = condition(object, kind)?;
    Some(if condition.is_true() {
        Health::ready("")
    } else {
        Health::progressing(condition.words())
    })
}
