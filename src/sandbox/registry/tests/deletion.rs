//! How objects go.

use serde_json::{Value, json};

use super::{config, deployment, options, pod, registry};
use crate::sandbox::registry::{
    DeleteOptions, Deleted, Patch, Propagation, Registry, Selection, Subresource,
};

async fn delete(registry: &Registry, object: &Value, options: DeleteOptions) -> Deleted {
    let of = registry.of(object);
    let name = object["metadata"]["name"].as_str().unwrap();
    registry
        .delete(&of, Some("default"), name, &options)
        .await
        .unwrap()
}

fn going(deleted: Deleted) -> Value {
    match deleted {
        Deleted::Going(object) => Value::clone(&object),
        Deleted::Gone(object) => panic!("it is gone: {object}"),
    }
}

#[tokio::test]
async fn an_object_that_nothing_holds_is_gone() {
    let registry = registry().await;
    let made = registry.make(config("a")).await.unwrap();
    let Deleted::Gone(last) = delete(&registry, &made, DeleteOptions::default()).await else {
        panic!("it stays");
    };
    assert_eq!(last["metadata"]["uid"], made["metadata"]["uid"]);
    let of = registry.of(&made);
    let again = registry
        .delete(&of, Some("default"), "a", &DeleteOptions::default())
        .await;
    assert_eq!(again.unwrap_err().message, "configmaps \"a\" not found");
}

#[tokio::test]
async fn a_finalizer_holds_an_object_until_it_is_removed() {
    let registry = registry().await;
    let mut object = config("a");
    object["metadata"]["finalizers"] = json!(["a/b"]);
    let made = registry.make(object).await.unwrap();
    let first = going(delete(&registry, &made, DeleteOptions::default()).await);
    assert!(first["metadata"]["deletionTimestamp"].is_string());
    assert_eq!(first["metadata"]["deletionGracePeriodSeconds"], 0);
    let second = going(delete(&registry, &made, DeleteOptions::default()).await);
    assert_eq!(first, second, "it is going already");
    let of = registry.of(&made);
    let patch = |finalizers: Value| {
        let patch = Patch::Merge(json!({"metadata": {"finalizers": finalizers}}));
        let (registry, of) = (registry.clone(), of.clone());
        async move {
            registry
                .patch(&of, Some("default"), "a", None, patch, &options())
                .await
        }
    };
    let refused = patch(json!(["a/b", "c/d"])).await.unwrap_err();
    assert!(
        refused
            .message
            .ends_with("found new finalizers []string{\"c/d\"}"),
        "{}",
        refused.message
    );
    patch(json!(null)).await.unwrap();
    assert_eq!(
        registry.get(&of, Some("default"), "a").unwrap_err().code,
        404
    );
}

#[tokio::test]
async fn propagation_is_a_finalizer() {
    let registry = registry().await;
    for (propagation, finalizer) in [
        (Propagation::Foreground, "foregroundDeletion"),
        (Propagation::Orphan, "orphan"),
    ] {
        let made = registry
            .make(deployment(&finalizer.to_lowercase()))
            .await
            .unwrap();
        let options = DeleteOptions {
            propagation: Some(propagation),
            ..DeleteOptions::default()
        };
        let object = going(delete(&registry, &made, options).await);
        assert_eq!(object["metadata"]["finalizers"], json!([finalizer]));
        assert_eq!(object["metadata"]["generation"], 2);
    }
}

#[tokio::test]
async fn a_pod_on_a_node_has_its_grace() {
    let registry = registry().await;
    let mut own = pod("c");
    own["spec"]["nodeName"] = "sandbox".into();
    let own = registry.make(own).await.unwrap();
    let object = going(delete(&registry, &own, DeleteOptions::default()).await);
    assert_eq!(object["metadata"]["deletionGracePeriodSeconds"], 30);
    let unplaced = registry.make(pod("a")).await.unwrap();
    assert!(matches!(
        delete(&registry, &unplaced, DeleteOptions::default()).await,
        Deleted::Gone(_)
    ));
    let mut placed = pod("b");
    placed["spec"]["nodeName"] = "sandbox".into();
    let placed = registry.make(placed).await.unwrap();
    let later = DeleteOptions {
        grace: Some(300),
        ..DeleteOptions::default()
    };
    for options in [later, DeleteOptions::default()] {
        let object = going(delete(&registry, &placed, options).await);
        assert_eq!(object["metadata"]["deletionGracePeriodSeconds"], 300);
    }
    let sooner = DeleteOptions {
        grace: Some(5),
        ..DeleteOptions::default()
    };
    let object = going(delete(&registry, &placed, sooner).await);
    assert_eq!(object["metadata"]["deletionGracePeriodSeconds"], 5);
    let of = registry.of(&placed);
    let part = Some(Subresource::Status);
    let told = Patch::Merge(json!({"status": {"phase": "Running"}}));
    registry
        .patch(&of, Some("default"), "b", part, told, &options())
        .await
        .unwrap();
    let now = DeleteOptions {
        grace: Some(0),
        ..DeleteOptions::default()
    };
    assert!(matches!(
        delete(&registry, &placed, now).await,
        Deleted::Gone(_)
    ));
}

