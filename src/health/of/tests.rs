//! One row for each state of each kind; only the fields that the rules read.

use serde_json::{Value, json};

use super::of;
use crate::health::State;
use crate::manifest::Object;

/// apiVersion and kind, spec, status, and the expected state, reason, ready and wanted.
type Row = (&'static str, Value, Value, State, &'static str, (i64, i64));

fn health_of(row: &Row) -> super::Health {
    let (api_version, kind) = row.0.rsplit_once('/').expect("group/version/Kind");
    of(&Object(json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": "x", "generation": 2},
        "spec": row.1,
        "status": row.2,
    })))
}

fn check(rows: &[Row]) {
    for row in rows {
        let health = health_of(row);
        let found = (
            health.state,
            health.reason.as_str(),
            (health.ready, health.wanted),
        );
        assert_eq!(
            found,
            (row.3, row.4, row.5),
            "{} {} {}",
            row.0,
            row.1,
            row.2
        );
    }
}

fn three() -> Value {
    json!({"replicas": 3})
}

fn conditions(kind: &str, status: &str, reason: &str, message: &str) -> Value {
    json!([{"type": kind, "status": status, "reason": reason, "message": message}])
}

use State::{Failed, Progressing, Ready, Terminating};

const UNSEEN: &str = "its controller has not seen it yet";

#[test]
fn deployments() {
    let kind = "apps/v1/Deployment";
    let seen = |updated: i64, replicas: i64, ready: i64, available: i64| {
        json!({"observedGeneration": 2, "updatedReplicas": updated, "replicas": replicas,
               "readyReplicas": ready, "availableReplicas": available})
    };
    let mut stale = seen(3, 3, 3, 3);
    stale["observedGeneration"] = json!(1);
    let mut stuck = seen(1, 3, 2, 2);
    stuck["conditions"] = conditions("Progressing", "False", "ProgressDeadlineExceeded", "…");
    let mut over = seen(3, 3, 3, 3);
    over["conditions"] = stuck["conditions"].clone();
    #[rustfmt::skip]
    let rows = [
        (kind, three(), seen(3, 3, 3, 3), Ready, "", (3, 3)),
        (kind, json!({}), seen(1, 1, 1, 1), Ready, "", (1, 1)),
        (kind, three(), json!({}), Progressing, UNSEEN, (0, 3)),
        (kind, three(), stale, Progressing, UNSEEN, (3, 3)),
        (kind, three(), seen(0, 0, 0, 0), Progressing, "0 of 3 ready", (0, 3)),
        (kind, three(), seen(3, 3, 2, 2), Progressing, "2 of 3 ready", (2, 3)),
        (kind, three(), seen(1, 4, 3, 3), Progressing, "rolling out (1 of 3 updated)", (3, 3)),
        (kind, three(), seen(3, 4, 4, 4), Progressing, "rolling out (1 old left)", (3, 3)),
        (kind, three(), seen(4, 4, 4, 4), Progressing, "1 too many", (3, 3)),
        (kind, three(), seen(3, 3, 3, 2), Progressing, "2 of 3 available", (3, 3)),
        (kind, three(), stuck, Failed, "rolling out (1 of 3 updated); no progress for 600 s", (2, 3)),
        (kind, three(), over, Ready, "", (3, 3)),
        (kind, json!({"replicas": 0}), seen(0, 0, 0, 0), Ready, "scaled to 0", (0, 0)),
        (kind, json!({"replicas": 3, "paused": true}), seen(0, 3, 3, 3), Progressing, "rolling out (0 of 3 updated); paused", (3, 3)),
    ];
    check(&rows);
}

