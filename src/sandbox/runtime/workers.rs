//! The workers of all pods, and the watches that wake them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::launch::sources::Kind;
use super::pod::{Note, tend};
use super::shared::Shared;
use super::standalone::resources::KINDS;
use crate::sandbox::registry::{Registry, Resource, Selection, Watching};
use crate::sandbox::status::Reply;
use crate::sandbox::store::Change;

/// The node's name.
pub(crate) const NODE: &str = "sandbox";
/// Until a watch that fails is begun anew.
const AGAIN: Duration = Duration::from_millis(500);

/// One worker for each pod of the node.
pub(crate) struct Workers {
    shared: Arc<Shared>,
    all: Mutex<HashMap<String, Worker>>,
}

struct Worker {
    namespace: String,
    tell: UnboundedSender<Note>,
    task: JoinHandle<()>,
}

impl Workers {
    pub(crate) fn new(shared: Arc<Shared>) -> Arc<Self> {
        Arc::new(Self {
            shared,
            all: Mutex::default(),
        })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Worker>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the worker of a pod, if there is one.
    pub(crate) fn tell(&self, uid: &str, note: Note) {
        if let Some(worker) = self.all().get(uid) {
            let _ = worker.tell.send(note);
        }
    }

    /// Watches until the sandbox ends; then waits for all workers.
    pub(crate) async fn run(self: Arc<Self>) {
        let pods = Arc::clone(&self);
        let maps = Arc::clone(&self);
        let secrets = Arc::clone(&self);
        let dapr = Arc::clone(&self);
        let watches = async {
            tokio::join!(
                pods.watch_pods(),
                maps.watch_sources("ConfigMap", Kind::ConfigMap),
                secrets.watch_sources("Secret", Kind::Secret),
                dapr.watch_dapr(),
            )
        };
        tokio::select! {
            _ = watches => {}
            () = self.shared.cancel.cancelled() => {}
        }
        let workers = std::mem::take(&mut *self.all());
        for (_, worker) in workers {
            let _ = worker.task.await;
        }
    }

    async fn watch_pods(&self) {
        let registry = self.shared.objects.registry();
        let pods = self.shared.objects.pods();
        loop {
            if let Ok((items, mut changes)) = begin(registry, pods) {
                self.reconcile(&items);
                while let Some((change, pod)) = changes.next().await {
                    self.pod(change, pod);
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// What is there now is all there is.
    fn reconcile(&self, items: &[Arc<Value>]) {
        let mut there = HashSet::new();
        for pod in items.iter().filter(|pod| is_ours(pod)) {
            there.insert(uid(pod));
            self.pod(Change::Modified, Arc::clone(pod));
        }
        let gone: Vec<_> = self
            .all()
            .keys()
            .filter(|uid| !there.contains(*uid))
            .cloned()
            .collect();
        for uid in gone {
            self.gone(&uid);
        }
        self.remove_folders(&there);
    }

    /// Folders of pods that went while no sandbox ran.
    fn remove_folders(&self, there: &HashSet<String>) {
        let entries = std::fs::read_dir(self.shared.home.pods());
        for entry in entries.into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !there.contains(&name) && !self.all().contains_key(&name) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }

    fn pod(&self, change: Change, pod: Arc<Value>) {
        if !is_ours(&pod) {
            return;
        }
        let uid = uid(&pod);
        if change == Change::Deleted {
            return self.gone(&uid);
        }
        let mut all = self.all();
        if let Some(worker) = all.get(&uid) {
            let _ = worker.tell.send(Note::Pod(pod));
            return;
        }
        let (tell, task) = tend(Arc::clone(&self.shared), &pod);
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
        let worker = Worker {
            namespace: namespace.to_owned(),
            tell,
            task,
        };
        all.insert(uid, worker);
    }

    fn gone(&self, uid: &str) {
        if let Some(worker) = self.all().remove(uid) {
            let _ = worker.tell.send(Note::Gone);
        }
    }

    async fn watch_sources(&self, kind: &str, of: Kind) {
        let registry = self.shared.objects.registry();
        let Some(resource) = registry.kind("v1", kind) else {
            return;
        };
        loop {
            if let Ok((_, mut changes)) = begin(registry, &resource) {
                while let Some((_, object)) = changes.next().await {
                    self.source(of, &object);
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn source(&self, kind: Kind, object: &Value) {
        let text = |key: &str| object["metadata"][key].as_str().unwrap_or_default();
        let (namespace, name) = (text("namespace"), text("name"));
        for worker in self.all().values().filter(|it| it.namespace == namespace) {
            let _ = worker.tell.send(Note::Source(kind, name.to_owned()));
        }
    }
}

/// What a daprd reads beside its resources.
const MORE: [(&str, &str); 2] = [("dapr.io/v1alpha1", "Configuration"), ("v1", "Service")];
/// What brings resources.
const DEFINITION: (&str, &str) = ("apiextensions.k8s.io/v1", "CustomResourceDefinition");

impl Workers {
    /// What real daprds read, where there are any.
    async fn watch_dapr(&self) {
        if self.shared.desk.is_none() {
            return;
        }
        let (define, defined) = watch::channel(());
        let all = KINDS.into_iter().chain(MORE);
        let watches = all.map(|of| self.watch_read(of, defined.clone()));
        tokio::join!(self.watch_definitions(&define), join_all(watches));
    }

    async fn watch_definitions(&self, tell: &watch::Sender<()>) {
        let registry = self.shared.objects.registry();
        let Some(definitions) = registry.kind(DEFINITION.0, DEFINITION.1) else {
            return;
        };
        loop {
            if let Ok((_, mut changes)) = begin(registry, &definitions) {
                tell.send_replace(());
                while changes.next().await.is_some() {
                    tell.send_replace(());
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// A kind that is not defined yet is waited for.
    async fn watch_read(&self, of: (&str, &str), mut defined: watch::Receiver<()>) {
        let registry = self.shared.objects.registry();
        loop {
            let Some(resource) = registry.kind(of.0, of.1) else {
                if defined.changed().await.is_err() {
                    return;
                }
                continue;
            };
            if let Ok((_, mut changes)) = begin(registry, &resource) {
                self.dapr(None);
                while let Some((_, object)) = changes.next().await {
                    self.dapr(object["metadata"]["namespace"].as_str());
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Tells the workers of a namespace, or all.
    fn dapr(&self, namespace: Option<&str>) {
        let all = self.all();
        let meant = |it: &&Worker| namespace.is_none_or(|namespace| it.namespace == namespace);
        for worker in all.values().filter(meant) {
            let _ = worker.tell.send(Note::Dapr);
        }
    }
}

/// What is there, and what changes after that.
fn begin(registry: &Registry, of: &Resource) -> Reply<(Vec<Arc<Value>>, Watching)> {
    let all = Selection::default();
    let page = registry.list(of, None, &all, 0, "")?;
    let watching = registry.watch(of, None, &all, Some(page.revision))?;
    Ok((page.items, watching))
}

fn is_ours(pod: &Value) -> bool {
    pod["spec"]["nodeName"] == NODE
}

fn uid(pod: &Value) -> String {
    pod["metadata"]["uid"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
