//! What differs between two states of an object, field by field, and whether the one holds all
//! that the other asks for.
//!
//! Both leave out what the API server alone writes, take `null` and what is empty for absent,
//! compare quantities by their amount, and see `stringData` of a Secret as the `data` it becomes.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::pairing::{is_open, pairs};
use super::path::Path;
use super::quantity::Quantity;
use super::redact::{is_secret, redact};

/// One field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// `spec.template.spec.containers[daprd].image`. A key with other characters than letters,
    /// digits, `-` and `_` stands in brackets, and so does an item of a list: its name, or its
    /// place counted from 0.
    pub path: String,
    /// What stands now; nothing if the field comes new. May be a whole map or list.
    pub from: Option<Value>,
    /// What it becomes; nothing if the field goes.
    pub to: Option<Value>,
}

impl std::fmt::Display for Change {
    /// `+ path: new`, `- path`, `~ path: old -> new`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = &self.path;
        match (&self.from, &self.to) {
            (_, None) => write!(f, "- {path}"),
            (None, Some(to)) => write!(f, "+ {path}: {to}"),
            (Some(from), Some(to)) => write!(f, "~ {path}: {from} -> {to}"),
        }
    }
}

/// What only the API server and its controllers write.
const SERVER_WRITTEN: [&str; 8] = [
    "status",
    "metadata.managedFields",
    "metadata.resourceVersion",
    "metadata.uid",
    "metadata.generation",
    "metadata.creationTimestamp",
    "metadata.selfLink",
    "metadata.annotations[deployment.kubernetes.io/revision]",
];

/// Fields below `spec` that the API server drops when they are `false`, `0` or empty (plain values
/// with `omitempty` in `k8s.io/api`): such a value is as good as none.
const DROPPED_WHEN_ZERO: [&str; 14] = [
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "initialDelaySeconds",
    "medium",
    "minReadySeconds",
    "paused",
    "publishNotReadyAddresses",
    "readOnly",
    "stdin",
    "stdinOnce",
    "subPath",
    "tty",
    "value",
];

/// Fields that say something by being there, though empty: `{}` selects everything.
const TELLING_WHEN_EMPTY: [&str; 5] = [
    "emptyDir",
    "labelSelector",
    "namespaceSelector",
    "objectSelector",
    "podSelector",
];

/// What leads from `live` to `wanted`; a Secret's values are redacted. The order is that of
/// `wanted`; in each map and list, what goes comes last.
pub fn changes(live: &Value, wanted: &Value) -> Vec<Change> {
    let shown = |object| {
        prepared(object, |secret| {
            redact(secret);
            into_data(secret, Value::clone);
        })
    };
    let (live, wanted) = (shown(live), shown(wanted));
    let mut found = Vec::new();
    compare(Some(&live), Some(&wanted), &Path::Root, &mut found);
    found
}

/// Whether every field that `wanted` names has the same value in `live`, so that applying it would
/// change nothing. Fields that only `live` has don't matter, nor do items that others added to a
/// list of named ones.
pub fn covers(live: &Value, wanted: &Value) -> bool {
    let encoded = |text: &Value| match text {
        Value::String(text) => STANDARD.encode(text).into(),
        other => other.clone(),
    };
    let stored = |object| prepared(object, |secret| into_data(secret, encoded));
    holds(Some(&stored(live)), &stored(wanted), &Path::Root)
}

/// Secrets need a change before they are compared.
fn prepared(object: &Value, change: impl Fn(&mut Value)) -> Cow<'_, Value> {
    let mut object = Cow::Borrowed(object);
    if is_secret(&object) {
        change(object.to_mut());
    }
    object
}

/// Moves `stringData` into `data`, as the API server does.
fn into_data(secret: &mut Value, encoded: impl Fn(&Value) -> Value) {
    let Some(map) = secret.as_object_mut() else {
        return;
    };
    let Some(Value::Object(plain)) = map.shift_remove("stringData") else {
        return;
    };
    let data = map.entry("data").or_insert(Value::Null);
    if data.is_null() {
        *data = Map::new().into();
    }
    if let Value::Object(data) = data {
        data.extend(plain.iter().map(|(key, text)| (key.clone(), encoded(text))));
    }
}