#[test]
fn stateful_sets() {
    let kind = "apps/v1/StatefulSet";
    let seen = |revision: &str, updated: i64, replicas: i64, ready: i64| {
        json!({"observedGeneration": 2, "currentRevision": "a", "updateRevision": revision,
               "updatedReplicas": updated, "replicas": replicas, "readyReplicas": ready})
    };
    let mut stale = seen("a", 3, 3, 3);
    stale["observedGeneration"] = json!(1);
    let on_delete = json!({"replicas": 3, "updateStrategy": {"type": "OnDelete"}});
    let part = json!({"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 2}}});
    let slow = json!({"replicas": 3, "minReadySeconds": 5});
    #[rustfmt::skip]
    let rows = [
        (kind, three(), seen("a", 3, 3, 3), Ready, "", (3, 3)),
        (kind, three(), stale, Progressing, UNSEEN, (3, 3)),
        (kind, three(), json!({}), Progressing, UNSEEN, (0, 3)),
        (kind, three(), seen("a", 1, 1, 1), Progressing, "1 of 3 ready", (1, 3)),
        (kind, three(), seen("b", 0, 3, 3), Progressing, "rolling out (0 of 3 updated)", (3, 3)),
        (kind, three(), seen("b", 2, 3, 2), Progressing, "rolling out (2 of 3 updated)", (2, 3)),
        (kind, three(), seen("b", 2, 2, 2), Progressing, "2 of 3 ready", (2, 3)),
        (kind, three(), seen("a", 3, 4, 4), Progressing, "1 too many", (3, 3)),
        (kind, part.clone(), seen("b", 0, 3, 3), Progressing, "rolling out (0 of 1 updated)", (3, 3)),
        (kind, part, seen("b", 1, 3, 3), Ready, "2 of 3 keep the old revision until the partition is lowered", (3, 3)),
        (kind, on_delete.clone(), seen("b", 0, 3, 3), Ready, "3 of 3 keep the old revision until they are deleted", (3, 3)),
        (kind, on_delete, seen("b", 0, 3, 2), Progressing, "2 of 3 ready", (2, 3)),
        (kind, slow, seen("a", 3, 3, 3), Progressing, "0 of 3 available", (3, 3)),
    ];
    check(&rows);
}

#[test]
fn daemon_sets() {
    let kind = "apps/v1/DaemonSet";
    let seen = |desired: i64, updated: i64, ready: i64, available: i64| {
        json!({"observedGeneration": 2, "desiredNumberScheduled": desired, "currentNumberScheduled": desired,
               "updatedNumberScheduled": updated, "numberReady": ready, "numberAvailable": available})
    };
    let on_delete = json!({"updateStrategy": {"type": "OnDelete"}});
    #[rustfmt::skip]
    let rows = [
        (kind, json!({}), seen(2, 2, 2, 2), Ready, "", (2, 2)),
        (kind, json!({}), json!({}), Progressing, UNSEEN, (0, 0)),
        (kind, json!({}), seen(0, 0, 0, 0), Ready, "no node matches", (0, 0)),
        (kind, json!({}), seen(2, 1, 2, 2), Progressing, "rolling out (1 of 2 updated)", (2, 2)),
        (kind, json!({}), seen(2, 2, 1, 1), Progressing, "1 of 2 ready", (1, 2)),
        (kind, json!({}), seen(2, 2, 2, 1), Progressing, "1 of 2 available", (2, 2)),
        (kind, on_delete, seen(2, 0, 2, 2), Ready, "", (2, 2)),
    ];
    check(&rows);
}

#[test]
fn replica_sets_and_jobs() {
    let set = "apps/v1/ReplicaSet";
    let job = "batch/v1/Job";
    let seen = |replicas: i64, ready: i64| json!({"observedGeneration": 2, "replicas": replicas, "readyReplicas": ready, "availableReplicas": ready});
    let ended =
        |kind: &str, message: &str| json!({"conditions": conditions(kind, "True", "R", message)});
    #[rustfmt::skip]
    let rows = [
        (set, three(), seen(3, 3), Ready, "", (3, 3)),
        (set, three(), seen(3, 1), Progressing, "1 of 3 ready", (1, 3)),
        (set, three(), seen(5, 5), Progressing, "2 too many", (3, 3)),
        (job, json!({}), json!({"active": 1}), Progressing, "0 of 1 completed", (0, 1)),
        (job, json!({"completions": 3}), json!({"succeeded": 1}), Progressing, "1 of 3 completed", (1, 3)),
        (job, json!({}), ended("Complete", ""), Ready, "completed", (1, 1)),
        (job, json!({}), ended("Suspended", ""), Ready, "suspended", (0, 1)),
        (job, json!({}), ended("Failed", "too many failures"), Failed, "too many failures", (0, 1)),
    ];
    check(&rows);
}

#[test]
fn pods() {
    let kind = "v1/Pod";
    let spec = || json!({"initContainers": [{"name": "init"}], "containers": [{"name": "app"}]});
    let init_done = json!([{"name": "init", "state": {"terminated": {"exitCode": 0}}}]);
    let with = |phase: &str, init: &Value, app: Value| {
        json!({"phase": phase, "initContainerStatuses": init,
               "containerStatuses": [{"name": "app", "ready": false, "state": app}]})
    };
    let mut ready = with("Running", &init_done, json!({"running": {}}));
    ready["containerStatuses"][0]["ready"] = json!(true);
    ready["conditions"] = conditions("Ready", "True", "", "");
    let running_init = json!([{"name": "init", "state": {"running": {}}}]);
    let unscheduled = |reason: &str| json!({"phase": "Pending", "conditions": conditions("PodScheduled", "False", reason, "0/1 nodes")});
    let back_off = json!({"waiting": {"reason": "CrashLoopBackOff"}});
    let ended = json!({"terminated": {"exitCode": 3}});
    #[rustfmt::skip]
    let rows = [
        (kind, spec(), ready, Ready, "", (1, 1)),
        (kind, spec(), json!({"phase": "Succeeded"}), Ready, "completed", (0, 1)),
        (kind, spec(), json!({"phase": "Failed", "reason": "Evicted"}), Failed, "Evicted", (0, 1)),
        (kind, spec(), with("Failed", &init_done, ended.clone()), Failed, "container app ended with exit code 3", (0, 1)),
        (kind, spec(), json!({"phase": "Failed"}), Failed, "failed", (0, 1)),
        (kind, spec(), json!({"phase": "Pending"}), Progressing, "starting", (0, 1)),
        (kind, spec(), unscheduled("Unschedulable"), Progressing, "unschedulable", (0, 1)),
        (kind, spec(), unscheduled("SchedulingGated"), Progressing, "held back by a scheduling gate", (0, 1)),
        (kind, spec(), with("Pending", &running_init, json!({"waiting": {"reason": "PodInitializing"}})), Progressing, "init container init runs", (0, 1)),
        (kind, spec(), with("Running", &init_done, back_off), Progressing, "container app: CrashLoopBackOff", (0, 1)),
        (kind, spec(), with("Running", &init_done, json!({"running": {}})), Progressing, "container app is not ready", (0, 1)),
        (kind, spec(), with("Running", &init_done, ended), Progressing, "container app ended with exit code 3", (0, 1)),
    ];
    check(&rows);
}

#[test]
fn a_native_sidecar_counts_as_a_part() {
    let spec = json!({
        "initContainers": [{"name": "daprd", "restartPolicy": "Always"}],
        "containers": [{"name": "app"}],
    });
    let status = json!({
        "phase": "Running",
        "initContainerStatuses": [{"name": "daprd", "ready": false, "state": {"running": {}}}],
        "containerStatuses": [{"name": "app", "ready": true, "state": {"running": {}}}],
    });
    #[rustfmt::skip]
    let rows = [
        ("v1/Pod", spec, status, Progressing, "container daprd is not ready", (1, 2)),
    ];
    check(&rows);
}

#[test]
fn other_kinds() {
    let claim = "v1/PersistentVolumeClaim";
    let service = "v1/Service";
    let definition = "apiextensions.k8s.io/v1/CustomResourceDefinition";
    let budget = "policy/v1/PodDisruptionBudget";
    let api = "apiregistration.k8s.io/v1/APIService";
    let other = "example.org/v1/Thing";
    let none = || json!({});
    let with = |kind: &str, status: &str| json!({"conditions": conditions(kind, status, "Why", "because")});
    let balanced = || json!({"type": "LoadBalancer"});
    #[rustfmt::skip]
    let rows = [
        (claim, none(), json!({"phase": "Bound"}), Ready, "", (1, 1)),
        (claim, none(), json!({"phase": "Pending"}), Progressing, "not bound", (0, 1)),
        (claim, none(), json!({"phase": "Lost"}), Failed, "its volume is gone", (0, 1)),
        (service, none(), none(), Ready, "", (1, 1)),
        (service, balanced(), none(), Ready, "no external address yet", (1, 1)),
        (service, balanced(), json!({"loadBalancer": {"ingress": [{}]}}), Ready, "", (1, 1)),
        ("v1/Namespace", none(), json!({"phase": "Active"}), Ready, "", (1, 1)),
        ("v1/Namespace", none(), json!({"phase": "Terminating"}), Terminating, "being deleted", (0, 1)),
        (definition, none(), none(), Progressing, "not established", (0, 1)),
        (definition, none(), with("Established", "False"), Progressing, "because", (0, 1)),
        (definition, none(), with("Established", "True"), Ready, "", (1, 1)),
        (definition, none(), with("NamesAccepted", "False"), Failed, "because", (0, 1)),
        (budget, none(), json!({"observedGeneration": 1}), Progressing, UNSEEN, (0, 1)),
        (budget, none(), json!({"observedGeneration": 2}), Ready, "", (1, 1)),
        (api, none(), with("Available", "False"), Progressing, "because", (0, 1)),
        (api, none(), with("Available", "True"), Ready, "", (1, 1)),
        (other, none(), none(), Ready, "", (1, 1)),
        (other, none(), json!({"observedGeneration": 1}), Progressing, UNSEEN, (0, 1)),
        (other, none(), with("Ready", "False"), Progressing, "because", (0, 1)),
        (other, none(), with("Ready", "True"), Ready, "", (1, 1)),
        (other, none(), with("Stalled", "True"), Failed, "because", (0, 1)),
        (other, none(), with("Reconciling", "True"), Progressing, "because", (0, 1)),
    ];
    check(&rows);
}

#[test]
fn whatever_is_being_deleted_is_terminating() {
    let object = Object(json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "x", "deletionTimestamp": "2026-11-23T08:20:11Z"},
        "status": {"phase": "Succeeded"},
    }));
    assert_eq!(of(&object).state, Terminating);
}
