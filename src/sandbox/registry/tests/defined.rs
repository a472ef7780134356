//! Custom resources.

use serde_json::{Value, json};

use super::{definition, options, registry, widget};
use crate::sandbox::registry::remove::CLEANUP;
use crate::sandbox::registry::{DeleteOptions, Deleted, Patch, Registry, Selection, Subresource};
use crate::sandbox::store::{Key, Store};

#[tokio::test]
async fn a_definition_brings_its_resources_and_takes_them_away() {
    let registry = registry().await;
    registry.make(definition()).await.unwrap();
    let crds = registry.of(&definition());
    let found = registry.get(&crds, None, "widgets.example.com").unwrap();
    let conditions = found["status"]["conditions"].as_array().unwrap();
    let types: Vec<&Value> = conditions
        .iter()
        .map(|condition| &condition["type"])
        .collect();
    assert_eq!(types, ["NamesAccepted", "Established"]);
    assert_eq!(found["status"]["storedVersions"], json!(["v1"]));
    assert_eq!(found["status"]["acceptedNames"]["listKind"], "WidgetList");
    let of = registry.resource("example.com", "v1", "widgets").unwrap();
    assert_eq!(
        (&*of.singular, &*of.short_names),
        ("widget", &["wd".to_owned()][..])
    );
    assert!(of.has(Subresource::Status) && of.has(Subresource::Scale));

    let made = registry.make(widget("a")).await.unwrap();
    assert_eq!(
        (&made["spec"]["color"], &made["metadata"]["generation"]),
        (&"red".into(), &1.into())
    );
    let older = registry
        .resource("example.com", "v1beta1", "widgets")
        .unwrap();
    let shown = registry.get(&older, Some("default"), "a").unwrap();
    assert_eq!(shown["apiVersion"], "example.com/v1beta1");
    assert_eq!(shown["metadata"]["uid"], made["metadata"]["uid"]);

    let gone = registry
        .delete(
            &crds,
            None,
            "widgets.example.com",
            &DeleteOptions::default(),
        )
        .await;
    assert!(matches!(gone.unwrap(), Deleted::Going(_)));
    assert!(registry.get(&crds, None, "widgets.example.com").is_err());
    assert!(registry.resource("example.com", "v1", "widgets").is_none());
    assert!(
        registry
            .store()
            .list("widgets.example.com", None)
            .1
            .is_empty()
    );
}

#[tokio::test]
async fn a_definition_waits_for_an_object_that_is_held() {
    let registry = registry().await;
    registry.make(definition()).await.unwrap();
    let mut held = widget("a");
    held["metadata"]["finalizers"] = json!(["a/b"]);
    registry.make(held).await.unwrap();
    let crds = registry.of(&definition());
    registry
        .delete(
            &crds,
            None,
            "widgets.example.com",
            &DeleteOptions::default(),
        )
        .await
        .unwrap();
    let found = registry.get(&crds, None, "widgets.example.com").unwrap();
    assert_eq!(
        found["metadata"]["finalizers"],
        json!(["customresourcecleanup.apiextensions.k8s.io"])
    );
    let refused = registry.make(widget("b")).await.unwrap_err();
    let words = "create not allowed while custom resource definition is terminating";
    assert_eq!((refused.code, &*refused.message), (405, words));
    let of = registry.of(&widget("a"));
    let release = Patch::Merge(json!({"metadata": {"finalizers": null}}));
    registry
        .patch(&of, Some("default"), "a", None, release, &options())
        .await
        .unwrap();
    assert!(registry.get(&crds, None, "widgets.example.com").is_err());
}

