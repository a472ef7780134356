//! Pods whose kubelet asked the API server too early.
//!
//! The node authorizer lets a kubelet read a claim, a Secret or a `ConfigMap` once it knows a pod of that node which
//! mounts it, and on a busy machine a kubelet sees the pod a moment before. Likewise it can see the pod before it sees
//! that its claim is bound. It tries again after 10 to 15 seconds, or as soon as the pod changes (kubelet:
//! `backOffPeriod`, and the node authorizer's graph).

use super::context::Context;
use super::snapshot::Snapshot;
use crate::manifest::{Object, ObjectId};

/// What the node authorizer says, and the kubelet of a claim whose binding it has not seen.
const SAID: [&str; 2] = ["no relationship found between node", "PVC is not bound"];
/// What the scheduler tells of a pod comes before the kubelet's, though its events may be later by a part of a second:
/// the kubelet's have whole seconds.
const BEFORE: [&str; 2] = ["FailedScheduling", "Scheduled"];

/// Whether an event says that the API server did not know yet what a node may read, or the node what is bound.
pub(super) fn is_early(message: &str) -> bool {
    SAID.iter().any(|words| message.contains(words))
}

/// Of the pods of what is wanted those whose kubelet waits for that.
pub fn early<'a>(snapshot: &'a Snapshot, wanted: &'a [ObjectId]) -> Vec<&'a Object> {
    // This is looked for at every change, and found next to never.
    if !snapshot
        .events
        .iter()
        .any(|event| is_early(event.text("/message")))
    {
        return Vec::new();
    }
    let context = Context::new(snapshot, wanted);
    let late = context.pods().filter_map(|spot| {
        let mut events = spot.pod.events.iter().rev();
        let last = events.find(|event| !BEFORE.contains(&event.reason))?;
        let waits = spot.pod.object.text("/status/phase") == "Pending";
        (waits && last.reason == "FailedMount" && is_early(last.message)).then_some(spot.pod.object)
    });
    late.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;

    const REFUSED: &str = "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to \
        process volumes=[data]: error processing PVC dapr-system/data: failed to fetch PVC from API server: \
        persistentvolumeclaims \"data\" is forbidden: User \"system:node:lab\" cannot get resource \
        \"persistentvolumeclaims\" in API group \"\" in the namespace \"dapr-system\": no relationship found between \
        node 'lab' and this object";

    const UNBOUND: &str = "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed \
        to process volumes=[data]: error processing PVC dapr-system/data: PVC is not bound";

    fn snapshot(phase: &str, events: &[(&str, &str, &str)]) -> (Snapshot, Vec<ObjectId>) {
        let object = |value: Value| Arc::new(Object(value));
        let pod = object(
            json!({"apiVersion": "v1", "kind": "Pod", "status": {"phase": phase},
            "metadata": {"name": "scheduler-0", "namespace": "dapr-system", "uid": "1"}}),
        );
        let event = |(reason, message, last): &(&str, &str, &str)| {
            object(
                json!({"reason": reason, "message": message, "lastTimestamp": last, "involvedObject": {
                "kind": "Pod", "namespace": "dapr-system", "name": "scheduler-0", "uid": "1"}}),
            )
        };
        let wanted = vec![pod.id()];
        let events = events.iter().map(event).collect();
        (
            Snapshot {
                pods: vec![pod],
                events,
                ..Snapshot::default()
            },
            wanted,
        )
    }

    #[test]
    fn a_pod_that_waits_for_the_kubelets_next_try_is_early() {
        let (before, then, after) = (
            "2026-11-27T10:00:00Z",
            "2026-11-27T10:00:01Z",
            "2026-11-27T10:00:02Z",
        );
        let in_it = "2026-11-27T10:00:01.402815Z";
        let refused = ("FailedMount", REFUSED, then);
        let unbound = ("FailedMount", UNBOUND, then);
        let rows = [
            ("Pending", vec![("Scheduled", "", before), refused], true),
            ("Pending", vec![refused, ("Scheduled", "", in_it)], true),
            ("Pending", vec![unbound, ("Scheduled", "", in_it)], true),
            ("Pending", vec![], false),
            (
                "Pending",
                vec![("FailedMount", "secret \"x\" not found", then)],
                false,
            ),
            // It went on by itself.
            ("Pending", vec![refused, ("Pulled", "", after)], false),
            ("Running", vec![refused], false),
        ];
        for (phase, events, expected) in rows {
            let (snapshot, wanted) = snapshot(phase, &events);
            let found = !early(&snapshot, &wanted).is_empty();
            assert_eq!(found, expected, "{phase} {events:?}");
        }
    }
}
