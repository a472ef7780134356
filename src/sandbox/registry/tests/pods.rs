//! What admission makes of a pod.

use serde_json::{Value, json};

use super::{pod, registry};

#[tokio::test]
async fn a_pod_gets_what_admission_adds() {
    let registry = registry().await;
    let made = registry.make(pod("a")).await.unwrap();
    let spec = &made["spec"];
    assert_eq!(
        made["status"],
        json!({"phase": "Pending", "qosClass": "BestEffort"})
    );
    assert_eq!(
        (&spec["serviceAccountName"], &spec["serviceAccount"]),
        (&"default".into(), &"default".into())
    );
    assert_eq!(
        (&spec["priority"], &spec["preemptionPolicy"]),
        (&0.into(), &"PreemptLowerPriority".into())
    );
    assert_eq!(spec["enableServiceLinks"], true);
    assert_eq!(spec["tolerations"].as_array().unwrap().len(), 2);
    let volume = &spec["volumes"][0];
    assert!(
        volume["name"]
            .as_str()
            .unwrap()
            .starts_with("kube-api-access-")
    );
    let mount = &spec["containers"][0]["volumeMounts"][0];
    assert_eq!(mount["name"], volume["name"]);
    assert_eq!(
        mount["mountPath"],
        "/var/run/secrets/kubernetes.io/serviceaccount"
    );
    let managed = made["metadata"]["managedFields"][0]["fieldsV1"].to_string();
    assert!(
        !managed.contains("tolerations") && !managed.contains("serviceAccount"),
        "{managed}"
    );
}

#[tokio::test]
async fn what_a_pod_names_has_to_be_there() {
    let registry = registry().await;
    let rows = [
        (
            "serviceAccountName",
            "pods \"a\" is forbidden: error looking up service account default/nix: serviceaccount \"nix\" not found",
        ),
        (
            "priorityClassName",
            "pods \"a\" is forbidden: no PriorityClass with name nix was found",
        ),
    ];
    for (field, words) in rows {
        let mut object = pod("a");
        object["spec"][field] = "nix".into();
        assert_eq!(registry.make(object).await.unwrap_err().message, words);
    }
}

#[tokio::test]
async fn the_class_of_a_pod_follows_from_its_resources() {
    let registry = registry().await;
    let both = json!({"cpu": "1", "memory": "1Gi"});
    let rows = [
        (json!({}), "BestEffort"),
        (json!({"requests": {"cpu": "1"}}), "Burstable"),
        (json!({"limits": both, "requests": both}), "Guaranteed"),
        (json!({"limits": both}), "Guaranteed"),
        (json!({"limits": {"cpu": "1"}}), "Burstable"),
    ];
    for (turn, (resources, class)) in rows.into_iter().enumerate() {
        let mut object = pod(&format!("p{turn}"));
        object["spec"]["containers"][0]["resources"] = resources;
        let made = registry.make(object).await.unwrap();
        assert_eq!(made["status"]["qosClass"], class);
    }
}

#[tokio::test]
async fn no_token_where_none_is_wanted() {
    let registry = registry().await;
    let mut object = pod("a");
    object["spec"]["automountServiceAccountToken"] = false.into();
    let made = registry.make(object).await.unwrap();
    assert_eq!(
        made["spec"].get("volumes").unwrap_or(&Value::Null),
        &Value::Null
    );
}

#[tokio::test]
async fn an_injector_that_must_be_asked_and_is_not_there_stops_pods() {
    let registry = registry().await;
    let webhook = |policy: &str| {
        json!({
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "MutatingWebhookConfiguration",
            "metadata": {"name": "dapr-sidecar-injector"},
            "webhooks": [{
                "name": "sidecar-injector.dapr.io", "failurePolicy": policy, "sideEffects": "None",
                "admissionReviewVersions": ["v1"],
                "clientConfig": {"service": {"name": "dapr-sidecar-injector", "namespace": "dapr-system", "path": "/mutate"}},
            }],
        })
    };
    registry.make(webhook("Ignore")).await.unwrap();
    let mut object = pod("a");
    object["metadata"]["annotations"] = json!({"dapr.io/enabled": "true", "dapr.io/app-id": "a"});
    let made = registry.make(object.clone()).await.unwrap();
    assert_eq!(made["spec"]["containers"].as_array().unwrap().len(), 1);
    let of = registry.of(&webhook(""));
    registry
        .delete(
            &of,
            None,
            "dapr-sidecar-injector",
            &super::super::DeleteOptions::default(),
        )
        .await
        .unwrap();
    registry.make(webhook("Fail")).await.unwrap();
    object["metadata"]["name"] = "b".into();
    let refused = registry.make(object).await.unwrap_err();
    assert_eq!(
        refused.message,
        "Internal error occurred: failed calling webhook \"sidecar-injector.dapr.io\": failed to call webhook: Post \"https://dapr-sidecar-injector.dapr-system.svc:443/mutate?timeout=10s\": no endpoints available for service \"dapr-sidecar-injector\""
    );
}
