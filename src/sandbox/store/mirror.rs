//! All objects, in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::Value;
use tokio::sync::watch;

use super::database::{Change, Changed, Key};
use super::window::Window;

/// Namespace and name.
type Place = (String, String);

/// Objects by resource, in the order of their keys.
#[derive(Debug, Default)]
pub(super) struct Mirror {
    /// The newest revision.
    pub(super) revision: u64,
    objects: HashMap<Arc<str>, BTreeMap<Place, Arc<Value>>>,
}

/// What readers, watches and the writer share.
pub(super) struct Shared {
    state: RwLock<State>,
}

/// The objects and the changes that led to them, always of the same revision.
pub(super) struct State {
    pub(super) mirror: Mirror,
    pub(super) window: Window,
    bells: HashMap<Arc<str>, watch::Sender<u64>>,
    closed: bool,
}

impl Mirror {
    /// Empty, at a revision.
    pub(super) fn at(revision: u64) -> Self {
        Self {
            revision,
            objects: HashMap::new(),
        }
    }

    pub(super) fn get(&self, key: &Key) -> Option<Arc<Value>> {
        let place = (key.namespace.clone(), key.name.clone());
        self.objects.get(&key.resource)?.get(&place).cloned()
    }

    /// Puts an object where it belongs.
    pub(super) fn put(&mut self, key: &Key, object: Arc<Value>) {
        let resource = Arc::clone(&key.resource);
        let place = (key.namespace.clone(), key.name.clone());
        self.objects
            .entry(resource)
            .or_default()
            .insert(place, object);
    }

    fn remove(&mut self, key: &Key) {
        if let Some(objects) = self.objects.get_mut(&key.resource) {
            objects.remove(&(key.namespace.clone(), key.name.clone()));
        }
    }

    fn apply(&mut self, changed: &Changed) {
        match changed.change {
            Change::Deleted => self.remove(&changed.key),
            Change::Added | Change::Modified => {
                self.put(&changed.key, Arc::clone(&changed.object));
            }
        }
        self.revision = changed.revision;
    }

    fn range<'a>(
        &'a self,
        resource: &str,
        namespace: Option<&str>,
    ) -> Box<dyn Iterator<Item = (&'a Place, &'a Arc<Value>)> + 'a> {
        let Some(objects) = self.objects.get(resource) else {
            return Box::new(std::iter::empty());
        };
        let Some(namespace) = namespace.map(str::to_owned) else {
            return Box::new(objects.iter());
        };
        let from = (namespace.clone(), String::new());
        Box::new(
            objects
                .range(from..)
                .take_while(move |(place, _)| place.0 == namespace),
        )
    }

    pub(super) fn list(&self, resource: &str, namespace: Option<&str>) -> Vec<Arc<Value>> {
        let range = self.range(resource, namespace);
        range.map(|(_, object)| Arc::clone(object)).collect()
    }

    /// The list as it was before these changes, which are all that happened to the resource since.
    pub(super) fn list_before<'a>(
        &self,
        resource: &str,
        namespace: Option<&str>,
        since: impl DoubleEndedIterator<Item = &'a Arc<Changed>>,
    ) -> Vec<Arc<Value>> {
        let range = self.range(resource, namespace);
        let mut then: BTreeMap<Place, Arc<Value>> = range
            .map(|(place, object)| (place.clone(), Arc::clone(object)))
            .collect();
        for changed in since.rev().filter(|changed| changed.is_in(namespace)) {
            let place = (changed.key.namespace.clone(), changed.key.name.clone());
            match &changed.before {
                Some(before) => then.insert(place, Arc::clone(before)),
                None => then.remove(&place),
            };
        }
        then.into_values().collect()
    }
}

impl Changed {
    /// Whether it happened in the namespace, where one is asked for.
    pub(super) fn is_in(&self, namespace: Option<&str>) -> bool {
        namespace.is_none_or(|namespace| self.key.namespace == namespace)
    }
}

impl Shared {
    pub(super) fn new(mirror: Mirror, window: Window) -> Self {
        let state = State {
            mirror,
            window,
            bells: HashMap::new(),
            closed: false,
        };
        Self {
            state: RwLock::new(state),
        }
    }

    // A panic while the lock is held cannot leave the state half-changed in a way that matters more
    // than answering nobody ever again.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Makes changes that are on disk seen, and wakes who watches their resources.
    pub(super) fn publish(&mut self, changes: Vec<(Changed, usize)>) {
        let mut touched: Vec<Arc<str>> = Vec::new();
        for (changed, bytes) in changes {
            self.mirror.apply(&changed);
            if !touched.contains(&changed.key.resource) {
                touched.push(Arc::clone(&changed.key.resource));
            }
            self.window.push(Arc::new(changed), bytes);
        }
        for resource in touched {
            self.ring(&resource);
        }
    }

    fn ring(&mut self, resource: &Arc<str>) {
        if let Some(bell) = self.bells.get(resource)
            && bell.send(self.mirror.revision).is_err()
        {
            self.bells.remove(resource);
        }
    }

    /// What rings when the resource changes, and is gone when the store is.
    pub(super) fn listen(&mut self, resource: &Arc<str>) -> watch::Receiver<u64> {
        if self.closed {
            return watch::channel(0).1;
        }
        let revision = self.mirror.revision;
        let bell = self.bells.entry(Arc::clone(resource));
        bell.or_insert_with(|| watch::channel(revision).0)
            .subscribe()
    }

    /// Ends the watches.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.bells.clear();
    }
}
