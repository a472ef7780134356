//! Making and changing objects.

use serde_json::{Value, json};

use super::{config, deployment, options, registry};
use crate::sandbox::registry::{Patch, Subresource, Validation, WriteOptions};

#[tokio::test]
async fn an_autoscaler_is_one_object_in_both_versions() {
    let registry = registry().await;
    let old = json!({
        "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {
            "maxReplicas": 3, "targetCPUUtilizationPercentage": 55,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        },
    });
    let made = registry.make(old).await.unwrap();
    assert_eq!(made["spec"]["targetCPUUtilizationPercentage"], 55);
    let read = |version: &str| {
        let of = registry.kind(version, "HorizontalPodAutoscaler").unwrap();
        registry.get(&of, Some("default"), "web").unwrap()
    };
    let target = "/spec/metrics/0/resource/target/averageUtilization";
    assert_eq!(read("autoscaling/v2").pointer(target), Some(&json!(55)));
    let patch = Patch::Merge(json!({"spec": {"targetCPUUtilizationPercentage": 70}}));
    registry.change(&made, patch).await.unwrap();
    let new = read("autoscaling/v2");
    assert_eq!(new.pointer(target), Some(&json!(70)));
    assert_eq!(
        read("autoscaling/v1")["metadata"]["uid"],
        new["metadata"]["uid"]
    );
}

#[tokio::test]
async fn an_object_is_made_once_and_nowhere_else() {
    let registry = registry().await;
    let made = registry.make(config("a")).await.unwrap();
    assert_eq!(made["metadata"]["namespace"], "default");
    let refused = registry.make(config("a")).await.unwrap_err();
    assert_eq!(
        (refused.code, &*refused.message),
        (409, "configmaps \"a\" already exists")
    );
    assert_eq!(
        refused.details,
        Some(json!({"name": "a", "kind": "configmaps"}))
    );
    let of = registry.of(&config("a"));
    let refused = registry
        .create(&of, Some("x"), config("a"), &options())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code, &*refused.message),
        (404, "namespaces \"x\" not found")
    );
    let refused = registry.get(&of, Some("default"), "b").unwrap_err();
    assert_eq!(
        (refused.code, &*refused.message),
        (404, "configmaps \"b\" not found")
    );
}

#[tokio::test]
async fn a_new_object_gets_what_every_object_has() {
    let registry = registry().await;
    let mut object = deployment("web");
    object["metadata"]["uid"] = "mine".into();
    object["metadata"]["generation"] = 7.into();
    object["metadata"]["resourceVersion"] = "5".into();
    object["status"] = json!({"replicas": 3});
    let made = registry.make(object).await.unwrap();
    let metadata = &made["metadata"];
    assert_eq!(metadata["uid"].as_str().unwrap().len(), 36);
    assert_eq!(metadata["generation"], 1);
    assert!(
        metadata["creationTimestamp"]
            .as_str()
            .unwrap()
            .ends_with('Z')
    );
    assert_eq!(metadata["managedFields"][0]["manager"], "test");
    assert_eq!(made["spec"]["replicas"], 1);
    assert_ne!(made["status"]["replicas"], 3);
}

#[tokio::test]
async fn a_name_is_made_up() {
    let registry = registry().await;
    let mut object = config("");
    object["metadata"] = json!({"generateName": "web-"});
    let first = registry.make(object.clone()).await.unwrap();
    let second = registry.make(object).await.unwrap();
    let name = first["metadata"]["name"].as_str().unwrap();
    assert!(name.starts_with("web-") && name.len() == 9, "{name}");
    assert_ne!(first["metadata"]["name"], second["metadata"]["name"]);
}

#[tokio::test]
async fn unknown_fields_are_dropped_told_or_refused() {
    let registry = registry().await;
    let mut object = deployment("web");
    object["spec"]["replicaz"] = 3.into();
    let of = registry.of(&object);
    let with = |validation| WriteOptions {
        validation,
        ..options()
    };
    let make = |validation| {
        let (registry, of, object) = (registry.clone(), of.clone(), object.clone());
        async move {
            let options = WriteOptions {
                dry_run: true,
                ..with(validation)
            };
            registry
                .create(&of, Some("default"), object, &options)
                .await
        }
    };
    let ignored = make(Validation::Ignore).await.unwrap();
    assert!(ignored.warnings.is_empty());
    assert!(ignored.object["spec"].get("replicaz").is_none());
    let warned = make(Validation::Warn).await.unwrap();
    assert_eq!(warned.warnings, ["unknown field \"spec.replicaz\""]);
    let refused = make(Validation::Strict).await.unwrap_err();
    assert_eq!(refused.code, 400);
    assert_eq!(
        refused.message,
        "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.replicaz\""
    );
    assert!(
        registry.get(&of, Some("default"), "web").is_err(),
        "a dry run leaves nothing"
    );
}

#[tokio::test]
async fn an_update_of_an_old_state_is_refused() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    let made = registry.make(deployment("web")).await.unwrap();
    let mut newer = Value::clone(&made);
    newer["spec"]["replicas"] = 2.into();
    let put = |object: Value| {
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            registry
                .update(&of, Some("default"), "web", None, object, &options())
                .await
        }
    };
    let updated = put(newer.clone()).await.unwrap();
    assert!(!updated.created);
    assert_eq!(updated.object["metadata"]["generation"], 2);
    let refused = put(newer.clone()).await.unwrap_err();
    assert_eq!(refused.code, 409);
    assert_eq!(
        refused.message,
        "Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified; please apply your changes to the latest version and try again"
    );
    newer["metadata"]["resourceVersion"] = "".into();
    let same = put(newer).await.unwrap();
    let version = |object: &Value| object["metadata"]["resourceVersion"].clone();
    assert_eq!(
        version(&same.object),
        version(&updated.object),
        "nothing changed"
    );
}

