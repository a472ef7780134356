//! Between what is stored and the version that is asked for.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::fields::{remove, set};
use super::{Resource, autoscalers};

/// What the objects of a resource are stored under: all versions and names of the same objects
/// share it.
pub(super) fn storage_name(of: &Resource) -> Cow<'static, str> {
    if of.group == "events.k8s.io" {
        return Cow::Borrowed("events");
    }
    Cow::Owned(of.full_name())
}

/// Fields of an Event in the core group and in its own.
const EVENT: [(&str, &str); 7] = [
    ("/involvedObject", "/regarding"),
    ("/message", "/note"),
    ("/source", "/deprecatedSource"),
    ("/firstTimestamp", "/deprecatedFirstTimestamp"),
    ("/lastTimestamp", "/deprecatedLastTimestamp"),
    ("/count", "/deprecatedCount"),
    ("/reportingComponent", "/reportingController"),
];

/// The object as the resource's version has it.
pub(super) fn present(of: &Resource, stored: &Arc<Value>) -> Arc<Value> {
    let api_version = of.api_version();
    if stored["apiVersion"] == *api_version {
        return Arc::clone(stored);
    }
    let mut object = Value::clone(stored);
    if of.group == "events.k8s.io" {
        for (core, own) in EVENT {
            rename(&mut object, core, own);
        }
    }
    if is_old_autoscaler(of) {
        autoscalers::to_v1(&mut object);
    }
    object["apiVersion"] = api_version.into();
    Arc::new(object)
}

/// The object as it is stored.
pub(super) fn to_stored(of: &Resource, object: &mut Value) {
    if of.group == "events.k8s.io" {
        for (core, own) in EVENT {
            rename(object, own, core);
        }
        object["apiVersion"] = "v1".into();
    }
    if is_old_autoscaler(of) {
        autoscalers::to_v2(object);
        object["apiVersion"] = "autoscaling/v2".into();
    }
}

fn is_old_autoscaler(of: &Resource) -> bool {
    of.group == "autoscaling" && of.version == "v1"
}

fn rename(object: &mut Value, from: &str, to: &str) {
    if let Some(value) = remove(object, from) {
        set(object, to, value);
    }
}
