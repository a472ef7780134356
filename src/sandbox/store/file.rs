//! The file on disk: redb, with a lock beside it.

use std::ffi::OsString;
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use redb::{
    Builder, Database, DatabaseError, ReadableDatabase, ReadableTable, StorageError,
    TableDefinition, WriteTransaction,
};
use serde_json::Value;

use super::database::Key;
use super::disk::{Disk, Record};
use super::history;
use super::mirror::Mirror;
use super::window::Window;
use super::writer::revision_of;

const OBJECTS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("objects");
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("facts");
const REVISION: &str = "revision";
const FORMAT: &str = "format";
/// Of this program's files.
const FORMAT_NOW: u64 = 1;

/// How long another look may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a process that was just being started keeps what it gets from its parent, locks included.
const SPAWN: Duration = Duration::from_secs(1);

/// Everything is in the mirror; redb needs little beside what a transaction touches.
const CACHE: usize = 4 << 20;

/// How the database is opened, the first time and after the disk failed.
type Opener = Box<dyn Fn() -> Result<Database, DatabaseError> + Send>;

/// A database that one process has.
pub(super) struct File {
    open: Opener,
    /// `None` after the disk failed, until it is opened again.
    database: Option<Database>,
    /// What is known to be on the disk.
    revision: u64,
    path: PathBuf,
    _lock: Option<std::fs::File>,
}

impl File {
    /// Opens the file, or makes it where there is none; answers what is in it too. One that may be damaged is
    /// [checked](check) first.
    pub(super) fn open(path: &Path) -> Result<(Self, Mirror, Window), String> {
        let lock = lock(path)?;
        let made = path.to_owned();
        if !path.exists() {
            make(path)
                .map_err(|words| format!("cannot make the store {}: {words}", path.display()))?;
        }
        Self::with(
            path,
            Box::new(move || open_within(SPAWN, &made)),
            Some(lock),
        )
    }

    pub(super) fn with(
        path: &Path,
        open: Opener,
        lock: Option<std::fs::File>,
    ) -> Result<(Self, Mirror, Window), String> {
        let database = open().map_err(|error| opening(path, &error))?;
        let (mirror, window) = load(&database).map_err(|words| damaged(path, &words))?;
        let file = Self {
            open,
            database: Some(database),
            revision: mirror.revision,
            path: path.to_owned(),
            _lock: lock,
        };
        Ok((file, mirror, window))
    }

    fn try_commit(&mut self, batch: &Batch<'_>, with_changes: bool) -> Result<(), String> {
        let Some(database) = &self.database else {
            return Err("the store is closed".to_owned());
        };
        let Err(error) = commit(database, batch, with_changes) else {
            return Ok(());
        };
        // Whether the transaction got there is the disk's to say.
        match self.again() {
            Ok(stored) if stored == batch.revision => return Ok(()),
            Ok(stored) if stored == self.revision => {}
            Ok(_) | Err(_) => self.database = None,
        }
        Err(error.to_string())
    }

    /// After the disk failed: opens anew, and says at which revision the disk really is.
    fn again(&mut self) -> Result<u64, String> {
        self.database = None;
        let database = (self.open)().map_err(|error| error.to_string())?;
        let revision = stored_revision(&database).map_err(|error| error.to_string())?;
        self.database = Some(database);
        Ok(revision)
    }
}

impl Disk for File {
    fn commit(&mut self, records: &[Record], revision: u64, forgotten: u64) -> Result<(), String> {
        if self.database.is_none() {
            let stored = self.again().map_err(|words| in_words(&words))?;
            if stored != self.revision {
                return Err(format!(
                    "{} is at revision {stored} though {} was the last that succeeded: restart the sandbox",
                    self.path.display(),
                    self.revision,
                ));
            }
        }
        let batch = Batch {
            records,
            revision,
            forgotten,
        };
        let mut done = self.try_commit(&batch, true);
        // A deletion needs the room that its object takes, which a full disk does not have.
        if done.is_err() && self.database.is_some() {
            done = self.try_commit(&batch, false);
        }
        done.map_err(|words| in_words(&words))?;
        self.revision = revision;
        Ok(())
    }
}

/// Reads all of a file once, and mends what was not closed. A damaged one is refused, or makes redb panic.
pub(super) fn check(path: &Path) -> Result<(), String> {
    // What a killed server left behind may be looking, too.
    let mut database = open_within(PATIENCE, path).map_err(|error| opening(path, &error))?;
    database
        .check_integrity()
        .map_err(|error| opening(path, &error))?;
    load(&database).map_err(|words| damaged(path, &words))?;
    Ok(())
}

/// Opens it, once nobody else has it.
fn open_within(patience: Duration, path: &Path) -> Result<Database, DatabaseError> {
    again_until(patience, || match builder().open(path) {
        Err(DatabaseError::DatabaseAlreadyOpen) => None,
        opened => Some(opened),
    })
    .unwrap_or(Err(DatabaseError::DatabaseAlreadyOpen))
}

