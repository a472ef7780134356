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
            match self.step() {
                Step::Change(changed) => return Some(Changed::clone(&changed)),
                Step::Forgotten => return None,
                Step::Nothing => self.bell.changed().await.ok()?,
            }
        }
    }

    fn step(&mut self) -> Step {
        let shared = Arc::clone(&self.shared);
        let state = shared.read();
        let step = self.pending(&state);
        // Never backwards: a watch may begin at a revision that is yet to come.
        self.seen = match &step {
            Step::Change(changed) => changed.revision,
            Step::Nothing => self.seen.max(state.mirror.revision),
            Step::Forgotten => self.seen,
        };
        step
    }

    fn pending(&self, state: &State) -> Step {
        let Ok(mut since) = state.window.since(&self.resource, self.seen) else {
            return Step::Forgotten;
        };
        let namespace = self.namespace.as_deref();
        let found = since.find(|changed| changed.is_in(namespace));
        found.map_or(Step::Nothing, |changed| Step::Change(Arc::clone(changed)))
    }

    /// The revision up to which nothing was missed: for bookmarks.
    pub fn seen(&self) -> u64 {
        let state = self.shared.read();
        match self.pending(&state) {
            Step::Nothing => self.seen.max(state.mirror.revision),
            Step::Change(_) | Step::Forgotten => self.seen,
        }
    }
}

/// What a watch finds.
enum Step {
    Change(Arc<Changed>),
    /// Nothing yet.
    Nothing,
    /// What it has to tell next is remembered no more.
    Forgotten,
}