#[tokio::test]
async fn preconditions_are_kept() {
    let registry = registry().await;
    let made = registry.make(config("a")).await.unwrap();
    let of = registry.of(&made);
    let other = DeleteOptions {
        uid: Some("abc".to_owned()),
        ..DeleteOptions::default()
    };
    let refused = registry
        .delete(&of, Some("default"), "a", &other)
        .await
        .unwrap_err();
    let uid = made["metadata"]["uid"].as_str().unwrap();
    assert_eq!(
        refused.message,
        format!(
            "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (abc) does not match the UID in record ({uid}). The object might have been deleted and then recreated"
        )
    );
    let old = DeleteOptions {
        resource_version: Some("1".to_owned()),
        ..DeleteOptions::default()
    };
    assert_eq!(
        registry
            .delete(&of, Some("default"), "a", &old)
            .await
            .unwrap_err()
            .code,
        409
    );
}

#[tokio::test]
async fn a_namespace_is_emptied_before_it_goes() {
    let registry = registry().await;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}});
    let made = registry.make(namespace).await.unwrap();
    assert_eq!(made["spec"], json!({"finalizers": ["kubernetes"]}));
    assert_eq!(
        made["metadata"]["labels"]["kubernetes.io/metadata.name"],
        "n"
    );
    let object = going(delete(&registry, &made, DeleteOptions::default()).await);
    assert_eq!(object["status"]["phase"], "Terminating");
    let mut late = config("a");
    late["metadata"]["namespace"] = "n".into();
    let refused = registry.make(late).await.unwrap_err();
    assert_eq!(
        (refused.code, &*refused.message),
        (
            403,
            "configmaps \"a\" is forbidden: unable to create new content in namespace n because it is being terminated"
        )
    );
    let of = registry.of(&made);
    let mut empty = object.clone();
    empty["spec"] = json!({});
    let part = Some(Subresource::Other("finalize"));
    registry
        .update(&of, None, "n", part, empty, &options())
        .await
        .unwrap();
    assert_eq!(registry.get(&of, None, "n").unwrap_err().code, 404);
    let refused = registry
        .delete(&of, None, "default", &DeleteOptions::default())
        .await
        .unwrap_err();
    assert_eq!(
        refused.message,
        "namespaces \"default\" is forbidden: this namespace may not be deleted"
    );
}

#[tokio::test]
async fn a_whole_list_goes() {
    let registry = registry().await;
    for name in ["a", "b", "c"] {
        let mut object = config(name);
        object["metadata"]["labels"] = json!({"keep": (name == "b").to_string()});
        registry.make(object).await.unwrap();
    }
    let of = registry.of(&config(""));
    let selection = Selection::parse("keep=false", "").unwrap();
    let options = DeleteOptions::default();
    let deleted = registry
        .delete_collection(&of, Some("default"), &selection, &options)
        .await;
    assert_eq!(deleted.unwrap().items.len(), 2);
    let left = registry
        .list(&of, Some("default"), &Selection::default(), 0, "")
        .unwrap();
    assert_eq!(left.items.len(), 1);
}

#[tokio::test]
async fn old_events_are_forgotten() {
    let registry = registry().await;
    let event = |name: &str, time: &str| {
        json!({
            "apiVersion": "v1", "kind": "Event", "metadata": {"name": name},
            "involvedObject": {"kind": "Pod", "namespace": "default"}, "lastTimestamp": time,
        })
    };
    let made = registry
        .make(event("a", "2020-01-01T00:00:00Z"))
        .await
        .unwrap();
    let born = made["metadata"]["creationTimestamp"].as_str().unwrap();
    registry
        .make(event("b", "2999-01-01T00:00:00Z"))
        .await
        .unwrap();
    registry.forget_events(born).await;
    assert_eq!(registry.store().list("events", None).1.len(), 2);
    registry.forget_events("2998-01-01T00:00:00Z").await;
    let left = registry.store().list("events", None).1;
    assert_eq!(left[0]["metadata"]["name"], "b");
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn a_namespace_keeps_its_finalizer_through_a_put() {
    let registry = registry().await;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}});
    registry.make(namespace.clone()).await.unwrap();
    let of = registry.of(&namespace);
    let put = registry
        .update(&of, None, "n", None, namespace, &options())
        .await
        .unwrap();
    assert_eq!(put.object["spec"], json!({"finalizers": ["kubernetes"]}));
    assert_eq!(put.object["status"], json!({"phase": "Active"}));
}
