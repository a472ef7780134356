//! Against what the real injector's code (1.18.3) makes of the same pods.
//!
//! A row of the table says of its sidecar only what differs from the first row's.

use serde_json::{Map, Value, json};

use super::{Injection, inject, refusal};

fn rows() -> Vec<Value> {
    let text = include_str!("../../../tests/fixtures/inject.json");
    serde_json::from_str(text).unwrap()
}

fn injection(row: &Value) -> Injection {
    let mut injection = Injection {
        control_plane: "dapr-system".to_owned(),
        environment: [
            ("SIDECAR_IMAGE", "ghcr.io/dapr/daprd:1.18.3"),
            ("SIDECAR_IMAGE_PULL_POLICY", "IfNotPresent"),
            ("KUBE_CLUSTER_DOMAIN", "cluster.local"),
            ("ACTORS_SERVICE_NAME", "placement"),
            ("ACTORS_SERVICE_ADDRESS", "dapr-placement-server:50005"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        trust_anchors: "PEM".to_owned(),
        mtls: row["set"]["mtls"] != false,
        scheduler: row["set"]["scheduler"] != false,
    };
    for (name, value) in row["set"].as_object().unwrap() {
        if let Some(value) = value.as_str() {
            injection.environment.insert(name.clone(), value.to_owned());
        }
    }
    injection
}

fn list<'a>(pod: &'a Value, name: &str) -> &'a [Value] {
    pod["spec"][name].as_array().map_or(&[], Vec::as_slice)
}

/// The containers of the app, as far as an injector touches them.
fn apps(pod: &Value) -> Vec<Value> {
    let containers = list(pod, "containers")
        .iter()
        .chain(list(pod, "initContainers"));
    let apps = containers.filter(|container| container["name"] != "daprd");
    apps.map(|container| {
        let touched = ["name", "env", "volumeMounts"];
        let parts = touched
            .iter()
            .filter_map(|part| Some((*part, container.get(*part)?)));
        parts
            .map(|(part, value)| (part.to_owned(), value.clone()))
            .collect::<Map<_, _>>()
            .into()
    })
    .collect()
}

fn volumes(pod: &Value, before: &Value) -> Value {
    let had = list(before, "volumes");
    let new = list(pod, "volumes")
        .iter()
        .filter(|volume| !had.contains(volume));
    new.cloned().collect::<Vec<_>>().into()
}

fn expected_sidecar(base: &Value, row: &Value) -> Value {
    let mut sidecar = base["sidecar"].clone();
    for (part, value) in row["sidecar"].as_object().unwrap() {
        sidecar[part] = value.clone();
    }
    sidecar
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    sidecar
}

#[test]
fn pods_are_injected_as_the_real_injector_does() {
    let rows = rows();
    assert!(rows.len() > 30);
    let injected = rows.iter().filter(|row| row.get("sidecar").is_some());
    for row in injected {
        let pod = inject(&row["pod"], &injection(row)).expect("it asks for a sidecar");
        let named = &row["name"];
        let place = if row["native"] == true {
            "initContainers"
        } else {
            "containers"
        };
        let sidecar = list(&pod, place).last().expect("it has containers");
        assert_eq!(sidecar, &expected_sidecar(&rows[0], row), "{named}");
        assert_eq!(pod["metadata"]["labels"], row["labels"], "{named}");
        assert_eq!(volumes(&pod, &row["pod"]), row["volumes"], "{named}");
        assert_eq!(Value::from(apps(&pod)), row["app"], "{named}");
        assert_eq!(refusal(&row["pod"]), None, "{named}");
    }
}

#[test]
fn what_the_injector_refuses_is_refused_in_its_words() {
    let rows = rows();
    let refused: Vec<_> = rows
        .iter()
        .filter(|row| row.get("refused").is_some())
        .collect();
    assert_eq!(refused.len(), 2);
    for row in refused {
        let words = row["refused"].as_str().unwrap();
        let denied = "admission webhook \"sidecar-injector.dapr.io\" denied the request:";
        assert_eq!(refusal(&row["pod"]), Some(format!("{denied} {words}")));
        assert_eq!(inject(&row["pod"], &injection(row)), None);
    }
}

#[test]
fn what_asks_for_none_or_has_one_is_left_as_it_is() {
    let rows = rows();
    let left: Vec<_> = rows.iter().filter(|row| row["left"] == true).collect();
    assert_eq!(left.len(), 2);
    for row in left {
        assert_eq!(
            inject(&row["pod"], &injection(row)),
            None,
            "{}",
            row["name"]
        );
        assert_eq!(refusal(&row["pod"]), None);
    }
}

#[test]
fn a_pod_is_injected_once() {
    let row = &rows()[0];
    let pod = inject(&row["pod"], &injection(row)).unwrap();
    assert_eq!(inject(&pod, &injection(row)), None);
}

#[test]
fn an_empty_pod_is_no_trouble() {
    let row = &rows()[0];
    for pod in [
        json!({}),
        json!({"metadata": {"annotations": {"dapr.io/enabled": "true"}}}),
    ] {
        assert_eq!(inject(&pod, &injection(row)), None);
    }
    let bare =
        json!({"metadata": {"name": "a", "annotations": {"dapr.io/enabled": "true"}}, "spec": {}});
    let injected = inject(&bare, &injection(row)).unwrap();
    assert_eq!(list(&injected, "containers").len(), 1);
}
