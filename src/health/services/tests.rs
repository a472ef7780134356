use serde_json::{Value, json};

use super::{ServiceRow, rows};
use crate::dapr::control_plane::{Expected, SERVICES, Service};
use crate::manifest::Object;

fn workload(service: Service, namespace: &str, wanted: i64, status: &Value) -> Object {
    Object(json!({
        "apiVersion": "apps/v1", "kind": service.kind,
        "metadata": {"name": service.name, "namespace": namespace, "generation": 1,
                     "creationTimestamp": "2026-11-23T08:00:00Z"},
        "spec": {"replicas": wanted, "template": {"spec": {"containers": [
            {"name": "extra", "image": "busybox:1"},
            {"name": service.name, "image": "reg:5000/dapr/x:1.18.3@sha256:0123456789abcdef"},
        ]}}},
        "status": status,
    }))
}

fn counts(updated: i64, replicas: i64, ready: i64) -> Value {
    json!({"observedGeneration": 1, "updatedReplicas": updated, "replicas": replicas,
           "readyReplicas": ready, "availableReplicas": ready})
}

fn pod(service: Service, namespace: &str, status: &Value) -> Object {
    Object(json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "p", "namespace": namespace, "labels": {"app": service.name},
                     "creationTimestamp": "2026-11-23T08:20:11Z"},
        "spec": {"containers": [{"name": "extra"}, {"name": service.name}]},
        "status": status,
    }))
}

/// A pod whose own container is in this state beside an extra one that is ready.
fn in_state(state: &Value) -> Value {
    json!({"phase": "Running", "containerStatuses": [
        {"name": "extra", "ready": true, "state": {"running": {}}},
        {"name": SERVICES[0].name, "ready": false, "state": state},
    ]})
}

fn only(rows: Vec<ServiceRow>) -> ServiceRow {
    rows.into_iter()
        .next()
        .expect("the operator's row is the first")
}

