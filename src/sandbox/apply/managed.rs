//! The two ways to write: apply, and everything else.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::check::check;
use super::compare::{Difference, compare, same};
use super::conflict::{ApplyError, conflicts};
use super::last_applied;
use super::managers::{self, Entry};
use super::merge::merge;
use super::paths::paths;
use super::remove::{remove, with_structs};
use crate::manifest::FieldSet;
use crate::sandbox::schema::{Type, empty};

/// Who writes, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// `fieldManager`, or the beginning of the user agent.
    pub manager: String,
    /// `apps/v1`: of the request.
    pub api_version: String,
    /// `status`, `scale`; empty for the object itself.
    pub subresource: String,
    /// RFC 3339, whole seconds.
    pub time: String,
}

impl Writer {
    fn entry(&self, applied: bool, fields: FieldSet) -> Entry {
        Entry {
            manager: if self.manager.is_empty() {
                "unknown".into()
            } else {
                self.manager.clone()
            },
            applied,
            api_version: self.api_version.clone(),
            subresource: self.subresource.clone(),
            time: Some(self.time.clone()),
            fields,
        }
    }
}

/// What is never anybody's.
static STRIPPED: LazyLock<FieldSet> = LazyLock::new(|| {
    FieldSet::parse(&json!({
        "f:apiVersion": {},
        "f:kind": {},
        "f:metadata": {
            ".": {}, "f:name": {}, "f:namespace": {}, "f:creationTimestamp": {}, "f:selfLink": {},
            "f:uid": {}, "f:clusterName": {}, "f:generation": {}, "f:managedFields": {},
            "f:resourceVersion": {},
        },
    }))
});

/// Server-side apply of `applied` on `live`; answers the object with its managed fields. `applied`
/// has no `metadata.managedFields`. The caller gives the object its defaults afterwards; nulls may
/// stand where the last key of a map went.
pub fn apply(
    of: &Type,
    live: Option<&Value>,
    applied: &Value,
    writer: &Writer,
    force: bool,
) -> Result<Value, ApplyError> {
    check(of, applied).map_err(|message| ApplyError::invalid(applied, &message))?;
    let fresh = empty(of, applied);
    let base = live.unwrap_or(&fresh);
    let mut entries = managers::read(base);
    let base = unmanaged(base);
    if entries.is_empty() {
        let before = Writer {
            manager: "before-first-apply".into(),
            ..writer.clone()
        };
        record(of, &fresh, &base, &before, &mut entries);
    }
    let mut merged = merge_and_prune(of, &base, applied, writer, &mut entries);
    let difference = compare(of, &base, &merged);
    let ours = writer.entry(true, FieldSet::default());
    let mut found = conflicts(&entries, &ours, &difference);
    if !force && !found.is_empty() {
        if writer.manager == last_applied::MANAGER {
            last_applied::allow(of, &base, writer, &mut found);
        }
        if !found.is_empty() {
            return Err(ApplyError::Conflicts(found));
        }
    }
    take(&mut entries, Some(&ours), &difference);
    finish(&mut entries, &ours, same(&base, &merged));
    if writer.manager == last_applied::MANAGER {
        last_applied::renew(&mut merged, applied);
    }
    managers::write(&mut merged, entries);
    Ok(merged)
}

/// The configuration over the object, without what its manager applied once and applies no more;
/// the manager's entry is its new one.
fn merge_and_prune(
    of: &Type,
    live: &Value,
    applied: &Value,
    writer: &Writer,
    entries: &mut Vec<Entry>,
) -> Value {
    let merged = merge(of, live, applied);
    let ours = writer.entry(true, paths(of, applied));
    let last = match entries.iter_mut().find(|entry| entry.is_of(&ours)) {
        Some(entry) => {
            let last = std::mem::replace(&mut entry.fields, ours.fields);
            entry.api_version = ours.api_version;
            last
        }
        None => {
            // Its time comes with a change.
            entries.push(Entry { time: None, ..ours });
            FieldSet::default()
        }
    };
    if last.is_empty() {
        merged
    } else {
        prune(of, &merged, &last, entries)
    }
}

/// Takes out what the last configuration named, but for what any manager names now and for what
/// only stands below such paths.
fn prune(of: &Type, merged: &Value, last: &FieldSet, entries: &[Entry]) -> Value {
    let last = with_structs(of, last);
    let owned = entries
        .iter()
        .fold(FieldSet::default(), |all, entry| all.union(&entry.fields));
    let all = with_structs(of, &paths(of, merged));
    let left = |value: &Value| with_structs(of, &paths(of, value));

    let pruned = remove(of, merged, &last);
    let keep = left(&pruned).union(&with_structs(of, &owned));
    let pruned = remove(of, merged, &all.difference(&keep));
    let gone = all.difference(&left(&pruned));
    remove(of, merged, &gone.intersection(&last))
}

/// Takes changed and removed paths from all managers but one.
fn take(entries: &mut Vec<Entry>, but: Option<&Entry>, difference: &Difference) {
    let changed = difference.changed().union(&difference.removed);
    for entry in entries.iter_mut() {
        if but.is_none_or(|but| !entry.is_of(but)) {
            entry.fields = entry.fields.difference(&changed);
        }
    }
    entries.retain(|entry| !entry.fields.is_empty());
}

/// Strips the applier's entry; its time is new when the object changed.
fn finish(entries: &mut Vec<Entry>, ours: &Entry, unchanged: bool) {
    for entry in entries.iter_mut().filter(|entry| entry.is_of(ours)) {
        entry.fields = entry.fields.difference(&STRIPPED);
        if !unchanged {
            entry.time.clone_from(&ours.time);
        }
    }
}

/// Sets the managed fields of `new` after any write that is no apply: fields that differ from
/// `live` (all of them for a new object) are the writer's from now on, fields that are gone are
/// nobody's. A client that sends `managedFields: [{}]` resets them. Both objects have their
/// defaults and nothing that the writer may not set.
pub fn update(of: &Type, live: Option<&Value>, new: &mut Value, writer: &Writer) {
    let reset = managers::is_reset(new) && writer.subresource.is_empty();
    let mut entries = match live {
        _ if reset => Vec::new(),
        Some(live) if !writer.subresource.is_empty() => managers::read(live),
        live => match managers::read(new) {
            entries if entries.is_empty() => live.map(managers::read).unwrap_or_default(),
            entries => entries,
        },
    };
    *new = unmanaged(new);
    // An object that nobody's fields are known of stays so until it is applied.
    if live.is_none() || !entries.is_empty() {
        let fresh = empty(of, new);
        let live = live.map_or(fresh, unmanaged);
        record(of, &live, new, writer, &mut entries);
    }
    managers::write(new, entries);
}

/// What an update does to the entries.
fn record(of: &Type, live: &Value, new: &Value, writer: &Writer, entries: &mut Vec<Entry>) {
    let difference = compare(of, live, new);
    take(entries, None, &difference);
    let mut ours = writer.entry(false, difference.changed().difference(&STRIPPED));
    if !ours.fields.is_empty() {
        if let Some(index) = entries.iter().position(|entry| entry.is_of(&ours)) {
            ours.fields = ours.fields.union(&entries.remove(index).fields);
        }
        entries.push(ours);
    }
    managers::cap(entries);
}

fn unmanaged(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.shift_remove("managedFields");
    }
    object
}
