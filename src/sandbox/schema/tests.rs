use serde_json::{Value, json};

use super::{
    ListKind, Shape, Type, builtin, defaults, drop_unknown, empty, structural, structural_defaults,
    unknown_fields, validate,
};

/// Every type that a built-in kind leads to.
fn walk(of: &Type, seen: &mut std::collections::BTreeSet<&'static str>) {
    if let Type::Named(name) = of
        && !seen.insert(name)
    {
        return;
    }
    match of.shape() {
        Shape::Struct { name, fields, .. } => {
            assert!(!name.is_empty());
            fields.values().for_each(|field| walk(&field.of, seen));
        }
        Shape::Map { values, .. } => walk(values, seen),
        Shape::List { items, kind, .. } => {
            if let ListKind::Map(keys) = kind {
                for key in keys {
                    assert!(items.field(key).is_some(), "{key}");
                }
            }
            walk(items, seen);
        }
        Shape::Any => assert!(matches!(of, Type::Shape(_)), "{of:?} is not in the table"),
        Shape::Scalar(_) | Shape::Raw => {}
    }
}

#[test]
fn the_table_is_whole() {
    let mut seen = std::collections::BTreeSet::new();
    for (api_version, kind) in [
        ("v1", "Pod"),
        ("v1", "DeleteOptions"),
        ("apps/v1", "Deployment"),
        ("batch/v1", "CronJob"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        ("policy/v1", "Eviction"),
        (
            "admissionregistration.k8s.io/v1",
            "MutatingWebhookConfiguration",
        ),
        ("coordination.k8s.io/v1", "Lease"),
        ("discovery.k8s.io/v1", "EndpointSlice"),
        ("storage.k8s.io/v1", "StorageClass"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ("events.k8s.io/v1", "Event"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        ("autoscaling/v1", "Scale"),
        ("authentication.k8s.io/v1", "TokenReview"),
        ("authorization.k8s.io/v1", "SelfSubjectAccessReview"),
        ("apiregistration.k8s.io/v1", "APIService"),
        ("networking.k8s.io/v1", "Ingress"),
    ] {
        let of = builtin(api_version, kind).unwrap_or_else(|| panic!("{api_version} {kind}"));
        walk(&of, &mut seen);
    }
    assert!(seen.len() > 250, "{}", seen.len());
    assert!(builtin("apps/v1", "Nothing").is_none());
}

#[test]
fn decoding_loses_what_go_has_no_place_for() {
    for (kind, object, wanted) in [
        (
            "Pod",
            json!({"spec": {"nodeName": "", "hostNetwork": false, "containers": [
                {"name": "a", "args": [], "x": 1, "resources": {"limits": {"cpu": "1000m"}}}]}}),
            json!({"spec": {"containers": [{"name": "a", "resources": {"limits": {"cpu": "1"}}}]}}),
        ),
        (
            "Pod",
            json!({"spec": {"enableServiceLinks": false, "priority": 0, "volumes": null,
                            "securityContext": {}, "containers": []}}),
            json!({"spec": {"enableServiceLinks": false, "priority": 0, "securityContext": {},
                            "containers": []}}),
        ),
        (
            "ConfigMap",
            json!({"data": {"a": null, "b": ""}, "metadata": {"labels": {}, "managedFields": []}}),
            json!({"data": {"b": ""}, "metadata": {"managedFields": []}}),
        ),
        (
            "PersistentVolumeClaim",
            json!({"spec": {"storageClassName": ""}}),
            json!({"spec": {"storageClassName": ""}}),
        ),
        (
            "Service",
            json!({"spec": {"ports": [{"port": 80.0}]}}),
            json!({"spec": {"ports": [{"port": 80}]}}),
        ),
    ] {
        let mut decoded = object.clone();
        drop_unknown(&builtin("v1", kind).unwrap(), &mut decoded);
        assert_eq!(decoded, wanted, "{object}");
    }
}

#[test]
fn an_empty_object_has_the_structs_that_go_writes() {
    let of = builtin("v1", "Service").unwrap();
    let like = json!({"apiVersion": "v1", "kind": "Service"});
    assert_eq!(
        empty(&of, &like),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {}, "spec": {},
               "status": {"loadBalancer": {}}})
    );
}

#[test]
fn images_are_pulled_by_their_tags() {
    for (image, wanted) in [
        ("a", "Always"),
        ("a:latest", "Always"),
        ("a:1", "IfNotPresent"),
        ("x.io:5000/a", "Always"),
        ("x.io:5000/a:1", "IfNotPresent"),
        ("a@sha256:00", "IfNotPresent"),
        ("a:latest@sha256:00", "Always"),
        ("", "IfNotPresent"),
    ] {
        let mut pod = json!({"spec": {"containers": [{"name": "a", "image": image}]}});
        defaults("v1", "Pod", &mut pod);
        assert_eq!(
            pod["spec"]["containers"][0]["imagePullPolicy"], wanted,
            "{image}"
        );
    }
}

fn schema() -> Value {
    json!({"type": "object", "properties": {
        "spec": {"type": "object", "properties": {
            "size": {"type": "integer", "default": 3},
            "inner": {"type": "object", "default": {}, "properties": {
                "on": {"type": "boolean", "default": true}}},
            "maybe": {"type": "string", "nullable": true},
            "never": {"type": "string"},
            "list": {"type": "array", "items": {"type": "object", "properties": {
                "a": {"type": "string", "default": "x"}}}},
            "by": {"type": "object", "additionalProperties": {"type": "object", "properties": {
                "a": {"type": "string", "default": "y"}}}},
            "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true,
                     "properties": {"known": {"type": "object", "properties": {}}}},
        }},
    }})
}

#[test]
fn custom_resources_are_pruned_and_get_their_schemas_defaults() {
    let mut object = json!({"apiVersion": "a/v1", "kind": "A", "metadata": {"name": "n", "x": 1},
        "spec": {"size": null, "maybe": null, "never": null, "y": 1, "list": [{}, {"b": 1}],
                 "by": {"k": {}}, "free": {"any": {"thing": null}, "known": {"z": 1}}}});
    let of = structural(&schema()).unwrap();
    assert_eq!(
        unknown_fields(&of, &object),
        [
            "metadata.x",
            "spec.free.known.z",
            "spec.list[1].b",
            "spec.y"
        ]
    );
    drop_unknown(&of, &mut object);
    structural_defaults(&schema(), &mut object);
    assert_eq!(
        object,
        json!({"apiVersion": "a/v1", "kind": "A", "metadata": {"name": "n"},
            "spec": {"size": 3, "maybe": null, "list": [{"a": "x"}, {"a": "x"}],
                     "by": {"k": {"a": "y"}}, "free": {"any": {"thing": null}, "known": {}},
                     "inner": {"on": true}}})
    );
    assert_eq!(validate(&schema(), &object), []);
}

#[test]
fn a_schema_of_no_known_type_is_refused() {
    for schema in [
        json!({"type": "object", "properties": {"a": {"type": "text"}}}),
        json!({"type": "object", "properties": {"a": {"type": "array"}}}),
    ] {
        assert!(structural(&schema).is_err(), "{schema}");
    }
}
