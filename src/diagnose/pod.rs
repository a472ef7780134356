//! What happens to pods as a whole: evictions, nodes, sandboxes, deletions that hang.

use super::context::{Context, PodSpot, Scope};
use super::event_log::latest;
use super::finding::{Found, Place};
use super::words::{after, chain, line};
use crate::health::pod_is_ready;
use crate::manifest::Object;

/// Seconds beyond its grace period after which a deletion hangs.
const PATIENCE: i64 = 30;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    let pods = context.pods().filter_map(|spot| judge(&spot));
    let leaving = context.scopes.iter().flat_map(|scope| {
        let pods = scope.leaving.iter();
        pods.filter_map(|pod| hangs(context, scope, pod))
    });
    pods.chain(leaving).collect()
}

fn judge(spot: &PodSpot<'_, '_>) -> Option<Found> {
    let pod = spot.pod.object;
    let word = pod.text("/status/reason");
    if pod.text("/status/phase") == "Failed" {
        return gone(spot, word);
    }
    if pod_is_ready(pod) {
        return None;
    }
    if word == "NodeLost" || latest(&spot.pod.events, "NodeNotReady").is_some() {
        let node = pod.text("/spec/nodeName");
        return Some(
            spot.place()
                .error("node-not-ready", format!("its node {node} is not ready")),
        );
    }
    let created = spot
        .pod
        .containers
        .iter()
        .any(|container| container.waiting_reason() != "ContainerCreating");
    let told = latest(&spot.pod.events, "FailedCreatePodSandBox").filter(|_| !created)?;
    Some(
        spot.place()
            .error("sandbox-not-created", "the pod's network cannot be set up")
            .says(chain(after(told.message, " desc = "))),
    )
}

/// The pod was driven from its node; its controller makes another one.
fn gone(spot: &PodSpot<'_, '_>, word: &str) -> Option<Found> {
    let message = line(spot.pod.object.text("/status/message"));
    let place = spot.place();
    Some(match word {
        "" => return None,
        "Evicted" => place
            .warning("pod-evicted", "was evicted from its node")
            .says(message),
        _ => place
            .warning("pod-rejected", format!("was ended by its node: {word}"))
            .says(message),
    })
}

fn hangs(context: &Context<'_>, scope: &Scope<'_>, pod: &Object) -> Option<Found> {
    // The time at which the grace period ends.
    let over = context.age(pod.text("/metadata/deletionTimestamp"));
    let place = Place {
        on: pod.subject(),
        pod: Some(pod.name().to_owned()),
        ..scope.place()
    };
    let finalizers = pod.items("/metadata/finalizers").iter();
    let finalizers: Vec<_> = finalizers
        .filter_map(|finalizer| finalizer.as_str())
        .collect();
    let why = match finalizers.as_slice() {
        [] => "its node does not confirm it".to_owned(),
        names => format!("it waits for finalizer {}", names.join(", ")),
    };
    let message = format!("its deletion hangs: {why}");
    (over > PATIENCE).then(|| place.error("deletion-hangs", message))
}
