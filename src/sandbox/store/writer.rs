//! The one thread that writes.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde_json::Value;
use tokio::sync::oneshot;

use super::database::{Change, Changed, Key, StoreError};
use super::disk::{Disk, Record};
use super::mirror::Shared;

/// So many writes at most share a transaction.
const BATCH: usize = 256;

/// The answer to a write.
pub(super) type Written = Result<Arc<Value>, StoreError>;

/// A write that waits for its turn.
pub(super) enum Request {
    Create(Key, Value, oneshot::Sender<Written>),
    Update(Key, u64, Value, oneshot::Sender<Written>),
    Delete(Key, Option<u64>, oneshot::Sender<Written>),
}

/// The way to the thread; dropping it ends the thread after what is queued.
pub(super) struct Writer {
    queue: Mutex<Option<Sender<Request>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    shared: Arc<Shared>,
}

impl Writer {
    pub(super) fn start(disk: Box<dyn Disk>, shared: Arc<Shared>) -> Self {
        let (queue, requests) = channel();
        let seen = Arc::clone(&shared);
        let work = move || run(&requests, disk, &seen);
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(work);
        Self {
            queue: Mutex::new(Some(queue)),
            // Without a thread every write is answered: the store is closed.
            thread: Mutex::new(thread.ok()),
            shared,
        }
    }

    pub(super) fn send(&self, request: Request) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = &*queue {
            // The thread is gone: the request's own sender drops, which its writer sees.
            let _ = queue.send(request);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.write().close();
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // Whoever opens the file next finds it free.
        if let Some(Err(panic)) = thread.map(JoinHandle::join) {
            tracing::error!(?panic, "the store's thread panicked");
        }
    }
}

fn run(requests: &Receiver<Request>, mut disk: Box<dyn Disk>, shared: &Shared) {
    while let Ok(first) = requests.recv() {
        let mut batch = Batch::new(shared);
        batch.take(first);
        while let Some(next) = (batch.len() < BATCH)
            .then(|| requests.try_recv().ok())
            .flatten()
        {
            batch.take(next);
        }
        batch.finish(disk.as_mut());
    }
}

/// Writes that share a transaction: each sees those before it.
struct Batch<'a> {
    shared: &'a Shared,
    revision: u64,
    now: HashMap<Key, Option<Arc<Value>>>,
    records: Vec<Record>,
    changes: Vec<(Changed, usize)>,
    answers: Vec<(oneshot::Sender<Written>, Written)>,
}

impl<'a> Batch<'a> {
    fn new(shared: &'a Shared) -> Self {
        Self {
            shared,
            revision: shared.read().mirror.revision,
            now: HashMap::new(),
            records: Vec::new(),
            changes: Vec::new(),
            answers: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        self.answers.len()
    }

    fn take(&mut self, request: Request) {
        let (done, written) = match request {
            Request::Create(key, object, done) => (done, self.create(key, object)),
            Request::Update(key, expected, object, done) => {
                (done, self.update(key, expected, object))
            }
            Request::Delete(key, expected, done) => (done, self.delete(key, expected)),
        };
        self.answers.push((done, written));
    }

    fn current(&self, key: &Key) -> Option<Arc<Value>> {
        let now = self.now.get(key).cloned();
        now.unwrap_or_else(|| self.shared.read().mirror.get(key))
    }

    fn create(&mut self, key: Key, object: Value) -> Written {
        match self.current(&key) {
            Some(_) => Err(StoreError::Exists),
            None => Ok(self.record(Change::Added, key, object, None)),
        }
    }

    fn update(&mut self, key: Key, expected: u64, object: Value) -> Written {
        let before = self.expect(&key, Some(expected))?;
        Ok(self.record(Change::Modified, key, object, Some(before)))
    }

    fn delete(&mut self, key: Key, expected: Option<u64>) -> Written {
        let before = self.expect(&key, expected)?;
        let last = Value::clone(&before);
        Ok(self.record(Change::Deleted, key, last, Some(before)))
    }

    fn expect(&self, key: &Key, expected: Option<u64>) -> Written {
        let current = self.current(key).ok_or(StoreError::Missing)?;
        let revision = revision_of(&current);
        match expected {
            Some(expected) if expected != revision => Err(StoreError::Conflict(revision)),
            _ => Ok(current),
        }
    }

    fn record(
        &mut self,
        change: Change,
        key: Key,
        mut object: Value,
        before: Option<Arc<Value>>,
    ) -> Arc<Value> {
        self.revision += 1;
        set_revision(&mut object, self.revision);
        let bytes = object.to_string().into_bytes();
        let object = Arc::new(object);
        let gone = change == Change::Deleted;
        self.now
            .insert(key.clone(), (!gone).then(|| Arc::clone(&object)));
        let size = bytes.len();
        self.records.push(Record {
            revision: self.revision,
            key: key.to_bytes(),
            bytes: (!gone).then_some(bytes),
        });
        let changed = Changed {
            change,
            revision: self.revision,
            key,
            object: Arc::clone(&object),
            before,
        };
        self.changes.push((changed, size));
        object
    }

    fn finish(self, disk: &mut dyn Disk) {
        let committed = if self.records.is_empty() {
            Ok(())
        } else {
            let forgotten = self.shared.read().window.start();
            disk.commit(&self.records, self.revision, forgotten)
        };
        if committed.is_ok() && !self.changes.is_empty() {
            self.shared.write().publish(self.changes);
        }
        for (done, written) in self.answers {
            let answer = written.and_then(|object| match &committed {
                Ok(()) => Ok(object),
                Err(words) => Err(StoreError::Disk(words.clone())),
            });
            // Who asked may have gone meanwhile.
            let _ = done.send(answer);
        }
    }
}

/// The revision that an object carries.
pub(super) fn revision_of(object: &Value) -> u64 {
    let text = object["metadata"]["resourceVersion"].as_str();
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Gives it another.
pub(super) fn set_revision(object: &mut Value, revision: u64) {
    if !object["metadata"].is_object() {
        object["metadata"] = Value::Object(serde_json::Map::new());
    }
    object["metadata"]["resourceVersion"] = revision.to_string().into();
}

impl Key {
    /// As it stands in the file: parts apart by a byte that no name has.
    fn to_bytes(&self) -> Vec<u8> {
        [&*self.resource, &self.namespace, &self.name]
            .join("\0")
            .into_bytes()
    }

    /// Back from the file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut parts = text.split('\0');
        let (resource, namespace, name) = (parts.next()?, parts.next()?, parts.next()?);
        parts.next().is_none().then(|| Self {
            resource: resource.into(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        })
    }
}
