//! One watcher's place in the window.

use std::sync::Arc;

use tokio::sync::watch::Receiver;

use super::database::Changed;
use super::mirror::{Shared, State};

/// Changes of a resource, from a revision on.
pub struct Watch {
    shared: Arc<Shared>,
    resource: Arc<str>,
    namespace: Option<String>,
    seen: u64,
    bell: Receiver<u64>,
}

impl Watch {
    pub(super) fn begin(
        shared: &Arc<Shared>,
        resource: &str,
        namespace: Option<&str>,
        after: u64,
    ) -> Result<Self, u64> {
        let resource: Arc<str> = resource.into();
        let mut state = shared.write();
        state.window.since(&resource, after).map(drop)?;
        let bell = state.listen(&resource);
        drop(state);
        Ok(Self {
            shared: Arc::clone(shared),
            resource,
            namespace: namespace.map(str::to_owned),
            seen: after,
            bell,
        })
    }

    /// The next change; `None` when the watcher was too slow and has to begin anew, or the store
    /// closes. Safe to drop half-way in a `select!`.
    pub async fn next(&mut self) -> Option<Changed> {
        loop {
            self.bell.mark_unchanged();
            if let Some(changed) = self.step()? {
                return Some(Changed::clone(&changed));
            }
            self.bell.changed().await.ok()?;
        }
    }

    /// The next change if there is one; outer `None` when it is forgotten already.
    fn step(&mut self) -> Option<Option<Arc<Changed>>> {
        let shared = Arc::clone(&self.shared);
        let state = shared.read();
        let found = self.pending(&state)?;
        // Never backwards: a watch may begin at a revision that is yet to come.
        let seen = found
            .as_ref()
            .map_or(state.mirror.revision, |changed| changed.revision);
        self.seen = self.seen.max(seen);
        Some(found)
    }

    fn pending(&self, state: &State) -> Option<Option<Arc<Changed>>> {
        let mut since = state.window.since(&self.resource, self.seen).ok()?;
        let namespace = self.namespace.as_deref();
        Some(since.find(|changed| changed.is_in(namespace)).cloned())
    }

    /// The revision up to which nothing was missed: for bookmarks.
    pub fn seen(&self) -> u64 {
        let state = self.shared.read();
        match self.pending(&state) {
            Some(None) => self.seen.max(state.mirror.revision),
            Some(Some(_)) | None => self.seen,
        }
    }
}
