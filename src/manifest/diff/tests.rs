use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{changes, covers};

fn shown(live: &Value, wanted: &Value) -> Vec<String> {
    let text = |side: Option<Value>| side.map_or("-".to_owned(), |value| value.to_string());
    changes(live, wanted)
        .into_iter()
        .map(|change| {
            format!(
                "{}: {} > {}",
                change.path,
                text(change.from),
                text(change.to)
            )
        })
        .collect()
}

fn deployment() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {
            "name": "a", "labels": {"app.kubernetes.io/name": "a"}, "uid": "1", "resourceVersion": "7",
            "generation": 2, "creationTimestamp": "2026-01-01T00:00:00Z", "managedFields": [{"manager": "x"}],
            "annotations": {"deployment.kubernetes.io/revision": "4"},
        },
        "spec": {
            "replicas": 1,
            "template": {"metadata": {"creationTimestamp": null}, "spec": {
                "containers": [
                    {
                        "name": "app", "image": "i:1", "args": ["--a", "--b", "--c"],
                        "env": [{"name": "X", "value": "1"}, {"name": "EMPTY"}],
                        "ports": [{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53, "protocol": "TCP"}],
                        "resources": {"limits": {"cpu": "1", "memory": "64Mi"}},
                        "volumeMounts": [{"name": "v", "mountPath": "/a"}, {"name": "v", "mountPath": "/b"}],
                    },
                    {"name": "daprd", "image": "d:1"},
                ],
                "tolerations": [{"key": "k", "operator": "Exists"}],
                "hostNetwork": true,
            }},
        },
        "status": {"readyReplicas": 1},
    })
}

/// The deployment with something else at a pointer; `null` removes it.
fn with(pointer: &str, value: Value) -> Value {
    let mut object = deployment();
    *object.pointer_mut(pointer).expect(pointer) = value;
    object
}

const APP: &str = "/spec/template/spec/containers/0";
const AT: &str = "spec.template.spec.containers[app]";

fn check(rows: Vec<(&str, Value, Vec<String>)>) {
    for (pointer, value, expected) in rows {
        let wanted = with(pointer, value);
        assert_eq!(shown(&deployment(), &wanted), expected, "{pointer}");
    }
}

