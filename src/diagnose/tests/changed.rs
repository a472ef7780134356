//! Recordings with one thing changed: what depends on time, or can't be recorded on one node.

use std::sync::Arc;

use serde_json::json;

use super::{described, load, told};
use crate::diagnose::{Finding, Snapshot, findings, wait_tree};
use crate::event::Progress;
use crate::manifest::Object;

/// The gravest finding after a change to a recording.
fn first(recording: &str, change: impl FnOnce(&mut Snapshot)) -> Finding {
    let (mut snapshot, wanted) = load(recording);
    change(&mut snapshot);
    let found = findings(&snapshot, &wanted).into_iter().next();
    found.unwrap_or_else(|| panic!("{recording}: nothing found"))
}

fn change(object: &mut Arc<Object>) -> &mut Object {
    Arc::make_mut(object)
}

fn seconds_later(seconds: i64) -> impl FnOnce(&mut Snapshot) {
    move |snapshot| snapshot.now += jiff::SignedDuration::from_secs(seconds)
}

#[test]
fn patience_ends() {
    let rows = [
        ("config-secret-missing", "secret-missing", 60),
        ("config-key-missing", "key-missing", 60),
        ("mount-missing", "config-map-missing", 60),
        ("claim-missing", "claim-missing", 60),
        ("service-account-missing", "service-account-missing", 60),
        ("unschedulable-cpu", "unschedulable", 120),
    ];
    for (recording, id, patience) in rows {
        let before = first(recording, |_| {});
        let after = first(recording, seconds_later(patience));
        assert_eq!((before.id, before.hopeless), (id, false), "{recording}");
        assert_eq!((after.id, after.hopeless), (id, true), "{recording}");
    }
}

#[test]
fn slow_things_are_never_given_up() {
    for recording in [
        "image-throttled",
        "image-no-dns",
        "image-refused",
        "image-server-error",
        "claim-not-provisioned",
        "webhook-unreachable",
        "probe-status",
        "readiness-gate",
        "dapr-trust-bundle",
        "sidecar-waits-for-placement",
    ] {
        let (mut snapshot, wanted) = load(recording);
        seconds_later(3600)(&mut snapshot);
        let all = findings(&snapshot, &wanted);
        assert!(!all.is_empty(), "{recording}");
        assert!(all.iter().all(|finding| !finding.hopeless), "{recording}");
    }
}

#[test]
fn a_start_after_a_crash_has_to_last() {
    let (mut snapshot, wanted) = load("healthy");
    let now = snapshot.now;
    let pod = &mut change(&mut snapshot.pods[0]).0;
    let status = &mut pod["status"]["containerStatuses"][0];
    status["restartCount"] = json!(1);
    status["state"] = json!({"running": {"startedAt": now.to_string()}});
    status["lastState"] = json!({"terminated": {"exitCode": 3, "finishedAt": now.to_string()}});
    let name = status["name"].as_str().unwrap_or_default().to_owned();
    let tree = |snapshot: &Snapshot| wait_tree(snapshot, &wanted)[0].clone();
    let early = tree(&snapshot);
    assert_eq!(early.progress, Progress::Waiting);
    assert_eq!(early.reason, format!("{name} runs again after exit code 3"));
    seconds_later(10)(&mut snapshot);
    assert_eq!(tree(&snapshot).progress, Progress::Ready);
}

#[test]
fn a_first_start_has_to_last_where_no_probe_says_so() {
    let (mut snapshot, wanted) = load("healthy");
    let now = snapshot.now;
    let name = {
        let pod = &mut change(&mut snapshot.pods[0]).0;
        pod["status"]["containerStatuses"][0]["state"] =
            json!({"running": {"startedAt": now.to_string()}});
        let container = &mut pod["spec"]["containers"][0];
        container
            .as_object_mut()
            .map(|it| it.remove("readinessProbe"));
        container["name"].as_str().unwrap_or_default().to_owned()
    };
    let tree = |snapshot: &Snapshot| wait_tree(snapshot, &wanted)[0].clone();
    let early = tree(&snapshot);
    assert_eq!(early.progress, Progress::Waiting);
    assert_eq!(early.reason, format!("{name} has just started"));
    let mut later = snapshot.clone();
    seconds_later(3)(&mut later);
    assert_eq!(tree(&later).progress, Progress::Ready);
    let pod = &mut change(&mut snapshot.pods[0]).0;
    pod["spec"]["containers"][0]["readinessProbe"] = json!({"tcpSocket": {"port": 1}});
    assert_eq!(tree(&snapshot).progress, Progress::Ready);
}

#[test]
fn a_program_that_is_missing_in_the_sandbox_does_not_come_by_waiting() {
    let words = "no program for image redis:7 on this machine: install redis-server";
    let found = first("image-first-try", |snapshot| {
        let pod = &mut change(&mut snapshot.pods[0]).0;
        pod["status"]["containerStatuses"][0]["state"]["waiting"] =
            json!({"reason": "ErrImagePull", "message": words});
    });
    assert!(found.hopeless);
    assert_eq!(found.hint.as_deref(), Some("install redis-server"));
    assert!(found.message.starts_with("no program for image "));
}

