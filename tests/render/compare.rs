//! Objects in an order and form in which equal ones are equal texts.

use daprk::manifest::Object;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The objects by identity, with their keys in order and numbers in one form.
pub(super) fn canonical(objects: &[Object]) -> Vec<Object> {
    let mut objects: Vec<_> = objects
        .iter()
        .map(|object| Object(ordered(&object.0)))
        .collect();
    objects.sort_by_key(Object::id);
    objects
}

/// SHA-256 over the canonical JSON of all objects.
pub(super) fn digest(objects: &[Object]) -> String {
    let text = serde_json::to_string(&canonical(objects)).unwrap();
    format!("{:x}", Sha256::digest(text))
}

/// JSON pointers to what differs, each with the object's name before it.
pub(super) fn differences(ours: &[Object], theirs: &[Object]) -> Vec<Difference> {
    let (ours, theirs) = (canonical(ours), canonical(theirs));
    let mut found = Vec::new();
    for object in &ours {
        match theirs.iter().find(|other| other.id() == object.id()) {
            None => found.push(Difference::whole(object, "only daprk has it")),
            Some(other) => below(object, "", &object.0, &other.0, &mut found),
        }
    }
    for object in &theirs {
        if !ours.iter().any(|other| other.id() == object.id()) {
            found.push(Difference::whole(object, "only helm has it"));
        }
    }
    if found.is_empty() && ours.len() != theirs.len() {
        found.push(Difference::whole(&ours[0], "some object is there twice"));
    }
    found
}

/// One field that is not equal.
pub(super) struct Difference {
    object: String,
    pub(super) pointer: String,
    values: String,
}

impl Difference {
    fn whole(object: &Object, what: &str) -> Self {
        Self {
            object: object.id().to_string(),
            pointer: String::new(),
            values: what.to_owned(),
        }
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.object, self.pointer, self.values)
    }
}

fn below(object: &Object, at: &str, ours: &Value, theirs: &Value, found: &mut Vec<Difference>) {
    let children = |value: &Value| -> Option<Vec<(String, Value)>> {
        match value {
            Value::Object(map) => Some(map.clone().into_iter().collect()),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                Some(
                    items
                        .map(|(at, item)| (at.to_string(), item.clone()))
                        .collect(),
                )
            }
            _ => None,
        }
    };
    match (children(ours), children(theirs)) {
        (Some(a), Some(b)) if a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0) => {
            for ((key, a), (_, b)) in a.iter().zip(&b) {
                let key = key.replace('~', "~0").replace('/', "~1");
                below(object, &format!("{at}/{key}"), a, b, found);
            }
        }
        _ if ours == theirs => {}
        _ => found.push(Difference {
            object: object.id().to_string(),
            pointer: at.to_owned(),
            values: format!("daprk {ours}, helm {theirs}"),
        }),
    }
}

fn ordered(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries = entries
                .into_iter()
                .map(|(key, value)| (key.clone(), ordered(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(ordered).collect(),
        Value::Number(number) if number.is_f64() => whole(value),
        other => other.clone(),
    }
}

/// `1e3` and `1000` are one number.
fn whole(value: &Value) -> Value {
    let text = value.as_f64().unwrap_or_default().to_string();
    text.parse::<i64>()
        .map_or_else(|_| value.clone(), Value::from)
}
