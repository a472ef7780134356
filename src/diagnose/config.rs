//! Containers that can't be made from what their pod says.

use super::context::{Context, Spot};
use super::early::is_early;
use super::event_log::latest;
use super::finding::{Found, Place};
use super::words::{after, chain, line, quoted};
use crate::health::Doing;

/// Seconds in which a missing Secret or `ConfigMap` may still come: manifests are often applied in
/// the wrong order.
pub(super) const PATIENCE: i64 = 60;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .unready()
        .filter_map(|spot| judge(context, &spot))
        .collect()
}

fn judge(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let Doing::Waiting { reason, message } = spot.container.doing() else {
        return None;
    };
    match reason {
        "CreateContainerConfigError" => Some(config_error(context, spot, message)),
        "CreateContainerError" | "PreCreateHookError" | "PostStartHookError" => {
            let late = waited(context, spot) >= PATIENCE;
            let certain = late && !message.contains("deadline exceeded");
            Some(
                spot.place()
                    .error("container-not-created", "the container cannot be created")
                    .says(chain(message))
                    .in_full()
                    .hopeless(certain),
            )
        }
        _ => None,
    }
}

fn config_error(context: &Context<'_>, spot: &Spot<'_, '_>, message: &str) -> Found {
    if is_about_root(message) {
        let message = message.split(" (pod:").next().unwrap_or(message);
        return spot
            .place()
            .error(
                "container-runs-as-root",
                "the container would run as root, and its securityContext forbids it",
            )
            .says(line(message))
            .hint("set runAsUser to a number other than 0, or use an image that does")
            .hopeless(true);
    }
    absent(&spot.place(), message).hopeless(waited(context, spot) >= PATIENCE)
}

/// The kubelet's three sentences for `runAsNonRoot`.
fn is_about_root(message: &str) -> bool {
    message.contains("non-root") || message.contains("runAsNonRoot")
}

/// `secret "x" not found`, `couldn't find key k in ConfigMap ns/x`.
fn absent(place: &Place, message: &str) -> Found {
    let name = quoted(message).unwrap_or_default();
    let missing = |id, kind: &str| {
        let namespace = place.on.namespace.as_deref().unwrap_or("default");
        let hint =
            format!("create it in namespace {namespace}; the container then starts by itself");
        place
            .error(id, format!("{kind} {name} is missing"))
            .hint(hint)
    };
    if message.starts_with("secret ") {
        missing("secret-missing", "Secret")
    } else if message.starts_with("configmap ") {
        missing("config-map-missing", "ConfigMap")
    } else if let Some(rest) = message.strip_prefix("couldn't find key ") {
        place.error("key-missing", format!("key {} is missing", line(rest)))
    } else {
        place.error("container-config-invalid", line(message))
    }
}

/// Seconds since this went wrong first.
fn waited(context: &Context<'_>, spot: &Spot<'_, '_>) -> i64 {
    let failed = spot
        .events()
        .into_iter()
        .find(|told| told.reason == "Failed");
    context.age(failed.map_or_else(|| spot.pod.created(), |told| told.first))
}

/// A volume from a Secret or a `ConfigMap` that isn't there: the pod's containers wait in
/// `ContainerCreating`, and only an event says why.
pub(super) fn check_mounts(context: &Context<'_>) -> Vec<Found> {
    let pods = context.pods().filter(|spot| spot.pod.is_awaited());
    pods.filter_map(|spot| {
        let creating = |reason| matches!(reason, "ContainerCreating" | "PodInitializing");
        let stuck = spot
            .pod
            .containers
            .iter()
            .any(|container| creating(container.waiting_reason()));
        let told = latest(&spot.pod.events, "FailedMount").filter(|_| stuck)?;
        let cause = after(told.message, " : ");
        let late = context.age(told.first) >= PATIENCE;
        let found = absent(&spot.place(), cause);
        Some(match found.finding.id {
            "container-config-invalid" => not_mounted(&spot.place(), told.message),
            _ => found.hopeless(late),
        })
    })
    .collect()
}

/// Just after a pod is scheduled the kubelet may not know its Secrets yet, or not be known to have to, and tries again.
fn not_mounted(place: &Place, message: &str) -> Found {
    let found = if message.contains("failed to sync") || is_early(message) {
        place.warning("volume-not-mounted", "a volume is not mounted yet")
    } else {
        place.error("volume-not-mounted", "a volume cannot be mounted")
    };
    found.says(chain(message)).in_full()
}
