//! Services of Dapr's control plane that wait for each other.

use super::context::{Context, Pod, Scope, Spot};
use super::finding::Found;
use crate::dapr::control_plane::{SCHEDULER, SENTRY, Service};
use crate::health::{self, Doing};
use crate::manifest::Object;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    let running = |spot: &Spot<'_, '_>| matches!(spot.container.doing(), Doing::Running { .. });
    let waiting = context.unready().filter(running);
    let waiting = waiting.filter_map(|spot| waits(context, &spot));
    let quorum = context.scopes.iter().filter_map(|scope| quorum(scope));
    waiting.chain(quorum).collect()
}

/// No service is ready before sentry has given it a certificate.
fn waits(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let service = Service::of_pod(spot.pod.object)?;
    if service == SENTRY || service.name != spot.container.name {
        return None;
    }
    if let Some(why) = ailing(context, SENTRY, spot.pod.object.namespace()) {
        let message = format!(
            "waits for its certificate: {} is not healthy ({why})",
            SENTRY.name
        );
        return Some(spot.place().warning("waits-for-sentry", message));
    }
    let message = "waits for the root certificate, which the kubelet brings within about a minute";
    lacks_root_certificate(context, spot)
        .then(|| spot.place().warning("waits-for-trust-bundle", message))
}

/// The services write `Trust anchors file … not found, waiting` once a second.
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

/// A scheduler is ready as soon as its etcd has started, but serves nobody before a majority of
/// them runs.
fn quorum(scope: &Scope<'_>) -> Option<Found> {
    let object = scope.object?;
    if Service::of_workload(object) != Some(SCHEDULER) {
        return None;
    }
    let needed = majority(health::of(object).wanted);
    let running = scope.pods.iter().filter(|pod| runs(pod)).count();
    let running = i64::try_from(running).unwrap_or(i64::MAX);
    (0 < running && running < needed).then(|| {
        let message = format!("no quorum of schedulers: {running} runs, {needed} are needed");
        scope.place().error("scheduler-quorum-missing", message)
    })
}

fn majority(of: i64) -> i64 {
    of / 2 + 1
}

fn runs(pod: &Pod<'_>) -> bool {
    let running = |doing| matches!(doing, Doing::Running { .. });
    pod.containers
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
    let here = |workload: &&Object| namespace.is_none() || workload.namespace() == namespace;
    let mut plane = context.plane.iter().copied().filter(here).peekable();
    plane.peek()?;
    let Some(workload) = plane.find(|workload| workload.name() == service.name) else {
        return Some("missing".to_owned());
    };
    let health = health::of(workload);
    let enough = if service == SCHEDULER {
        majority(health.wanted)
    } else {
        1
    };
    (health.ready < enough).then_some(health.reason)
}
