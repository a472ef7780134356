//! What a restart finds.

use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use super::{key, map, revision};
use crate::sandbox::store::Store;

/// What `kill -9` at this moment would leave, opened by the next process.
fn after_a_kill(path: &Path) -> (u64, Vec<Value>) {
    let copies = tempdir().unwrap();
    let copy = copies.path().join("store.redb");
    std::fs::copy(path, &copy).unwrap();
    let store = Store::open(&copy).unwrap();
    let (revision, objects) = store.list("configmaps", None);
    (
        revision,
        objects.iter().map(|object| Value::clone(object)).collect(),
    )
}

#[tokio::test]
async fn every_acknowledged_write_survives_a_kill() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let store = Store::open(&path).unwrap();
    for round in 0..5 {
        let name = format!("m{round}");
        let made = store.create(key(&name), map(&name, 0)).await.unwrap();
        assert_eq!(after_a_kill(&path).1.last(), Some(&*made));
        let newer = store
            .update(key(&name), revision(&made), map(&name, 1))
            .await
            .unwrap();
        assert_eq!(after_a_kill(&path), (revision(&newer), owned(&store)));
        if round % 2 == 0 {
            let gone = store.delete(key(&name), None).await.unwrap();
            assert_eq!(after_a_kill(&path), (revision(&gone), owned(&store)));
        }
    }
}

#[tokio::test]
async fn a_kill_in_the_middle_of_writes_leaves_a_whole_state() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let store = Store::open(&path).unwrap();
    let writes = async {
        for round in 0..60 {
            let names: Vec<String> = (0..8).map(|client| format!("m{round}-{client}")).collect();
            let writes = names
                .iter()
                .map(|name| store.create(key(name), map(name, round)));
            futures::future::try_join_all(writes).await.unwrap();
        }
    };
    let kills = async {
        for _ in 0..10 {
            let copied = path.clone();
            let acknowledged = store.revision();
            let (found, objects) = tokio::task::spawn_blocking(move || after_a_kill(&copied))
                .await
                .unwrap();
            assert!(found >= acknowledged, "{found} {acknowledged}");
            assert_eq!(objects.len() as u64, found);
        }
    };
    tokio::join!(writes, kills);
}

#[tokio::test]
async fn revisions_go_on_after_a_restart() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let store = Store::open(&path).unwrap();
    store.create(key("a"), map("a", 1)).await.unwrap();
    let gone = store.delete(key("a"), None).await.unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.revision(), revision(&gone));
    assert!(
        store
            .watch("configmaps", None, 1)
            .is_err_and(|oldest| oldest == 2)
    );
    let made = store.create(key("a"), map("a", 1)).await.unwrap();
    assert_eq!(revision(&made), 3);
}

fn owned(store: &Store) -> Vec<Value> {
    let (_, objects) = store.list("configmaps", None);
    objects.iter().map(|object| Value::clone(object)).collect()
}
