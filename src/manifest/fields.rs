//! Who owns which field of an object: `metadata.managedFields`, read and moved.
//!
//! The format (`FieldsV1`) and its rules are those of Kubernetes' structured-merge-diff; moving
//! the fields of a client-side writer to a server-side applier follows client-go's
//! `util/csaupgrade`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Object;

/// One step of a path. The order is structured-merge-diff's: fields, keys, values, indices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// `f:name`: a field of a map.
    Field(String),
    /// `k:{…}`: the list element with these key fields; the values are compact JSON.
    Key(BTreeMap<String, String>),
    /// `v:…`: the element of a set, as compact JSON.
    Element(String),
    /// `i:n`: a place in a list.
    Index(usize),
}

impl Step {
    /// The step that a `FieldsV1` key stands for; `None` for one that a later Kubernetes may
    /// define (the API server drops those, too) and for `.`.
    fn parse(key: &str) -> Option<Self> {
        let (kind, content) = key.split_once(':')?;
        Some(match kind {
            "f" => Self::Field(content.to_owned()),
            "k" => Self::Key(
                serde_json::from_str::<Map<String, Value>>(content)
                    .ok()?
                    .iter()
                    .map(|(name, value)| (name.clone(), compact(value)))
                    .collect(),
            ),
            "v" => Self::Element(compact(&serde_json::from_str(content).ok()?)),
            "i" => Self::Index(content.parse().ok()?),
            _ => return None,
        })
    }

    /// As a `FieldsV1` key.
    fn encode(&self) -> String {
        match self {
            Self::Field(name) => format!("f:{name}"),
            Self::Key(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
                    .collect();
                format!("k:{{{}}}", fields.join(","))
            }
            Self::Element(value) => format!("v:{value}"),
            Self::Index(index) => format!("i:{index}"),
        }
    }

    /// What stands there in an object, if the object names it.
    fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match self {
            Self::Field(name) => value.get(name),
            Self::Key(fields) => value
                .as_array()?
                .iter()
                .find(|element| fields.iter().all(|(name, key)| has_key(element, name, key))),
            Self::Element(wanted) => value
                .as_array()?
                .iter()
                .find(|element| compact(element) == *wanted),
            Self::Index(index) => value.get(index),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Key(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                write!(f, "[{}]", fields.join(","))
            }
            Self::Element(value) => write!(f, "[={value}]"),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// Whether a list element carries this key field. A port without `protocol` is a TCP port: the
/// one key field of the built-in kinds that has a default.
fn has_key(element: &Value, name: &str, key: &str) -> bool {
    match element.get(name) {
        Some(value) => compact(value) == key,
        None => name == "protocol" && key == "\"TCP\"",
    }
}

/// Compact JSON in which `1.0` and `1` are one number, as they are to the API server.
fn compact(value: &Value) -> String {
    match value.as_f64() {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        Some(number) if value.is_f64() && number.fract() == 0.0 && number.abs() < 9e15 => {
            (number as i64).to_string()
        }
        _ => value.to_string(),
    }
}

/// A set of field paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(BTreeMap<Step, Node>);

/// What a set knows of one path and those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node {
    /// Whether the path itself is in the set.
    member: bool,
    below: FieldSet,
}

impl FieldSet {
    /// Reads a `fieldsV1`. What is malformed or of an unknown kind is left out.
    pub fn parse(fields: &Value) -> Self {
        let steps = fields.as_object().into_iter().flatten();
        let mut set = Self::default();
        for (key, value) in steps {
            if let Some(step) = Step::parse(key) {
                set.0.entry(step).or_default().add(&Node::parse(value));
            }
        }
        set
    }

    /// As a `fieldsV1`, in the API server's order.
    pub fn encode(&self) -> Value {
        Value::Object(self.encode_map())
    }

    fn encode_map(&self) -> Map<String, Value> {
        self.0
            .iter()
            .map(|(step, node)| (step.encode(), node.encode()))
            .collect()
    }

    /// Whether it holds no path at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        for (step, theirs) in &other.0 {
            all.0.entry(step.clone()).or_default().add(theirs);
        }
        all
    }

    /// The paths of this one that the other doesn't hold.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let rest = self.0.iter().filter_map(|(step, ours)| {
            let rest = match other.0.get(step) {
                Some(theirs) => Node {
                    member: ours.member && !theirs.member,
                    below: ours.below.difference(&theirs.below),
                },
                None => ours.clone(),
            };
            (rest.member || !rest.below.is_empty()).then(|| (step.clone(), rest))
        });
        Self(rest.collect())
    }

    /// Every path as the API server prints it in conflicts:
    /// `.spec.template.spec.containers[name="x"].image`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.walk("", &mut |path| paths.push(path));
        paths
    }

    fn walk(&self, prefix: &str, visit: &mut dyn FnMut(String)) {
        for (step, node) in &self.0 {
            let path = format!("{prefix}{step}");
            if node.member {
                visit(path.clone());
            }
            node.below.walk(&path, visit);
        }
    }

    /// The paths that `value` names.
    #[must_use]
    pub fn named_in(&self, value: &Value) -> Self {
        let named = self.0.iter().filter_map(|(step, node)| {
            let below = node.below.named_in(step.find(value)?);
            let node = Node { below, ..*node };
            (node.member || !node.below.is_empty()).then(|| (step.clone(), node))
        });
        Self(named.collect())
    }

    /// The paths that `value` doesn't name. Of a missing subtree only its root is given.
    fn missing_in(&self, value: &Value, prefix: &str, missing: &mut Vec<String>) {
        for (step, node) in &self.0 {
            let path = format!("{prefix}{step}");
            match step.find(value) {
                Some(found) => node.below.missing_in(found, &path, missing),
                None if node.member => missing.push(path),
                None => node.below.walk(&path, &mut |path| missing.push(path)),
            }
        }
    }
}

impl Node {
    /// A path is a member when it says so (`.`) or when nothing is below it.
    fn parse(value: &Value) -> Self {
        let below = FieldSet::parse(value);
        Self {
            member: value.get(".").is_some() || below.is_empty(),
            below,
        }
    }

    fn add(&mut self, other: &Self) {
        self.member |= other.member;
        self.below = self.below.union(&other.below);
    }

    fn encode(&self) -> Value {
        let mut map = Map::new();
        if self.member && !self.below.is_empty() {
            map.insert(".".into(), json!({}));
        }
        map.extend(self.below.encode_map());
        Value::Object(map)
    }
}

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
