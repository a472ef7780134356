//! What is invalid, in a real API server's words: all of these were said by one.

use serde_json::{Value, json};

use super::{config, deployment, pod, registry};
use crate::sandbox::registry::Patch;

fn with(mut object: Value, pointer: &str, value: Value) -> Value {
    super::super::fields::set(&mut object, pointer, value);
    object
}

#[tokio::test]
async fn what_is_wrong_with_new_objects() {
    let registry = registry().await;
    let spec = |name: &str, value: Value| with(pod("a"), &format!("/spec/{name}"), value);
    let container = |field: &str, value: Value| {
        let mut container = json!({"name": "c", "image": "x"});
        container[field] = value;
        spec("containers", json!([container]))
    };
    let job = json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a"},
        "spec": {"template": {"spec": {"restartPolicy": "Always", "containers": [{"name": "c", "image": "x"}]}}},
    });
    let claim = json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "a"}, "spec": {}});
    let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "type": "kubernetes.io/tls"});
    let rows = [
        (
            with(config("a"), "/metadata/name", json!("A_b")),
            "ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ),
        (with(config("a"), "/data/a~1b", json!("x")), ""),
        (
            with(config("a"), "/binaryData", json!({"a": "eA=="})),
            "ConfigMap \"a\" is invalid: data[a]: Invalid value: \"a\": duplicate of key present in binaryData",
        ),
        (
            with(config("a"), "/data/a", json!("x".repeat(1_100_000))),
            "ConfigMap \"a\" is invalid: []: Too long: may not be more than 1048576 bytes",
        ),
        (
            with(config("a"), "/metadata/finalizers", json!(["x"])),
            "ConfigMap \"a\" is invalid: metadata.finalizers[0]: Invalid value: \"x\": name is neither a standard finalizer name nor is it fully qualified",
        ),
        (
            secret,
            "Secret \"a\" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]",
        ),
        (
            claim,
            "PersistentVolumeClaim \"a\" is invalid: [spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]",
        ),
        (
            job,
            "Job.batch \"a\" is invalid: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
        ),
        (
            with(
                deployment("a"),
                "/spec/template/metadata/labels/app",
                json!("b"),
            ),
            "Deployment.apps \"a\" is invalid: spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` does not match template `labels`",
        ),
        (
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}),
            "Deployment.apps \"web\" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]",
        ),
        (
            with(deployment("a"), "/spec/replicas", json!(-1)),
            "Deployment.apps \"a\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            spec("containers", json!([])),
            "Pod \"a\" is invalid: spec.containers: Required value",
        ),
        (
            spec("containers", json!([{"name": "c"}])),
            "Pod \"a\" is invalid: spec.containers[0].image: Required value",
        ),
        (
            spec("restartPolicy", json!("x")),
            "Pod \"a\" is invalid: spec.restartPolicy: Unsupported value: \"x\": supported values: \"Always\", \"OnFailure\", \"Never\"",
        ),
        (
            container("ports", json!([{"containerPort": 70000}])),
            "Pod \"a\" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        ),
        (
            container("env", json!([{"name": "=a"}])),
            "Pod \"a\" is invalid: spec.containers[0].env[0].name: Invalid value: \"=a\": a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
        (
            container("volumeMounts", json!([{"name": "q", "mountPath": "/x"}])),
            "Pod \"a\" is invalid: spec.containers[0].volumeMounts[0].name: Not found: \"q\"",
        ),
        (
            container("livenessProbe", json!({"periodSeconds": 1})),
            "Pod \"a\" is invalid: spec.containers[0].livenessProbe: Required value: must specify a handler type",
        ),
        (
            container("resources", json!({"requests": {"cpu": "x1"}})),
            "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        (
            spec("containers", json!("x")),
            "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container",
        ),
    ];
    for (object, words) in rows.into_iter().filter(|(_, words)| !words.is_empty()) {
        assert_eq!(registry.make(object).await.unwrap_err().message, words);
    }
}

#[tokio::test]
async fn what_cannot_be_changed() {
    let registry = registry().await;
    let set = json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "a"},
        "spec": deployment("a")["spec"],
    });
    let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"a": "MQ=="}});
    let sealed = with(
        with(secret.clone(), "/immutable", json!(true)),
        "/metadata/name",
        json!("b"),
    );
    let claim = json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "a"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    });
    let labels = json!({"metadata": {"labels": {"app": "y"}}});
    let rows = [
        (
            deployment("a"),
            json!({"spec": {"selector": {"matchLabels": {"app": "y"}}, "template": labels}}),
            "Deployment.apps \"a\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"y\"}}: field is immutable",
        ),
        (
            set,
            json!({"spec": {"serviceName": "y"}}),
            "StatefulSet.apps \"a\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ),
        (
            secret,
            json!({"type": "x"}),
            "Secret \"a\" is invalid: type: Invalid value: \"x\": field is immutable",
        ),
        (
            sealed,
            json!({"data": {"a": "Mg=="}}),
            "Secret \"b\" is invalid: data: Forbidden: field is immutable when `immutable` is set",
        ),
        (
            claim,
            json!({"spec": {"accessModes": ["ReadWriteMany"]}}),
            "PersistentVolumeClaim \"a\" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
        ),
        (
            pod("a"),
            json!({"spec": {"restartPolicy": "Never"}}),
            "Pod \"a\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
        ),
    ];
    for (object, patch, words) in rows {
        let made = registry.make(object).await.unwrap();
        let refused = registry
            .change(&made, Patch::Merge(patch))
            .await
            .unwrap_err();
        assert_eq!(refused.message, words);
    }
}

#[tokio::test]
async fn what_is_no_schedule() {
    let registry = registry().await;
    let cron = |field: &str, value: &str| {
        let containers = json!([{"name": "c", "image": "x"}]);
        let pod = json!({"spec": {"restartPolicy": "Never", "containers": containers}});
        let mut spec = json!({"schedule": "@every 5m", "jobTemplate": {"spec": {"template": pod}}});
        spec[field] = value.into();
        json!({"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "a"}, "spec": spec})
    };
    let rows = [
        (
            cron("schedule", "70 * * * *"),
            "spec.schedule: Invalid value: \"70 * * * *\": end of range (70) above maximum (59): 70",
        ),
        (
            cron("schedule", "@foo"),
            "spec.schedule: Invalid value: \"@foo\": unrecognized descriptor: @foo",
        ),
        (
            cron("timeZone", "Local"),
            "spec.timeZone: Invalid value: \"Local\": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
        ),
    ];
    for (object, words) in rows {
        let refused = registry.make(object).await.unwrap_err();
        let expected = format!("CronJob.batch \"a\" is invalid: {words}");
        assert_eq!(refused.message, expected);
    }
    registry.make(cron("timeZone", "UTC")).await.unwrap();
}
