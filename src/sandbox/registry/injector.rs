//! Dapr's sidecar injector, as the API server asks it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{is_going, is_true, items, namespace, text};
use super::refusals::internal;
use super::{Registry, Selection};
use crate::sandbox::inject::{self, Injection};
use crate::sandbox::status::{Reply, Status};

const INJECTOR: &str = "dapr-sidecar-injector";

/// Dapr's sidecar, if its injector is there and asked.
pub(super) fn ask(registry: &Registry, pod: &mut Value) -> Reply<()> {
    let of = "MutatingWebhookConfiguration";
    let webhooks = registry.builtin("admissionregistration.k8s.io/v1", of);
    let webhook = registry.peek(&webhooks, None, INJECTOR);
    let Some(webhook) = webhook.filter(|webhook| is_asked(registry, webhook, pod)) else {
        return Ok(());
    };
    let Some(injection) = injection(registry, &webhook) else {
        return unanswered(&webhook);
    };
    if let Some(words) = inject::refusal(pod) {
        return Err(Status::new(400, "", words));
    }
    if let Some(injected) = inject::inject(pod, &injection) {
        *pod = injected;
        let pods = registry.builtin("v1", "Pod");
        super::typed::defaults(&pods, pod);
    }
    Ok(())
}

/// Whether the injector has anything to do with the pod, and its selectors mean it.
fn is_asked(registry: &Registry, webhook: &Value, pod: &Value) -> bool {
    let enabled = pod["metadata"]["annotations"]
        .get("dapr.io/enabled")
        .is_some();
    let first = &webhook["webhooks"][0];
    let namespaces = registry.builtin("v1", "Namespace");
    let place = registry.peek(&namespaces, None, namespace(pod));
    let selects = |key: &str, object: &Value| Selection::of_selector(&first[key]).matches(object);
    enabled
        && selects("objectSelector", pod)
        && place.is_none_or(|place| selects("namespaceSelector", &place))
}

/// What the failure policy says when nobody answers.
fn unanswered(webhook: &Value) -> Reply<()> {
    let first = &webhook["webhooks"][0];
    if first["failurePolicy"] != "Fail" {
        return Ok(());
    }
    let called = text(first, "/name");
    let service = &first["clientConfig"]["service"];
    let (host, place) = (text(service, "/name"), text(service, "/namespace"));
    let path = text(service, "/path");
    let words = format!(
        "Internal error occurred: failed calling webhook \"{called}\": failed to call webhook: Post \"https://{host}.{place}.svc:443{path}?timeout=10s\": no endpoints available for service \"{host}\""
    );
    Err(internal(words))
}

/// What the injector knows, if one of its pods is ready.
fn injection(registry: &Registry, webhook: &Value) -> Option<Injection> {
    let place = text(webhook, "/webhooks/0/clientConfig/service/namespace").to_owned();
    let deployments = registry.builtin("apps/v1", "Deployment");
    let deployment = registry.peek(&deployments, Some(&place), INJECTOR)?;
    let pods = registry.builtin("v1", "Pod");
    let selection = Selection::of_selector(&deployment["spec"]["selector"]);
    let pods = registry
        .list(&pods, Some(&place), &selection, 0, "")
        .ok()?
        .items;
    let ready = |pod: &&std::sync::Arc<Value>| is_true(pod, "Ready") && !is_going(pod);
    pods.iter().find(ready)?;
    let maps = registry.builtin("v1", "ConfigMap");
    let bundle = registry.peek(&maps, Some(&place), "dapr-trust-bundle");
    let anchors = bundle
        .as_ref()
        .map(|bundle| text(bundle, "/data/ca.crt").to_owned());
    Some(Injection {
        environment: environment(&deployment),
        trust_anchors: anchors.unwrap_or_default(),
        mtls: mtls(registry, &place),
        scheduler: says_scheduler(&deployment),
        control_plane: place,
    })
}

fn environment(deployment: &Value) -> BTreeMap<String, String> {
    let variables = items(deployment, "/spec/template/spec/containers/0/env").iter();
    let pair = |variable: &Value| {
        Some((
            text(variable, "/name").to_owned(),
            variable.get("value")?.as_str()?.to_owned(),
        ))
    };
    variables.filter_map(pair).collect()
}

fn says_scheduler(deployment: &Value) -> bool {
    items(deployment, "/spec/template/spec/containers/0/args")
        .iter()
        .any(|word| word == "--scheduler-enabled=true")
}

fn mtls(registry: &Registry, place: &str) -> bool {
    let configurations = registry.kind("dapr.io/v1alpha1", "Configuration");
    let system = configurations.and_then(|of| registry.peek(&of, Some(place), "daprsystem"));
    let enabled = system.and_then(|system| system["spec"]["mtls"]["enabled"].as_bool());
    enabled.unwrap_or(true)
}
