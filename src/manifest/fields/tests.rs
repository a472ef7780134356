use proptest::prelude::*;
use serde_json::{Value, json};

use super::{FieldSet, dropped, leftovers, owned_by, take_over, take_over_patch};
use crate::manifest::Object;

fn set(fields: &Value) -> FieldSet {
    FieldSet::parse(fields)
}

fn entry(manager: &str, operation: &str, time: &str, fields: &Value) -> Value {
    json!({
        "manager": manager, "operation": operation, "apiVersion": "v1", "time": time,
        "fieldsType": "FieldsV1", "fieldsV1": fields,
    })
}

fn object(entries: &[Value]) -> Object {
    Object(json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "x", "resourceVersion": "42", "managedFields": entries},
    }))
}

#[test]
fn paths_are_those_of_the_api_servers_conflicts() {
    let fields = set(&json!({
        "f:metadata": {"f:annotations": {".": {}, "f:meta.helm.sh/release-name": {}},
                       "f:finalizers": {"v:\"a/b\"": {}}},
        "f:spec": {"f:template": {"f:spec": {"f:containers": {
            "k:{\"name\":\"x\"}": {".": {}, "f:image": {}, "f:ports": {
                "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": {".": {}, "f:containerPort": {}}}}}}}},
        "f:list": {"i:3": {}},
    }));
    let paths = [
        ".list[3]",
        ".metadata.annotations",
        ".metadata.annotations.meta.helm.sh/release-name",
        ".metadata.finalizers[=\"a/b\"]",
        ".spec.template.spec.containers[name=\"x\"]",
        ".spec.template.spec.containers[name=\"x\"].image",
        ".spec.template.spec.containers[name=\"x\"].ports[containerPort=80,protocol=\"TCP\"]",
        ".spec.template.spec.containers[name=\"x\"].ports[containerPort=80,protocol=\"TCP\"].containerPort",
    ];
    assert_eq!(fields.paths(), paths);
}

#[test]
fn what_is_unknown_or_malformed_is_left_out() {
    for fields in [
        json!({"z:new": {}}),
        json!({"k:{not json": {}}),
        json!({"i:x": {}}),
        json!({"f": {}}),
        json!(null),
        json!("f:x"),
        json!({".": {}}),
    ] {
        assert!(set(&fields).is_empty(), "{fields}");
    }
}

#[test]
fn a_whole_float_is_the_integer() {
    assert_eq!(set(&json!({"v:1.0": {}})), set(&json!({"v:1": {}})));
    assert_ne!(set(&json!({"v:1.5": {}})), set(&json!({"v:1": {}})));
    let both = set(&json!({"k:{\"n\":1.0}": {"f:a": {}}, "k:{\"n\":1}": {"f:b": {}}}));
    assert_eq!(both.paths(), ["[n=1].a", "[n=1].b"]);
}

#[test]
fn owned_fields_are_those_of_one_manager_and_operation_without_subresources() {
    let mut scaled = entry("daprk", "Apply", "", &json!({"f:c": {}}));
    scaled["subresource"] = "scale".into();
    let object = object(&[
        entry("daprk", "Apply", "", &json!({"f:a": {}})),
        entry("daprk", "Update", "", &json!({"f:b": {}})),
        entry("helm", "Update", "", &json!({"f:d": {}})),
        scaled,
    ]);
    assert_eq!(owned_by(&object, "daprk", "Apply").paths(), [".a"]);
    assert_eq!(owned_by(&object, "daprk", "Update").paths(), [".b"]);
    assert!(owned_by(&object, "nobody", "Update").is_empty());
}

