//! Who owns which field of an object: `metadata.managedFields`, read and moved.
//!
//! The format (`FieldsV1`) and its rules are those of Kubernetes' structured-merge-diff; moving
//! the fields of a client-side writer to a server-side applier follows client-go's
//! `util/csaupgrade`.

use serde_json::{Value, json};

use super::Object;
pub use set::FieldSet;
pub(crate) use set::{Literal, Step};

mod set;

/// The fields of the object itself (not of a subresource) that `manager` owns by `operation`,
/// `Apply` or `Update`.
pub fn owned_by(object: &Object, manager: &str, operation: &str) -> FieldSet {
    entries(object)
        .iter()
        .filter(|entry| is(entry, manager, operation))
        .fold(FieldSet::default(), |all, entry| all.union(&fields(entry)))
}

/// Fields of the live object that `manager` applied once and `wanted` no longer names, as paths:
/// only a further apply makes them vanish. Of a whole subtree the root alone is given.
pub fn leftovers(object: &Object, manager: &str, wanted: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    owned_by(object, manager, "Apply").missing_in(wanted, "", &mut missing);
    missing
}

/// Those of the [`leftovers`] that the last revision's manifest, `before`, named. The others are
/// defaults of the API server's: helm's first write of an object owns them, too, and they come
/// back when nobody does, so that a preview need not tell them.
pub fn dropped(object: &Object, manager: &str, before: &Value, wanted: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    let owned = owned_by(object, manager, "Apply").named_in(before);
    owned.missing_in(wanted, "", &mut missing);
    missing
}

/// The object's managed fields with those of the managers `from` moved into the `Apply` entry of
/// `to`; `None` when there is nothing to move. Entries of subresources stay.
///
/// As client-go's csaupgrade: without an entry of `to` the newest of theirs becomes it; fields are
/// merged from entries of its `apiVersion` alone (paths of another version may not exist in it),
/// and theirs of other versions are dropped. Other than there, `from` may have several entries of
/// one version (`kubectl scale` leaves such) and may have applied (helm 4 does): all of them move.
pub fn take_over(object: &Object, from: &[&str], to: &str) -> Option<Value> {
    let all = entries(object);
    let ours = |entry: &Value| is(entry, to, "Apply");
    let moves =
        |entry: &Value| from.contains(&text(entry, "manager")) && is_whole(entry) && !ours(entry);
    let newest = all
        .iter()
        .filter(|entry| moves(entry))
        .max_by_key(|entry| text(entry, "time"))?;
    let base = all.iter().find(|entry| ours(entry)).unwrap_or(newest);

    let merged = all
        .iter()
        .filter(|entry| moves(entry) && text(entry, "apiVersion") == text(base, "apiVersion"))
        .fold(fields(base), |all, entry| all.union(&fields(entry)));
    let mut entry = base.clone();
    entry["manager"] = to.into();
    entry["operation"] = "Apply".into();
    entry["fieldsType"] = "FieldsV1".into();
    entry["fieldsV1"] = merged.encode();

    let rest = all.iter().filter(|entry| !moves(entry) && !ours(entry));
    Some(std::iter::once(&entry).chain(rest).cloned().collect())
}

/// The JSON patch that does [`take_over`] on exactly this `resourceVersion`; a newer object
/// answers 409 Conflict. `None` when there is nothing to move.
pub fn take_over_patch(object: &Object, from: &[&str], to: &str) -> Option<Value> {
    let managed = take_over(object, from, to)?;
    // `replace`, not `test`: a failed `test` is told as an invalid request, a stale version as
    // the conflict that it is.
    Some(json!([
        {"op": "replace", "path": "/metadata/managedFields", "value": managed},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": object.text("/metadata/resourceVersion")},
    ]))
}

fn entries(object: &Object) -> &[Value] {
    object.items("/metadata/managedFields")
}

fn is(entry: &Value, manager: &str, operation: &str) -> bool {
    text(entry, "manager") == manager && text(entry, "operation") == operation && is_whole(entry)
}

/// Whether the entry is about the object itself, not one of its subresources.
fn is_whole(entry: &Value) -> bool {
    text(entry, "subresource").is_empty()
}

fn fields(entry: &Value) -> FieldSet {
    entry
        .get("fieldsV1")
        .map(FieldSet::parse)
        .unwrap_or_default()
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests;
