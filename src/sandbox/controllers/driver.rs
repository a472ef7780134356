//! The loop that every controller runs in: watch, queue, look at one key after another.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::context::{Context, Kind};
use super::everything::{Everything, Seen};
use super::object::Key;
use super::queue::Queue;
use crate::sandbox::registry::Selection;
use crate::sandbox::status::{Reply, Status};

/// How many keys are looked at at the same time: their writes reach the disk together.
const AT_ONCE: usize = 8;

/// What `reconcile` answers: whether to look again after some time although nothing happens.
pub(super) type Looked = Reply<Option<Duration>>;

/// A future that [`Controller::reconcile`] answers.
pub(super) type Looking<'a> = Pin<Box<dyn Future<Output = Looked> + Send + 'a>>;

/// Brings what there is nearer to what was asked for, one key at a time. It reads everything anew
/// each time: a key looked at twice does no harm, and none is lost.
pub(super) trait Controller: Send + Sync + 'static {
    /// Which changes concern it.
    fn sources(&self) -> Vec<Source>;

    /// What to look at first, whether it is there or not.
    fn first(&self) -> Vec<Key> {
        Vec::new()
    }

    /// Looks at one key.
    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a>;
}

/// A controller, and what its watches and the log know of it.
pub(super) struct Shell {
    pub(super) context: Context,
    controller: Arc<dyn Controller>,
}

impl Shell {
    /// Around a controller that reads and writes by this context.
    pub(super) fn of<C: Controller>(context: Context, make: impl FnOnce(Context) -> C) -> Self {
        let controller = Arc::new(make(context.clone()));
        Self {
            context,
            controller,
        }
    }
}

/// Which keys a change concerns.
type Keys<T> = Box<dyn Fn(&T) -> Vec<Key> + Send + Sync>;

/// Changes, and which keys they concern.
pub(super) enum Source {
    /// Of one kind.
    Kind(Kind, Keys<Value>),
    /// Of every resource, defined ones too.
    Everything(Keys<Seen>),
}

impl Source {
    pub(super) fn of(
        kind: Kind,
        keys: impl Fn(&Value) -> Vec<Key> + Send + Sync + 'static,
    ) -> Self {
        Self::Kind(kind, Box::new(keys))
    }

    pub(super) fn everything(keys: impl Fn(&Seen) -> Vec<Key> + Send + Sync + 'static) -> Self {
        Self::Everything(Box::new(keys))
    }
}

/// Runs a controller until a watch ends. The caller starts it anew then: all that is there is
/// looked at again.
pub(super) async fn drive(shell: Arc<Shell>) -> Reply<()> {
    let controller = &shell.controller;
    let (sender, mut keys) = mpsc::channel(1024);
    let mut watches = FuturesUnordered::new();
    for source in controller.sources() {
        watches.push(watch(shell.context.clone(), source, sender.clone()));
    }
    drop(sender);
    let mut queue = Queue::new();
    for key in controller.first() {
        queue.add(key);
    }
    let mut working = FuturesUnordered::new();
    loop {
        queue.ripen(Instant::now());
        while working.len() < AT_ONCE {
            let Some(key) = queue.take() else { break };
            working.push(look(Arc::clone(controller), key));
        }
        tokio::select! {
            Some(ended) = watches.next() => return ended,
            Some(key) = keys.recv() => queue.add(key),
            Some((key, looked)) = working.next() => {
                settle(&mut queue, shell.context.component, key, looked);
            }
            () = until(queue.next_due()) => {}
        }
    }
}

async fn look(controller: Arc<dyn Controller>, key: Key) -> (Key, Looked) {
    let looked = controller.reconcile(&key).await;
    (key, looked)
}

fn settle(queue: &mut Queue<Key>, name: &str, key: Key, looked: Looked) {
    let now = Instant::now();
    match looked {
        Ok(again) => {
            queue.done(key.clone(), false, now);
            if let Some(wait) = again {
                queue.add_at(key, now + wait);
            }
        }
        Err(fault) => {
            tracing::debug!(
                name,
                ?key,
                code = fault.code,
                message = fault.message,
                "again later"
            );
            queue.done(key, true, now);
        }
    }
}

/// For ever, if nothing ripens.
async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Sends the keys of a source's changes on until the watch ends.
async fn watch(context: Context, source: Source, sender: mpsc::Sender<Key>) -> Reply<()> {
    match source {
        Source::Kind(kind, keys) => {
            let resource = context.resource(kind)?;
            let all = Selection::default();
            let mut watching = context.registry.watch(&resource, None, &all, None)?;
            while let Some((_, object)) = watching.next().await {
                send(&sender, keys(&object)).await;
            }
        }
        Source::Everything(keys) => {
            let mut everything = Everything::watch(&context.registry)?;
            while let Some(seen) = everything.next().await {
                send(&sender, keys(&seen)).await;
            }
        }
    }
    Err(Status::new(410, "Expired", "a watch ended"))
}

/// Nobody listens only when the loop has ended, and its watches with it.
async fn send(sender: &mpsc::Sender<Key>, keys: Vec<Key>) {
    for key in keys {
        let _ = sender.send(key).await;
    }
}
