//! A watch with a selection.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value;

use super::convert::present;
use super::{Resource, Selection};
use crate::sandbox::store::{Change, Changed, Watch};

/// Changes of the objects that a selection means.
pub struct Watching {
    of: Resource,
    selection: Selection,
    first: VecDeque<Arc<Value>>,
    watch: Watch,
}

impl Watching {
    pub(super) fn new(
        of: &Resource,
        selection: &Selection,
        first: Vec<Arc<Value>>,
        watch: Watch,
    ) -> Self {
        let meant = first.into_iter().filter(|object| selection.matches(object));
        Self {
            of: of.clone(),
            first: meant.collect(),
            selection: selection.clone(),
            watch,
        }
    }

    /// The next change that the selection means: an object that begins to match is `Added`, one
    /// that ceases to is `Deleted`. `None`: begin anew (410). Safe to drop in a `select!`.
    pub async fn next(&mut self) -> Option<(Change, Arc<Value>)> {
        if let Some(object) = self.first.pop_front() {
            return Some((Change::Added, present(&self.of, &object)));
        }
        loop {
            let changed = self.watch.next().await?;
            if let Some((change, object)) = self.translate(&changed) {
                return Some((change, present(&self.of, &object)));
            }
        }
    }

    fn translate(&self, changed: &Changed) -> Option<(Change, Arc<Value>)> {
        let before = changed.before.as_ref();
        let was = before.is_some_and(|before| self.selection.matches(before));
        let is = changed.change != Change::Deleted && self.selection.matches(&changed.object);
        let object = Arc::clone(&changed.object);
        match (was, is) {
            (false, false) => None,
            (false, true) => Some((Change::Added, object)),
            (true, true) => Some((Change::Modified, object)),
            (true, false) if changed.change == Change::Deleted => Some((Change::Deleted, object)),
            // Its last state that was meant, at the revision at which it is no more.
            (true, false) => Some((Change::Deleted, at_revision(before?, changed.revision))),
        }
    }

    /// The revision up to which nothing was missed: for bookmarks.
    pub fn seen(&self) -> u64 {
        if self.first.is_empty() {
            return self.watch.seen();
        }
        0
    }

    /// Whether all that was there at the beginning has been answered.
    pub fn is_past_first(&self) -> bool {
        self.first.is_empty()
    }
}

fn at_revision(object: &Value, revision: u64) -> Arc<Value> {
    let mut object = object.clone();
    super::fields::set(
        &mut object,
        "/metadata/resourceVersion",
        revision.to_string(),
    );
    Arc::new(object)
}
