//! Services of Dapr's control plane that wait for each other.

use super::context::{Context, Spot};
use super::finding::Found;
use crate::dapr::control_plane::{SCHEDULER, SCHEDULER_QUORUM, SENTRY, Service};
use crate::health::{self, Doing, containers};
use crate::manifest::Object;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .unready()
        .filter(|spot| matches!(spot.container.doing(), Doing::Running { .. }))
        .filter_map(|spot| {
            let service = Service::of_pod(spot.pod.object)?;
            (service.name == spot.container.name)
                .then(|| judge(context, &spot, service))
                .flatten()
        })
        .collect()
}

fn judge(context: &Context<'_>, spot: &Spot<'_, '_>, service: Service) -> Option<Found> {
    let namespace = spot.pod.object.namespace();
    if service != SENTRY {
        if let Some(why) = ailing(context, SENTRY, namespace) {
            let message = format!(
                "waits for its certificate: {} is not healthy ({why})",
                SENTRY.name
            );
            return Some(spot.place().error("waits-for-sentry", message));
        }
        if lacks_root_certificate(context, spot) {
            let message =
                "waits for the root certificate, which the kubelet brings within about a minute";
            return Some(spot.place().warning("waits-for-trust-bundle", message));
        }
    }
    if service == SCHEDULER {
        return quorum(context, namespace)
            .map(|message| spot.place().warning("waits-for-quorum", message));
    }
    None
}

/// Since 1.13 the services write `Trust anchors file … not found, waiting` once a second.
fn lacks_root_certificate(context: &Context<'_>, spot: &Spot<'_, '_>) -> bool {
    let last = context
        .snapshot
        .lines(spot.pod.object, spot.container.name)
        .last();
    last.is_some_and(|line| {
        let line = line.to_lowercase();
        line.contains("trust anchors file") && line.contains("not found")
    })
}

/// The embedded etcd needs a majority of the schedulers before any of them is ready.
fn quorum(context: &Context<'_>, namespace: Option<&str>) -> Option<String> {
    let own = |pod: &&Object| pod.namespace() == namespace && SCHEDULER.owns(pod);
    let running = context
        .snapshot
        .pods
        .iter()
        .filter(own)
        .filter(|pod| runs(pod))
        .count();
    (running < SCHEDULER_QUORUM).then(|| {
        format!("waits for a quorum of schedulers: {running} runs, {SCHEDULER_QUORUM} are needed")
    })
}

fn runs(pod: &Object) -> bool {
    let running = |doing| matches!(doing, Doing::Running { .. });
    containers(pod)
        .iter()
        .any(|container| container.name == SCHEDULER.name && running(container.doing()))
}

/// Why this service isn't healthy, where the snapshot holds the control plane: `missing`,
/// `0 of 1 ready`. A majority of the schedulers is enough.
pub(super) fn ailing(
    context: &Context<'_>,
    service: Service,
    namespace: Option<&str>,
) -> Option<String> {
    let here = |workload: &&Object| {
        Service::of_workload(workload).is_some()
            && (namespace.is_none() || workload.namespace() == namespace)
    };
    let mut plane = context.snapshot.workloads.iter().filter(here).peekable();
    plane.peek()?;
    let Some(workload) = plane.find(|workload| workload.name() == service.name) else {
        return Some("missing".to_owned());
    };
    let health = health::of(workload);
    let enough = if service == SCHEDULER {
        health.wanted / 2 + 1
    } else {
        1
    };
    (health.ready < enough).then_some(health.reason)
}
