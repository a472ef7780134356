//! A workload as an app: what its pods are made from, and the pods that are there.

use serde_json::Value;

use crate::dapr::{annotations, app, sidecar};
use crate::event::Subject;
use crate::manifest::{Object, look};

/// What makes pods, and is made by nothing that we know: a Deployment, a bare pod.
pub(super) struct Workload<'a> {
    pub(super) object: &'a Object,
    /// Its pods that are to run, by name.
    pub(super) pods: Vec<&'a Object>,
    id: String,
}

impl<'a> Workload<'a> {
    pub(super) fn new(object: &'a Object, mut pods: Vec<&'a Object>) -> Self {
        pods.sort_by_key(|pod| pod.name());
        let injected = pods.iter().find_map(|pod| app(pod));
        let id = injected.map(|app| app.app_id);
        let written = look::annotation(template(object), annotations::APP_ID);
        let id = written.map(str::to_owned).or(id);
        Self {
            object,
            id: id.unwrap_or_else(|| object.name().to_owned()),
            pods,
        }
    }

    /// Its Dapr app id.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn namespace(&self) -> &'a str {
        self.object.namespace().unwrap_or_default()
    }

    pub(super) fn subject(&self) -> Subject {
        self.object.subject()
    }

    /// An annotation of the pods that it makes.
    pub(super) fn annotation(&self, key: &str) -> Option<&'a str> {
        look::annotation(template(self.object), key)
    }

    /// Whether its pods are to have a sidecar.
    pub(super) fn asks(&self) -> bool {
        let enabled = self.annotation(annotations::ENABLED);
        enabled.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Whether it is an app, or is meant to be one.
    pub(super) fn is_app(&self) -> bool {
        self.asks() || self.annotation(annotations::APP_ID).is_some() || self.injected()
    }

    /// Whether one of its pods has a sidecar.
    pub(super) fn injected(&self) -> bool {
        self.pods.iter().any(|pod| sidecar(pod).is_some())
    }

    /// Whether any of the pods' annotations are Dapr's.
    pub(super) fn dapr_annotation(&self) -> Option<&'a str> {
        let all = template(self.object).pointer("/metadata/annotations")?;
        let mut keys = all.as_object()?.keys();
        keys.find(|key| key.starts_with("dapr.io/") && *key != annotations::CONTROL_PLANE)
            .map(String::as_str)
    }
}

/// What its pods are made from: metadata and spec.
fn template(object: &Object) -> &Value {
    match object.kind() {
        "Pod" => &object.0,
        _ => object.at("/spec/template").unwrap_or(&Value::Null),
    }
}
