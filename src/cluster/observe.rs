//! A picture of some kinds of objects that follows the cluster: list, then watch, by
//! `kube::runtime::watcher`, which re-lists when a watch ends or its history is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::StreamExt;
use kube::Api;
use kube::api::{ApiResource, DynamicObject, TypeMeta};
use kube::runtime::{WatchStreamExt, watcher};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::{Cluster, Select};
use crate::manifest::{Kind, Object};

/// Which objects to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Their kind.
    pub kind: Kind,
    /// Their namespace; all of them when absent.
    pub namespace: Option<String>,
    /// Which of them.
    pub select: Select,
    /// Whether the picture is of no use without them. Others may be out of our rights.
    pub required: bool,
}

/// Objects as they are now, kept current in the background until this is dropped.
pub struct Observer {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

#[derive(Default)]
struct Shared {
    picture: Mutex<Picture>,
    changed: Notify,
}

#[derive(Default)]
struct Picture {
    /// By place of the scope, namespace and name.
    objects: BTreeMap<(usize, String, String), Object>,
    /// Objects of a list that is still coming in.
    incoming: BTreeMap<usize, Vec<Object>>,
    /// Scopes that were listed at least once, or were refused and need not be.
    listed: Vec<bool>,
    /// The last thing that went wrong with a scope.
    trouble: Vec<Option<String>>,
}

impl Observer {
    /// Starts to follow these.
    pub fn start(cluster: &Cluster, scopes: &[Scope]) -> Self {
        let shared = Arc::new(Shared::default());
        {
            let mut picture = shared.lock();
            picture.listed = vec![false; scopes.len()];
            picture.trouble = vec![None; scopes.len()];
        }
        let mut tasks = JoinSet::new();
        for (place, scope) in scopes.iter().enumerate() {
            tasks.spawn(follow(
                cluster.clone(),
                scope.clone(),
                place,
                Arc::clone(&shared),
            ));
        }
        Self { shared, tasks }
    }

    /// Comes back when something changed since the last call, at once if it did already.
    pub async fn changed(&self) {
        self.shared.changed.notified().await;
    }

    /// Whether every scope was listed at least once, or can't be and need not be.
    pub fn is_complete(&self) -> bool {
        self.shared.lock().listed.iter().all(|listed| *listed)
    }

    /// What went wrong last with one of the scopes, unless it works again.
    pub fn trouble(&self) -> Option<String> {
        self.shared.lock().trouble.iter().flatten().next().cloned()
    }

    /// The objects of these kinds, by namespace and name.
    pub fn objects(&self, kinds: &[&str]) -> Vec<Object> {
        let picture = self.shared.lock();
        // Scopes may overlap; each object is given once.
        let mut once: BTreeMap<(&str, &str, &str), &Object> = BTreeMap::new();
        for ((_, namespace, name), object) in &picture.objects {
            if kinds.contains(&object.kind()) {
                once.insert((object.kind(), namespace, name), object);
            }
        }
        once.into_values().cloned().collect()
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.tasks.abort_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Picture> {
        self.picture.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn follow(cluster: Cluster, scope: Scope, place: usize, shared: Arc<Shared>) {
    let config = watcher::Config {
        label_selector: scope.select.labels.clone(),
        field_selector: scope.select.fields.clone(),
        ..watcher::Config::default()
    };
    // Objects of a list come without their kind.
    let types = TypeMeta {
        api_version: scope.kind.api_version.clone(),
        kind: scope.kind.kind.clone(),
    };
    let events = watcher(api(&cluster, &scope), config)
        .default_backoff()
        .modify(|object| object.types = Some(types.clone()));
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        shared.lock().take(
            place,
            scope.required,
            event.map_err(|error| super::failure::chain(&error)),
        );
        shared.changed.notify_one();
    }
}

fn api(cluster: &Cluster, scope: &Scope) -> Api<DynamicObject> {
    let (group, version) = scope
        .kind
        .api_version
        .split_once('/')
        .unwrap_or(("", &scope.kind.api_version));
    let resource = ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version: scope.kind.api_version.clone(),
        kind: scope.kind.kind.clone(),
        plural: scope.kind.plural.clone(),
    };
    match &scope.namespace {
        Some(namespace) if scope.kind.namespaced => {
            Api::namespaced_with(cluster.client.clone(), namespace, &resource)
        }
        _ => Api::all_with(cluster.client.clone(), &resource),
    }
}

impl Picture {
    fn take(
        &mut self,
        place: usize,
        required: bool,
        event: Result<watcher::Event<DynamicObject>, String>,
    ) {
        let event = match event {
            Ok(event) => event,
            Err(trouble) => {
                self.listed[place] |= !required;
                self.trouble[place] = Some(trouble);
                return;
            }
        };
        self.trouble[place] = None;
        match event {
            watcher::Event::Init => drop(self.incoming.insert(place, Vec::new())),
            watcher::Event::InitApply(object) => self
                .incoming
                .entry(place)
                .or_default()
                .extend(plain(&object)),
            watcher::Event::InitDone => self.replace(place),
            watcher::Event::Apply(object) => plain(&object)
                .into_iter()
                .for_each(|object| self.put(place, object)),
            watcher::Event::Delete(object) => drop(self.objects.remove(&key(place, &object))),
        }
    }

    fn replace(&mut self, place: usize) {
        self.objects.retain(|(of, _, _), _| *of != place);
        for object in self.incoming.remove(&place).unwrap_or_default() {
            self.put(place, object);
        }
        self.listed[place] = true;
    }

    fn put(&mut self, place: usize, object: Object) {
        let key = (
            place,
            object.namespace().unwrap_or_default().to_owned(),
            object.name().to_owned(),
        );
        self.objects.insert(key, object);
    }
}

fn key(place: usize, object: &DynamicObject) -> (usize, String, String) {
    let metadata = &object.metadata;
    (
        place,
        metadata.namespace.clone().unwrap_or_default(),
        metadata.name.clone().unwrap_or_default(),
    )
}

/// A `DynamicObject` is JSON split in parts; it always serialises.
fn plain(object: &DynamicObject) -> Option<Object> {
    serde_json::to_value(object).ok().map(Object)
}