#[tokio::test]
async fn the_schema_is_kept() {
    let registry = registry().await;
    registry.make(definition()).await.unwrap();
    let mut bad = widget("a");
    bad["spec"] = json!({"size": 0, "color": 3});
    let refused = registry.make(bad).await.unwrap_err();
    assert_eq!(refused.code, 422);
    assert!(
        refused
            .message
            .starts_with("Widget.example.com \"a\" is invalid: "),
        "{}",
        refused.message
    );
    assert!(
        refused.message.contains("spec.size: Invalid value: 0: "),
        "{}",
        refused.message
    );
    let mut extra = widget("b");
    extra["spec"]["more"] = 1.into();
    let made = registry.make(extra).await.unwrap();
    assert!(made["spec"].get("more").is_none());
    let of = registry.of(&made);
    let strategic = Patch::Strategic(json!({"spec": {"size": 4}}));
    let refused = registry
        .patch(&of, Some("default"), "b", None, strategic, &options())
        .await;
    assert_eq!(refused.unwrap_err().code, 415);
    let merge = Patch::Merge(json!({"spec": {"size": 4}}));
    let patched = registry
        .patch(&of, Some("default"), "b", None, merge, &options())
        .await
        .unwrap();
    assert_eq!(patched.object["metadata"]["generation"], 2);
    let mut put = Value::clone(&patched.object);
    put["metadata"]["resourceVersion"] = "".into();
    let refused = registry
        .update(&of, Some("default"), "b", None, put, &options())
        .await;
    assert_eq!(
        refused.unwrap_err().message,
        "widgets.example.com \"b\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"
    );
}

#[tokio::test]
async fn definitions_are_served_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let registry = Registry::open(Store::open(&path).unwrap()).await.unwrap();
    registry.make(definition()).await.unwrap();
    registry.make(widget("a")).await.unwrap();
    let revision = registry.store().revision();
    drop(registry);
    let registry = Registry::open(Store::open(&path).unwrap()).await.unwrap();
    assert_eq!(
        registry.store().revision(),
        revision,
        "nothing had to be made"
    );
    let of = registry.kind("example.com/v1", "Widget").unwrap();
    let list = registry
        .list(&of, None, &Selection::default(), 0, "")
        .unwrap();
    assert_eq!(list.items.len(), 1);
}

#[tokio::test]
async fn a_definition_without_a_served_version_goes_with_its_objects() {
    let registry = registry().await;
    registry.make(definition()).await.unwrap();
    registry.make(widget("a")).await.unwrap();
    let crds = registry.of(&definition());
    let name = "widgets.example.com";
    let mut versions = definition()["spec"]["versions"].clone();
    for version in versions.as_array_mut().unwrap() {
        version["served"] = false.into();
    }
    let patch = Patch::Merge(json!({"spec": {"versions": versions}}));
    registry
        .patch(&crds, None, name, None, patch, &options())
        .await
        .unwrap();
    registry
        .delete(&crds, None, name, &DeleteOptions::default())
        .await
        .unwrap();
    assert!(registry.get(&crds, None, name).is_err());
    assert!(registry.store().list(name, None).1.is_empty());
}

#[tokio::test]
async fn a_definition_that_was_going_goes_on_after_a_restart() {
    let store = Store::in_memory();
    let registry = Registry::open(store.clone()).await.unwrap();
    registry.make(definition()).await.unwrap();
    registry.make(widget("a")).await.unwrap();
    let key = Key {
        resource: "customresourcedefinitions.apiextensions.k8s.io".into(),
        namespace: String::new(),
        name: "widgets.example.com".to_owned(),
    };
    let mut going = Value::clone(&store.get(&key).unwrap());
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
    going["metadata"]["finalizers"] = json!([CLEANUP]);
    let revision = going["metadata"]["resourceVersion"].as_str().unwrap();
    let revision = revision.parse().unwrap();
    store.update(key.clone(), revision, going).await.unwrap();
    drop(registry);
    Registry::open(store.clone()).await.unwrap();
    assert!(store.get(&key).is_none());
    assert!(store.list("widgets.example.com", None).1.is_empty());
}

#[tokio::test]
async fn what_could_not_be_read_again_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let registry = Registry::open(Store::open(&path).unwrap()).await.unwrap();
    let mut free = definition();
    let schema = &mut free["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    schema["properties"]["spec"]["properties"]["free"] =
        json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    registry.make(free).await.unwrap();
    let mut refused = Vec::new();
    for depth in 100..=125 {
        let mut deep = widget(&format!("d{depth}"));
        deep["spec"]["free"] = (0..depth).fold(json!({}), |inner, _| json!({"a": inner}));
        match registry.make(deep).await {
            Ok(_) => assert!(refused.is_empty(), "{depth} after {refused:?}"),
            Err(status) => {
                assert_eq!((status.code, &*status.message), (400, "exceeded max depth"));
                refused.push(depth);
            }
        }
    }
    assert!((5..26).contains(&refused.len()), "{refused:?}");
    drop(registry);
    let store = Store::open(&path).unwrap();
    let stored = store.list("widgets.example.com", None).1.len();
    assert_eq!(stored + refused.len(), 26);
}
