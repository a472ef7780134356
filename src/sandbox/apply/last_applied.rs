//! kubectl's way from client-side to server-side apply.

use serde_json::Value;

use super::compare::compare;
use super::conflict::Conflict;
use super::managed::Writer;
use super::paths::paths;
use crate::sandbox::schema::Type;

/// The one manager that it is for.
pub(super) const MANAGER: &str = "kubectl";
const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

fn annotation(object: &Value) -> Option<&str> {
    let text = object
        .get("metadata")?
        .get("annotations")?
        .get(ANNOTATION)?;
    text.as_str().filter(|text| !text.is_empty())
}

/// Takes conflicts away that are about what client-side apply wrote and still stands so; all of
/// the others stay.
pub(super) fn allow(of: &Type, live: &Value, writer: &Writer, conflicts: &mut Vec<Conflict>) {
    let Some(last) = annotation(live).and_then(|text| serde_json::from_str::<Value>(text).ok())
    else {
        return;
    };
    if last.get("apiVersion").and_then(Value::as_str) != Some(&writer.api_version) {
        return;
    }
    let found = compare(of, &last, live);
    let allowed = paths(of, &last)
        .difference(&found.changed())
        .difference(&found.removed)
        .paths();
    conflicts.retain(|conflict| !allowed.contains(&conflict.path));
}

/// Brings the annotation up to date, if the object has one.
pub(super) fn renew(object: &mut Value, applied: &Value) {
    if annotation(object).is_none() {
        return;
    }
    let mut applied = applied.clone();
    if let Some(annotations) = applied
        .pointer_mut("/metadata/annotations")
        .and_then(Value::as_object_mut)
    {
        annotations.shift_remove(ANNOTATION);
        if annotations.is_empty() {
            applied["metadata"]
                .as_object_mut()
                .expect("it has annotations")
                .shift_remove("annotations");
        }
    }
    sort(&mut applied);
    object["metadata"]["annotations"][ANNOTATION] = format!("{applied}\n").into();
}

/// Keys in order, as Go writes maps.
fn sort(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.sort_keys();
            map.values_mut().for_each(sort);
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}