#[test]
fn leftovers_are_what_was_applied_and_is_wanted_no_more() {
    let applied = json!({
        "f:data": {"f:kept": {}, "f:gone": {}},
        "f:metadata": {"f:labels": {"f:app": {}}, "f:finalizers": {"v:\"a\"": {}, "v:\"b\"": {}}},
        "f:spec": {
            "f:args": {},
            "f:ports": {
                "k:{\"port\":53,\"protocol\":\"TCP\"}": {".": {}, "f:port": {}},
                "k:{\"port\":53,\"protocol\":\"UDP\"}": {".": {}, "f:port": {}, "f:protocol": {}},
            },
        },
    });
    let object = object(&[entry("daprk", "Apply", "", &applied)]);
    let all = json!({
        "data": {"kept": "1", "gone": "2", "new": "3"},
        "metadata": {"labels": {"app": "x"}, "finalizers": ["b", "a"]},
        "spec": {"args": ["x"], "ports": [{"port": 53}, {"port": 53, "protocol": "UDP"}]},
    });
    assert!(leftovers(&object, "daprk", &all).is_empty());
    assert!(leftovers(&object, "helm", &json!({})).is_empty());

    let less = json!({
        "data": {"kept": "1"},
        "metadata": {"finalizers": ["a"]},
        "spec": {"ports": [{"port": 53}]},
    });
    let gone = [
        ".data.gone",
        ".metadata.finalizers[=\"b\"]",
        ".metadata.labels.app",
        ".spec.args",
        ".spec.ports[port=53,protocol=\"UDP\"]",
    ];
    assert_eq!(leftovers(&object, "daprk", &less), gone);
}

#[test]
fn what_no_manifest_ever_named_is_no_loss() {
    let applied = json!({
        "f:data": {".": {}, "f:a": {}, "f:b": {}},
        "f:spec": {"f:dnsPolicy": {}, "f:ports": {"k:{\"name\":\"x\"}": {".": {}, "f:port": {}, "f:target": {}}}},
    });
    let object = object(&[entry("daprk", "Apply", "", &applied)]);
    let before =
        json!({"data": {"a": "1", "b": "2"}, "spec": {"ports": [{"name": "x", "port": 1}]}});
    let wanted = json!({"data": {"a": "1"}, "spec": {"ports": [{"name": "x"}]}});
    let all = [
        ".data.b",
        ".spec.dnsPolicy",
        ".spec.ports[name=\"x\"].port",
        ".spec.ports[name=\"x\"].target",
    ];
    assert_eq!(leftovers(&object, "daprk", &wanted), all);
    let named = [".data.b", ".spec.ports[name=\"x\"].port"];
    assert_eq!(dropped(&object, "daprk", &before, &wanted), named);
    assert!(dropped(&object, "daprk", &json!({}), &wanted).is_empty());
    assert!(dropped(&object, "daprk", &before, &before).is_empty());
}

#[test]
fn helms_fields_move_to_an_apply_entry_of_ours() {
    let status = json!({
        "manager": "kube-controller-manager", "operation": "Update", "apiVersion": "v1",
        "time": "2026-01-03T00:00:00Z", "subresource": "status",
        "fieldsType": "FieldsV1", "fieldsV1": {"f:status": {}},
    });
    let live = object(&[
        entry(
            "helm",
            "Update",
            "2026-01-01T00:00:00Z",
            &json!({"f:data": {"f:a": {}}}),
        ),
        entry(
            "kubectl-client-side-apply",
            "Update",
            "2026-01-02T00:00:00Z",
            &json!({"f:data": {"f:b": {}}}),
        ),
        entry(
            "kubectl-edit",
            "Update",
            "2026-01-02T00:00:00Z",
            &json!({"f:data": {"f:c": {}}}),
        ),
        status.clone(),
    ]);
    let from = ["helm", "dapr", "kubectl-client-side-apply"];
    let moved = json!([
        entry(
            "daprk",
            "Apply",
            "2026-01-02T00:00:00Z",
            &json!({"f:data": {"f:a": {}, "f:b": {}}})
        ),
        entry(
            "kubectl-edit",
            "Update",
            "2026-01-02T00:00:00Z",
            &json!({"f:data": {"f:c": {}}})
        ),
        status,
    ]);
    assert_eq!(take_over(&live, &from, "daprk"), Some(moved.clone()));
    assert_eq!(
        take_over_patch(&live, &from, "daprk"),
        Some(json!([
            {"op": "replace", "path": "/metadata/managedFields", "value": moved},
            {"op": "replace", "path": "/metadata/resourceVersion", "value": "42"},
        ]))
    );
}

