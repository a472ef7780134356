//! `metadata.managedFields`, read, kept and written.

use serde_json::{Map, Value};

use crate::manifest::FieldSet;

/// Updaters beyond so many share an entry.
const MOST_UPDATERS: usize = 10;
/// The manager of that entry.
const ANCIENT: &str = "ancient-changes";

/// An entry of `managedFields`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) manager: String,
    /// Whether it is of an apply, else of an update.
    pub(super) applied: bool,
    pub(super) api_version: String,
    pub(super) subresource: String,
    pub(super) time: Option<String>,
    pub(super) fields: FieldSet,
}

impl Entry {
    fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        let applied = match text("operation") {
            "Apply" => true,
            "Update" => false,
            _ => return None,
        };
        if text("apiVersion").is_empty() || text("fieldsType") != "FieldsV1" {
            return None;
        }
        Some(Self {
            manager: text("manager").to_owned(),
            applied,
            api_version: text("apiVersion").to_owned(),
            subresource: text("subresource").to_owned(),
            time: value.get("time").and_then(Value::as_str).map(str::to_owned),
            fields: value
                .get("fieldsV1")
                .map(FieldSet::parse)
                .unwrap_or_default(),
        })
    }

    fn write(&self) -> Value {
        let mut entry = Map::new();
        let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
        put("manager", self.manager.clone().into());
        put("operation", self.operation().into());
        put("apiVersion", self.api_version.clone().into());
        if let Some(time) = &self.time {
            put("time", time.clone().into());
        }
        put("fieldsType", "FieldsV1".into());
        put("fieldsV1", self.fields.encode());
        if !self.subresource.is_empty() {
            put("subresource", self.subresource.clone().into());
        }
        Value::Object(entry)
    }

    pub(super) fn operation(&self) -> &'static str {
        if self.applied { "Apply" } else { "Update" }
    }

    /// Whether both are one manager's. An applier has one entry whatever version it uses.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.manager == other.manager
            && self.applied == other.applied
            && self.subresource == other.subresource
            && (self.applied || self.api_version == other.api_version)
    }

    /// Older than others, of two updates.
    fn age(&self) -> (i64, &str, &str, &str) {
        let (manager, version) = (&self.manager, &self.api_version);
        (
            seconds(self.time.as_deref()),
            manager,
            version,
            &self.subresource,
        )
    }
}

/// No time at all is the beginning of time.
fn seconds(time: Option<&str>) -> i64 {
    let time: Option<jiff::Timestamp> = time.and_then(|time| time.parse().ok());
    time.map_or(0, jiff::Timestamp::as_second)
}

/// The entries of an object; none when one of them is unreadable.
pub(super) fn read(object: &Value) -> Vec<Entry> {
    let entries = object
        .pointer("/metadata/managedFields")
        .and_then(Value::as_array);
    let read: Option<Vec<Entry>> = entries.into_iter().flatten().map(Entry::read).collect();
    let mut kept: Vec<Entry> = Vec::new();
    for entry in read.unwrap_or_default() {
        kept.retain(|other| !other.is_of(&entry));
        kept.push(entry);
    }
    kept
}

/// Whether a client asks for all to be forgotten: `[]` or `[{}]`.
pub(super) fn is_reset(object: &Value) -> bool {
    let entries = object
        .pointer("/metadata/managedFields")
        .and_then(Value::as_array);
    entries.is_some_and(|entries| match entries.as_slice() {
        [] => true,
        [one] => one.as_object().is_some_and(Map::is_empty),
        _ => false,
    })
}

/// Puts the entries into the object, in the API server's order.
pub(super) fn write(object: &mut Value, mut entries: Vec<Entry>) {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else {
        return;
    };
    metadata.shift_remove("managedFields");
    entries.retain(|entry| !entry.fields.is_empty());
    entries.sort_by(|a, b| {
        b.applied
            .cmp(&a.applied)
            .then_with(|| a.age().cmp(&b.age()))
    });
    if !entries.is_empty() {
        let entries = entries.iter().map(Entry::write).collect();
        metadata.insert("managedFields".into(), entries);
    }
}

/// Merges the oldest updates of one version until there are few enough.
pub(super) fn cap(entries: &mut Vec<Entry>) {
    let updaters = |entries: &[Entry]| entries.iter().filter(|entry| !entry.applied).count();
    let mut oldest: Vec<Entry> = entries.iter().filter(|e| !e.applied).cloned().collect();
    oldest.sort_by(|a, b| a.age().cmp(&b.age()));
    let mut first: Vec<Entry> = Vec::new();
    for entry in oldest {
        if updaters(entries) <= MOST_UPDATERS {
            return;
        }
        match first
            .iter()
            .find(|first| first.api_version == entry.api_version)
        {
            None => first.push(entry),
            Some(first) => into_bucket(entries, first, &entry),
        }
    }
}

fn into_bucket(entries: &mut Vec<Entry>, first: &Entry, entry: &Entry) {
    let named = Entry {
        manager: ANCIENT.into(),
        subresource: String::new(),
        ..entry.clone()
    };
    let mut bucket = match entries.iter().position(|other| other.is_of(&named)) {
        Some(index) => entries.remove(index),
        None => Entry {
            fields: first.fields.clone(),
            ..named.clone()
        },
    };
    entries.retain(|other| !other.is_of(first) && !other.is_of(entry));
    bucket.fields = bucket.fields.union(&entry.fields);
    bucket.time.clone_from(&entry.time);
    entries.push(bucket);
}
