//! The API as a kubelet uses it.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::launch::sources::{Kind, Sources};
use crate::manifest::Object;
use crate::sandbox::registry::{DeleteOptions, Registry, Resource, Selection, Subresource};
use crate::sandbox::status::Reply;

/// Who writes.
const MANAGER: &str = "kubelet";

/// Reads what pods need, and writes what becomes of them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Objects {
    registry: Registry,
    pods: Arc<Resource>,
}

impl Objects {
    /// `None` for a registry that knows no pods.
    pub(crate) fn new(registry: Registry) -> Option<Self> {
        let pods = registry.kind("v1", "Pod")?;
        Some(Self { registry, pods })
    }

    /// The registry below.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// An object.
    pub(crate) fn get(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<Arc<Value>> {
        let of = self.registry.kind(api_version, kind)?;
        self.registry.get(&of, namespace, name).ok()
    }

    /// All objects of a kind in a namespace.
    pub(crate) fn list(&self, api_version: &str, kind: &str, namespace: &str) -> Vec<Arc<Value>> {
        self.list_in(api_version, kind, Some(namespace))
    }

    /// All objects of a kind.
    pub(crate) fn list_all(&self, api_version: &str, kind: &str) -> Vec<Arc<Value>> {
        self.list_in(api_version, kind, None)
    }

    fn list_in(&self, api_version: &str, kind: &str, namespace: Option<&str>) -> Vec<Arc<Value>> {
        let Some(of) = self.registry.kind(api_version, kind) else {
            return Vec::new();
        };
        let all = Selection::default();
        let page = self.registry.list(&of, namespace, &all, 0, "");
        page.map(|page| page.items).unwrap_or_default()
    }

    /// The folder of a claim.
    pub(crate) fn claimed(&self, namespace: &str, claim: &str) -> Result<PathBuf, String> {
        let found = self.get("v1", "PersistentVolumeClaim", Some(namespace), claim);
        let found = found.ok_or_else(|| format!("persistentvolumeclaim {claim:?} not found"))?;
        let volume = found["spec"]["volumeName"].as_str().unwrap_or_default();
        let bound = self.get("v1", "PersistentVolume", None, volume);
        let bound = bound.filter(|_| !volume.is_empty());
        let unbound = || format!("persistentvolumeclaim {claim:?} is not bound");
        let path = bound.as_ref().and_then(|it| {
            let local = it["spec"]["local"]["path"].as_str();
            it["spec"]["hostPath"]["path"].as_str().or(local)
        });
        path.map(PathBuf::from).ok_or_else(unbound)
    }

    /// Puts the status that `status` makes of the newest state of a pod, if it is still this pod;
    /// answers the pod as it is then.
    pub(crate) async fn write_status(
        &self,
        pod: &Object,
        status: &(dyn Fn(&Object) -> Value + Sync),
    ) -> Reply<Option<Arc<Value>>> {
        let change = |live: &mut Value| {
            let new = status(&Object(live.clone()));
            let differs =
                live["metadata"]["uid"] == pod.0["metadata"]["uid"] && live["status"] != new;
            if differs {
                live["status"] = new;
            }
            differs
        };
        self.modify(pod, Some(Subresource::Status), &change).await
    }

    /// Sets annotations of a pod, if it is still this pod; answers the pod as it is then.
    pub(crate) async fn annotate(
        &self,
        pod: &Object,
        annotations: &[(&str, String)],
    ) -> Reply<Option<Arc<Value>>> {
        let change = |live: &mut Value| {
            if live["metadata"]["uid"] != pod.0["metadata"]["uid"] {
                return false;
            }
            let before = live["metadata"]["annotations"].clone();
            if !before.is_object() {
                live["metadata"]["annotations"] = json!({});
            }
            for (key, value) in annotations {
                live["metadata"]["annotations"][*key] = value.clone().into();
            }
            live["metadata"]["annotations"] != before
        };
        self.modify(pod, None, &change).await
    }

    async fn modify(
        &self,
        pod: &Object,
        part: Option<Subresource>,
        change: &(dyn Fn(&mut Value) -> bool + Sync),
    ) -> Reply<Option<Arc<Value>>> {
        let namespace = pod.namespace();
        let modified =
            self.registry
                .modify(&self.pods, namespace, pod.name(), part, MANAGER, change);
        // The next pod of its name is none of its business.
        let same = |live: &Arc<Value>| live["metadata"]["uid"] == pod.0["metadata"]["uid"];
        Ok(modified.await?.filter(same))
    }

    /// Sets entries of a config map's or a secret's data; in words why that failed.
    pub(crate) async fn set_data(
        &self,
        kind: &str,
        namespace: &str,
        name: &str,
        data: &Map<String, Value>,
    ) -> Result<(), String> {
        let of = self.registry.kind("v1", kind).ok_or("no such kind")?;
        let change = |live: &mut Value| {
            let before = live["data"].clone();
            let mut after = before.as_object().cloned().unwrap_or_default();
            after.extend(data.clone());
            live["data"] = Value::Object(after);
            live["data"] != before
        };
        let modify = self
            .registry
            .modify(&of, Some(namespace), name, None, MANAGER, &change);
        match modify.await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(format!("{kind} {namespace}/{name} is gone")),
            Err(refused) => Err(refused.message),
        }
    }

    /// Removes a pod whose processes have ended.
    pub(crate) async fn delete(&self, pod: &Object) -> Reply<()> {
        let options = DeleteOptions {
            grace: Some(0),
            uid: Some(pod.text("/metadata/uid").to_owned()),
            ..DeleteOptions::default()
        };
        let deleted = self
            .registry
            .delete(&self.pods, pod.namespace(), pod.name(), &options);
        deleted.await.map(drop)
    }

    /// The pods' resource.
    pub(crate) fn pods(&self) -> &Resource {
        &self.pods
    }
}

/// Config maps and secrets of one namespace.
pub(crate) struct Within<'a> {
    pub(crate) objects: &'a Objects,
    pub(crate) namespace: &'a str,
}

impl Sources for Within<'_> {
    fn get(&self, kind: Kind, name: &str) -> Option<Arc<Value>> {
        let kind = match kind {
            Kind::ConfigMap => "ConfigMap",
            Kind::Secret => "Secret",
        };
        self.objects.get("v1", kind, Some(self.namespace), name)
    }

    fn namespace(&self) -> &str {
        self.namespace
    }
}