/// The kubelet backs off after the first try already; recordings have two.
#[test]
fn one_pull_that_was_refused_is_not_the_last_word() {
    let rows = [
        ("ImagePullBackOff", 2, true),
        ("ImagePullBackOff", 1, false),
        ("ErrImagePull", 2, true),
        ("ErrImagePull", 1, false),
        // Nobody may read events.
        ("ImagePullBackOff", 0, true),
        ("ErrImagePull", 0, false),
    ];
    for recording in ["image-denied", "image-forbidden"] {
        for (reason, pulls, hopeless) in rows {
            let found = first(recording, |snapshot| {
                let pod = &mut change(&mut snapshot.pods[0]).0;
                pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] = json!(reason);
                pulled(snapshot, pulls);
            });
            assert_eq!(found.id, "image-denied");
            assert_eq!(found.hopeless, hopeless, "{recording} {reason} {pulls}");
        }
    }
}

/// Has the events tell of this many pulls.
fn pulled(snapshot: &mut Snapshot, pulls: i64) {
    let is_pull = |event: &Arc<Object>| event.text("/reason") == "Pulling";
    let mut pull = snapshot.events.iter().find(|event| is_pull(event)).cloned();
    snapshot.events.retain(|event| pulls > 0 && !is_pull(event));
    if let Some(pull) = pull.as_mut().filter(|_| pulls > 0) {
        change(pull).0["count"] = json!(pulls);
        snapshot.events.push(pull.clone());
    }
}

#[test]
fn an_autoscaler_that_works_keeps_hope() {
    let grown = first("unschedulable-cpu", |snapshot| {
        let mut event = snapshot.events[0].clone();
        change(&mut event).0["reason"] = json!("TriggeredScaleUp");
        snapshot.events.push(event);
        seconds_later(600)(snapshot);
    });
    assert!(!grown.hopeless);
}

#[test]
fn old_restarts_do_not_count() {
    let (looping, old) = ("crash-old", |snapshot: &mut Snapshot| {
        let pod = &mut change(&mut snapshot.pods[0]).0;
        pod["status"]["containerStatuses"][0]["lastState"]["terminated"]["startedAt"] =
            json!("2026-11-01T00:00:00Z");
    });
    assert!(first(looping, |_| {}).hopeless);
    assert!(!first(looping, old).hopeless);
}

#[test]
fn a_probe_may_fail_while_a_container_starts() {
    let young = first("probe-status", |_| {});
    let older = first("probe-status", seconds_later(60));
    let severity = |finding: &Finding| told(finding).split(' ').next().map(str::to_owned);
    assert_eq!(severity(&young).as_deref(), Some("warning"));
    assert_eq!(severity(&older).as_deref(), Some("error"));
}

/// The first line is lost among later ones; a sandbox's app listens on a port of its own.
#[test]
fn a_sidecar_that_waits_for_its_app_says_so_in_two_ways() {
    let rows = [
        "application protocol: http. waiting on port 27475.  This will block until the app is listening on that port.",
        "waiting for application to listen on port 27475",
    ];
    for row in rows {
        let found = first("sidecar-waits-for-app", |snapshot| {
            for lines in snapshot.last_lines.values_mut() {
                *lines = vec![format!("level=info msg=\"{row}\"")];
            }
        });
        assert_eq!(
            (found.id, found.message.as_str()),
            (
                "sidecar-waits-for-app",
                "daprd waits for the app to listen on port 3000"
            )
        );
    }
}

#[test]
fn a_refusal_that_was_cured_is_forgotten() {
    let (mut snapshot, wanted) = load("service-account-missing");
    let mut event = snapshot.events.last().expect("has events").clone();
    change(&mut event).0["reason"] = json!("SuccessfulCreate");
    change(&mut event).0["lastTimestamp"] = json!("2030-01-01T00:00:00Z");
    snapshot.events.push(event);
    for workload in &mut snapshot.workloads {
        change(workload).0["status"]["conditions"] = json!([]);
    }
    assert_eq!(findings(&snapshot, &wanted), []);
}

#[test]
fn an_event_about_an_earlier_pod_of_the_same_name_does_not_count() {
    let (mut snapshot, wanted) = load("mount-missing");
    assert_eq!(findings(&snapshot, &wanted).len(), 1);
    change(&mut snapshot.pods[0]).0["metadata"]["uid"] = json!("another");
    assert_eq!(findings(&snapshot, &wanted), []);
}

fn unready_node(snapshot: &mut Snapshot) {
    let about = |event: &&Arc<Object>| event.text("/involvedObject/kind") == "Pod";
    let mut event = snapshot
        .events
        .iter()
        .find(about)
        .expect("a pod's event")
        .clone();
    change(&mut event).0["reason"] = json!("NodeNotReady");
    change(&mut event).0["message"] = json!("Node is not ready");
    snapshot.events.push(event);
}

