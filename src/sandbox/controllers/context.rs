//! Reading and writing, as controllers do it.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::object::{name, namespace, uid};
use super::run::Options;
use crate::sandbox::events::{Note, Recorder};
use crate::sandbox::registry::{
    DeleteOptions, Propagation, Registry, Resource, Selection, Subresource, WriteOptions,
};
use crate::sandbox::status::{Reply, Status};

/// Version and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind(pub(super) &'static str, pub(super) &'static str);

pub(super) const CONFIG_MAP: Kind = Kind("v1", "ConfigMap");
pub(super) const CLAIM: Kind = Kind("v1", "PersistentVolumeClaim");
pub(super) const ENDPOINTS: Kind = Kind("v1", "Endpoints");
pub(super) const EVENT: Kind = Kind("v1", "Event");
pub(super) const NAMESPACE: Kind = Kind("v1", "Namespace");
pub(super) const NODE: Kind = Kind("v1", "Node");
pub(super) const POD: Kind = Kind("v1", "Pod");
pub(super) const SERVICE: Kind = Kind("v1", "Service");
pub(super) const SERVICE_ACCOUNT: Kind = Kind("v1", "ServiceAccount");
pub(super) const VOLUME: Kind = Kind("v1", "PersistentVolume");
pub(super) const CONTROLLER_REVISION: Kind = Kind("apps/v1", "ControllerRevision");
pub(super) const DAEMON_SET: Kind = Kind("apps/v1", "DaemonSet");
pub(super) const DEPLOYMENT: Kind = Kind("apps/v1", "Deployment");
pub(super) const REPLICA_SET: Kind = Kind("apps/v1", "ReplicaSet");
pub(super) const STATEFUL_SET: Kind = Kind("apps/v1", "StatefulSet");
pub(super) const CRON_JOB: Kind = Kind("batch/v1", "CronJob");
pub(super) const JOB: Kind = Kind("batch/v1", "Job");
pub(super) const ENDPOINT_SLICE: Kind = Kind("discovery.k8s.io/v1", "EndpointSlice");
pub(super) const DISRUPTION_BUDGET: Kind = Kind("policy/v1", "PodDisruptionBudget");
pub(super) const STORAGE_CLASS: Kind = Kind("storage.k8s.io/v1", "StorageClass");

/// Who writes, and as whom it is known in managed fields and events.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) registry: Registry,
    pub(super) options: Arc<Options>,
    /// The name in events and in the log.
    pub(super) component: &'static str,
    manager: &'static str,
    recorder: Recorder,
}

/// Empty for what lives in no namespace.
fn place(namespace: &str) -> Option<&str> {
    (!namespace.is_empty()).then_some(namespace)
}

impl Context {
    /// `component` is the name in events: `replicaset-controller`.
    pub(super) fn new(
        registry: &Registry,
        options: &Arc<Options>,
        component: &'static str,
    ) -> Self {
        let manager = match component {
            "default-scheduler" => "kube-scheduler",
            "dapr-operator" => "operator",
            _ => "kube-controller-manager",
        };
        Self {
            registry: registry.clone(),
            options: Arc::clone(options),
            component,
            manager,
            recorder: Recorder::new(registry.clone(), component),
        }
    }

    pub(super) fn resource(&self, kind: Kind) -> Reply<Arc<Resource>> {
        let missing = || Status::new(404, "NotFound", format!("no {} is served", kind.1));
        self.registry.kind(kind.0, kind.1).ok_or_else(missing)
    }

    /// The object, if there is one.
    pub(super) fn get(&self, kind: Kind, of: &str, name: &str) -> Reply<Option<Arc<Value>>> {
        match self.registry.get(&*self.resource(kind)?, place(of), name) {
            Err(fault) if fault.code == 404 => Ok(None),
            other => other.map(Some),
        }
    }

