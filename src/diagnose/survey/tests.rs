//! One healthy cluster, of which no check says anything, and for each check a change that it names.

mod effects;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{CHECKS, Survey, Verdict, app_ids, causes, survey};
use crate::dapr::samples;
use crate::diagnose::{Answers, Snapshot, Unknown};
use crate::event::Typed;
use crate::manifest::{Object, parse_documents};

/// Made with `openssl req -x509`, good until 2036-11-20; its key was thrown away.
const ROOT: &str = "-----BEGIN CERTIFICATE-----\n\
    MIIBhTCCASugAwIBAgIUIdfyduluG+bcV689GgdBfCXCU4kwCgYIKoZIzj0EAwIw\n\
    GDEWMBQGA1UECgwNY2x1c3Rlci5sb2NhbDAeFw0yNjExMjMxODAzMThaFw0zNjEx\n\
    MjAxODAzMThaMBgxFjAUBgNVBAoMDWNsdXN0ZXIubG9jYWwwWTATBgcqhkjOPQIB\n\
    BggqhkjOPQMBBwNCAAR+HODv3m2AeC62W6878G8Y74NZBcZOxRtJzdM1qGn1IKbA\n\
    2WhW7XSc4A3fcorYo83OK0C+mtad9mpFjAcjnV2Ko1MwUTAdBgNVHQ4EFgQU2LKH\n\
    l7/RxyUb31FrTKfk6mF5Ie8wHwYDVR0jBBgwFoAU2LKHl7/RxyUb31FrTKfk6mF5\n\
    Ie8wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBNBvDEhTk+k1ew\n\
    2zGpHwV4nHjxBe/nKJTNU/IYfCqGFQIhAJfPgj+lVC/VnsJMzcNENTg0dflpAfkh\n\
    xn0jqbgQhlSq\n\
    -----END CERTIFICATE-----\n";

fn about() -> Survey {
    let definition = json!({
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": "components.dapr.io",
            "annotations": {"controller-gen.kubebuilder.io/version": "v0.16.2"},
        },
    });
    Survey {
        namespace: None,
        dapr: "dapr-system".to_owned(),
        typed: Typed::default(),
        definitions: vec![Object(definition)],
    }
}

fn healthy() -> Snapshot {
    let text = include_str!("tests/healthy.yaml");
    let mut snapshot = Snapshot {
        secrets: Some(Vec::new()),
        webhooks: Some(Vec::new()),
        storage_classes: Some(Vec::new()),
        now: "2026-11-26T12:00:00Z".parse().unwrap(),
        ..Snapshot::default()
    };
    for document in parse_documents(text, "healthy.yaml").unwrap() {
        add(&mut snapshot, document);
    }
    set(
        &mut snapshot,
        "ConfigMap",
        "dapr-trust-bundle",
        "/data/ca.crt",
        json!(ROOT),
    );
    let bundle = json!(STANDARD.encode(ROOT));
    set(
        &mut snapshot,
        "MutatingWebhookConfiguration",
        "dapr-sidecar-injector",
        "/webhooks/0/clientConfig/caBundle",
        bundle,
    );
    let answers = Answers {
        metadata: Some(json!({
            "id": "cart",
            "components": [
                {"name": "statestore", "type": "state.redis"},
                {"name": "pubsub", "type": "pubsub.redis"},
            ],
            "scheduler": {"connected_addresses": ["10.0.0.2:50006"]},
        })),
        metrics: Some(Vec::new()),
        ..Answers::default()
    };
    snapshot
        .sidecars
        .insert(("shop".into(), "cart-1-a".into()), answers);
    count(
        &mut snapshot,
        "dapr_http_server_request_count{path=\"/v1.0/state/statestore\",status=\"204\"} 9",
    );
    snapshot
}

fn list<'s>(snapshot: &'s mut Snapshot, kind: &str) -> &'s mut Vec<Arc<Object>> {
    match kind {
        "Deployment" | "StatefulSet" | "ReplicaSet" | "Job" => &mut snapshot.workloads,
        "Pod" => &mut snapshot.pods,
        "PersistentVolumeClaim" => &mut snapshot.claims,
        "StorageClass" => snapshot.storage_classes.as_mut().unwrap(),
        "MutatingWebhookConfiguration" => snapshot.webhooks.as_mut().unwrap(),
        "Secret" => snapshot.secrets.as_mut().unwrap(),
        "ConfigMap" => &mut snapshot.config_maps,
        "CustomResourceDefinition" => &mut snapshot.definitions,
        "Service" => &mut snapshot.services,
        "EndpointSlice" => &mut snapshot.endpoints,
        _ => &mut snapshot.resources,
    }
}

fn add(snapshot: &mut Snapshot, object: Value) {
    let kind = object["kind"].as_str().unwrap().to_owned();
    list(snapshot, &kind).push(Arc::new(Object(object)));
}

fn yaml(snapshot: &mut Snapshot, text: &str) {
    for document in parse_documents(text, "row").unwrap() {
        add(snapshot, document);
    }
}

fn find<'s>(snapshot: &'s mut Snapshot, kind: &str, name: &str) -> &'s mut Object {
    let all = list(snapshot, kind).iter_mut();
    let mut named = all.filter(|it| it.kind() == kind && it.name() == name);
    Arc::make_mut(named.next().unwrap_or_else(|| panic!("{kind} {name}")))
}

