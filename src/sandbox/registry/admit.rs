//! What the API server adds to objects of some kinds before they are stored.

use serde_json::{Value, json};
use tokio::sync::MutexGuard;

use super::fields::{default, has, items, name, remove, set, text};
use super::lifecycle::now;
use super::refusals::{Wrong, invalid};
use super::{Registry, Resource, definitions, pods, services, storage_name};
use crate::sandbox::status::Reply;

/// To be held until the object is stored: addresses and ports that it got are its own then.
pub(super) type Admission<'a> = Option<MutexGuard<'a, ()>>;

/// What decoding does already: it belongs to whoever writes.
pub(super) fn early(of: &Resource, object: &mut Value) -> Reply<()> {
    match &*storage_name(of) {
        "secrets" => texts(of, object)?,
        "namespaces" => named(object),
        "customresourcedefinitions.apiextensions.k8s.io" => definitions::complete(object),
        _ => {}
    }
    Ok(())
}

/// A new object.
pub(super) async fn new<'a>(
    registry: &'a Registry,
    of: &Resource,
    object: &mut Value,
) -> Reply<Admission<'a>> {
    match &*storage_name(of) {
        "pods" => pods::admit(registry, of, object)?,
        "services" => return services::admit(registry, of, None, object).await.map(Some),
        "namespaces" => namespace(object),
        "persistentvolumeclaims" => claim(registry, object),
        "persistentvolumes" => default(object, "/status/phase", "Pending"),
        "jobs.batch" => job(object),
        "customresourcedefinitions.apiextensions.k8s.io" => definition(object),
        _ => {}
    }
    Ok(None)
}

/// Another state of an object.
pub(super) async fn changed<'a>(
    registry: &'a Registry,
    of: &Resource,
    live: &Value,
    object: &mut Value,
) -> Reply<Admission<'a>> {
    if storage_name(of) == "services" {
        return services::admit(registry, of, Some(live), object)
            .await
            .map(Some);
    }
    Ok(None)
}

/// `stringData` is only ever written.
fn texts(of: &Resource, secret: &mut Value) -> Reply<()> {
    use base64::Engine;
    let texts = remove(secret, "/stringData");
    for (key, text) in texts
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let Some(text) = text.as_str() else {
            let wrong = Wrong::invalid(format!("stringData[{key}]"), text, "must be a string");
            return Err(invalid(of, name(secret), &[wrong]));
        };
        let bytes = base64::engine::general_purpose::STANDARD.encode(text);
        default(secret, "/data", json!({}));
        secret["data"][key] = bytes.into();
    }
    default(secret, "/type", "Opaque");
    Ok(())
}

/// A namespace can be selected by its name.
fn named(object: &mut Value) {
    let named = name(object).to_owned();
    default(object, "/metadata/labels", json!({}));
    object["metadata"]["labels"]["kubernetes.io/metadata.name"] = named.into();
}

fn namespace(object: &mut Value) {
    if items(object, "/spec/finalizers").is_empty() {
        set(object, "/spec/finalizers", json!(["kubernetes"]));
    }
    set(object, "/status", json!({"phase": "Active"}));
}

fn claim(registry: &Registry, object: &mut Value) {
    set(object, "/status", json!({"phase": "Pending"}));
    default(object, "/spec/volumeMode", "Filesystem");
    let finalizers = "/metadata/finalizers";
    if !has(object, finalizers) {
        set(object, finalizers, json!(["kubernetes.io/pvc-protection"]));
    }
    if has(object, "/spec/storageClassName") {
        return;
    }
    let classes = registry.store.list("storageclasses.storage.k8s.io", None).1;
    let marked = |class: &Value| {
        class["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"] == "true"
    };
    if let Some(class) = classes.iter().find(|class| marked(class)) {
        set(object, "/spec/storageClassName", name(class));
    }
}

/// A Job finds its pods by its own uid.
fn job(object: &mut Value) {
    if object["spec"]["manualSelector"] == true || has(object, "/spec/selector/matchLabels") {
        return;
    }
    let uid = text(object, "/metadata/uid").to_owned();
    let named = name(object).to_owned();
    default(object, "/spec/template/metadata/labels", json!({}));
    let labels = &mut object["spec"]["template"]["metadata"]["labels"];
    for prefix in ["batch.kubernetes.io/", ""] {
        labels[format!("{prefix}controller-uid")] = uid.clone().into();
        labels[format!("{prefix}job-name")] = named.clone().into();
    }
    let labels = object["spec"]["template"]["metadata"]["labels"].clone();
    default(object, "/metadata/labels", labels);
    let selector = json!({"matchLabels": {"batch.kubernetes.io/controller-uid": uid}});
    set(object, "/spec/selector", selector);
}

fn definition(object: &mut Value) {
    let stored = definitions::stored_version(object).to_owned();
    set(object, "/status", json!({"storedVersions": [stored]}));
}

impl Registry {
    /// What follows from an object that was stored.
    pub(super) async fn written(&self, of: &Resource, object: &Value) -> Reply<()> {
        if storage_name(of) != "customresourcedefinitions.apiextensions.k8s.io" {
            return Ok(());
        }
        self.shared.catalog.define(object);
        if super::fields::is_going(object) {
            return Ok(());
        }
        let now = now();
        let establish = |definition: &mut Value| definitions::establish(definition, &now);
        let part = Some(super::Subresource::Status);
        let settled = self.modify(of, None, name(object), part, "kube-apiserver", &establish);
        Box::pin(settled).await?;
        Ok(())
    }
}