    /// All objects of a kind, in a namespace or (empty) everywhere.
    pub(super) fn list(&self, kind: Kind, of: &str) -> Reply<Vec<Arc<Value>>> {
        let resource = self.resource(kind)?;
        let all = Selection::default();
        Ok(self.registry.list(&resource, place(of), &all, 0, "")?.items)
    }

    pub(super) async fn create(&self, kind: Kind, of: &str, object: Value) -> Reply<Arc<Value>> {
        let resource = self.resource(kind)?;
        let options = WriteOptions {
            manager: self.manager.to_owned(),
            ..WriteOptions::default()
        };
        let written = self.registry.create(&resource, place(of), object, &options);
        Ok(written.await?.object)
    }

    /// Creates what may be there already.
    pub(super) async fn ensure(&self, kind: Kind, of: &str, object: Value) -> Reply<()> {
        if self.get(kind, of, name(&object))?.is_some() {
            return Ok(());
        }
        match self.create(kind, of, object).await {
            Err(fault) if fault.reason == "AlreadyExists" => Ok(()),
            other => other.map(drop),
        }
    }

    /// Deletes this object, not another one of its name that came after it.
    pub(super) async fn delete(&self, kind: Kind, object: &Value) -> Reply<()> {
        let resource = self.resource(kind)?;
        self.delete_as(&resource, object, Propagation::Background)
            .await
    }

    pub(super) async fn delete_as(
        &self,
        resource: &Resource,
        object: &Value,
        propagation: Propagation,
    ) -> Reply<()> {
        let options = DeleteOptions {
            propagation: Some(propagation),
            uid: Some(uid(object).to_owned()),
            ..DeleteOptions::default()
        };
        let place = place(namespace(object));
        let deleted = self
            .registry
            .delete(resource, place, name(object), &options);
        match deleted.await {
            Err(fault) if fault.code == 404 || fault.code == 409 => Ok(()),
            other => other.map(drop),
        }
    }

    /// Reads, changes and writes; `change` says whether there is anything to write.
    pub(super) async fn edit(
        &self,
        kind: Kind,
        object: &Value,
        part: Option<Subresource>,
        change: &(dyn Fn(&mut Value) -> bool + Sync),
    ) -> Reply<Option<Arc<Value>>> {
        let resource = self.resource(kind)?;
        self.edit_as(&resource, object, part, change).await
    }

    /// The same for a kind that was not known before it ran. Another object of the same name is
    /// left alone.
    pub(super) async fn edit_as(
        &self,
        resource: &Resource,
        object: &Value,
        part: Option<Subresource>,
        change: &(dyn Fn(&mut Value) -> bool + Sync),
    ) -> Reply<Option<Arc<Value>>> {
        let (place, name) = (place(namespace(object)), name(object));
        let same = |found: &mut Value| uid(found) == uid(object) && change(found);
        self.registry
            .modify(resource, place, name, part, self.manager, &same)
            .await
    }

    /// Writes a status that differs from the one that is there.
    pub(super) async fn set_status(&self, kind: Kind, object: &Value, status: &Value) -> Reply<()> {
        if object.get("status") == Some(status) {
            return Ok(());
        }
        let change = |found: &mut Value| {
            let differs = found.get("status") != Some(status);
            found["status"] = status.clone();
            differs
        };
        let part = Some(Subresource::Status);
        self.edit(kind, object, part, &change).await.map(drop)
    }

    pub(super) async fn normal(&self, about: &Value, reason: &str, message: &str) {
        self.recorder
            .tell(about, Note::normal(reason, message))
            .await;
    }

    pub(super) async fn normal_at(
        &self,
        about: &Value,
        reason: &str,
        message: &str,
        at: Timestamp,
    ) {
        self.recorder
            .tell_at(about, Note::normal(reason, message), at)
            .await;
    }

    pub(super) async fn warn(&self, about: &Value, reason: &str, message: &str) {
        self.recorder
            .tell(about, Note::warning(reason, message))
            .await;
    }
}
