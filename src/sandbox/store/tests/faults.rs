//! Damage, a second opener, a full disk.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use proptest::prelude::*;
use redb::StorageBackend;
use redb::backends::InMemoryBackend;
use tempfile::tempdir;

use super::{key, map, name, revision};
use crate::sandbox::store::file::{self, File, builder, initialise};
use crate::sandbox::store::{Store, StoreError};

/// A store of forty objects, as bytes.
static FILLED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let store = Store::open(&path).unwrap();
    runtime.block_on(async {
        let names: Vec<String> = (0..40).map(|number| format!("m{number:02}")).collect();
        let writes = names
            .iter()
            .map(|name| store.create(key(name), map(name, 1)));
        futures::future::try_join_all(writes).await.unwrap();
    });
    drop(store);
    std::fs::read(path).unwrap()
});

#[test]
fn a_second_opener_is_refused() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let first = Store::open(&path).unwrap();
    let refused = Store::open(&path).err().unwrap();
    assert_eq!(
        refused,
        format!("the store {} is in use by another process", path.display())
    );
    drop(first);
    Store::open(&path).unwrap();
}

/// A process that is being started has its parent's files, and so its locks, until it is the new program.
#[test]
fn a_lock_that_is_held_for_a_moment_is_waited_for() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    drop(Store::open(&path).unwrap());
    for held in ["store.redb", "store.redb.lock"] {
        let held = std::fs::File::open(folder.path().join(held)).unwrap();
        held.try_lock().unwrap();
        let opened = std::thread::scope(|scope| {
            let opening = scope.spawn(|| Store::open(&path).map(drop));
            std::thread::sleep(Duration::from_millis(200));
            held.unlock().unwrap();
            opening.join().unwrap()
        });
        assert_eq!(opened, Ok(()));
    }
}

#[test]
fn an_emptied_or_foreign_file_is_refused_and_left_alone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    for content in ["", "hello", &"x".repeat(100_000)] {
        std::fs::write(&path, content).unwrap();
        let words = file::check(&path).err().unwrap();
        assert!(words.contains("is damaged ("), "{words}");
        assert!(words.ends_with("it is left as it is"), "{words}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
}

#[cfg(unix)]
#[test]
fn others_cannot_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    Store::open(&path).unwrap();
    for found in std::fs::read_dir(folder.path()).unwrap() {
        let mode = found.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let words = Store::open(Path::new("/nowhere/at/all/store.redb"))
        .err()
        .unwrap();
    assert!(
        words.starts_with("cannot make the store /nowhere/at/all/store.redb: "),
        "{words}"
    );
}

/// The revision, and the objects by number.
fn seen(store: &Store) -> (u64, Vec<u64>) {
    let (revision, objects) = store.list("configmaps", None);
    let numbers = objects.iter().map(|object| {
        let found = name(object);
        let number = found[1..].parse().unwrap();
        assert_eq!(object["data"], map(&found, 1)["data"]);
        number
    });
    (revision, numbers.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_refused_or_reads_as_before(
        at in 0.0..1.0f64, flip in 1u8..=255, cut in any::<bool>(),
    ) {
        let folder = tempdir().unwrap();
        let path = folder.path().join("store.redb");
        let mut bytes = FILLED.clone();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let place = (at * bytes.len() as f64) as usize;
        if cut { bytes.truncate(place) } else { bytes[place] ^= flip }
        std::fs::write(&path, bytes).unwrap();
        // A panic is what the process that looks at it ends with.
        let checked = std::panic::catch_unwind(|| file::check(&path));
        let Ok(checked) = checked else { return Ok(()); };
        match checked.and_then(|()| Store::open(&path)) {
            Ok(store) => prop_assert_eq!(seen(&store), (40, (0..40).collect())),
            Err(words) => prop_assert!(words.contains("is damaged ("), "{}", words),
        }
    }
}

/// Memory that is full, as long as the switch is on. It outlives a database, as a file does.
#[derive(Debug, Clone)]
struct Faulty {
    memory: Arc<InMemoryBackend>,
    full: Arc<AtomicBool>,
}

impl Faulty {
    fn unless_full<T>(
        &self,
        what: impl FnOnce(&InMemoryBackend) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        what(&self.memory)
    }
}

impl StorageBackend for Faulty {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.memory.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.unless_full(|memory| memory.set_len(len))
    }
    fn sync_data(&self) -> io::Result<()> {
        self.unless_full(StorageBackend::sync_data)
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.unless_full(|memory| memory.write(offset, data))
    }
}

#[tokio::test]
async fn a_full_disk_stops_writes_and_nothing_else() {
    let backend = Faulty {
        memory: Arc::new(InMemoryBackend::new()),
        full: Arc::new(AtomicBool::new(false)),
    };
    let full = Arc::clone(&backend.full);
    let made = builder().create_with_backend(backend.clone()).unwrap();
    initialise(&made).unwrap();
    drop(made);
    let open = Box::new(move || builder().create_with_backend(backend.clone()));
    let (file, mirror, window) = File::with(Path::new("memory"), open, None).unwrap();
    let store = Store::over(Box::new(file), mirror, window);

    let before = store.create(key("a"), map("a", 1)).await.unwrap();
    for _ in 0..2 {
        full.store(true, Ordering::SeqCst);
        let refused = store.create(key("b"), map("b", 1)).await;
        assert!(
            matches!(&refused, Err(StoreError::Disk(words)) if !words.is_empty()),
            "{refused:?}"
        );
        assert_eq!(store.get(&key("a")), Some(Arc::clone(&before)));
        assert_eq!(store.get(&key("b")), None);
        full.store(false, Ordering::SeqCst);
        let made = store.create(key("b"), map("b", 2)).await.unwrap();
        store.delete(key("b"), Some(revision(&made))).await.unwrap();
    }
    assert_eq!(store.revision(), 5);
}
