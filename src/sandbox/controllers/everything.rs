//! Changes of every resource, those of definitions that come later too.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::sandbox::registry::{Registry, Resource, Selection};
use crate::sandbox::status::Reply;
use crate::sandbox::store::Change;

/// What happened to an object of any kind.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) resource: Arc<Resource>,
    pub(super) change: Change,
    pub(super) object: Arc<Value>,
}

/// A watch of everything but events, which nobody owns and which own nothing.
pub(super) struct Everything {
    registry: Registry,
    watched: HashSet<String>,
    watches: JoinSet<Option<String>>,
    sender: mpsc::Sender<Seen>,
    seen: mpsc::Receiver<Seen>,
}

impl Everything {
    pub(super) fn watch(registry: &Registry) -> Reply<Self> {
        let (sender, seen) = mpsc::channel(1024);
        let mut everything = Self {
            registry: registry.clone(),
            watched: HashSet::new(),
            watches: JoinSet::new(),
            sender,
            seen,
        };
        everything.widen()?;
        Ok(everything)
    }

    /// The next change; `None` when one was missed.
    pub(super) async fn next(&mut self) -> Option<Seen> {
        loop {
            tokio::select! {
                Some(seen) = self.seen.recv() => {
                    if seen.resource.kind == "CustomResourceDefinition" {
                        self.widen().ok()?;
                    }
                    return Some(seen);
                }
                Some(ended) = self.watches.join_next() => self.narrow(&ended.ok().flatten()?)?,
            }
        }
    }

    /// Watches what is served by now and not watched yet.
    fn widen(&mut self) -> Reply<()> {
        for resource in self.registry.resources() {
            let watchable = resource.verbs.contains(&"watch") && resource.kind != "Event";
            if watchable && self.watched.insert(resource.full_name()) {
                let all = Selection::default();
                let mut watching = self.registry.watch(&resource, None, &all, None)?;
                let sender = self.sender.clone();
                self.watches.spawn(async move {
                    while let Some((change, object)) = watching.next().await {
                        let resource = Arc::clone(&resource);
                        let seen = Seen {
                            resource,
                            change,
                            object,
                        };
                        sender.send(seen).await.ok()?;
                    }
                    Some(resource.full_name())
                });
            }
        }
        Ok(())
    }

    /// A watch may end with its definition; any other end is a fault.
    fn narrow(&mut self, ended: &str) -> Option<()> {
        let served = self.registry.resources();
        if served.iter().any(|resource| resource.full_name() == ended) {
            return None;
        }
        self.watched.remove(ended);
        Some(())
    }
}