#[test]
fn a_node_that_is_gone() {
    let found = first("probe-status", unready_node);
    assert_eq!(
        told(&found).split(" | ").nth(1),
        Some("its node node-1 is not ready")
    );
}

#[test]
fn why_a_pod_has_no_sidecar() {
    let no_webhook = "there is no webhook dapr-sidecar-injector; Dapr is not installed";
    let rows: [(Change, &str); 9] = [
        (|_| {}, "the pod is older than the injector"),
        (|of| of.webhooks = Some(Vec::new()), no_webhook),
        (
            |of| of.webhooks = None,
            "the pod is older than the injector",
        ),
        (
            without_certificate,
            "webhook dapr-sidecar-injector has no caBundle",
        ),
        (
            with_selector,
            "webhook dapr-sidecar-injector does not select the pod's labels",
        ),
        (
            without_ready_injector,
            "dapr-sidecar-injector is not healthy (0 of 1 ready)",
        ),
        (
            with_younger_pods,
            "the injector was not asked, or refused; its log says why",
        ),
        (without_workloads, "the pod is older than the injector"),
        (with_yes, "dapr.io/enabled is `yes`, and only `true` counts"),
    ];
    for (change, why) in rows {
        let found = first("sidecar-older-than-injector", change);
        assert_eq!(found.message, format!("has no sidecar: {why}"));
        assert!(found.hopeless);
    }
}

type Change = fn(&mut Snapshot);

fn webhook(snapshot: &mut Snapshot) -> &mut Object {
    let webhooks = snapshot.webhooks.as_mut().expect("webhooks are recorded");
    change(&mut webhooks[0])
}

fn without_certificate(snapshot: &mut Snapshot) {
    webhook(snapshot).0["webhooks"][0]["clientConfig"]["caBundle"] = json!("");
}

fn with_selector(snapshot: &mut Snapshot) {
    let selector = json!({"matchLabels": {"team": "shop"}});
    webhook(snapshot).0["webhooks"][0]["objectSelector"] = selector;
}

fn without_ready_injector(snapshot: &mut Snapshot) {
    for workload in &mut snapshot.workloads {
        if workload.name() == "dapr-sidecar-injector" {
            change(workload).0["status"]["readyReplicas"] = json!(0);
        }
    }
}

fn with_younger_pods(snapshot: &mut Snapshot) {
    for pod in &mut snapshot.pods {
        change(pod).0["metadata"]["creationTimestamp"] = json!("2030-01-01T00:00:00Z");
    }
}

fn without_workloads(snapshot: &mut Snapshot) {
    let injector = |it: &Object| it.name().starts_with("dapr-sidecar-injector");
    snapshot.workloads.retain(|workload| !injector(workload));
}

fn with_yes(snapshot: &mut Snapshot) {
    for pod in &mut snapshot.pods {
        change(pod).set_annotation("dapr.io/enabled", "yes");
    }
}

#[test]
fn a_claim_that_waits_for_a_pod_that_is_not_there_holds_nothing_up() {
    let (mut snapshot, wanted) = load("claim-first-consumer");
    let node = |snapshot: &Snapshot| super::wait_tree(snapshot, &wanted)[1].clone();
    assert_eq!(node(&snapshot).progress, Progress::Waiting);
    snapshot.pods.clear();
    let unused = node(&snapshot);
    assert_eq!(
        (unused.progress, unused.reason.as_str()),
        (Progress::Ready, "bound when a pod uses it")
    );
}

#[test]
fn a_finding_ends_a_wait_as_an_error() {
    let error = first("dapr-image-not-found", |_| {}).to_error();
    let expected = "dapr-placement-server cannot start: image 127.0.0.1:41877/dapr/placement:1.18.3 not found \
                    (pod dapr-placement-server-0, container dapr-placement-server): \
                    failed to resolve reference: not found (2 tries)";
    assert_eq!(error.to_string(), expected);
    assert!(
        error
            .hint
            .is_some_and(|hint| hint.contains("--image-registry"))
    );
    let error = first("sidecar-older-than-injector", |_| {}).to_error();
    assert_eq!(
        error.message,
        "cart has no sidecar: the pod is older than the injector"
    );
}

#[test]
fn what_is_not_there_waits() {
    let (_, wanted) = load("healthy");
    let empty = Snapshot::default();
    assert_eq!(
        described(&empty, &wanted),
        "waiting cart missing\nwaiting gone missing"
    );
}

#[test]
fn a_storage_class_that_cannot_be_seen_is_not_missing() {
    let missing = first("claim-class-missing", |_| {});
    assert_eq!(
        (missing.id, missing.hopeless),
        ("claim-class-missing", true)
    );
    let (mut snapshot, wanted) = load("claim-class-missing");
    snapshot.storage_classes = None;
    assert!(
        findings(&snapshot, &wanted)
            .iter()
            .all(|found| !found.hopeless)
    );
}