/// Tries until there is an answer; `None` after that time.
fn again_until<T>(patience: Duration, attempt: impl Fn() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    loop {
        let answer = attempt();
        if answer.is_some() || Instant::now() >= deadline {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What goes to the disk together.
struct Batch<'a> {
    records: &'a [Record],
    revision: u64,
    forgotten: u64,
}

/// Without the changes as such, watches cannot go on over a restart from before them.
fn commit(database: &Database, batch: &Batch<'_>, with_changes: bool) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    // A damaged newest state is refused then, and never traded for the one before it.
    transaction.set_two_phase_commit(true);
    keep(&transaction, batch.records, with_changes)?;
    history::forget(&transaction, batch.forgotten)?;
    let mut facts = transaction.open_table(FACTS)?;
    facts.insert(REVISION, batch.revision)?;
    drop(facts);
    transaction.commit()?;
    Ok(())
}

fn keep(
    transaction: &WriteTransaction,
    records: &[Record],
    with_changes: bool,
) -> Result<(), redb::Error> {
    let mut objects = transaction.open_table(OBJECTS)?;
    let mut changes = history::open(transaction)?;
    for record in records {
        let before = match &record.bytes {
            Some(bytes) => objects.insert(&*record.key, &**bytes)?,
            None => objects.remove(&*record.key)?,
        };
        if with_changes {
            let before = before.as_ref().map(redb::AccessGuard::value);
            changes.insert(record.revision, (&*record.key, before))?;
        }
    }
    Ok(())
}

fn stored_revision(database: &Database) -> Result<u64, redb::Error> {
    let facts = database.begin_read()?.open_table(FACTS)?;
    let revision = facts.get(REVISION)?;
    Ok(revision.map_or(0, |revision| revision.value()))
}

fn load(database: &Database) -> Result<(Mirror, Window), String> {
    let words = |error: redb::Error| error.to_string();
    let revision = stored_revision(database).map_err(words)?;
    let mut mirror = Mirror::at(revision);
    let reading = database.begin_read().map_err(|error| words(error.into()))?;
    let format = || {
        reading
            .open_table(FACTS)?
            .get(FORMAT)
            .map_err(redb::Error::from)
    };
    match format().map_err(words)?.map(|format| format.value()) {
        Some(FORMAT_NOW) => {}
        other => return Err(format!("format {other:?} is not known to this program")),
    }
    let objects = reading
        .open_table(OBJECTS)
        .map_err(|error| words(error.into()))?;
    for entry in objects.iter().map_err(|error| words(error.into()))? {
        let (key, bytes) = entry.map_err(|error| words(error.into()))?;
        let (key, object) = read(key.value(), bytes.value(), revision)?;
        mirror.put(&key, Arc::new(object));
    }
    let window = history::load(&reading, &mirror)?;
    Ok((mirror, window))
}

/// An object of the file, and its key.
pub(super) fn read(key: &[u8], bytes: &[u8], newest: u64) -> Result<(Key, Value), String> {
    let shown = String::from_utf8_lossy(key).replace('\0', "/");
    let key = Key::from_bytes(key).ok_or_else(|| format!("{shown:?} is no key"))?;
    let object: Value =
        serde_json::from_slice(bytes).map_err(|error| format!("{shown}: {error}"))?;
    match revision_of(&object) {
        revision if (1..=newest).contains(&revision) => Ok((key, object)),
        revision => Err(format!("{shown} is at revision {revision} of {newest}")),
    }
}

/// A new file gets its name only when it is whole: an empty one is damage then, not a beginning.
fn make(path: &Path) -> Result<(), String> {
    let new = beside(path, ".new");
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.to_string()),
        _ => {}
    }
    begin(&new).map_err(|error| error.to_string())?;
    std::fs::rename(&new, path).map_err(|error| error.to_string())
}

fn begin(path: &Path) -> Result<(), redb::Error> {
    let database = builder().create_file(private(path)?)?;
    initialise(&database)
}

/// A file that others cannot read: Secrets are in it.
fn private(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the tables of an empty database.
pub(super) fn initialise(database: &Database) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        transaction.open_table(OBJECTS)?;
        let mut facts = transaction.open_table(FACTS)?;
        facts.insert(FORMAT, FORMAT_NOW)?;
        facts.insert(REVISION, 0)?;
    }
    transaction.commit()?;
    Ok(())
}

pub(super) fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    builder
}

/// The lock is a file of its own, so that it also covers the making of the store.
fn lock(path: &Path) -> Result<std::fs::File, String> {
    let cannot = |error: io::Error| format!("cannot make the store {}: {error}", path.display());
    let file = private(&beside(path, ".lock")).map_err(cannot)?;
    let locked = again_until(SPAWN, || match file.try_lock() {
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(error)) => Some(Err(error)),
        Ok(()) => Some(Ok(())),
    });
    match locked {
        Some(done) => done.map(|()| file).map_err(cannot),
        None => Err(in_use(path)),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn in_use(path: &Path) -> String {
    format!("the store {} is in use by another process", path.display())
}

pub(super) fn damaged(path: &Path, words: &str) -> String {
    format!(
        "the store {} is damaged ({words}); it is left as it is",
        path.display()
    )
}

fn opening(path: &Path, error: &DatabaseError) -> String {
    match error {
        DatabaseError::DatabaseAlreadyOpen => in_use(path),
        DatabaseError::Storage(StorageError::Io(error)) if is_access(error) => {
            format!("cannot open the store {}: {error}", path.display())
        }
        other => damaged(path, &other.to_string()),
    }
}

fn is_access(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::PermissionDenied
            | Kind::NotFound
            | Kind::StorageFull
            | Kind::IsADirectory
            | Kind::ReadOnlyFilesystem
    )
}

/// What redb says of a failing disk, without its own vocabulary.
fn in_words(words: &str) -> String {
    words
        .strip_prefix("I/O error: ")
        .unwrap_or(words)
        .to_owned()
}
