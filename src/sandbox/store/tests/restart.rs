//! Watches that go on after a restart where they were.

use std::path::Path;

use futures::FutureExt;
use proptest::prelude::*;
use tempfile::tempdir;

use super::{key, map, revision};
use crate::sandbox::store::{Changed, Store};

/// All that changed since a revision.
fn since(store: &Store, after: u64) -> Result<Vec<Changed>, u64> {
    let mut watch = store.watch("configmaps", None, after)?;
    let next = || watch.next().now_or_never().flatten();
    Ok(std::iter::from_fn(next).collect())
}

fn shown(changes: &[Changed]) -> Vec<String> {
    let one = |changed: &Changed| {
        let Changed {
            change,
            revision,
            key,
            object,
            before,
        } = changed;
        format!("{revision} {change:?} {key:?} {object} {before:?}")
    };
    changes.iter().map(one).collect()
}

/// Creates what is not there, updates or deletes what is.
async fn write(store: &Store, number: u8, delete: bool, turn: u64) {
    let name = format!("m{number}");
    let key = key(&name);
    match store.get(&key) {
        None => store.create(key, map(&name, turn)).await,
        Some(_) if delete => store.delete(key, None).await,
        Some(now) => store.update(key, revision(&now), map(&name, turn)).await,
    }
    .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_watch_hears_the_same_with_restarts_and_without(
        steps in prop::collection::vec((0u8..5, any::<bool>(), prop::bool::weighted(0.2)), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempdir().unwrap();
            let path = folder.path().join("store.redb");
            let lasting = Store::in_memory();
            let mut restarted = Store::open(&path).unwrap();
            for (turn, (number, delete, restart)) in (0..).zip(&steps) {
                write(&lasting, *number, *delete, turn).await;
                write(&restarted, *number, *delete, turn).await;
                if *restart {
                    drop(restarted);
                    restarted = Store::open(&path).unwrap();
                }
            }
            for after in 0..=lasting.revision() {
                let heard = since(&restarted, after).unwrap();
                assert_eq!(shown(&heard), shown(&since(&lasting, after).unwrap()));
                let then = |store: &Store| store.list_at("configmaps", None, after);
                assert_eq!(then(&restarted), then(&lasting));
            }
        });
    }
}

/// The oldest revision that a watch can begin at.
fn oldest(store: &Store) -> u64 {
    since(store, 0).err().unwrap_or(0)
}

async fn write_big(path: &Path, numbers: std::ops::Range<u64>) -> (u64, u64) {
    let store = Store::open(path).unwrap();
    for number in numbers {
        let mut object = map("a", number);
        object["data"]["big"] = "x".repeat(300_000).into();
        match store.get(&key("a")) {
            Some(now) => store.update(key("a"), revision(&now), object).await,
            None => store.create(key("a"), object).await,
        }
        .unwrap();
    }
    (oldest(&store), store.revision())
}

#[tokio::test]
async fn what_is_kept_of_the_past_is_bounded() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let (before, now) = write_big(&path, 0..60).await;
    assert!(before > 20, "{before} of {now} can be asked for");
    let (after, _) = write_big(&path, 0..0).await;
    // The file may know one change more: it forgets what memory had forgotten before the last one.
    assert!(before - after <= 1, "{before} {after}");
    let size = std::fs::metadata(&path).unwrap().len();
    let (_, later) = write_big(&path, 0..60).await;
    assert_eq!(later, 2 * now);
    let larger = std::fs::metadata(&path).unwrap().len();
    assert!(larger <= size * 3 / 2, "{size} {larger}");
}

#[tokio::test]
async fn a_store_of_before_there_was_a_history_begins_one() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let store = Store::open(&path).unwrap();
    for turn in 0..3 {
        write(&store, 1, false, turn).await;
    }
    drop(store);
    let table: redb::TableDefinition<'_, u64, (&[u8], Option<&[u8]>)> =
        redb::TableDefinition::new("history");
    let database = redb::Database::open(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    assert!(transaction.delete_table(table).unwrap());
    transaction.commit().unwrap();
    drop(database);
    let store = Store::open(&path).unwrap();
    assert_eq!(oldest(&store), 3);
    write(&store, 1, false, 4).await;
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!((oldest(&store), since(&store, 3).unwrap().len()), (3, 1));
}
