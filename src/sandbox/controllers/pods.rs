//! What controllers ask of pods, and how they make them.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::condition;
use super::object::{annotation, deleting, is_true, items, number, reference, text, time};

pub(super) fn phase(pod: &Value) -> &str {
    text(pod, "/status/phase")
}

/// Whether its containers have ended for good.
pub(super) fn ended(pod: &Value) -> bool {
    matches!(phase(pod), "Succeeded" | "Failed")
}

/// Whether it counts as a replica: it neither ended nor is to go.
pub(super) fn active(pod: &Value) -> bool {
    !ended(pod) && !deleting(pod)
}

pub(super) fn ready(pod: &Value) -> bool {
    is_true(pod, "Ready")
}

/// Since when it is ready.
pub(super) fn ready_since(pod: &Value) -> Option<Timestamp> {
    let conditions = items(pod, "/status/conditions");
    let ready = condition::find(conditions, "Ready").filter(|_| ready(pod))?;
    Some(time(ready, "/lastTransitionTime").unwrap_or(Timestamp::UNIX_EPOCH))
}

/// When it will have been ready for so many seconds; nothing if it isn't ready.
pub(super) fn available_from(pod: &Value, seconds: i64) -> Option<Timestamp> {
    let since = ready_since(pod)?;
    since.checked_add(SignedDuration::from_secs(seconds)).ok()
}

pub(super) fn available(pod: &Value, seconds: i64, now: Timestamp) -> bool {
    available_from(pod, seconds).is_some_and(|from| seconds == 0 || from <= now)
}

/// How long until the next of its pods has been ready for as long as its owner asks (`minReadySeconds`).
pub(super) fn ripens(owner: &Value, own: &[Arc<Value>], now: Timestamp) -> Option<Duration> {
    let seconds = number(owner, "/spec/minReadySeconds").filter(|seconds| *seconds > 0)?;
    let times = own.iter().filter_map(|pod| available_from(pod, seconds));
    let next = times.filter(|at| *at > now).min()?;
    Duration::try_from(next.duration_since(now)).ok()
}

/// A pod after a template, managed by its owner.
pub(super) fn from_template(template: &Value, owner: &Value) -> Value {
    let mut metadata = Map::new();
    for field in ["labels", "annotations", "finalizers"] {
        if let Some(value) = template.pointer(&format!("/metadata/{field}")) {
            metadata.insert(field.to_owned(), value.clone());
        }
    }
    metadata.insert("ownerReferences".to_owned(), json!([reference(owner)]));
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": template["spec"],
    })
}

/// How dear a pod is when some have to go: the cheapest go first.
pub(super) fn worth(pod: &Value) -> (bool, u8, bool, i64, i64, i64, i64) {
    let assigned = !text(pod, "/spec/nodeName").is_empty();
    let phase = match phase(pod) {
        "Pending" => 0,
        "Running" => 2,
        _ => 1,
    };
    let cost = annotation(pod, "controller.kubernetes.io/pod-deletion-cost")
        .and_then(|cost| cost.parse().ok())
        .unwrap_or_default();
    // Of those that are ready the one that was ready first is dearest, and so on.
    let age = |since: Option<Timestamp>| since.map_or(0, |since| -since.as_second());
    let created = age(time(pod, "/metadata/creationTimestamp"));
    let since = age(ready_since(pod));
    (
        assigned,
        phase,
        ready(pod),
        cost,
        since,
        -restarts(pod),
        created,
    )
}

fn restarts(pod: &Value) -> i64 {
    let statuses = items(pod, "/status/containerStatuses");
    let restarts = statuses
        .iter()
        .filter_map(|one| number(one, "/restartCount"));
    restarts.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{active, available, from_template, worth};

    fn pod(phase: &str, since: Option<&str>) -> Value {
        let ready = since
            .map(|since| json!([{"type": "Ready", "status": "True", "lastTransitionTime": since}]));
        json!({
            "metadata": {"creationTimestamp": "2026-01-01T00:00:00Z"},
            "spec": {"nodeName": "sandbox"},
            "status": {"phase": phase, "conditions": ready},
        })
    }

    #[test]
    fn a_pod_is_available_after_a_while() {
        let now: Timestamp = "2026-01-01T00:00:10Z".parse().unwrap();
        let rows = [
            (None, 0, false),
            (Some("2026-01-01T00:00:10Z"), 0, true),
            (Some("2026-01-01T00:00:01Z"), 10, false),
            (Some("2026-01-01T00:00:00Z"), 10, true),
        ];
        for (since, seconds, expected) in rows {
            assert_eq!(
                available(&pod("Running", since), seconds, now),
                expected,
                "{since:?}"
            );
        }
    }

    #[test]
    fn the_cheapest_go_first() {
        let mut unassigned = pod("Pending", None);
        unassigned["spec"] = json!({});
        let order = [
            unassigned,
            pod("Pending", None),
            pod("Running", None),
            pod("Running", Some("2026-01-01T00:00:09Z")),
            pod("Running", Some("2026-01-01T00:00:01Z")),
        ];
        assert!(order.windows(2).all(|two| worth(&two[0]) < worth(&two[1])));
    }

    #[test]
    fn what_ended_or_goes_is_no_replica() {
        let mut going = pod("Running", None);
        going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        let rows = [
            (pod("Running", None), true),
            (pod("Failed", None), false),
            (going, false),
        ];
        for (pod, expected) in rows {
            assert_eq!(active(&pod), expected, "{pod}");
        }
    }

    #[test]
    fn a_pod_is_made_after_its_template() {
        let owner = json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web-1", "uid": "u"},
        });
        let template = json!({
            "metadata": {"labels": {"app": "web"}, "creationTimestamp": null},
            "spec": {"containers": [{"name": "web"}]},
        });
        let pod = from_template(&template, &owner);
        let reference = json!([{
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "u",
            "controller": true, "blockOwnerDeletion": true,
        }]);
        assert_eq!(
            pod["metadata"],
            json!({"labels": {"app": "web"}, "ownerReferences": reference})
        );
        assert_eq!(pod["spec"], template["spec"]);
    }
}
