//! What a restart finds.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

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

/// Names the store that a child of this test program writes to.
const CHILD: &str = "DAPRK_TEST_STORE";

#[tokio::test]
#[ignore = "the next test runs it, and kills it"]
async fn writes_until_killed() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let store = Store::open(Path::new(&path)).unwrap();
    let first = store.revision();
    let clients = (0..8).map(|client| {
        let store = store.clone();
        async move {
            for turn in 0.. {
                let name = format!("m{first}-{client}-{turn}");
                store.create(key(&name), map(&name, turn)).await.unwrap();
                // Not `println`, which the test harness would keep.
                std::io::stdout()
                    .write_all(format!("wrote {name}\n").as_bytes())
                    .unwrap();
            }
        }
    });
    futures::future::join_all(clients).await;
}

/// Starts the child, kills it after so many acknowledged writes, and answers their names.
fn killed_after(path: &Path, count: usize) -> Vec<String> {
    let child = "sandbox::store::tests::crash::writes_until_killed";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child, "--ignored", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let name = |line: String| Some(line.split_once("wrote ")?.1.to_owned());
    let mut written: Vec<String> = lines.by_ref().filter_map(name).take(count).collect();
    child.kill().unwrap();
    // What it said before it died counts too, its last line only if it is whole.
    written.extend(
        lines
            .filter_map(name)
            .filter(|name| name.split('-').count() == 3),
    );
    child.wait().unwrap();
    written
}

#[test]
fn a_kill_in_the_middle_of_writes_loses_nothing_that_was_acknowledged() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let mut written = Vec::new();
    for count in [1, 30, 7, 100, 53] {
        let acknowledged = killed_after(&path, count);
        assert!(acknowledged.len() >= count);
        written.extend(acknowledged);
        let store = Store::open(&path).unwrap();
        let (revision, objects) = store.list("configmaps", None);
        assert_eq!(
            objects.len() as u64,
            revision,
            "a revision for each object, and no other"
        );
        for name in &written {
            assert!(store.get(&key(name)).is_some(), "{name} is lost");
        }
    }
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
    let made = store.create(key("a"), map("a", 1)).await.unwrap();
    assert_eq!(revision(&made), 3);
}

fn owned(store: &Store) -> Vec<Value> {
    let (_, objects) = store.list("configmaps", None);
    objects.iter().map(|object| Value::clone(object)).collect()
}
