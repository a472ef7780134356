//! How sidecars come into pods.

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use crate::dapr::control_plane::WEBHOOK;
use crate::dapr::{Workload, annotations, asks_for_sidecar, sidecar};
use crate::manifest::Object;

/// The controllers whose pods the injector patches unasked.
const KNOWN: [&str; 7] = [
    "ReplicaSet",
    "ReplicationController",
    "Deployment",
    "CronJob",
    "Job",
    "StatefulSet",
    "DaemonSet",
];

/// Why a pod that asks has no sidecar, where the checks here know better than those of waits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    OlderThanWebhook,
    Controller,
    Other,
}

/// Pods that ask for a sidecar and have none.
fn bare<'s, 'a>(scene: &'s Scene<'a>) -> impl Iterator<Item = (&'s Workload<'a>, &'a Object)> {
    let apps = scene.workloads.iter();
    apps.flat_map(|app| bare_of(app).map(move |pod| (app, pod)))
}

fn bare_of<'a>(app: &Workload<'a>) -> impl Iterator<Item = &'a Object> {
    let pods = app.pods.iter().copied();
    pods.filter(|pod| asks_for_sidecar(pod) && sidecar(pod).is_none())
}

fn reason(scene: &Scene<'_>, pod: &Object) -> Reason {
    let made = pod.text("/metadata/creationTimestamp");
    let webhooks = scene.snapshot.webhooks.iter().flatten();
    let webhook = webhooks
        .into_iter()
        .find(|webhook| webhook.name() == WEBHOOK);
    let since = webhook.map_or("", |webhook| webhook.text("/metadata/creationTimestamp"));
    if !since.is_empty() && made < since {
        return Reason::OlderThanWebhook;
    }
    let stranger = controller(pod).is_some_and(|kind| !KNOWN.contains(&kind));
    if stranger {
        Reason::Controller
    } else {
        Reason::Other
    }
}

fn controller(pod: &Object) -> Option<&str> {
    let owners = pod.items("/metadata/ownerReferences");
    owners.first().and_then(|owner| owner["kind"].as_str())
}

/// As a wait would tell it, the exact reason with it.
pub(super) fn missing(scene: &Scene<'_>) -> Vec<Issue> {
    let told = |app: &&Workload<'_>| {
        let mut pods = bare_of(app);
        !pods.any(|pod| reason(scene, pod) != Reason::Other)
    };
    let apps = scene.workloads.iter().filter(told);
    apps.flat_map(|app| {
        let own = scene
            .findings
            .iter()
            .filter(|it| it.workload == app.subject());
        let own = own.filter(|it| it.id == "sidecar-missing");
        own.map(|finding| Issue::of(finding).app(app.id()))
    })
    .collect()
}

/// Made while there was no webhook.
pub(super) fn older(scene: &Scene<'_>) -> Vec<Issue> {
    let found = once(bare(scene).filter(|(_, pod)| reason(scene, pod) == Reason::OlderThanWebhook));
    let issue = |(app, pod): (&Workload<'_>, &Object)| {
        let message = "has no sidecar: its pod was made before there was a webhook";
        Issue::error("pod-older-than-injector", app.subject(), message)
            .app(app.id())
            .says(format!("pod {}", pod.name()))
            .fix(fix::restart(&app.subject()))
    };
    found.into_iter().map(issue).collect()
}

/// Made by a controller that the injector does not know.
pub(super) fn stranger(scene: &Scene<'_>) -> Vec<Issue> {
    let found = once(bare(scene).filter(|(_, pod)| reason(scene, pod) == Reason::Controller));
    let issue = |(app, pod): (&Workload<'_>, &Object)| {
        let kind = controller(pod).unwrap_or_default();
        let message = format!(
            "has no sidecar: the injector does not know the account with which {kind} makes its pods"
        );
        Issue::error("controller-not-allowed", app.subject(), message)
            .app(app.id())
            .fix("daprk upgrade -k --set-string dapr_sidecar_injector.allowedServiceAccounts=NAMESPACE:ACCOUNT, with that controller's")
    };
    found.into_iter().map(issue).collect()
}

/// The first pod of each workload.
fn once<'s, 'a: 's>(
    pods: impl Iterator<Item = (&'s Workload<'a>, &'a Object)>,
) -> Vec<(&'s Workload<'a>, &'a Object)> {
    let mut all: Vec<_> = pods.collect();
    all.dedup_by(|(one, _), (other, _)| one.object == other.object);
    all
}

/// Annotations of Dapr's, and none that asks for a sidecar.
pub(super) fn not_asked(scene: &Scene<'_>) -> Vec<Issue> {
    let apps = scene
        .workloads
        .iter()
        .filter(|app| !scene.is_control_plane(app.object));
    let apps = apps.filter(|app| !app.injected());
    apps.filter_map(|app| unasked(app)).collect()
}

fn unasked(app: &Workload<'_>) -> Option<Issue> {
    let key = app.dapr_annotation()?;
    let enabled = annotations::ENABLED;
    let message = match app.annotation(enabled) {
        None => format!("has no sidecar: it has {key}, and no {enabled}"),
        Some(value) if value.eq_ignore_ascii_case("true") || is_no(value) => return None,
        Some(value) => format!("has no sidecar: {enabled} is `{value}`, and only `true` counts"),
    };
    let place = match app.object.kind() {
        "Pod" => "metadata",
        _ => "spec.template.metadata",
    };
    let patch = format!(
        "kubectl patch {}/{} -n {} -p '{{\"spec\":{{\"template\":{{\"metadata\":{{\"annotations\":{{\"{enabled}\":\"true\"}}}}}}}}}}'",
        app.object.kind().to_lowercase(),
        app.object.name(),
        app.namespace()
    );
    let issue = Issue::error("sidecar-not-asked", app.subject(), message).app(app.id());
    Some(match place {
        "metadata" => issue.fix(format!(
            "write {enabled}: \"true\" into {place}.annotations, and make the pod again"
        )),
        _ => issue.fix(patch),
    })
}

fn is_no(value: &str) -> bool {
    ["false", "no", "n", "off", "0", "f"].contains(&value.to_lowercase().as_str())
}

/// Sidecars of another version than the control plane.
pub(super) fn versions(scene: &Scene<'_>) -> Vec<Issue> {
    let Some(version) = scene.version() else {
        return Vec::new();
    };
    let apps = scene.apps();
    apps.filter_map(|app| {
        let mut sidecars = app.pods.iter().filter_map(|pod| sidecar(pod));
        let other = sidecars.find(|sidecar| sidecar.version() != version)?;
        // Whoever names an image of their own means it.
        if app.annotation("dapr.io/sidecar-image").is_some() {
            return None;
        }
        let message = format!(
            "its sidecar is {}, the control plane {version}",
            other.version()
        );
        let issue = Issue::warning("sidecar-version-skew", app.subject(), message);
        Some(issue.app(app.id()).fix(fix::restart(&app.subject())))
    })
    .collect()
}