#[test]
fn an_apply_entry_of_ours_takes_them_up_and_keeps_its_time() {
    let live = object(&[
        entry(
            "daprk",
            "Apply",
            "2026-01-01T00:00:00Z",
            &json!({"f:data": {"f:a": {}}}),
        ),
        entry(
            "helm",
            "Update",
            "2026-01-02T00:00:00Z",
            &json!({"f:data": {".": {}, "f:b": {}}}),
        ),
    ]);
    let moved = json!([entry(
        "daprk",
        "Apply",
        "2026-01-01T00:00:00Z",
        &json!({"f:data": {".": {}, "f:a": {}, "f:b": {}}})
    )]);
    assert_eq!(take_over(&live, &["helm"], "daprk"), Some(moved));
}

#[test]
fn what_helm_4_applied_moves_too() {
    let live = object(&[entry("helm", "Apply", "", &json!({"f:a": {}}))]);
    let moved = json!([entry("daprk", "Apply", "", &json!({"f:a": {}}))]);
    assert_eq!(take_over(&live, &["helm", "daprk"], "daprk"), Some(moved));
}

#[test]
fn fields_of_another_api_version_are_dropped_not_mixed_in() {
    let mut other = entry(
        "helm",
        "Update",
        "2026-01-02T00:00:00Z",
        &json!({"f:b": {}}),
    );
    other["apiVersion"] = "v2".into();
    let live = object(&[
        entry(
            "daprk",
            "Apply",
            "2026-01-01T00:00:00Z",
            &json!({"f:a": {}}),
        ),
        other,
    ]);
    let moved = json!([entry(
        "daprk",
        "Apply",
        "2026-01-01T00:00:00Z",
        &json!({"f:a": {}})
    )]);
    assert_eq!(take_over(&live, &["helm"], "daprk"), Some(moved));
}

#[test]
fn nothing_to_move_is_no_patch() {
    let mut scaled = entry("helm", "Update", "", &json!({"f:spec": {}}));
    scaled["subresource"] = "scale".into();
    for entries in [
        vec![],
        vec![entry("daprk", "Apply", "", &json!({"f:a": {}}))],
        vec![entry("kubectl-edit", "Update", "", &json!({"f:a": {}}))],
        vec![scaled],
    ] {
        assert_eq!(take_over_patch(&object(&entries), &["helm"], "daprk"), None);
    }
}

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

const FROM: [&str; 3] = ["helm", "dapr", "kubectl-client-side-apply"];

/// A Deployment that daprk applied, and helm, `kubectl apply`, `scale` and `set env` wrote after
/// that, with what client-go 0.34's csaupgrade makes of it.
#[test]
fn a_real_object_moves_as_csaupgrade_moves_it() {
    let live = Object(fixture(include_str!(
        "../../../tests/fixtures/release/deployment-everyone.json"
    )));
    let theirs = fixture(include_str!(
        "../../../tests/fixtures/release/deployment-everyone.csaupgrade.json"
    ));
    assert_eq!(take_over(&live, &FROM, "daprk"), Some(theirs));
}

/// helm installed it, `kubectl scale` left helm a second entry for `replicas`, and `kubectl apply`
/// came last. csaupgrade keeps the first of helm's entries alone.
#[test]
fn no_field_is_lost_where_a_manager_has_two_entries() {
    let mut live = Object(fixture(include_str!(
        "../../../tests/fixtures/release/deployment-scaled.json"
    )));
    let before = owned_by(&live, "helm", "Update").union(&owned_by(
        &live,
        "kubectl-client-side-apply",
        "Update",
    ));
    assert!(before.paths().contains(&".spec.replicas".to_owned()));
    assert!(
        before
            .paths()
            .contains(&".spec.template.spec.containers[name=\"c\"].image".to_owned())
    );
    live.0["metadata"]["managedFields"] = take_over(&live, &FROM, "daprk").expect("something");
    assert_eq!(owned_by(&live, "daprk", "Apply"), before);
    assert_eq!(live.items("/metadata/managedFields").len(), 2);
}