#[test]
fn what_stands_under_status() {
    let waiting = |reason: &str| in_state(&json!({"waiting": {"reason": reason}}));
    let unscheduled = json!({"phase": "Pending", "conditions": [
        {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]});
    let ready = json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]});
    let mut refused = counts(0, 0, 0);
    refused["conditions"] =
        json!([{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate"}]);
    #[rustfmt::skip]
    let rows_of: [(i64, Value, Vec<Value>, bool, &str); 15] = [
        (1, counts(1, 1, 1), vec![ready.clone()], true, "Running"),
        (0, counts(0, 0, 0), vec![], false, "Scaled to 0"),
        (1, json!({}), vec![], false, "Its controller has not seen it yet"),
        (1, counts(1, 1, 0), vec![], false, "0 of 1 ready"),
        (1, counts(1, 1, 0), vec![waiting("CrashLoopBackOff")], false, "Waiting (CrashLoopBackOff)"),
        (1, counts(1, 1, 0), vec![waiting("ContainerCreating")], false, "Waiting (ContainerCreating)"),
        (1, counts(1, 1, 0), vec![in_state(&json!({"running": {}}))], false, "0 of 1 ready"),
        (1, counts(1, 1, 0), vec![in_state(&json!({"terminated": {"reason": "Error", "exitCode": 1}}))], false, "Terminated (Error)"),
        (1, counts(1, 1, 0), vec![unscheduled.clone()], false, "Pending (unschedulable)"),
        (1, counts(1, 1, 0), vec![json!({"phase": "Failed", "reason": "Evicted"})], false, "Failed (Evicted)"),
        (1, refused, vec![], false, "No pods (FailedCreate)"),
        (3, counts(3, 3, 2), vec![ready.clone()], false, "2 of 3 ready"),
        (3, counts(3, 3, 2), vec![unscheduled.clone(), waiting("CrashLoopBackOff")], false, "2 of 3 ready: Waiting (CrashLoopBackOff)"),
        (3, counts(1, 4, 3), vec![ready.clone()], false, "Rolling out (1 of 3 updated)"),
        (3, counts(1, 4, 3), vec![ready, unscheduled], false, "Rolling out (1 of 3 updated): Pending (unschedulable)"),
    ];
    for (wanted, status, pods, healthy, words) in rows_of {
        let workloads = [workload(SERVICES[0], "a", wanted, &status)];
        let pods: Vec<_> = pods
            .iter()
            .map(|status| pod(SERVICES[0], "a", status))
            .collect();
        let row = only(rows(&workloads, &pods, Expected::default()));
        assert_eq!(
            (row.healthy, row.status.as_str()),
            (healthy, words),
            "{status}"
        );
    }
}

#[test]
fn version_and_age_are_those_of_the_service_itself() {
    let workloads = [workload(SERVICES[0], "a", 1, &counts(1, 1, 1))];
    let row = only(rows(&workloads, &[], Expected::default()));
    assert_eq!(row.version, "1.18.3");
    assert_eq!(row.created.as_deref(), Some("2026-11-23T08:00:00Z"));
    let pods = [
        pod(SERVICES[0], "a", &json!({})),
        pod(SERVICES[0], "b", &json!({})),
    ];
    let row = only(rows(&workloads, &pods, Expected::default()));
    assert_eq!(row.created.as_deref(), Some("2026-11-23T08:20:11Z"));
}

#[test]
fn every_expected_service_of_every_namespace_has_a_row() {
    let up = counts(1, 1, 1);
    let workloads = [
        workload(SERVICES[3], "b", 1, &up),
        workload(SERVICES[1], "a", 1, &up),
        workload(SERVICES[0], "a", 1, &up),
    ];
    let expected = Expected {
        placement: false,
        scheduler: false,
        injector: true,
    };
    let found: Vec<_> = rows(&workloads, &[], expected)
        .into_iter()
        .map(|row| format!("{}/{} {}", row.namespace, row.name, row.status))
        .collect();
    assert_eq!(
        found,
        [
            "a/dapr-operator Running",
            "a/dapr-sentry Running",
            "a/dapr-sidecar-injector Missing",
            "b/dapr-operator Missing",
            "b/dapr-sentry Missing",
            "b/dapr-sidecar-injector Missing",
            "b/dapr-placement-server Running",
        ]
    );
    assert_eq!(rows(&[], &[], expected), []);
}

#[test]
fn a_service_that_is_off_may_be_scaled_to_0() {
    let workloads = [workload(SERVICES[3], "a", 0, &counts(0, 0, 0))];
    for placement in [true, false] {
        let expected = Expected {
            placement,
            ..Expected::default()
        };
        let rows = rows(&workloads, &[], expected);
        let row = rows
            .iter()
            .find(|row| row.replicas == 0 && !row.is_missing());
        assert_eq!(row.expect("placement's row").healthy, !placement);
    }
}

/// Rows of a recording: name, healthy, status, ready of replicas, version.
fn recorded(name: &str) -> Vec<String> {
    let path = format!(
        "{}/tests/fixtures/wait/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("a recording");
    let snapshot: Value = serde_json::from_str(&text).expect("JSON");
    let objects = |key: &str| -> Vec<Object> {
        let list = snapshot[key].as_array().expect("a list");
        list.iter().cloned().map(Object).collect()
    };
    let without_injector = Expected {
        injector: false,
        ..Expected::default()
    };
    let rows = rows(&objects("workloads"), &objects("pods"), without_injector);
    let words = rows.into_iter().map(|row| {
        let (name, status, version) = (row.name, row.status, row.version);
        format!(
            "{name} {} {status}, {} of {}, {version}",
            row.healthy, row.ready, row.replicas
        )
    });
    words.collect()
}

#[test]
fn real_control_planes() {
    let fine = [
        "dapr-operator true Running, 1 of 1, 1.18.3",
        "dapr-sentry true Running, 1 of 1, 1.18.3",
        "dapr-placement-server true Running, 1 of 1, 1.18.3",
        "dapr-scheduler-server true Running, 3 of 3, 1.18.3",
    ];
    assert_eq!(recorded("dapr-healthy"), fine);
    let sentry = &recorded("dapr-sentry-crash")[1];
    assert_eq!(
        sentry,
        "dapr-sentry false Waiting (CrashLoopBackOff), 0 of 1, 1.18.3"
    );
    let placement = &recorded("dapr-image-not-found")[2];
    assert_eq!(
        placement,
        "dapr-placement-server false Waiting (ImagePullBackOff), 0 of 1, 1.18.3"
    );
    let placement = &recorded("sidecar-waits-for-placement")[2];
    assert_eq!(
        placement,
        "dapr-placement-server false Scaled to 0, 0 of 0, 1.18.3"
    );
    let scheduler = &recorded("scheduler-quorum")[3];
    assert_eq!(
        scheduler,
        "dapr-scheduler-server false 1 of 3 ready: Pending (unschedulable), 1 of 3, 1.18.3"
    );
}

#[test]
fn a_stand_in_is_no_real_service() {
    let service = SERVICES[0];
    let workload = workload(service, "dapr-system", 1, &counts(1, 1, 1));
    let mut pod = pod(service, "dapr-system", &json!({}));
    let of = |pod: &Object| {
        let pods = [pod.clone()];
        only(rows(
            std::slice::from_ref(&workload),
            &pods,
            Expected::of(None),
        ))
        .built_in
    };
    assert!(!of(&pod));
    pod.0["metadata"]["annotations"] = json!({"sandbox.daprk.dev/built-in": "true"});
    assert!(of(&pod));
}
