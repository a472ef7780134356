//! A Kubernetes object as data: `serde_json::Value` with the few look-ups everybody needs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::look;
use crate::event::Subject;

/// Which object: group/version, kind, namespace, name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    /// `apps/v1`, `v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// Absent for cluster-scoped objects (and for manifests that don't say).
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: String,
}

impl ObjectId {
    /// The same object whatever the version it is written in: helm and kubectl match so, too.
    pub fn same_object(&self, other: &Self) -> bool {
        self.group() == other.group()
            && self.kind == other.kind
            && self.namespace == other.namespace
            && self.name == other.name
    }

    /// `apps`; empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version
            .split_once('/')
            .map_or("", |(group, _)| group)
    }

    /// As people name it.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.name)?;
        match &self.namespace {
            Some(namespace) => write!(f, " in {namespace}"),
            None => Ok(()),
        }
    }
}

/// A Kubernetes object; always a JSON object inside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Object(pub Value);

impl Object {
    /// `apiVersion`, or empty.
    pub fn api_version(&self) -> &str {
        self.text("/apiVersion")
    }

    /// `kind`, or empty.
    pub fn kind(&self) -> &str {
        self.text("/kind")
    }

    /// `metadata.name`, or empty.
    pub fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    /// `metadata.namespace`, where it says one.
    pub fn namespace(&self) -> Option<&str> {
        self.0
            .pointer("/metadata/namespace")
            .and_then(Value::as_str)
    }

    /// Kind, namespace and name: the order in which objects are told.
    pub fn place(&self) -> (&str, &str, &str) {
        let namespace = self.namespace().unwrap_or_default();
        (self.kind(), namespace, self.name())
    }

    /// Which object it is.
    pub fn id(&self) -> ObjectId {
        ObjectId {
            api_version: self.api_version().to_owned(),
            kind: self.kind().to_owned(),
            namespace: self.namespace().map(str::to_owned),
            name: self.name().to_owned(),
        }
    }

    /// As people name it.
    pub fn subject(&self) -> Subject {
        self.id().subject()
    }

    /// What stands at a JSON pointer (RFC 6901).
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    /// The string at a JSON pointer, or empty.
    pub fn text(&self, pointer: &str) -> &str {
        look::text(&self.0, pointer)
    }

    /// The integer at a JSON pointer.
    pub fn number(&self, pointer: &str) -> Option<i64> {
        look::number(&self.0, pointer)
    }

    /// The list at a JSON pointer, or an empty one.
    pub fn items(&self, pointer: &str) -> &[Value] {
        look::items(&self.0, pointer)
    }

    /// What a Secret has under a key, as text; `None` where that is nothing.
    pub fn secret(&self, key: &str) -> Option<String> {
        let encoded = self.at("/data")?.get(key)?.as_str()?;
        let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        Some(text).filter(|text| !text.is_empty())
    }

    /// A label's value.
    pub fn label(&self, key: &str) -> Option<&str> {
        look::label(&self.0, key)
    }

    /// An annotation's value.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        look::annotation(&self.0, key)
    }

    /// Sets a label.
    pub fn set_label(&mut self, key: &str, value: &str) {
        self.metadata_map("labels")
            .insert(key.to_owned(), value.into());
    }

    /// Sets an annotation.
    pub fn set_annotation(&mut self, key: &str, value: &str) {
        self.metadata_map("annotations")
            .insert(key.to_owned(), value.into());
    }

    /// Puts it into a namespace.
    pub fn set_namespace(&mut self, namespace: &str) {
        self.metadata().insert("namespace".into(), namespace.into());
    }

    fn metadata(&mut self) -> &mut Map<String, Value> {
        child(as_map(&mut self.0), "metadata")
    }

    fn metadata_map(&mut self, key: &str) -> &mut Map<String, Value> {
        child(self.metadata(), key)
    }
}

/// The map under `key`; whatever else stood there (`null`, as in `labels:`) makes place for it.
fn child<'a>(map: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    as_map(map.entry(key.to_owned()).or_insert(Value::Null))
}

fn as_map(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("made an object just above"),
    }
}
