//! Custom resources.

use serde_json::{Value, json};

use super::{definition, options, registry, widget};
use crate::sandbox::registry::{DeleteOptions, Deleted, Patch, Registry, Selection, Subresource};
use crate::sandbox::store::Store;

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
