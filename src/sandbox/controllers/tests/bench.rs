//! A cluster to try controllers on: its pods run at once, and go at once.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::sandbox::controllers::{Options, run};
use crate::sandbox::registry::{
    DeleteOptions, Patch, Propagation, Registry, Resource, Selection, Subresource, WriteOptions,
};
use crate::sandbox::status::Reply;
use crate::sandbox::store::{Change, Store};

/// A cluster whose controllers run as long as it is there.
pub(super) struct Cluster {
    pub(super) registry: Registry,
    pub(super) volumes: tempfile::TempDir,
    cancel: CancellationToken,
    _tasks: JoinSet<()>,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

fn options() -> WriteOptions {
    WriteOptions {
        manager: "test".to_owned(),
        ..WriteOptions::default()
    }
}

impl Cluster {
    pub(super) async fn start() -> Self {
        let registry = Registry::open(Store::in_memory()).await.unwrap();
        let volumes = tempfile::tempdir().unwrap();
        let cancel = CancellationToken::new();
        let options = Options {
            root_certificate: "PEM".to_owned(),
            volumes: volumes.path().to_owned(),
            kubernetes: "v1.34.4".to_owned(),
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(run(registry.clone(), cancel.clone(), options));
        tasks.spawn(run_pods(registry.clone()));
        Self {
            registry,
            volumes,
            cancel,
            _tasks: tasks,
        }
    }

    pub(super) fn of(&self, object: &Value) -> Arc<Resource> {
        let word = |field: &str| object[field].as_str().unwrap();
        self.registry
            .kind(word("apiVersion"), word("kind"))
            .unwrap()
    }

    pub(super) async fn create(&self, object: Value) -> Arc<Value> {
        let of = self.of(&object);
        let place = of.namespaced.then(|| {
            object["metadata"]["namespace"]
                .as_str()
                .unwrap_or("default")
                .to_owned()
        });
        let written = self
            .registry
            .create(&of, place.as_deref(), object, &options())
            .await;
        written.unwrap().object
    }

    pub(super) async fn patch(&self, object: &Value, patch: Value) -> Arc<Value> {
        let (of, place, name) = (self.of(object), place(object), name(object));
        let patch = Patch::Merge(patch);
        let written = self
            .registry
            .patch(&of, place, name, None, patch, &options())
            .await;
        written.unwrap().object
    }

    pub(super) async fn delete(&self, object: &Value, propagation: Propagation) {
        let options = DeleteOptions {
            propagation: Some(propagation),
            ..DeleteOptions::default()
        };
        let (of, place, name) = (self.of(object), place(object), name(object));
        self.registry
            .delete(&of, place, name, &options)
            .await
            .unwrap();
    }

    pub(super) fn list(&self, version: &str, kind: &str) -> Vec<Arc<Value>> {
        let of = self.registry.kind(version, kind).unwrap();
        self.registry
            .list(&of, None, &Selection::default(), 0, "")
            .unwrap()
            .items
    }

    /// Waits until all objects of a kind are so.
    pub(super) async fn until(
        &self,
        version: &str,
        kind: &str,
        so: impl Fn(&[Arc<Value>]) -> bool,
    ) -> Vec<Arc<Value>> {
        let of = self.registry.kind(version, kind).unwrap();
        let all = Selection::default();
        let waited = tokio::time::timeout(Duration::from_secs(20), async {
            let mut watching = self.registry.watch(&of, None, &all, None).unwrap();
            loop {
                let found = self.list(version, kind);
                if so(&found) {
                    return found;
                }
                watching.next().await.expect("the store is open");
            }
        });
        let Ok(found) = waited.await else {
            panic!("{kind}: {:#?}", self.list(version, kind));
        };
        found
    }

    /// Waits until the object of a name is so.
    pub(super) async fn until_one(
        &self,
        (version, kind, wanted): (&str, &str, &str),
        so: impl Fn(&Value) -> bool,
    ) -> Arc<Value> {
        let one = |found: &[Arc<Value>]| {
            found
                .iter()
                .find(|object| name(object) == wanted && so(object))
                .cloned()
        };
        let found = self
            .until(version, kind, |found| one(found).is_some())
            .await;
        one(&found).unwrap()
    }

    /// Waits until there is no object of a name any more.
    pub(super) async fn until_gone(&self, version: &str, kind: &str, wanted: &str) {
        let gone = |found: &[Arc<Value>]| !found.iter().any(|object| name(object) == wanted);
        self.until(version, kind, gone).await;
    }
}

pub(super) fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap()
}

fn place(object: &Value) -> Option<&str> {
    object["metadata"]["namespace"].as_str()
}

/// Every pod that is placed runs and is ready; every pod that is to go goes.
async fn run_pods(registry: Registry) {
    let pods = registry.kind("v1", "Pod").unwrap();
    let mut watching = registry
        .watch(&pods, None, &Selection::default(), None)
        .unwrap();
    while let Some((change, pod)) = watching.next().await {
        let placed = pod["spec"]["nodeName"].is_string();
        let ended = pod["status"]["phase"] != "Pending";
        if change == Change::Deleted {
            continue;
        }
        if pod["metadata"]["deletionTimestamp"].is_string() {
            let _ = remove(&registry, &pods, &pod).await;
        } else if placed && !ended {
            let _ = report(&registry, &pods, &pod).await;
        }
    }
}

async fn remove(registry: &Registry, pods: &Resource, pod: &Value) -> Reply<()> {
    let options = DeleteOptions {
        grace: Some(0),
        ..DeleteOptions::default()
    };
    registry
        .delete(pods, place(pod), name(pod), &options)
        .await
        .map(drop)
}

/// A pod's annotation `test/phase` says how it is to be.
async fn report(registry: &Registry, pods: &Resource, pod: &Value) -> Reply<()> {
    let phase = pod["metadata"]["annotations"]["test/phase"]
        .as_str()
        .unwrap_or("Running");
    let ready = if phase == "Running" { "True" } else { "False" };
    let change = |found: &mut Value| {
        let mut conditions = found["status"]["conditions"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        conditions.push(json!({
            "type": "Ready", "status": ready, "lastTransitionTime": "2026-01-01T00:00:00Z",
        }));
        found["status"]["conditions"] = conditions.into();
        found["status"]["phase"] = phase.into();
        found["status"]["podIP"] = "127.0.0.1".into();
        true
    };
    let part = Some(Subresource::Status);
    registry
        .modify(pods, place(pod), name(pod), part, "kubelet", &change)
        .await
        .map(drop)
}
