//! The store's door.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::oneshot;

use super::disk::{Disk, Nowhere};
use super::file::File;
use super::mirror::{Mirror, Shared};
use super::watch::Watch;
use super::window::Window;
use super::writer::{Request, Writer, Written};

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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

/// Objects on disk, all of them in memory too. Cheap to clone. The last clone that goes closes the
/// file and ends the watches.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    writer: Arc<Writer>,
}

impl Store {
    /// Opens (or makes) the store in a file, which it alone may use. [`super::check`] looks at it before.
    ///
    /// # Errors
    /// Another process has it, or it is damaged: the words say which, and nothing is emptied.
    pub fn open(path: &Path) -> Result<Self, String> {
        let (file, mirror, window) = File::open(path)?;
        Ok(Self::over(Box::new(file), mirror, window))
    }

    /// A store that is gone with the process, for tests.
    pub fn in_memory() -> Self {
        Self::over(Box::new(Nowhere), Mirror::default(), Window::from(0))
    }

    pub(super) fn over(disk: Box<dyn Disk>, mirror: Mirror, window: Window) -> Self {
        let shared = Arc::new(Shared::new(mirror, window));
        let writer = Arc::new(Writer::start(disk, Arc::clone(&shared)));
        Self { shared, writer }
    }

    /// The newest revision.
    pub fn revision(&self) -> u64 {
        self.shared.read().mirror.revision
    }

    /// An object as it is. `metadata.resourceVersion` is set in it.
    pub fn get(&self, key: &Key) -> Option<Arc<Value>> {
        self.shared.read().mirror.get(key)
    }

    /// All objects of a resource, of one namespace or of all, in the order of their keys, with the
    /// revision that they are as of.
    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (u64, Vec<Arc<Value>>) {
        let state = self.shared.read();
        (
            state.mirror.revision,
            state.mirror.list(resource, namespace),
        )
    }

    /// The same as it was at an earlier revision, for the later pages of a list.
    ///
    /// # Errors
    /// So old a revision is not remembered; the oldest that is.
    pub fn list_at(
        &self,
        resource: &str,
        namespace: Option<&str>,
        revision: u64,
    ) -> Result<Vec<Arc<Value>>, u64> {
        let state = self.shared.read();
        let since = state.window.since(resource, revision)?;
        Ok(state.mirror.list_before(resource, namespace, since))
    }

    /// Keeps a new object; answers it with its `metadata.resourceVersion`. It is on disk then.
    pub async fn create(&self, key: Key, object: Value) -> Result<Arc<Value>, StoreError> {
        self.write(|done| Request::Create(key, object, done)).await
    }

    /// Puts another state in the place of the one at revision `expected`.
    pub async fn update(
        &self,
        key: Key,
        expected: u64,
        object: Value,
    ) -> Result<Arc<Value>, StoreError> {
        self.write(|done| Request::Update(key, expected, object, done))
            .await
    }

    /// Removes an object, if it is still at revision `expected` where one is given; answers its
    /// last state at the revision of its deletion.
    pub async fn delete(&self, key: Key, expected: Option<u64>) -> Result<Arc<Value>, StoreError> {
        self.write(|done| Request::Delete(key, expected, done))
            .await
    }

    async fn write(
        &self,
        request: impl FnOnce(oneshot::Sender<Written>) -> Request,
    ) -> Result<Arc<Value>, StoreError> {
        let (done, answer) = oneshot::channel();
        self.writer.send(request(done));
        let closed = || StoreError::Disk("the store is closed".to_owned());
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// What changes after revision `after`, and all that changed since it.
    ///
    /// # Errors
    /// So old a revision is not remembered (the API says 410 Gone then); the oldest that is.
    pub fn watch(&self, resource: &str, namespace: Option<&str>, after: u64) -> Result<Watch, u64> {
        Watch::begin(&self.shared, resource, namespace, after)
    }
}
