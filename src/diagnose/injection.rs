//! Pods that ask for a sidecar and have none.

use std::sync::Arc;

use serde_json::Value;

use super::context::{Context, PodSpot};
use super::control_plane::ailing;
use super::finding::Found;
use crate::dapr::control_plane::{self, INJECTOR, SERVICES, Service, WEBHOOK};
use crate::dapr::{annotations, asks_for_sidecar, sidecar};
use crate::event::Subject;
use crate::health::{Condition, condition};
use crate::manifest::Object;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .pods()
        .filter_map(|spot| missing(context, &spot))
        .collect()
}

fn missing(context: &Context<'_>, spot: &PodSpot<'_, '_>) -> Option<Found> {
    let pod = spot.pod.object;
    let value = pod.annotation(annotations::ENABLED)?;
    if sidecar(pod).is_some() || !spot.pod.is_awaited() {
        return None;
    }
    if !asks_for_sidecar(pod) {
        return misspelt(spot, value);
    }
    let workload = &spot.scope.id;
    let why = why_missing(context, pod);
    let found = spot
        .place()
        .error("sidecar-missing", format!("has no sidecar: {}", why.text))
        .words(format!("no sidecar: {}", why.text))
        .blames(why.blames)
        .hopeless(true);
    Some(match why.hint {
        Some(hint) => found.hint(hint),
        None => found.hint(format!(
            "kubectl rollout restart -n {} {}/{}",
            pod.namespace().unwrap_or("default"),
            workload.kind.to_lowercase(),
            workload.name
        )),
    })
}

/// The operator takes these words for true and makes a Service for the app; the injector does not.
fn misspelt(spot: &PodSpot<'_, '_>, value: &str) -> Option<Found> {
    let truthy = ["1", "y", "yes", "t", "on"];
    truthy.contains(&value.to_lowercase().as_str()).then(|| {
        let key = annotations::ENABLED;
        spot.place()
            .error(
                "sidecar-not-asked",
                format!("has no sidecar: {key} is `{value}`, and only `true` counts"),
            )
            .words(format!("no sidecar: {key} is `{value}`, not `true`"))
            .hopeless(true)
            .hint(format!("write {key}: \"true\""))
    })
}

/// Why a pod was not patched, and what to do where a restart alone does not help.
struct Why {
    text: String,
    hint: Option<&'static str>,
    blames: Option<Subject>,
}

impl Why {
    fn new(text: impl Into<String>, hint: Option<&'static str>) -> Self {
        let text = text.into();
        Self {
            text,
            hint,
            blames: None,
        }
    }

    fn blames(self, object: Subject) -> Self {
        Self {
            blames: Some(object),
            ..self
        }
    }
}

fn why_missing(context: &Context<'_>, pod: &Object) -> Why {
    let install = Some("install Dapr first: daprk init -k");
    let repair = Some("daprk check -k says what the injector lacks; then restart the workload");
    let webhooks = context.snapshot.webhooks.as_ref();
    let named = |webhook: &&Arc<Object>| webhook.name() == WEBHOOK;
    let webhook = webhooks.and_then(|webhooks| webhooks.iter().find(named));
    if webhooks.is_some() && webhook.is_none() {
        return Why::new(
            format!("there is no webhook {WEBHOOK}; Dapr is not installed"),
            install,
        )
        .blames(control_plane::webhook());
    }
    let injector = context
        .snapshot
        .workloads
        .iter()
        .find(|workload| Service::of_workload(workload) == Some(INJECTOR));
    let namespace = injector.and_then(|injector| injector.namespace());
    if let Some(why) = ailing(context, INJECTOR, namespace) {
        let why = Why::new(format!("{} is not healthy ({why})", INJECTOR.name), repair);
        return why.blames(INJECTOR.subject(namespace.unwrap_or("dapr-system")));
    }
    let is_bare = |it: &Arc<Object>| it.text("/webhooks/0/clientConfig/caBundle").is_empty();
    if webhook.is_some_and(is_bare) && !stands_in(context) {
        let why = Why::new(format!("webhook {WEBHOOK} has no caBundle"), repair);
        return why.blames(control_plane::webhook());
    }
    if webhook.is_some_and(|it| !selected(it, pod)) {
        return Why::new(
            format!("webhook {WEBHOOK} does not select the pod's labels"),
            Some("see the objectSelector of the MutatingWebhookConfiguration"),
        );
    }
    let ready_since = injector_ready_since(context, namespace);
    let created = pod.text("/metadata/creationTimestamp");
    if ready_since.is_some_and(|since| created < since) {
        return Why::new("the pod is older than the injector", None);
    }
    if pod.items("/metadata/ownerReferences").is_empty() {
        return Why::new(
            "the injector patches only pods that a controller makes",
            Some(
                "use a Deployment, or allow the account in dapr_sidecar_injector.allowedServiceAccounts",
            ),
        );
    }
    Why::new(
        "the injector was not asked, or refused; its log says why",
        None,
    )
}

/// Whether the control plane is the sandbox's, whose injector needs no certificate.
fn stands_in(context: &Context<'_>) -> bool {
    let mut pods = context.snapshot.pods.iter();
    pods.any(|pod| SERVICES.iter().any(|of| of.owns(pod)) && control_plane::stands_in(pod))
}

/// Since when an injector has been ready (RFC 3339).
fn injector_ready_since<'a>(context: &Context<'a>, namespace: Option<&str>) -> Option<&'a str> {
    let here = |pod: &Object| namespace.is_none() || pod.namespace() == namespace;
    let own = |pod: &&Object| here(pod) && INJECTOR.owns(pod);
    let pods = context.snapshot.pods.iter().map(AsRef::as_ref).filter(own);
    pods.filter_map(|pod| condition(pod, "Ready"))
        .filter(Condition::is_true)
        .map(|ready| ready.since)
        .min()
}

/// Whether the webhook's `objectSelector.matchLabels` are the pod's.
fn selected(webhook: &Object, pod: &Object) -> bool {
    let labels = webhook
        .at("/webhooks/0/objectSelector/matchLabels")
        .and_then(Value::as_object);
    labels.is_none_or(|labels| {
        labels
            .iter()
            .all(|(key, value)| pod.label(key) == value.as_str())
    })
}
