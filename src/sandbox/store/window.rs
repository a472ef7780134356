//! Recent changes, for watches that begin a little late or read a little slowly.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::database::Changed;

/// No more changes than this are remembered,
const CHANGES: usize = 8192;
/// and no more than so many bytes of them, as written to disk.
const BYTES: usize = 8 << 20;

/// The last changes, each resource's by itself. What is dropped is the oldest of all.
#[derive(Debug)]
pub(super) struct Window {
    logs: HashMap<Arc<str>, VecDeque<Arc<Changed>>>,
    order: VecDeque<(Arc<str>, usize)>,
    bytes: usize,
    start: u64,
}

impl Window {
    /// Empty, at a revision.
    pub(super) fn from(revision: u64) -> Self {
        Self {
            logs: HashMap::new(),
            order: VecDeque::new(),
            bytes: 0,
            start: revision,
        }
    }

    /// What led to this revision is not remembered.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    pub(super) fn push(&mut self, changed: Arc<Changed>, bytes: usize) {
        let resource = Arc::clone(&changed.key.resource);
        self.order.push_back((Arc::clone(&resource), bytes));
        self.logs.entry(resource).or_default().push_back(changed);
        self.bytes += bytes;
        while self.order.len() > CHANGES || self.bytes > BYTES {
            self.forget();
        }
    }

    fn forget(&mut self) {
        let Some((resource, bytes)) = self.order.pop_front() else {
            return;
        };
        self.bytes -= bytes;
        let log = self.logs.get_mut(&resource);
        if let Some(changed) = log.and_then(VecDeque::pop_front) {
            self.start = changed.revision;
        }
    }

    /// Changes of a resource after a revision, oldest first; `Err` with the oldest revision that
    /// can be asked for if this one is older.
    pub(super) fn since(
        &self,
        resource: &str,
        after: u64,
    ) -> Result<impl DoubleEndedIterator<Item = &Arc<Changed>>, u64> {
        if after < self.start {
            return Err(self.start);
        }
        let log = self.logs.get(resource).into_iter();
        Ok(log.flat_map(move |log| {
            let first = log.partition_point(|changed| changed.revision <= after);
            log.range(first..)
        }))
    }
}
