//! Metadata and status: what a new object gets, and what of an old one stays.

use jiff::{Timestamp, Unit};
use serde_json::Value;

use super::fields::{self, copy, default, has, is_going, items, remove, same, set};
use super::{Resource, Subresource, names};

/// Now, as metadata has it.
pub(super) fn now() -> String {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now).to_string()
}

/// What a new object gets, and what it cannot bring.
pub(super) fn born(of: &Resource, object: &mut Value, now: &str) {
    for pointer in [
        "/metadata/deletionTimestamp",
        "/metadata/deletionGracePeriodSeconds",
        "/metadata/generation",
        "/metadata/selfLink",
        "/metadata/resourceVersion",
    ] {
        remove(object, pointer);
    }
    set(object, "/metadata/uid", names::uid());
    set(object, "/metadata/creationTimestamp", now);
    if of.counts_generations() {
        set(object, "/metadata/generation", 1);
    }
    if of.has(Subresource::Status) && !brings_status(of) {
        remove(object, "/status");
    }
}

/// Nodes and volumes report themselves.
fn brings_status(of: &Resource) -> bool {
    of.definition.is_none() && of.plural == "nodes"
}

/// The new state with everything that this write cannot change.
pub(super) fn kept(of: &Resource, part: Option<Subresource>, live: &Value, new: Value) -> Value {
    let mut new = match part {
        Some(Subresource::Status) => status_only(of, live, &new),
        _ => new,
    };
    for pointer in [
        "/metadata/uid",
        "/metadata/creationTimestamp",
        "/metadata/deletionTimestamp",
        "/metadata/deletionGracePeriodSeconds",
        "/metadata/generation",
        "/metadata/resourceVersion",
    ] {
        copy(&mut new, pointer, live);
    }
    if storage(of, "namespaces") && part != Some(Subresource::Other("finalize")) {
        copy(&mut new, "/spec/finalizers", live);
    }
    default(
        &mut new,
        "/metadata/managedFields",
        live["metadata"]["managedFields"].clone(),
    );
    if part != Some(Subresource::Status) && of.has(Subresource::Status) {
        copy(&mut new, "/status", live);
    }
    new
}

fn status_only(of: &Resource, live: &Value, new: &Value) -> Value {
    let mut kept = live.clone();
    copy(&mut kept, "/status", new);
    copy(&mut kept, "/metadata/managedFields", new);
    if of.definition.is_none() {
        copy(&mut kept, "/metadata/annotations", new);
    }
    kept
}

/// Counts the generation up if what was asked for is another.
pub(super) fn count(of: &Resource, live: &Value, new: &mut Value) {
    if !of.counts_generations() || !is_new_generation(of, live, new) {
        return;
    }
    let generation = live["metadata"]["generation"].as_i64().unwrap_or_default();
    set(new, "/metadata/generation", generation + 1);
}

fn is_new_generation(of: &Resource, live: &Value, new: &Value) -> bool {
    if !has(live, "/metadata/deletionTimestamp") && is_going(new) {
        return true;
    }
    if of.full_name() == "deployments.apps" && !same(live, new, "/metadata/annotations") {
        return true;
    }
    let asked = |object: &Value| {
        let mut asked = object.clone();
        for pointer in ["/metadata", "/status", "/apiVersion"] {
            remove(&mut asked, pointer);
        }
        if storage(of, "pods") {
            // A pod is placed by its binding: nobody asks for something else by that.
            remove(&mut asked, "/spec/nodeName");
        }
        asked
    };
    asked(live) != asked(new)
}

/// Whether nothing but the times of managed fields differs.
pub(super) fn is_unchanged(live: &Value, new: &Value) -> bool {
    timeless(live) == timeless(new)
}

fn timeless(object: &Value) -> Value {
    let mut object = object.clone();
    let managed = object
        .pointer_mut("/metadata/managedFields")
        .and_then(Value::as_array_mut);
    for entry in managed.into_iter().flatten() {
        remove(entry, "/time");
    }
    if !has(&object, "/metadata/managedFields") {
        remove(&mut object, "/metadata/managedFields");
    }
    object
}

/// Whether this state of an object is its end: it is to go, and nothing holds it any more.
pub(super) fn is_over(of: &Resource, object: &Value) -> bool {
    let held = !items(object, "/metadata/finalizers").is_empty()
        || (storage(of, "namespaces") && !items(object, "/spec/finalizers").is_empty())
        || object["metadata"]["deletionGracePeriodSeconds"]
            .as_i64()
            .unwrap_or_default()
            > 0;
    is_going(object) && !held
}

fn storage(of: &Resource, name: &str) -> bool {
    super::storage_name(of) == name
}

/// Finalizers that a going object got though it is going.
pub(super) fn late_finalizers(live: &Value, new: &Value) -> Vec<String> {
    if !fields::is_going(live) {
        return Vec::new();
    }
    let old = items(live, "/metadata/finalizers");
    let late = items(new, "/metadata/finalizers")
        .iter()
        .filter(|one| !old.contains(one));
    late.map(ToString::to_string).collect()
}
