//! Sidecars that wait for the control plane or for their app, or end for a component's sake.

use super::context::{Context, Spot};
use super::control_plane::ailing;
use super::crash::loops;
use super::finding::Found;
use super::last_words::fatal_error;
use super::words::{after, chain};
use crate::dapr::control_plane::{OPERATOR, PLACEMENT, SCHEDULER, SENTRY};
use crate::dapr::{CONTAINER, Sidecar, annotations, sidecar};
use crate::event::Subject;
use crate::health::Doing;

/// Seconds in which sentry answers if it is there.
const PATIENCE: i64 = 15;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .unready()
        .filter(|spot| spot.container.name == CONTAINER)
        .filter_map(|spot| component_fails(context, &spot).or_else(|| waits(context, &spot)))
        .collect()
}

/// daprd is ready only when it has its certificate, its configuration, a table of actor hosts from
/// placement and a list of schedulers; in this order it asks for them.
fn waits(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let sidecar = sidecar(spot.pod.object)?;
    let namespace = sidecar.control_plane_namespace();
    let needed = [
        (SENTRY, "sidecar-waits-for-sentry", true),
        (OPERATOR, "sidecar-waits-for-operator", true),
        (
            PLACEMENT,
            "sidecar-waits-for-placement",
            uses(&sidecar, "placement-host-address"),
        ),
        (
            SCHEDULER,
            "sidecar-waits-for-scheduler",
            uses(&sidecar, "scheduler-host-address"),
        ),
    ];
    needed
        .into_iter()
        .filter(|(.., needed)| *needed)
        .find_map(|(service, id, _)| {
            let why = ailing(context, service, namespace)?;
            let does = format!("waits for {}, which is not healthy ({why})", service.name);
            let blamed = namespace.map(|namespace| service.subject(namespace));
            Some(
                spot.error(id, &does)
                    .hint("daprk check -k says why")
                    .blames(blamed),
            )
        })
        .or_else(|| waits_for_certificate(context, spot, &sidecar))
        .or_else(|| waits_for_app(context, spot))
}

/// Nothing follows this line until sentry has answered; daprd asks for ever.
fn waits_for_certificate(
    context: &Context<'_>,
    spot: &Spot<'_, '_>,
    sidecar: &Sidecar<'_>,
) -> Option<Found> {
    let last = context.snapshot.lines(spot.pod.object, CONTAINER).last()?;
    let Doing::Running { since } = spot.container.doing() else {
        return None;
    };
    let late = context.age(since) >= PATIENCE;
    let address = sidecar.argument("sentry-address").unwrap_or("no address");
    (late && last.contains("Fetching initial identity")).then(|| {
        let does = format!("waits for its certificate: sentry does not answer ({address})");
        spot.error("sidecar-waits-for-sentry", &does).hint(
            "daprk status -k shows where a control plane is; restart the workload after moving it",
        )
    })
}

fn uses(sidecar: &Sidecar<'_>, argument: &str) -> bool {
    sidecar
        .argument(argument)
        .is_some_and(|address| !address.is_empty())
}

/// `waiting on port 3000. This will block until the app is listening on that port.`, and every ten seconds `waiting for
/// application to listen on port 3000`. In a sandbox the app has another port than its pod says.
fn waits_for_app(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let lines = context.snapshot.lines(spot.pod.object, CONTAINER);
    let port = sidecar(spot.pod.object)?.app_port()?;
    let says = |words: &str| lines.iter().any(|line| line.contains(words));
    let waits = says("waiting on port ") || says("waiting for application to listen on port ");
    let found = says("application discovered on port");
    if !waits || found {
        return None;
    }
    let does = format!("waits for the app to listen on port {port}");
    let others_ready = spot
        .pod
        .unready()
        .all(|container| container.name == CONTAINER);
    if !others_ready {
        return Some(spot.warning("sidecar-waits-for-app", &does));
    }
    let hint = format!(
        "{} has to be the port that the app listens on",
        annotations::APP_PORT
    );
    Some(spot.error("sidecar-waits-for-app", &does).hint(hint))
}

/// daprd ends when a component cannot be initialised, unless the component has `ignoreErrors`:
/// `… [INIT_COMPONENT_FAILURE]: initialization error occurred for statestore (state.redis/v1): …`.
fn component_fails(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let lines = context.snapshot.lines(spot.pod.object, CONTAINER);
    let error = fatal_error(lines)?;
    let (_, error) = error.split_once("COMPONENT_FAILURE]: initialization error occurred for ")?;
    let (component, _) = error.split_once(": ")?;
    let cause = after(error, &format!("{component}: "));
    let namespace = spot.pod.object.namespace().unwrap_or("default");
    let name = component.split(' ').next().unwrap_or(component);
    Some(
        spot.error(
            "component-fails",
            &format!("ends: component {component} fails"),
        )
        .says(chain(cause))
        .blames(Some(Subject {
            kind: "Component".to_owned(),
            namespace: Some(namespace.to_owned()),
            name: name.to_owned(),
        }))
        .hint(format!(
            "kubectl get component {name} -n {namespace} -o yaml shows its settings"
        ))
        .hopeless(loops(context, spot)),
    )
}