/// Puts a value where there is one already, or a new key beside others.
fn set(snapshot: &mut Snapshot, kind: &str, name: &str, pointer: &str, value: Value) {
    let object = find(snapshot, kind, name);
    let (above, key) = pointer.rsplit_once('/').unwrap();
    let above = object
        .0
        .pointer_mut(above)
        .unwrap_or_else(|| panic!("{name} {pointer}"));
    let key = key.replace("~1", "/");
    match above {
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        above => above[key.as_str()] = value,
    }
}

fn remove(snapshot: &mut Snapshot, kind: &str, name: &str) {
    list(snapshot, kind).retain(|it| it.kind() != kind || it.name() != name);
}

fn answers(snapshot: &mut Snapshot) -> &mut Answers {
    snapshot.sidecars.values_mut().next().unwrap()
}

fn count(snapshot: &mut Snapshot, line: &str) {
    let metrics = answers(snapshot).metrics.as_mut().unwrap();
    metrics.extend(samples(line, |_| true));
}

/// What is found: `error ID | Kind name | message | says | fix`.
fn found(snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    for checked in survey(snapshot, &about()) {
        let Verdict::Found(issues) = checked.verdict else {
            continue;
        };
        lines.extend(issues.iter().map(|issue| {
            let severity = format!("{:?}", issue.severity).to_lowercase();
            let mut parts = vec![
                format!("{severity} {}", issue.id),
                issue.on.to_string(),
                issue.message.clone(),
            ];
            parts.extend(issue.says.iter().map(|says| format!("says {says}")));
            parts.extend(issue.fixes.iter().map(|fix| format!("fix {fix}")));
            (checked.check.id, parts.join(" | "))
        }));
    }
    lines
}

#[test]
fn nothing_is_said_of_a_healthy_cluster() {
    assert_eq!(found(&healthy()), []);
    let told = survey(&healthy(), &about());
    assert!(told.iter().all(|of| of.verdict == Verdict::Passed));
    let ids = app_ids(&healthy());
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), ["cart"]);
}

#[test]
fn each_check_names_what_is_changed() {
    let mut wrong = Vec::new();
    for (id, change, expected) in rows::ROWS {
        let mut snapshot = healthy();
        change(&mut snapshot);
        let all = found(&snapshot);
        let own: Vec<_> = all
            .iter()
            .filter(|(of, _)| of == id)
            .map(|(_, text)| text.as_str())
            .collect();
        if own != [*expected] {
            wrong.push(format!(
                "{id}\n  wanted {expected}\n  got    {own:#?}\n  beside {all:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_check_has_a_row_and_a_name_of_its_own() {
    let rows: BTreeSet<_> = rows::ROWS.iter().map(|(id, ..)| *id).collect();
    let ids: BTreeSet<_> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(rows, ids);
    assert_eq!(ids.len(), CHECKS.len());
}

#[test]
fn what_cannot_be_seen_is_not_judged() {
    let mut snapshot = healthy();
    snapshot.secrets = None;
    answers(&mut snapshot).metadata = None;
    answers(&mut snapshot).trouble = Some("no answer within 2 s".to_owned());
    snapshot.unknown.push(Unknown {
        what: "services in all namespaces".to_owned(),
        why: "forbidden".to_owned(),
        right: "list services in all namespaces".to_owned(),
    });
    let told = survey(&snapshot, &about());
    let lack = |id: &str| match &told.iter().find(|of| of.check.id == id).unwrap().verdict {
        Verdict::NotLookedAt(lack) => lack.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(lack("secret-missing"), "secrets: not read");
    assert_eq!(
        lack("backend-missing"),
        "services in all namespaces: forbidden"
    );
    assert_eq!(
        lack("component-not-loaded"),
        "the sidecars' answers: no answer within 2 s"
    );
    assert_eq!(lack("app-id-twice"), "Passed");
}

#[test]
fn a_call_may_go_to_another_namespace() {
    let mut snapshot = healthy();
    let sent = "dapr_runtime_service_invocation_req_sent_total{dst_app_id=\"pay\"} 3";
    count(&mut snapshot, sent);
    let told = |snapshot: &Snapshot, namespace: Option<&str>| {
        let about = Survey {
            namespace: namespace.map(str::to_owned),
            ..about()
        };
        let mut all = survey(snapshot, &about).into_iter();
        let own = all.find(|of| of.check.id == "called-app-missing");
        own.unwrap().verdict
    };
    assert!(matches!(told(&snapshot, None), Verdict::Found(_)));
    assert_eq!(told(&snapshot, Some("shop")), Verdict::Passed);
    let pay = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: pay, namespace: till}, spec: {replicas: 0, template: {metadata: {annotations: {dapr.io/enabled: \"true\", dapr.io/app-id: pay}}}}}";
    yaml(&mut snapshot, pay);
    assert_eq!(told(&snapshot, None), Verdict::Passed);
}

#[test]
fn fixes_are_typed_as_for_the_target() {
    let mut snapshot = healthy();
    snapshot
        .workloads
        .retain(|it| it.namespace() != Some("dapr-system"));
    let rows = [
        (Typed::default(), "daprk init -k"),
        (Typed::sandbox("~/k"), "daprk init"),
    ];
    for (typed, fix) in rows {
        let about = Survey { typed, ..about() };
        let checked = super::survey(&snapshot, &about);
        let found = checked.iter().filter_map(|one| match &one.verdict {
            super::Verdict::Found(issues) => Some(issues),
            _ => None,
        });
        let fixes: Vec<_> = found.flatten().flat_map(|issue| &issue.fixes).collect();
        assert!(fixes.iter().any(|one| *one == fix), "{fixes:?}");
    }
}
