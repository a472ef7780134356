//! Which state of an object a write means.

use serde_json::Value;

use super::Resource;
use super::fields::{namespace, text};
use super::refusals::{self, Wrong, bad_request, conflict, invalid, modified};
use crate::sandbox::status::{Reply, Status};

/// Whether another write came between.
pub(super) fn is_conflict(status: &Status) -> bool {
    status.code == 409 && status.message.ends_with(refusals::MODIFIED)
}

/// Refuses an object that means another state than the one there is.
pub(super) fn expected(of: &Resource, named: &str, live: &Value, object: &Value) -> Reply<()> {
    let asked = text(object, "/metadata/resourceVersion");
    if asked.is_empty() || asked == "0" {
        if !of.updates_unconditionally() {
            let value = Value::from(0);
            let wrong = Wrong::invalid(
                "metadata.resourceVersion",
                &value,
                "must be specified for an update",
            );
            let mut refusal = invalid(of, named, &[wrong]);
            let (_, words) = refusal.message.split_once(' ').unwrap_or_default();
            refusal.message = format!("{} {words}", of.full_name());
            return Err(refusal);
        }
    } else if asked.parse::<u64>().is_err() {
        return Err(bad_request(format!("invalid resource version \"{asked}\"")));
    } else if asked != text(live, "/metadata/resourceVersion") {
        return Err(modified(of, named));
    }
    let found = text(live, "/metadata/uid");
    let asked = text(object, "/metadata/uid");
    if asked.is_empty() || asked == found {
        return Ok(());
    }
    let place = format!("/registry/{}/{}/{named}", of.plural, namespace(live));
    let words = format!(
        "StorageError: invalid object, Code: 4, Key: {place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {asked}, UID in object meta: {found}"
    );
    Err(conflict(of, named, &words))
}

pub(super) fn same_uid(of: &Resource, named: &str, live: &Value, asked: &str) -> Reply<()> {
    let found = text(live, "/metadata/uid");
    if asked.is_empty() || asked == found {
        return Ok(());
    }
    let words =
        format!("Precondition failed: UID in precondition: {asked}, UID in object meta: {found}");
    Err(conflict(of, named, &words))
}
