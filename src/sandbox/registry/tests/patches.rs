//! PATCH of each type.

use serde_json::{Value, json};

use super::{config, deployment, options, registry};
use crate::sandbox::registry::{Patch, Subresource, Validation, WriteOptions};

#[tokio::test]
async fn each_type_of_patch_changes_an_object() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let image =
        json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "x:2"}]}}}});
    let apply = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
        "spec": {"paused": true},
    });
    let rows = [
        (
            Patch::Strategic(image),
            "/spec/template/spec/containers/0/image",
            json!("x:2"),
        ),
        (
            Patch::Merge(json!({"spec": {"replicas": 2}})),
            "/spec/replicas",
            json!(2),
        ),
        (
            Patch::Json(json!([{"op": "replace", "path": "/spec/replicas", "value": 3}])),
            "/spec/replicas",
            json!(3),
        ),
        (Patch::Apply(apply), "/spec/paused", json!(true)),
    ];
    for (turn, (patch, pointer, expected)) in rows.into_iter().enumerate() {
        let patched = registry
            .patch(&of, Some("default"), "web", None, patch, &options())
            .await;
        let patched = patched.unwrap();
        assert!(!patched.created);
        assert_eq!(patched.object.pointer(pointer), Some(&expected));
        assert_eq!(patched.object["metadata"]["generation"], turn + 2);
        assert_eq!(
            patched.object["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"],
            "IfNotPresent"
        );
    }
}

#[tokio::test]
async fn apply_makes_what_is_absent_and_other_patches_do_not() {
    let registry = registry().await;
    let refused = registry
        .change(&config("a"), Patch::Merge(json!({})))
        .await
        .unwrap_err();
    assert_eq!(refused.message, "configmaps \"a\" not found");
    let applied = registry
        .change(&config("a"), Patch::Apply(config("a")))
        .await
        .unwrap();
    assert!(applied.created);
    assert_eq!(
        applied.object["metadata"]["managedFields"][0]["operation"],
        "Apply"
    );
    let again = registry
        .change(&config("a"), Patch::Apply(config("a")))
        .await
        .unwrap();
    assert_eq!(
        again.object, applied.object,
        "the second time changes nothing"
    );
}

#[tokio::test]
async fn an_apply_over_anothers_field_is_a_conflict() {
    let registry = registry().await;
    let of = registry.of(&config("a"));
    registry.make(config("a")).await.unwrap();
    let mut applied = config("a");
    applied["data"]["a"] = "2".into();
    let other = WriteOptions {
        manager: "other".to_owned(),
        ..WriteOptions::default()
    };
    let refused = registry
        .patch(
            &of,
            Some("default"),
            "a",
            None,
            Patch::Apply(applied.clone()),
            &other,
        )
        .await;
    let refused = refused.unwrap_err();
    assert_eq!(
        refused.message,
        "Apply failed with 1 conflict: conflict with \"test\" using v1: .data.a"
    );
    let forced = WriteOptions {
        force: true,
        ..other
    };
    let applied = registry
        .patch(
            &of,
            Some("default"),
            "a",
            None,
            Patch::Apply(applied),
            &forced,
        )
        .await;
    assert_eq!(applied.unwrap().object["data"]["a"], "2");
}

#[tokio::test]
async fn patches_that_do_not_fit_are_refused() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let strict = WriteOptions {
        validation: Validation::Strict,
        ..options()
    };
    let rows = [
        (
            json!({"metadata": {"name": "y"}}),
            400,
            "the name of the object (y) does not match the name on the URL (web)",
        ),
        (
            json!({"metadata": {"resourceVersion": "1"}}),
            409,
            "the object has been modified",
        ),
        (
            json!({"spec": {"replicaz": 1}}),
            422,
            "strict decoding error: unknown field \"spec.replicaz\"",
        ),
        (
            json!({"spec": {"replicas": "x"}}),
            422,
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            json!({"kind": "Pod"}),
            400,
            "cannot be handled as a Deployment",
        ),
    ];
    for (patch, code, words) in rows {
        let refused = registry.patch(
            &of,
            Some("default"),
            "web",
            None,
            Patch::Merge(patch.clone()),
            &strict,
        );
        let refused = refused.await.unwrap_err();
        assert_eq!(refused.code, code, "{patch}: {}", refused.message);
        assert!(
            refused.message.contains(words),
            "{patch}: {}",
            refused.message
        );
    }
}

#[tokio::test]
async fn a_scale_is_patched() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let part = Some(Subresource::Scale);
    let patch = Patch::Merge(json!({"spec": {"replicas": 0}}));
    let patched = registry
        .patch(&of, Some("default"), "web", part, patch, &options())
        .await;
    let patched = patched.unwrap().object;
    assert_eq!(
        (&patched["kind"], &patched["spec"]),
        (&"Scale".into(), &json!({}))
    );
    let found = registry.get(&of, Some("default"), "web").unwrap();
    assert_eq!(
        (&found["spec"]["replicas"], &found["metadata"]["generation"]),
        (&0.into(), &2.into())
    );
}

#[tokio::test]
async fn a_patch_that_makes_no_scale_is_refused() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let part = Some(Subresource::Scale);
    for (replicas, words) in [
        (json!("3"), "json: cannot unmarshal string into"),
        (json!(3.5), "json: cannot unmarshal number 3.5 into"),
        (
            json!(3_000_000_000_i64),
            "json: cannot unmarshal number 3000000000 into",
        ),
    ] {
        let patch = Patch::Merge(json!({"spec": {"replicas": replicas}}));
        let refused = registry
            .patch(&of, Some("default"), "web", part, patch, &options())
            .await
            .unwrap_err();
        let words = format!("{words} Go struct field ScaleSpec.spec.replicas of type int32");
        assert_eq!(refused.code, 422, "{}", refused.message);
        assert!(refused.message.ends_with(&words), "{}", refused.message);
    }
    let found = registry.get(&of, Some("default"), "web").unwrap();
    assert_eq!(found["spec"]["replicas"], 1);
}

#[tokio::test]
async fn appliers_of_one_new_object_all_have_their_part_in_it() {
    let registry = registry().await;
    let of = registry.of(&config("a"));
    let appliers = (0..8).map(|number| {
        let mut applied = config("a");
        applied["data"] = json!({format!("k{number}"): "1"});
        let options = WriteOptions {
            manager: format!("m{number}"),
            ..WriteOptions::default()
        };
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            let patch = Patch::Apply(applied);
            registry
                .patch(&of, Some("default"), "a", None, patch, &options)
                .await
                .unwrap()
                .created
        }
    });
    let made = futures::future::join_all(appliers).await;
    assert_eq!(made.into_iter().filter(|created| *created).count(), 1);
    let found = registry.get(&of, Some("default"), "a").unwrap();
    assert_eq!(found["data"].as_object().unwrap().len(), 8);
}

#[tokio::test]
async fn many_patches_at_once_all_happen() {
    let registry = registry().await;
    let of = registry.of(&config("a"));
    registry.make(config("a")).await.unwrap();
    let patches = (0..16).map(|number| {
        let patch = Patch::Merge(json!({"data": {format!("k{number}"): "1"}}));
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            registry
                .patch(&of, Some("default"), "a", None, patch, &options())
                .await
                .unwrap()
        }
    });
    futures::future::join_all(patches).await;
    let found: Value = Value::clone(&registry.get(&of, Some("default"), "a").unwrap());
    assert_eq!(found["data"].as_object().unwrap().len(), 17);
}
