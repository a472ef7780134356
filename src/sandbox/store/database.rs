//! The store's door.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

/// Which object: the resource it is stored under, its namespace and its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// `deployments.apps`, `pods`: plural and group.
    pub resource: Arc<str>,
    /// Empty for what lives in no namespace.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
}

/// Why a write was not done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is such an object already.
    #[error("exists")]
    Exists,
    /// There is no such object.
    #[error("missing")]
    Missing,
    /// It was changed meanwhile; its revision now.
    #[error("changed meanwhile, now at revision {0}")]
    Conflict(u64),
    /// The disk is full, or fails.
    #[error("cannot write: {0}")]
    Disk(String),
}

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is another one than before.
    Modified,
    /// It is gone; the object is its last state, at the revision of its deletion.
    Deleted,
}

/// One change of one object.
#[derive(Clone, Debug)]
pub struct Changed {
    /// What happened.
    pub change: Change,
    /// The revision that it made.
    pub revision: u64,
    /// Which object.
    pub key: Key,
    /// As it is now (or was last).
    pub object: Arc<Value>,
    /// As it was before, for a watch with selectors: an object that ceases to match is deleted to
    /// its watcher.
    pub before: Option<Arc<Value>>,
}

/// Objects on disk, all of them in memory too. Cheap to clone.
#[derive(Clone)]
pub struct Store;

/// Changes of a resource, from a revision on.
pub struct Watch;

impl Store {
    /// Opens (or makes) the store in a file, which it alone may use.
    ///
    /// # Errors
    /// Another process has it, or it is damaged: the words say which, and nothing is emptied.
    pub fn open(path: &Path) -> Result<Self, String> {
        todo!("{path:?}")
    }

    /// A store that is gone with the process, for tests.
    pub fn in_memory() -> Self {
        todo!()
    }

    /// The newest revision.
    pub fn revision(&self) -> u64 {
        todo!()
    }

    /// An object as it is. `metadata.resourceVersion` is set in it.
    pub fn get(&self, key: &Key) -> Option<Arc<Value>> {
        todo!("{key:?}")
    }

    /// All objects of a resource, of one namespace or of all, in the order of their keys, with the
    /// revision that they are as of.
    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (u64, Vec<Arc<Value>>) {
        todo!("{resource} {namespace:?}")
    }

    /// Keeps a new object; answers it with its `metadata.resourceVersion`. It is on disk then.
    pub async fn create(&self, key: Key, object: Value) -> Result<Arc<Value>, StoreError> {
        todo!("{key:?} {object}")
    }

    /// Puts another state in the place of the one at revision `expected`.
    pub async fn update(
        &self,
        key: Key,
        expected: u64,
        object: Value,
    ) -> Result<Arc<Value>, StoreError> {
        todo!("{key:?} {object} {expected}")
    }

    /// Removes an object, if it is still at revision `expected` where one is given; answers its
    /// last state at the revision of its deletion.
    pub async fn delete(&self, key: Key, expected: Option<u64>) -> Result<Arc<Value>, StoreError> {
        todo!("{key:?} {expected:?}")
    }

    /// What changes after revision `after`, and all that changed since it.
    ///
    /// # Errors
    /// So old a revision is not remembered (the API says 410 Gone then); the oldest that is.
    pub fn watch(&self, resource: &str, namespace: Option<&str>, after: u64) -> Result<Watch, u64> {
        todo!("{resource} {namespace:?} {after}")
    }
}

impl Watch {
    /// The next change; `None` when the watcher was too slow and has to begin anew, or the store
    /// closes. Safe to drop half-way in a `select!`.
    pub async fn next(&mut self) -> Option<Changed> {
        todo!()
    }

    /// The revision up to which nothing was missed: for bookmarks.
    pub fn seen(&self) -> u64 {
        todo!()
    }
}
