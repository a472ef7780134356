//! The window of recent changes in the file, so that watches outlive a restart.
//!
//! A change is kept as what was there before it. What it made is the object as it is now, or what a
//! later change of the object found.

use std::collections::HashMap;
use std::sync::Arc;

use redb::{ReadTransaction, ReadableTable, Table, TableDefinition, TableError, WriteTransaction};
use serde_json::Value;

use super::database::{Change, Changed, Key};
use super::file::read;
use super::mirror::Mirror;
use super::window::Window;
use super::writer::{revision_of, set_revision};

/// By revision: the key of what changed, and its bytes before.
type Entry = (&'static [u8], Option<&'static [u8]>);

const HISTORY: TableDefinition<'_, u64, Entry> = TableDefinition::new("history");

/// For more changes.
pub(super) fn open(transaction: &WriteTransaction) -> Result<Table<'_, u64, Entry>, TableError> {
    transaction.open_table(HISTORY)
}

/// Drops changes up to a revision.
pub(super) fn forget(transaction: &WriteTransaction, revision: u64) -> Result<(), redb::Error> {
    let mut changes = open(transaction)?;
    let is_old = |changes: &Table<'_, u64, Entry>| {
        let first = changes.first()?;
        Ok::<_, redb::Error>(first.is_some_and(|(at, _)| at.value() <= revision))
    };
    while is_old(&changes)? {
        changes.pop_first()?;
    }
    Ok(())
}

/// The changes that led to these objects, as far back as they are known without a gap.
pub(super) fn load(reading: &ReadTransaction, mirror: &Mirror) -> Result<Window, String> {
    let changes = match reading.open_table(HISTORY) {
        Ok(changes) => changes,
        // A store of before there was one.
        Err(TableError::TableDoesNotExist(_)) => return Ok(Window::from(mirror.revision)),
        Err(error) => return Err(error.to_string()),
    };
    let mut past = Past::of(mirror);
    for entry in changes.iter().map_err(|error| error.to_string())?.rev() {
        let (at, entry) = entry.map_err(|error| error.to_string())?;
        if at.value() != past.revision {
            break;
        }
        let (key, before) = entry.value();
        past.undo(key, before)?;
    }
    Ok(past.into_window())
}

/// The objects as they were, further and further back.
struct Past<'a> {
    mirror: &'a Mirror,
    /// As of this.
    revision: u64,
    /// Those that are not what they are now; `None`: they were not there.
    others: HashMap<Key, Option<Arc<Value>>>,
    /// What was undone, newest first.
    undone: Vec<(Changed, usize)>,
}

impl<'a> Past<'a> {
    fn of(mirror: &'a Mirror) -> Self {
        Self {
            mirror,
            revision: mirror.revision,
            others: HashMap::new(),
            undone: Vec::new(),
        }
    }

    fn undo(&mut self, key: &[u8], bytes: Option<&[u8]>) -> Result<(), String> {
        let revision = self.revision;
        let before = bytes.map(|bytes| read(key, bytes, revision)).transpose()?;
        let before = before.map(|(_, object)| Arc::new(object));
        let key = Key::from_bytes(key)
            .ok_or_else(|| format!("what changed at revision {revision} has no key"))?;
        let known = self.others.get(&key).cloned();
        let after = known.unwrap_or_else(|| self.mirror.get(&key));
        let (change, object) = match (&before, after) {
            (None, Some(after)) => (Change::Added, after),
            (Some(_), Some(after)) => (Change::Modified, after),
            (Some(before), None) => (Change::Deleted, at_revision(before, revision)),
            (None, None) => return Err(format!("nothing changed at revision {revision}")),
        };
        if revision_of(&object) != revision {
            return Err(format!("what changed at revision {revision} is another's"));
        }
        self.others.insert(key.clone(), before.clone());
        let changed = Changed {
            change,
            revision,
            key,
            object,
            before,
        };
        self.undone.push((changed, bytes.map_or(0, <[u8]>::len)));
        self.revision -= 1;
        Ok(())
    }

    fn into_window(self) -> Window {
        let mut window = Window::from(self.revision);
        for (changed, bytes) in self.undone.into_iter().rev() {
            window.push(Arc::new(changed), bytes);
        }
        window
    }
}

/// The last state of an object, at the revision of its deletion.
fn at_revision(object: &Value, revision: u64) -> Arc<Value> {
    let mut object = object.clone();
    set_revision(&mut object, revision);
    Arc::new(object)
}
