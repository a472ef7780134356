//! Watches: late ones, slow ones, many.

use futures::FutureExt;

use super::{key, map, name};
use crate::sandbox::store::{Change, Key, Store};

#[tokio::test]
async fn a_watch_hears_its_resource_and_namespace_alone() {
    let store = Store::in_memory();
    let mut watch = store.watch("configmaps", Some("default"), 0).unwrap();
    let elsewhere = Key {
        namespace: "other".to_owned(),
        ..key("a")
    };
    let another = Key {
        resource: "secrets".into(),
        ..key("a")
    };
    store.create(elsewhere, map("a", 1)).await.unwrap();
    store.create(another, map("a", 1)).await.unwrap();
    assert!(watch.next().now_or_never().is_none());
    assert_eq!(watch.seen(), 2);
    store.create(key("b"), map("b", 1)).await.unwrap();
    assert_eq!(watch.seen(), 2);
    let changed = watch.next().await.unwrap();
    assert_eq!((changed.change, changed.revision), (Change::Added, 3));
    assert_eq!(name(&changed.object), "b");
    assert_eq!(watch.seen(), 3);
}

#[tokio::test]
async fn a_watch_that_waits_is_woken() {
    let store = Store::in_memory();
    let mut watch = store.watch("configmaps", None, 0).unwrap();
    let waiting = tokio::spawn(async move { watch.next().await });
    tokio::task::yield_now().await;
    store.create(key("a"), map("a", 1)).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().revision, 1);
}

#[tokio::test]
async fn a_watcher_that_never_reads_is_cut_and_others_are_not() {
    let store = Store::in_memory();
    let mut idle = store.watch("configmaps", None, 0).unwrap();
    let mut reading = store.watch("configmaps", None, 0).unwrap();
    let big = "x".repeat(300_000);
    for number in 0..60 {
        let mut object = map("a", number);
        object["data"]["big"] = big.clone().into();
        store
            .create(key(&format!("m{number}")), object)
            .await
            .unwrap();
        assert_eq!(reading.next().await.unwrap().revision, number + 1);
    }
    assert!(idle.next().await.is_none());
    let oldest = store.watch("configmaps", None, 0).err().unwrap();
    assert!((1..60).contains(&oldest));
    assert!(store.watch("configmaps", None, oldest).is_ok());
    assert!(store.list_at("configmaps", None, oldest - 1).is_err());
}

#[tokio::test]
async fn a_thousand_watches_of_other_things_hear_nothing() {
    let store = Store::in_memory();
    let mut watches: Vec<_> = (0..1000)
        .map(|_| store.watch("secrets", None, 0).unwrap())
        .collect();
    for number in 0..100 {
        store
            .create(key(&format!("m{number}")), map("m", number))
            .await
            .unwrap();
    }
    for watch in &mut watches {
        assert!(watch.next().now_or_never().is_none());
        assert_eq!(watch.seen(), 100);
    }
}

#[tokio::test]
async fn watches_end_with_the_store() {
    let store = Store::in_memory();
    let mut watch = store.watch("configmaps", None, 0).unwrap();
    let clone = store.clone();
    drop(store);
    clone.create(key("a"), map("a", 1)).await.unwrap();
    assert_eq!(watch.next().await.unwrap().revision, 1);
    drop(clone);
    assert!(watch.next().await.is_none());
}