/// `FieldsV1` of every kind of step, with members at any depth.
fn fields_v1() -> impl Strategy<Value = Value> {
    let step = prop_oneof![
        "[a-c]".prop_map(|name| format!("f:{name}")),
        (0..3u8).prop_map(|n| format!("i:{n}")),
        (0..3u8).prop_map(|n| format!("v:{n}")),
        "[a-b]".prop_map(|name| format!("k:{{\"name\":\"{name}\"}}")),
    ];
    let leaf = Just(json!({}));
    leaf.prop_recursive(3, 24, 4, move |inner| {
        (
            proptest::collection::vec((step.clone(), inner), 1..4),
            any::<bool>(),
        )
            .prop_map(|(steps, member)| {
                let mut map: serde_json::Map<String, Value> = steps.into_iter().collect();
                if member {
                    map.insert(".".into(), json!({}));
                }
                Value::Object(map)
            })
    })
}

proptest! {
    #[test]
    fn sets_keep_the_laws(a in fields_v1(), b in fields_v1(), c in fields_v1()) {
        let (a, b, c) = (set(&a), set(&b), set(&c));
        prop_assert_eq!(set(&a.encode()), a.clone());
        prop_assert_eq!(a.union(&a), a.clone());
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
        prop_assert!(a.difference(&a).is_empty());
        prop_assert_eq!(a.difference(&FieldSet::default()), a.clone());
        prop_assert_eq!(a.difference(&b).union(&b), a.union(&b));
        prop_assert_eq!(a.union(&b).difference(&b), a.difference(&b));
        let ours = a.difference(&b).paths();
        let theirs = b.paths();
        prop_assert!(ours.iter().all(|path| !theirs.contains(path)));
    }

    #[test]
    fn taking_over_loses_no_field_and_is_done_once(
        rows in proptest::collection::vec(
            (prop::sample::select(vec!["helm", "dapr", "daprk", "other"]),
             prop::sample::select(vec!["Apply", "Update"]), "202[0-9]", fields_v1()), 0..5)
    ) {
        let mut seen = std::collections::BTreeSet::new();
        let entries: Vec<Value> = rows.iter()
            .filter(|(manager, operation, ..)| seen.insert((*manager, *operation)))
            .map(|(manager, operation, time, fields)| entry(manager, operation, time, fields))
            .collect();
        let mut live = object(&entries);
        let from = ["helm", "dapr"];
        let mine = |entry: &Value| from.iter().any(|manager| entry["manager"] == *manager);
        let before = entries.iter().filter(|entry| mine(entry))
            .fold(owned_by(&live, "daprk", "Apply"), |all, entry| all.union(&set(&entry["fieldsV1"])));
        let others = owned_by(&live, "other", "Update");
        let moved = take_over(&live, &from, "daprk");
        prop_assert_eq!(moved.is_some(), entries.iter().any(mine));
        if let Some(moved) = moved {
            live.0["metadata"]["managedFields"] = moved;
            prop_assert_eq!(owned_by(&live, "daprk", "Apply"), before);
            prop_assert_eq!(owned_by(&live, "other", "Update"), others);
            prop_assert_eq!(take_over(&live, &from, "daprk"), None);
        }
    }
}

proptest! {
    #[test]
    fn what_both_hold_is_what_neither_lacks(a in fields_v1(), b in fields_v1()) {
        let (a, b) = (set(&a), set(&b));
        let both = a.intersection(&b);
        prop_assert_eq!(&both, &b.intersection(&a));
        prop_assert_eq!(&both, &a.difference(&a.difference(&b)));
        let parts = a.steps().map(|(step, member, below)| (step.clone(), member, below.clone()));
        prop_assert_eq!(&FieldSet::from_steps(parts), &a);
    }
}

#[test]
fn numbers_are_in_order_of_their_values() {
    let fields = set(
        &json!({"f:x": {"k:{\"port\":443}": {}, "k:{\"port\":80}": {}, "v:9": {},
                                      "v:10": {}, "v:\"a b\"": {}, "v:\"a\"": {}, "v:true": {}}}),
    );
    let encoded = fields.encode().to_string();
    let wanted = r#"{"f:x":{"k:{\"port\":80}":{},"k:{\"port\":443}":{},"v:9":{},"v:10":{},"v:\"a\"":{},"v:\"a b\"":{},"v:true":{}}}"#;
    assert_eq!(encoded, wanted);
}
