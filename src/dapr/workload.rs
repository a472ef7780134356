//! A workload as an app: what its pods are made from, and the pods that are there.

use serde_json::Value;

use super::{annotations, app, sidecar};
use crate::event::Subject;
use crate::manifest::{Object, look};

/// What makes pods, and is made by nothing that we know: a Deployment, a bare pod.
#[derive(Clone, Debug)]
pub struct Workload<'a> {
    /// The object itself.
    pub object: &'a Object,
    /// Its pods that are to run, by name; of a bare pod itself.
    pub pods: Vec<&'a Object>,
    id: String,
}

impl<'a> Workload<'a> {
    /// An object with the pods that come of it.
    pub fn new(object: &'a Object, mut pods: Vec<&'a Object>) -> Self {
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

    /// Its Dapr app id: as its pods are to have it, else as the first has it, else its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its namespace, or empty.
    pub fn namespace(&self) -> &'a str {
        self.object.namespace().unwrap_or_default()
    }

    /// The object, for messages.
    pub fn subject(&self) -> Subject {
        self.object.subject()
    }

    /// What its pods are made from, metadata and spec: its template, or the bare pod itself.
    pub fn template(&self) -> &'a Value {
        template(self.object)
    }

    /// An annotation of the pods that it makes.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        look::annotation(self.template(), key)
    }

    /// Whether its pods are to have a sidecar.
    pub fn asks(&self) -> bool {
        let enabled = self.annotation(annotations::ENABLED);
        enabled.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Whether it is an app, or is meant to be one.
    pub fn is_app(&self) -> bool {
        self.asks() || self.annotation(annotations::APP_ID).is_some() || self.injected()
    }

    /// Whether one of its pods has a sidecar.
    pub fn injected(&self) -> bool {
        self.pods.iter().any(|pod| sidecar(pod).is_some())
    }

    /// The first of its pods' annotations that is one of Dapr's for apps.
    pub fn dapr_annotation(&self) -> Option<&'a str> {
        let all = self.template().pointer("/metadata/annotations")?;
        let mut keys = all.as_object()?.keys();
        keys.find(|key| key.starts_with("dapr.io/") && *key != annotations::CONTROL_PLANE)
            .map(String::as_str)
    }
}

fn template(object: &Object) -> &Value {
    match object.kind() {
        "Pod" => &object.0,
        _ => object.at("/spec/template").unwrap_or(&Value::Null),
    }
}
