//! Events of pods, in a kubelet's name.

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::manifest::Object;
use crate::sandbox::events::{Note, Recorder};
use crate::sandbox::registry::Registry;

/// Tells of pods, in the order in which it is told; nobody waits for it.
#[derive(Clone)]
pub(crate) struct Events(UnboundedSender<Told>);

struct Told {
    about: Value,
    kind: &'static str,
    field: String,
    reason: String,
    message: String,
}

impl Events {
    /// Has to be called in a runtime.
    pub(crate) fn new(registry: Registry) -> Self {
        let (sender, told) = unbounded_channel();
        tokio::spawn(write(Recorder::new(registry, "kubelet"), told));
        Self(sender)
    }

    /// What went as it should. `field` is the part of the pod, empty for all of it.
    pub(crate) fn normal(&self, pod: &Object, field: &str, reason: &str, message: &str) {
        self.tell("Normal", pod, field, [reason, message]);
    }

    /// What somebody should look at.
    pub(crate) fn warning(&self, pod: &Object, field: &str, reason: &str, message: &str) {
        self.tell("Warning", pod, field, [reason, message]);
    }

    fn tell(&self, kind: &'static str, pod: &Object, field: &str, words: [&str; 2]) {
        let [reason, message] = words.map(str::to_owned);
        let _ = self.0.send(Told {
            about: about(pod),
            kind,
            field: field.to_owned(),
            reason,
            message,
        });
    }
}

/// What an event says of its pod.
fn about(pod: &Object) -> Value {
    let mut metadata = json!({});
    for key in ["name", "namespace", "uid", "resourceVersion"] {
        metadata[key] = pod.0["metadata"][key].clone();
    }
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata})
}

async fn write(recorder: Recorder, mut told: UnboundedReceiver<Told>) {
    while let Some(told) = told.recv().await {
        let note = Note {
            kind: told.kind,
            ..Note::normal(&told.reason, &told.message).at(&told.field)
        };
        recorder.tell(&told.about, note).await;
    }
}
