//! A node over an empty registry.

use std::sync::Arc;

use futures::StreamExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::supervising::{on_terminal, supervising};
use crate::sandbox::home::Home;
use crate::sandbox::node::{LogQuery, Node};
use crate::sandbox::registry::{
    DeleteOptions, Registry, Resource, Selection, Subresource, WriteOptions,
};
use crate::sandbox::runtime::node::Words;
use crate::sandbox::runtime::{Options, Runtime};
use crate::sandbox::store::Store;

/// A node, its registry, and the folder that both live in.
pub(super) struct TestNode {
    pub(super) registry: Registry,
    pub(super) runtime: Arc<Runtime>,
    pub(super) folder: Arc<TempDir>,
    cancel: CancellationToken,
}

impl Drop for TestNode {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

impl TestNode {
    pub(super) async fn new() -> Self {
        let registry = Registry::open(Store::in_memory()).await.unwrap();
        Self::over(registry, Arc::new(tempfile::tempdir().unwrap()))
    }

    /// With a program in the place of the built-in sidecar.
    pub(super) async fn with_daprd(program: std::path::PathBuf) -> Self {
        let registry = Registry::open(Store::in_memory()).await.unwrap();
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::over_with(registry, folder, Some(program))
    }

    fn over(registry: Registry, folder: Arc<TempDir>) -> Self {
        Self::over_with(registry, folder, None)
    }

    fn over_with(
        registry: Registry,
        folder: Arc<TempDir>,
        daprd: Option<std::path::PathBuf>,
    ) -> Self {
        let cancel = CancellationToken::new();
        let options = Options {
            home: Home::at(folder.path()),
            images: vec![("shell".to_owned(), "/bin/sh -c".to_owned())],
            program: "/nothing".into(),
            path: std::env::var_os("PATH").unwrap_or_default(),
            daprd,
        };
        let runtime = Runtime::start_with(
            registry.clone(),
            options,
            supervising(),
            Words {
                sidecar: vec!["/nothing".to_owned()],
                terminal: on_terminal(),
            },
            cancel.clone(),
        );
        Self {
            registry,
            runtime,
            folder,
            cancel,
        }
    }

    /// The node ends, and another begins in its place.
    pub(super) async fn again(self) -> Self {
        self.cancel.cancel();
        self.runtime.ended().await;
        Self::over(self.registry.clone(), Arc::clone(&self.folder))
    }

    pub(super) fn of(&self, kind: &str) -> Arc<Resource> {
        self.registry.kind("v1", kind).unwrap()
    }

    pub(super) async fn create(&self, kind: &str, object: Value) {
        let options = WriteOptions::default();
        let of = self.of(kind);
        let created = self.registry.create(&of, Some("default"), object, &options);
        created.await.unwrap();
    }

    /// A pod on the node.
    pub(super) async fn pod(&self, name: &str, spec: Value) {
        self.pod_with(name, json!({}), spec).await;
    }

    pub(super) async fn pod_with(&self, name: &str, annotations: Value, mut spec: Value) {
        spec["nodeName"] = "sandbox".into();
        spec["automountServiceAccountToken"] = false.into();
        let metadata = json!({"name": name, "namespace": "default", "annotations": annotations});
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec});
        self.create("Pod", pod).await;
    }

    pub(super) fn get(&self, kind: &str, name: &str) -> Option<Arc<Value>> {
        self.registry
            .get(&self.of(kind), Some("default"), name)
            .ok()
    }

    /// Waits until an object is as it should be.
    pub(super) async fn until(
        &self,
        kind: &str,
        name: &str,
        reached: impl Fn(Option<&Value>) -> bool,
    ) -> Option<Arc<Value>> {
        let all = Selection::default();
        let of = self.of(kind);
        let mut changes = self
            .registry
            .watch(&of, Some("default"), &all, None)
            .unwrap();
        let wait = async {
            loop {
                let now = self.get(kind, name);
                if reached(now.as_deref()) {
                    return now;
                }
                changes.next().await;
            }
        };
        let limit = std::time::Duration::from_secs(60);
        let found = tokio::time::timeout(limit, wait).await;
        found.unwrap_or_else(|_| {
            panic!(
                "{kind} {name} never came so far: {:#?}",
                self.get(kind, name)
            )
        })
    }

    /// Waits until a place of a pod has a value.
    pub(super) async fn until_is(&self, name: &str, pointer: &str, value: Value) -> Arc<Value> {
        let reached = |pod: Option<&Value>| pod.and_then(|it| it.pointer(pointer)) == Some(&value);
        self.until("Pod", name, reached).await.unwrap()
    }

    pub(super) async fn until_ready(&self, name: &str) -> Arc<Value> {
        self.until_is(name, "/status/containerStatuses/0/ready", true.into())
            .await
    }

    pub(super) async fn delete(&self, name: &str) {
        self.delete_within(name, None).await;
    }

    /// With so many seconds of grace.
    pub(super) async fn delete_within(&self, name: &str, grace: Option<i64>) {
        let options = DeleteOptions {
            grace,
            ..DeleteOptions::default()
        };
        let of = self.of("Pod");
        let deleted = self.registry.delete(&of, Some("default"), name, &options);
        deleted.await.unwrap();
    }

    /// Sets a place of an object.
    pub(super) async fn set(&self, kind: &str, name: &str, pointer: &str, value: Value) {
        let change = |live: &mut Value| {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            live.pointer_mut(parent).unwrap()[key] = value.clone();
            true
        };
        let part: Option<Subresource> = None;
        let of = self.of(kind);
        let modified = self
            .registry
            .modify(&of, Some("default"), name, part, "test", &change);
        modified.await.unwrap();
    }

    pub(super) async fn log(&self, name: &str, container: &str, query: &LogQuery) -> String {
        let pod = self.get("Pod", name).unwrap();
        let mut stream = self.runtime.logs(&pod, container, query).unwrap();
        let mut all = Vec::new();
        while let Some(piece) = stream.next().await {
            all.extend(piece.unwrap());
        }
        String::from_utf8(all).unwrap()
    }

    /// Waits for an event that begins so.
    pub(super) async fn until_told(&self, reason: &str, begins: &str) {
        let all = Selection::default();
        let of = self.of("Event");
        let mut changes = self
            .registry
            .watch(&of, Some("default"), &all, None)
            .unwrap();
        let wait = async {
            while let Some((_, event)) = changes.next().await {
                let message = event["message"].as_str().unwrap_or_default();
                if event["reason"] == reason && message.starts_with(begins) {
                    return;
                }
            }
        };
        let limit = std::time::Duration::from_secs(60);
        assert!(
            tokio::time::timeout(limit, wait).await.is_ok(),
            "{reason} {begins}"
        );
    }
}

/// A container that runs a script.
pub(super) fn shell(name: &str, script: &str) -> Value {
    json!({"name": name, "image": "shell", "args": [script]})
}
