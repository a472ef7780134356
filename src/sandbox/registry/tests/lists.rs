//! Lists in pages, and watches with selections.

use futures::FutureExt;
use serde_json::{Value, json};

use super::{config, options, pod, registry};
use crate::sandbox::registry::{DeleteOptions, Patch, Registry, Selection};
use crate::sandbox::store::Change;

fn names(items: &[std::sync::Arc<Value>]) -> Vec<&str> {
    items
        .iter()
        .map(|item| item["metadata"]["name"].as_str().unwrap())
        .collect()
}

async fn filled(count: usize) -> Registry {
    let registry = registry().await;
    for number in 0..count {
        registry.make(config(&format!("m{number}"))).await.unwrap();
    }
    registry
}

#[tokio::test]
async fn pages_show_one_moment() {
    let registry = filled(5).await;
    let of = registry.of(&config(""));
    let all = Selection::default();
    let first = registry.list(&of, Some("default"), &all, 2, "").unwrap();
    assert_eq!(names(&first.items), ["m0", "m1"]);
    assert_eq!(first.remaining, Some(3));
    let gone = registry
        .delete(&of, Some("default"), "m3", &DeleteOptions::default())
        .await;
    gone.unwrap();
    registry.make(config("m2a")).await.unwrap();
    let second = registry
        .list(&of, Some("default"), &all, 2, &first.next)
        .unwrap();
    assert_eq!(names(&second.items), ["m2", "m3"]);
    assert_eq!(second.revision, first.revision);
    let third = registry
        .list(&of, Some("default"), &all, 2, &second.next)
        .unwrap();
    assert_eq!(
        (names(&third.items), &*third.next, third.remaining),
        (vec!["m4"], "", None)
    );
    let refused = registry.list(&of, None, &all, 2, "%%").unwrap_err();
    assert_eq!(refused.code, 400);
}

#[tokio::test]
async fn a_page_of_long_ago_is_gone() {
    let registry = filled(3).await;
    let of = registry.of(&config(""));
    let first = registry
        .list(&of, None, &Selection::default(), 1, "")
        .unwrap();
    let big = json!({"data": {"big": "x".repeat(900_000)}});
    for turn in 0..12 {
        let mut patch = big.clone();
        patch["data"]["turn"] = turn.to_string().into();
        registry
            .change(&config("m0"), Patch::Merge(patch))
            .await
            .unwrap();
    }
    let refused = registry
        .list(&of, None, &Selection::default(), 1, &first.next)
        .unwrap_err();
    assert_eq!((refused.code, refused.reason), (410, "Expired"));
    let refused = registry
        .watch(&of, None, &Selection::default(), Some(1))
        .err()
        .unwrap();
    assert_eq!(refused.code, 410);
    assert!(
        refused.message.starts_with("too old resource version: 1 ("),
        "{}",
        refused.message
    );
}

#[tokio::test]
async fn fields_that_cannot_be_selected_by_are_refused() {
    let registry = registry().await;
    let rows = [
        ("v1", "Pod", "status.phase=Running", None),
        ("v1", "Pod", "a=b", Some("field label not supported: a")),
        (
            "apps/v1",
            "Deployment",
            "a=b",
            Some(
                "\"a\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
            ),
        ),
    ];
    for (api_version, kind, fields, words) in rows {
        let of = registry.kind(api_version, kind).unwrap();
        let selection = Selection::parse("", fields).unwrap();
        let refused = registry.list(&of, None, &selection, 0, "").err();
        assert_eq!(
            refused.map(|refused| refused.message).as_deref(),
            words,
            "{fields}"
        );
    }
}

#[tokio::test]
async fn a_watch_tells_who_begins_and_ceases_to_match() {
    let registry = registry().await;
    let of = registry.of(&pod(""));
    let selection = Selection::parse("tier=front", "").unwrap();
    let mut watch = registry
        .watch(&of, Some("default"), &selection, None)
        .unwrap();
    registry.make(pod("a")).await.unwrap();
    assert!(watch.next().now_or_never().is_none());
    let label = |value: Value| {
        let patch = Patch::Merge(json!({"metadata": {"labels": {"tier": value}}}));
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            registry
                .patch(&of, Some("default"), "a", None, patch, &options())
                .await
                .unwrap()
        }
    };
    label("front".into()).await;
    assert_eq!(watch.next().await.unwrap().0, Change::Added);
    label("back".into()).await;
    let (change, object) = watch.next().await.unwrap();
    assert_eq!(
        (change, &object["metadata"]["labels"]["tier"]),
        (Change::Deleted, &"front".into())
    );
    assert_eq!(
        object["metadata"]["resourceVersion"],
        registry.store().revision().to_string()
    );
    label(Value::Null).await;
    assert!(watch.next().now_or_never().is_none());
    assert_eq!(watch.seen(), registry.store().revision());
}

#[tokio::test]
async fn a_watch_from_nowhere_begins_with_what_is_there() {
    let registry = filled(2).await;
    let of = registry.of(&config(""));
    let mut watch = registry
        .watch(&of, Some("default"), &Selection::default(), None)
        .unwrap();
    for expected in ["m0", "m1"] {
        let (change, object) = watch.next().await.unwrap();
        assert_eq!(
            (change, &object["metadata"]["name"]),
            (Change::Added, &expected.into())
        );
    }
    assert!(watch.next().now_or_never().is_none());
}

#[tokio::test]
async fn events_are_the_same_in_both_groups() {
    let registry = registry().await;
    let event = json!({
        "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "e"},
        "regarding": {"kind": "Pod", "name": "p"}, "note": "hello", "reason": "Told", "type": "Normal",
    });
    registry.make(event).await.unwrap();
    let core = registry.kind("v1", "Event").unwrap();
    let found = registry.get(&core, Some("default"), "e").unwrap();
    assert_eq!(found["apiVersion"], "v1");
    assert_eq!(
        (&found["message"], &found["involvedObject"]["name"]),
        (&"hello".into(), &"p".into())
    );
    let own = registry.kind("events.k8s.io/v1", "Event").unwrap();
    let found = registry.get(&own, Some("default"), "e").unwrap();
    assert_eq!(
        (&found["note"], &found["regarding"]["name"]),
        (&"hello".into(), &"p".into())
    );
    let selection = Selection::parse("", "involvedObject.name=p").unwrap();
    assert_eq!(
        registry
            .list(&core, None, &selection, 0, "")
            .unwrap()
            .items
            .len(),
        1
    );
}
