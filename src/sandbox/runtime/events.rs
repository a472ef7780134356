//! Events of pods, in a kubelet's name.

use serde_json::json;

use crate::manifest::Object;
use crate::sandbox::registry::{Registry, WriteOptions};

/// Tells of pods.
#[derive(Clone)]
pub(crate) struct Events(Registry);

impl Events {
    pub(crate) fn new(registry: Registry) -> Self {
        Self(registry)
    }

    /// What went as it should. `field` is the part of the pod, empty for all of it.
    pub(crate) async fn normal(&self, pod: &Object, field: &str, reason: &str, message: &str) {
        self.tell(pod, field, ["Normal", reason, message]).await;
    }

    /// What somebody should look at.
    pub(crate) async fn warning(&self, pod: &Object, field: &str, reason: &str, message: &str) {
        self.tell(pod, field, ["Warning", reason, message]).await;
    }

    async fn tell(&self, pod: &Object, field: &str, [kind, reason, message]: [&str; 3]) {
        let Some(events) = self.0.kind("v1", "Event") else {
            return;
        };
        let event = json!({
            "apiVersion": "v1", "kind": "Event",
            "metadata": {"generateName": format!("{}.", pod.name()), "namespace": pod.namespace()},
            "involvedObject": {
                "apiVersion": "v1", "kind": "Pod", "name": pod.name(),
                "namespace": pod.namespace(), "uid": pod.text("/metadata/uid"), "fieldPath": field,
            },
            "type": kind, "reason": reason, "message": message, "count": 1,
            "source": {"component": "kubelet", "host": "sandbox"},
        });
        let options = WriteOptions::default();
        let _ = self
            .0
            .create(&events, pod.namespace(), event, &options)
            .await;
    }
}
