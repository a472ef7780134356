//! Events that `kubectl describe` shows: who did what with an object, and how often.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::registry::{Registry, Resource, WriteOptions};
use super::status::Reply;

/// Writes events in the name of one component. Cheap to clone.
#[derive(Clone)]
pub struct Recorder {
    registry: Registry,
    component: &'static str,
    names: Names,
}

/// Under which name something was told: lists of events are in the order of their names, so a
/// name begins with the time of the first.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<HashMap<u64, String>>>);

/// So many events are known again; what was told before them is told anew.
const MOST_NAMES: usize = 4096;

impl Names {
    fn of(&self, about: &Value, note: Note<'_>, now: Timestamp) -> String {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= MOST_NAMES {
            names.clear();
        }
        let new = || {
            format!(
                "{}.{:x}",
                text(about, "/metadata/name"),
                now.as_nanosecond()
            )
        };
        names.entry(digest(about, note)).or_insert_with(new).clone()
    }
}

/// An event before it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// `Normal` or `Warning`.
    pub kind: &'static str,
    /// One word: `SuccessfulCreate`.
    pub reason: &'a str,
    /// The sentence.
    pub message: &'a str,
    /// `spec.containers{node}`: the part of the object, empty for all of it.
    pub field: &'a str,
}

impl<'a> Note<'a> {
    /// What went as it should.
    pub fn normal(reason: &'a str, message: &'a str) -> Self {
        Self {
            kind: "Normal",
            reason,
            message,
            field: "",
        }
    }

    /// What somebody should look at.
    pub fn warning(reason: &'a str, message: &'a str) -> Self {
        Self {
            kind: "Warning",
            ..Self::normal(reason, message)
        }
    }

    /// The same about a part of the object.
    #[must_use]
    pub fn at(self, field: &'a str) -> Self {
        Self { field, ..self }
    }
}

impl Recorder {
    /// For a component: `replicaset-controller`, `kubelet`.
    pub fn new(registry: Registry, component: &'static str) -> Self {
        Self {
            registry,
            component,
            names: Names::default(),
        }
    }

    /// Tells of an object. The same told again counts up. An event that cannot be written is lost:
    /// nothing that is done depends on it.
    pub async fn tell(&self, about: &Value, note: Note<'_>) {
        self.tell_at(about, note, Timestamp::now()).await;
    }

    /// The same of something that happened at this time, where others may have told by now what came of it: lists are
    /// in the order of these times.
    pub async fn tell_at(&self, about: &Value, note: Note<'_>, at: Timestamp) {
        if let Err(fault) = self.write(about, note, at).await {
            tracing::debug!(message = fault.message, "an event is lost");
        }
    }

    async fn write(&self, about: &Value, note: Note<'_>, at: Timestamp) -> Reply<()> {
        let Some(events) = self.registry.kind("v1", "Event") else {
            return Ok(());
        };
        let name = self.names.of(about, note, at);
        let event = event(about, note, self.component, &name, at);
        let namespace = text(&event, "/metadata/namespace").to_owned();
        if self.count(&events, &namespace, &name).await? {
            return Ok(());
        }
        let options = WriteOptions {
            manager: self.component.to_owned(),
            ..WriteOptions::default()
        };
        let created = self
            .registry
            .create(&events, Some(&namespace), event, &options)
            .await;
        match created {
            // Somebody told the same at the same time.
            Err(fault) if fault.code == 409 => {
                self.count(&events, &namespace, &name).await.map(drop)
            }
            other => other.map(drop),
        }
    }

    /// Counts an event up; whether there is one.
    async fn count(&self, events: &Resource, namespace: &str, name: &str) -> Reply<bool> {
        if let Err(fault) = self.registry.get(events, Some(namespace), name) {
            return if fault.code == 404 {
                Ok(false)
            } else {
                Err(fault)
            };
        }
        let now = stamp(Timestamp::now());
        let again = |event: &mut Value| {
            let count = event["count"].as_i64().unwrap_or(1);
            event["count"] = (count + 1).into();
            event["lastTimestamp"] = now.clone().into();
            true
        };
        self.registry
            .modify(events, Some(namespace), name, None, self.component, &again)
            .await
            .map(|found| found.is_some())
    }
}

fn event(about: &Value, note: Note<'_>, component: &str, name: &str, now: Timestamp) -> Value {
    let namespace = match text(about, "/metadata/namespace") {
        "" => "default",
        namespace => namespace,
    };
    let now = stamp(now);
    let mut involved = json!({"kind": about["kind"], "apiVersion": about["apiVersion"]});
    for field in ["namespace", "name", "uid", "resourceVersion"] {
        if let Some(value) = about.pointer(&format!("/metadata/{field}")) {
            involved[field] = value.clone();
        }
    }
    if !note.field.is_empty() {
        involved["fieldPath"] = note.field.into();
    }
    json!({
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": name,
            "namespace": namespace,
        },
        "involvedObject": involved,
        "reason": note.reason,
        "message": note.message,
        "source": {"component": component},
        "firstTimestamp": now,
        "lastTimestamp": now,
        "count": 1,
        "type": note.kind,
        "reportingComponent": component,
        "reportingInstance": "",
    })
}

fn digest(about: &Value, note: Note<'_>) -> u64 {
    let uid = text(about, "/metadata/uid");
    let words = [uid, note.kind, note.reason, note.field, note.message];
    let hash = Sha256::digest(words.join("\0"));
    hash.iter()
        .take(8)
        .fold(0, |number: u64, byte| number << 8 | u64::from(*byte))
}

fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::{Names, Note, event};

    #[test]
    fn the_same_event_has_the_same_name_and_later_ones_follow() {
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "web-1", "namespace": "shop", "uid": "u1", "resourceVersion": "5"},
        });
        let names = Names::default();
        let time = std::cell::Cell::new(Timestamp::from_second(1_700_000_000).unwrap());
        let name = |note| {
            time.set(time.get() + jiff::SignedDuration::from_nanos(1));
            names.of(&pod, note, time.get())
        };
        let note = Note::normal("Pulled", "image");
        assert_eq!(name(note), name(note));
        for other in [
            Note::warning("Pulled", "image"),
            Note::normal("Pulling", "image"),
            Note::normal("Pulled", "other"),
            note.at("spec.containers{a}"),
        ] {
            assert!(name(note) < name(other), "{other:?}");
        }
    }

    #[test]
    fn an_event_says_what_it_is_about() {
        let about =
            json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "uid": "u"}});
        let note = Note::warning("NotReady", "down").at("spec");
        let written = event(&about, note, "kubelet", "n.1", Timestamp::UNIX_EPOCH);
        let involved = json!({
            "kind": "Node", "apiVersion": "v1", "name": "n", "uid": "u", "fieldPath": "spec",
        });
        assert_eq!(written["involvedObject"], involved);
        assert_eq!(written["metadata"]["namespace"], "default");
        assert_eq!(written["firstTimestamp"], "1970-01-01T00:00:00Z");
        assert_eq!(
            (&written["count"], &written["type"]),
            (&json!(1), &json!("Warning"))
        );
    }
}