fn compare(live: Option<&Value>, wanted: Option<&Value>, path: &Path, found: &mut Vec<Change>) {
    let is_there = |value: &&Value| !is_absent(value, path);
    let none = Map::new();
    match (live.filter(is_there), wanted.filter(is_there)) {
        (None, None) => {}
        (Some(Value::Object(live)), Some(Value::Object(wanted))) => {
            compare_fields(live, wanted, path, found);
        }
        // Of what comes or goes here, a part may be the server's.
        (Some(Value::Object(live)), None) if path.first_key() == "metadata" => {
            compare_fields(live, &none, path, found);
        }
        (None, Some(Value::Object(wanted))) if path.first_key() == "metadata" => {
            compare_fields(&none, wanted, path, found);
        }
        (Some(Value::Array(live)), Some(Value::Array(wanted))) => {
            for pair in pairs(path.key(), live, wanted) {
                compare(pair.live, pair.wanted, &path.item(&pair.label), found);
            }
        }
        (Some(live), Some(wanted)) if same(live, wanted, path) => {}
        (from, to) => found.push(Change {
            path: path.to_string(),
            from: from.cloned(),
            to: to.cloned(),
        }),
    }
}

type Fields = Map<String, Value>;

fn compare_fields(live: &Fields, wanted: &Fields, path: &Path, found: &mut Vec<Change>) {
    let gone = live.keys().filter(|key| !wanted.contains_key(*key));
    for key in wanted.keys().chain(gone) {
        let path = path.field(key);
        if !is_server_written(&path) {
            compare(live.get(key), wanted.get(key), &path, found);
        }
    }
}

fn holds(live: Option<&Value>, wanted: &Value, path: &Path) -> bool {
    if is_server_written(path) || (wanted.is_null() && !path.is_item()) {
        return true;
    }
    match (live.filter(|value| !is_absent(value, path)), wanted) {
        (None, wanted) if is_absent(wanted, path) => true,
        (None, Value::Object(wanted)) => {
            let mut fields = wanted.iter();
            !wanted.is_empty() && fields.all(|(key, value)| holds(None, value, &path.field(key)))
        }
        (None, _) => false,
        (Some(Value::Object(live)), Value::Object(wanted)) => wanted
            .iter()
            .all(|(key, value)| holds(live.get(key), value, &path.field(key))),
        (Some(Value::Array(live)), Value::Array(wanted)) => holds_items(live, wanted, path),
        (Some(live), wanted) => same(live, wanted, path),
    }
}

fn holds_items(live: &[Value], wanted: &[Value], path: &Path) -> bool {
    let key = path.key();
    let pairs = pairs(key, live, wanted);
    let complete = live.len() == wanted.len() || is_open(key, live, wanted);
    complete
        && pairs.iter().all(|pair| {
            let path = path.item(&pair.label);
            pair.wanted
                .is_none_or(|wanted| pair.live.is_some() && holds(pair.live, wanted, &path))
        })
}

fn is_server_written(path: &Path) -> bool {
    matches!(path.first_key(), "metadata" | "status")
        && SERVER_WRITTEN.contains(&path.to_string().as_str())
}

fn is_absent(value: &Value, path: &Path) -> bool {
    let dropped = || path.first_key() == "spec" && DROPPED_WHEN_ZERO.contains(&path.key());
    match value {
        // In a list, each item counts: `ingress: [{}]` lets everybody in.
        _ if path.is_item() => false,
        Value::Null => true,
        Value::Object(map) => map.is_empty() && !TELLING_WHEN_EMPTY.contains(&path.key()),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty() && dropped(),
        Value::Bool(flag) => !flag && dropped(),
        Value::Number(number) => number.as_i64() == Some(0) && dropped(),
    }
}

fn same(live: &Value, wanted: &Value, path: &Path) -> bool {
    match (live, wanted) {
        (Value::Number(live), Value::Number(wanted)) => {
            live == wanted || (live.is_f64() != wanted.is_f64() && live.as_f64() == wanted.as_f64())
        }
        _ if live == wanted => true,
        _ if is_quantity(path) => {
            let amount = amount(live);
            amount.is_some() && amount == self::amount(wanted)
        }
        _ => false,
    }
}

fn amount(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(text) => Quantity::parse(text),
        Value::Number(number) => Quantity::parse(&number.to_string()),
        _ => None,
    }
}

/// Whether the API server reads a quantity there. By name, since a text such as the value of an
/// environment variable may look like one.
fn is_quantity(path: &Path) -> bool {
    let parent = path.parent().map_or("", Path::key);
    !matches!(path.first_key(), "metadata" | "data" | "stringData")
        && (matches!(parent, "limits" | "requests" | "hard" | "capacity")
            || matches!(
                path.key(),
                "cpu"
                    | "memory"
                    | "storage"
                    | "ephemeral-storage"
                    | "sizeLimit"
                    | "divisor"
                    | "averageValue"
            ))
}

#[cfg(test)]
mod tests;
