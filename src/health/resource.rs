//! Kinds with a rule of a few lines.

use super::Health;
use super::condition::{Condition, UNOBSERVED, awaited, condition, generic, unobserved};
use crate::manifest::Object;

pub(super) fn job(object: &Object) -> Health {
    let done = object.number("/status/succeeded").unwrap_or(0);
    let wanted = object.number("/spec/completions").unwrap_or(1);
    let holds = |kind| condition(object, kind).filter(Condition::is_true);
    if let Some(failed) = holds("Failed") {
        return Health::failed(failed.words()).with_parts(done, wanted);
    }
    if holds("Complete").is_some() {
        return Health::ready("completed").with_parts(wanted, wanted);
    }
    if holds("Suspended").is_some() {
        return Health::ready("suspended").with_parts(done, wanted);
    }
    Health::progressing(format!("{done} of {wanted} completed")).with_parts(done, wanted)
}

pub(super) fn claim(object: &Object) -> Health {
    match object.text("/status/phase") {
        "Bound" => Health::ready(""),
        "Lost" => Health::failed("its volume is gone"),
        _ => Health::progressing("not bound"),
    }
}

/// An external address may never come (kind, minikube without a tunnel), and nothing inside the
/// cluster needs it.
pub(super) fn service(object: &Object) -> Health {
    let balanced = object.text("/spec/type") == "LoadBalancer";
    if balanced && object.items("/status/loadBalancer/ingress").is_empty() {
        return Health::ready("no external address yet");
    }
    Health::ready("")
}

pub(super) fn namespace(object: &Object) -> Health {
    match object.text("/status/phase") {
        "Terminating" => Health::terminating(),
        _ => Health::ready(""),
    }
}

/// The budget's numbers are for evictions; it does its work as soon as they are computed.
pub(super) fn disruption_budget(object: &Object) -> Health {
    if unobserved(object) {
        return Health::progressing(UNOBSERVED);
    }
    Health::ready("")
}

pub(super) fn definition(object: &Object) -> Health {
    if let Some(names) = condition(object, "NamesAccepted").filter(|names| names.status == "False")
    {
        return Health::failed(names.words());
    }
    awaited(object, "Established").unwrap_or_else(|| Health::progressing("not established"))
}

pub(super) fn api_service(object: &Object) -> Health {
    awaited(object, "Available").unwrap_or_else(|| generic(object))
}