#[test]
fn changes_name_the_field() {
    check(vec![
        (
            "/spec/replicas",
            json!(2),
            vec!["spec.replicas: 1 > 2".into()],
        ),
        (
            "/spec/replicas",
            Value::Null,
            vec!["spec.replicas: 1 > -".into()],
        ),
        ("/spec/replicas", json!(1.0), vec![]),
        (
            "/metadata/labels/app.kubernetes.io~1name",
            json!("b"),
            vec![r#"metadata.labels[app.kubernetes.io/name]: "a" > "b""#.into()],
        ),
        (
            "/spec/template/spec/hostNetwork",
            json!(false),
            vec!["spec.template.spec.hostNetwork: true > -".into()],
        ),
        (
            "/spec/template/spec/tolerations/0/key",
            json!("l"),
            vec![r#"spec.template.spec.tolerations[0].key: "k" > "l""#.into()],
        ),
    ]);
}

#[test]
fn what_the_server_writes_is_no_change() {
    check(vec![
        ("/metadata/uid", json!("2"), vec![]),
        ("/metadata/managedFields", json!([]), vec![]),
        ("/metadata/annotations", json!({}), vec![]),
        (
            "/metadata/annotations",
            json!({"mine": "x"}),
            vec![r#"metadata.annotations.mine: - > "x""#.into()],
        ),
        ("/status", json!({"readyReplicas": 0}), vec![]),
    ]);
}

#[test]
fn quantities_are_compared_by_amount_and_texts_are_not() {
    let cpu = &format!("{APP}/resources/limits/cpu");
    check(vec![
        (cpu, json!("1000m"), vec![]),
        (cpu, json!(1), vec![]),
        (
            cpu,
            json!("1001m"),
            vec![format!(r#"{AT}.resources.limits.cpu: "1" > "1001m""#)],
        ),
        (
            &format!("{APP}/env/0/value"),
            json!("1000m"),
            vec![format!(r#"{AT}.env[X].value: "1" > "1000m""#)],
        ),
        (
            &format!("{APP}/env/1"),
            json!({"name": "EMPTY", "value": ""}),
            vec![],
        ),
    ]);
}

#[test]
fn items_are_matched_by_what_identifies_them() {
    let app = deployment().pointer(APP).cloned().expect("the app");
    let args = &format!("{APP}/args");
    check(vec![
        (
            args,
            json!(["--a", "--new", "--b", "--c"]),
            vec![format!(r#"{AT}.args[1]: - > "--new""#)],
        ),
        (
            args,
            json!(["--a", "--c"]),
            vec![format!(r#"{AT}.args[1]: "--b" > -"#)],
        ),
        (
            args,
            json!(["--a", "--x", "--c"]),
            vec![format!(r#"{AT}.args[1]: "--b" > "--x""#)],
        ),
        (
            &format!("{APP}/ports"),
            json!([{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP", "name": "dns"}]),
            vec![
                format!(r#"{AT}.ports[53].protocol: "TCP" > -"#),
                format!(r#"{AT}.ports[53/UDP].name: - > "dns""#),
            ],
        ),
        (
            &format!("{APP}/volumeMounts"),
            json!([{"name": "v", "mountPath": "/b"}, {"name": "w", "mountPath": "/a"}]),
            vec![format!(r#"{AT}.volumeMounts[/a].name: "v" > "w""#)],
        ),
        (
            "/spec/template/spec/containers",
            json!([{"name": "new", "image": "n"}, {"name": "daprd", "image": "d:1"}]),
            vec![
                r#"spec.template.spec.containers[new]: - > {"name":"new","image":"n"}"#.into(),
                format!("{AT}: {app} > -"),
            ],
        ),
    ]);
}

#[test]
fn a_secret_shows_that_it_changes_but_not_what() {
    let secret = |field: &str, value: &str| json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, field: {"a": value}});
    let live = secret("data", "aGVsbG8=");
    assert_eq!(
        shown(&live, &secret("stringData", "hello")),
        Vec::<String>::new()
    );
    assert!(covers(&live, &secret("stringData", "hello")));
    assert!(!covers(&live, &secret("stringData", "hell")));
    assert_eq!(
        shown(&live, &secret("stringData", "hell")),
        [
            "data.a: \"(5 bytes, sha256 2cf24dba)\" > \"(4 bytes, sha256 0ebdc3317b)\""
                .replace("0ebdc3317b", "0ebdc331")
        ]
    );
}

#[test]
fn what_live_has_more_does_not_matter() {
    let rows = [
        (
            json!({"spec": {"a": 1, "b": 2}}),
            json!({"spec": {"a": 1}}),
            true,
        ),
        (
            json!({"spec": {"a": 1}}),
            json!({"spec": {"a": 1, "b": 2}}),
            false,
        ),
        (
            json!({"spec": {"a": 1}}),
            json!({"spec": {"a": 1, "b": null}}),
            true,
        ),
        (
            json!({"spec": {"a": 1}}),
            json!({"spec": {"a": 1, "b": {}, "c": [], "d": {"e": {}}}}),
            true,
        ),
        (json!({"spec": {"a": 1}}), json!({"spec": {"a": {}}}), false),
        (
            json!({"spec": {"a": {"b": 1}}}),
            json!({"spec": {"a": {}}}),
            true,
        ),
        (
            json!({"spec": {"a": 1}}),
            json!({"spec": {"a": null}}),
            true,
        ),
        (json!({"spec": {"a": 1}}), json!({"spec": {"a": 1.0}}), true),
        (
            json!({"spec": {"a": 1}}),
            json!({"spec": {"a": "1"}}),
            false,
        ),
        (
            json!({"spec": {}}),
            json!({"metadata": {"uid": "1"}, "status": {"a": 1}}),
            true,
        ),
        (
            json!({"spec": {"podSelector": {"a": 1}}}),
            json!({"spec": {"podSelector": {}}}),
            true,
        ),
        (
            json!({"spec": {}}),
            json!({"spec": {"podSelector": {}}}),
            false,
        ),
        (
            json!({"spec": {}}),
            json!({"spec": {"hostNetwork": false}}),
            true,
        ),
        (
            json!({"spec": {"hostNetwork": true}}),
            json!({"spec": {"hostNetwork": false}}),
            false,
        ),
        (
            json!({"spec": {}}),
            json!({"spec": {"automountServiceAccountToken": false}}),
            false,
        ),
        (json!({"data": {}}), json!({"data": {"value": ""}}), false),
        (
            json!({"spec": {"requests": {"storage": "1Gi"}}}),
            json!({"spec": {"requests": {"storage": "1024Mi"}}}),
            true,
        ),
        (
            json!({"spec": {"limits": {"cpu": "500m"}}}),
            json!({"spec": {"limits": {"cpu": 0.5}}}),
            true,
        ),
        (
            json!({"data": {"cpu": "500m"}}),
            json!({"data": {"cpu": "0.5"}}),
            false,
        ),
        (
            json!({"metadata": {"annotations": {"cpu": "500m"}}}),
            json!({"metadata": {"annotations": {"cpu": "0.5"}}}),
            false,
        ),
    ];
    for (live, wanted, expected) in rows {
        assert_eq!(covers(&live, &wanted), expected, "{live} {wanted}");
    }
}

#[test]
fn lists_with_names_may_hold_more_and_all_others_not() {
    let rows = [
        (json!({"ingress": []}), json!({"ingress": [{}]}), false),
        (
            json!({"ingress": [{"a": 1}]}),
            json!({"ingress": [{}]}),
            true,
        ),
        (json!({"list": [1]}), json!({"list": [null]}), false),
        (
            json!({"containers": [{"name": "b"}, {"name": "a", "x": 1}]}),
            json!({"containers": [{"name": "a"}]}),
            true,
        ),
        (
            json!({"containers": [{"name": "b"}]}),
            json!({"containers": [{"name": "a"}]}),
            false,
        ),
        (json!({"args": ["a", "b"]}), json!({"args": ["a"]}), false),
        (json!({"args": ["a"]}), json!({"args": ["a", "b"]}), false),
        (json!({"args": ["a"]}), json!({"args": []}), false),
        (
            json!({"containers": [{"name": "a"}]}),
            json!({"containers": []}),
            false,
        ),
        (
            json!({"rules": [{"verbs": ["get"], "x": 1}]}),
            json!({"rules": [{"verbs": ["get"]}]}),
            true,
        ),
        (
            json!({"subjects": [{"name": "a"}, {"name": "b"}]}),
            json!({"subjects": [{"name": "a"}]}),
            false,
        ),
        (
            json!({"subjects": [{"name": "b"}, {"name": "a"}]}),
            json!({"subjects": [{"name": "a"}, {"name": "b"}]}),
            true,
        ),
        (
            json!({"spec": {"metadata": [{"name": "a"}, {"name": "b"}]}}),
            json!({"spec": {"metadata": [{"name": "a"}]}}),
            false,
        ),
        (
            json!({"ports": [{"port": 1, "nodePort": 5}]}),
            json!({"ports": [{"port": 1}]}),
            true,
        ),
        (json!({"list": [[1, 2]]}), json!({"list": [[1, 3]]}), false),
        (
            json!({"list": [{}, {"a": 1}]}),
            json!({"list": [{}, {"a": 1}]}),
            true,
        ),
    ];
    for (live, wanted, expected) in rows {
        assert_eq!(covers(&live, &wanted), expected, "{live} {wanted}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3_i64).prop_map(Value::from),
        "[ab]{0,2}".prop_map(Value::from),
    ];
    let key = proptest::sample::select(vec![
        "name", "spec", "metadata", "cpu", "value", "args", "b.c",
    ]);
    leaf.prop_recursive(4, 30, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((key.clone().prop_map(str::to_owned), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(crate::manifest::laws::config(1000))]

    #[test]
    fn nothing_leads_from_a_value_to_itself(value in value()) {
        prop_assert_eq!(changes(&value, &value), []);
        prop_assert!(covers(&value, &value), "{}", value);
    }

    #[test]
    fn without_changes_one_covers_the_other(live in value(), wanted in value()) {
        if changes(&live, &wanted).is_empty() {
            prop_assert!(covers(&live, &wanted), "{live} {wanted}");
        }
    }

    #[test]
    fn what_changes_back_is_what_changed(live in value(), wanted in value()) {
        let mut there: Vec<_> = changes(&live, &wanted).into_iter().map(|it| (it.path, it.from, it.to)).collect();
        let mut back: Vec<_> = changes(&wanted, &live).into_iter().map(|it| (it.path, it.to, it.from)).collect();
        there.sort_by_key(|it| it.0.clone());
        back.sort_by_key(|it| it.0.clone());
        prop_assert_eq!(there, back);
    }
}