#[tokio::test]
async fn status_and_spec_are_written_apart() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    let made = registry.make(deployment("web")).await.unwrap();
    let mut both = Value::clone(&made);
    both["metadata"]["resourceVersion"] = "".into();
    both["spec"]["replicas"] = 5.into();
    both["status"] = json!({"replicas": 4});
    let part = Some(Subresource::Status);
    let put = registry
        .update(&of, Some("default"), "web", part, both.clone(), &options())
        .await;
    let status = put.unwrap().object;
    assert_eq!(
        (&status["spec"]["replicas"], &status["status"]["replicas"]),
        (&1.into(), &4.into())
    );
    assert_eq!(status["metadata"]["generation"], 1);
    let managers = status["metadata"]["managedFields"].as_array().unwrap();
    assert!(
        managers
            .iter()
            .any(|entry| entry["subresource"] == "status")
    );
    both["status"] = json!({"replicas": 9});
    let put = registry
        .update(&of, Some("default"), "web", None, both, &options())
        .await;
    let spec = put.unwrap().object;
    assert_eq!(
        (&spec["spec"]["replicas"], &spec["status"]["replicas"]),
        (&5.into(), &4.into())
    );
}

#[tokio::test]
async fn controllers_change_an_object_until_it_works() {
    let registry = registry().await;
    let of = registry.of(&config("a"));
    registry.make(config("a")).await.unwrap();
    let writers = (0..8).map(|number| {
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            let change = |object: &mut Value| {
                object["data"][format!("k{number}")] = "1".into();
                true
            };
            registry
                .modify(&of, Some("default"), "a", None, "c", &change)
                .await
                .unwrap()
        }
    });
    futures::future::join_all(writers).await;
    let found = registry.get(&of, Some("default"), "a").unwrap();
    assert_eq!(found["data"].as_object().unwrap().len(), 9);
    let nothing = |_: &mut Value| true;
    let absent = registry
        .modify(&of, Some("default"), "b", None, "c", &nothing)
        .await;
    assert_eq!(absent.unwrap(), None);
}

#[tokio::test]
async fn secrets_take_texts() {
    let registry = registry().await;
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": "1"},
    });
    let made = registry.make(secret).await.unwrap();
    assert_eq!(made["data"], json!({"a": "MQ=="}));
    assert_eq!(made["type"], "Opaque");
    assert!(made.get("stringData").is_none());
}

#[tokio::test]
async fn a_scale_is_read_and_written() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let mut scale = registry.scale(&of, Some("default"), "web").unwrap();
    assert_eq!(scale["spec"], json!({"replicas": 1}));
    assert_eq!(
        scale["status"],
        json!({"replicas": 0, "selector": "app=web"})
    );
    scale["spec"]["replicas"] = 3.into();
    let part = Some(Subresource::Scale);
    let put = registry
        .update(&of, Some("default"), "web", part, scale.clone(), &options())
        .await;
    assert_eq!(put.unwrap().object["spec"]["replicas"], 3);
    let found = registry.get(&of, Some("default"), "web").unwrap();
    assert_eq!(found["spec"]["replicas"], 3);
    scale["spec"]["replicas"] = (-1).into();
    scale["metadata"]["resourceVersion"] = "".into();
    let put = registry
        .update(&of, Some("default"), "web", part, scale, &options())
        .await;
    assert_eq!(
        put.unwrap_err().message,
        "Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    );
}

#[tokio::test]
async fn what_is_no_scale_is_not_put() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let part = Some(Subresource::Scale);
    for (replicas, found) in [
        (json!("3"), "string"),
        (json!(3.5), "number 3.5"),
        (json!(3_000_000_000_i64), "number 3000000000"),
    ] {
        let scale = json!({"metadata": {"name": "web"}, "spec": {"replicas": replicas}});
        let put = registry
            .update(&of, Some("default"), "web", part, scale, &options())
            .await;
        let refused = put.unwrap_err();
        assert_eq!(
            (refused.code, refused.message),
            (
                400,
                format!(
                    "Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal {found} into Go struct field ScaleSpec.spec.replicas of type int32"
                )
            )
        );
    }
    let scale = json!({"metadata": {"name": "web"}, "spec": {"replicas": 3.0}});
    let put = registry
        .update(&of, Some("default"), "web", part, scale, &options())
        .await;
    assert_eq!(put.unwrap().object["spec"]["replicas"], 3);
}

#[tokio::test]
async fn scales_without_a_version_all_happen() {
    let registry = registry().await;
    let of = registry.of(&deployment("web"));
    registry.make(deployment("web")).await.unwrap();
    let puts = (2..10).map(|number| {
        let scale = json!({"metadata": {"name": "web"}, "spec": {"replicas": number}});
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            let part = Some(Subresource::Scale);
            registry
                .update(&of, Some("default"), "web", part, scale, &options())
                .await
                .unwrap()
        }
    });
    futures::future::join_all(puts).await;
    let found = registry.get(&of, Some("default"), "web").unwrap();
    assert_eq!(found["metadata"]["generation"], 9);
}
