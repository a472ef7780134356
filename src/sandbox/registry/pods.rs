//! Pods: what admission adds.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fields::{default, has, items, name, namespace, set, text};
use super::refusals::{forbidden, internal};
use super::{Registry, Resource, Selection, names};
use crate::sandbox::inject::{self, Injection};
use crate::sandbox::status::{Reply, Status};

const TOKENS: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
const INJECTOR: &str = "dapr-sidecar-injector";

/// A new pod, as admission leaves it.
pub(super) fn admit(registry: &Registry, of: &Resource, pod: &mut Value) -> Reply<()> {
    service_account(registry, of, pod)?;
    priority(registry, of, pod)?;
    tolerations(pod);
    default(pod, "/spec/enableServiceLinks", true);
    inject(registry, pod)?;
    // The injector's containers read the API too.
    mount_tokens(pod);
    let class = quality(pod);
    set(
        pod,
        "/status",
        json!({"phase": "Pending", "qosClass": class}),
    );
    Ok(())
}

fn service_account(registry: &Registry, of: &Resource, pod: &mut Value) -> Reply<()> {
    if !has(pod, "/spec/serviceAccountName") {
        let old = text(pod, "/spec/serviceAccount");
        let account = if old.is_empty() { "default" } else { old }.to_owned();
        set(pod, "/spec/serviceAccountName", account);
    }
    let named = text(pod, "/spec/serviceAccountName").to_owned();
    set(pod, "/spec/serviceAccount", named.clone());
    let accounts = registry.builtin("v1", "ServiceAccount");
    let account = registry.peek(&accounts, Some(namespace(pod)), &named);
    // The one that every namespace gets may be a moment away.
    if account.is_none() && named != "default" {
        let place = namespace(pod);
        let words = format!(
            "error looking up service account {place}/{named}: serviceaccount \"{named}\" not found"
        );
        return Err(forbidden(of, name(pod), &words));
    }
    let own = pod["spec"]["automountServiceAccountToken"].as_bool();
    let theirs = || account.as_ref()?["automountServiceAccountToken"].as_bool();
    if own.or_else(theirs).unwrap_or(true) {
        add_token_volume(pod);
    }
    Ok(())
}

fn add_token_volume(pod: &mut Value) {
    let taken = items(pod, "/spec/volumes").iter().any(is_token_volume);
    if taken || containers(pod).all(|container| mounts(container, TOKENS)) {
        return;
    }
    let volume = json!({
        "name": format!("kube-api-access-{}", names::suffix()),
        "projected": {
            "defaultMode": 420,
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {
                    "items": [{"key": "ca.crt", "path": "ca.crt"}],
                    "name": "kube-root-ca.crt",
                }},
                {"downwardAPI": {"items": [{
                    "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                    "path": "namespace",
                }]}},
            ],
        },
    });
    push(pod, "volumes", volume);
}

fn is_token_volume(volume: &Value) -> bool {
    text(volume, "/name").starts_with("kube-api-access-")
}

fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    let first = items(pod, "/spec/initContainers").iter();
    first.chain(items(pod, "/spec/containers"))
}

fn mounts(container: &Value, path: &str) -> bool {
    let mounts = items(container, "/volumeMounts").iter();
    mounts
        .into_iter()
        .any(|mount| text(mount, "/mountPath") == path)
}

/// Mounts the token volume where nothing else is.
fn mount_tokens(pod: &mut Value) {
    let volumes = items(pod, "/spec/volumes").iter();
    let Some(volume) = volumes.into_iter().find(|volume| is_token_volume(volume)) else {
        return;
    };
    let volume = name_of(volume);
    for list in ["initContainers", "containers"] {
        let containers = pod["spec"].get_mut(list).and_then(Value::as_array_mut);
        for container in containers.into_iter().flatten() {
            if !mounts(container, TOKENS) {
                default(container, "/volumeMounts", json!([]));
                let mount = json!({"mountPath": TOKENS, "name": volume, "readOnly": true});
                container["volumeMounts"]
                    .as_array_mut()
                    .into_iter()
                    .for_each(|mounts| mounts.push(mount.clone()));
            }
        }
    }
}

fn name_of(part: &Value) -> String {
    text(part, "/name").to_owned()
}

fn push(pod: &mut Value, list: &str, element: Value) {
    let pointer = format!("/spec/{list}");
    default(pod, &pointer, json!([]));
    if let Some(list) = pod.pointer_mut(&pointer).and_then(Value::as_array_mut) {
        list.push(element);
    }
}

fn priority(registry: &Registry, of: &Resource, pod: &mut Value) -> Reply<()> {
    let class = text(pod, "/spec/priorityClassName").to_owned();
    let found = if class.is_empty() {
        None
    } else {
        let classes = registry.builtin("scheduling.k8s.io/v1", "PriorityClass");
        let missing = || {
            forbidden(
                of,
                name(pod),
                &format!("no PriorityClass with name {class} was found"),
            )
        };
        Some(registry.peek(&classes, None, &class).ok_or_else(missing)?)
    };
    let value = found
        .as_ref()
        .and_then(|class| class["value"].as_i64())
        .unwrap_or(0);
    set(pod, "/spec/priority", value);
    let policy = found
        .as_ref()
        .and_then(|class| class["preemptionPolicy"].as_str());
    default(
        pod,
        "/spec/preemptionPolicy",
        policy.unwrap_or("PreemptLowerPriority"),
    );
    Ok(())
}

fn tolerations(pod: &mut Value) {
    for key in [
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/unreachable",
    ] {
        let tolerated = |toleration: &Value| {
            let (of, effect) = (text(toleration, "/key"), text(toleration, "/effect"));
            (of == key || of.is_empty()) && (effect == "NoExecute" || effect.is_empty())
        };
        if items(pod, "/spec/tolerations").iter().any(tolerated) {
            continue;
        }
        let toleration = json!({
            "effect": "NoExecute",
            "key": key,
            "operator": "Exists",
            "tolerationSeconds": 300,
        });
        push(pod, "tolerations", toleration);
    }
}

/// `status.qosClass`
fn quality(pod: &Value) -> &'static str {
    let amounts = |of: &str| -> Vec<Vec<(&str, &Value)>> {
        let each = containers(pod).map(|container| {
            let amounts = container["resources"][of].as_object().into_iter().flatten();
            let counted = amounts.filter(|(name, _)| matches!(&***name, "cpu" | "memory"));
            counted
                .map(|(name, amount)| (name.as_str(), amount))
                .collect()
        });
        each.collect()
    };
    let (requests, limits) = (amounts("requests"), amounts("limits"));
    if requests.iter().chain(&limits).all(Vec::is_empty) {
        return "BestEffort";
    }
    let sorted = |mut list: Vec<(&str, &Value)>| {
        list.sort_by_key(|(name, _)| name.to_string());
        list.into_iter()
            .map(|(name, amount)| (name.to_owned(), amount.clone()))
            .collect::<Vec<_>>()
    };
    let pairs = requests.into_iter().zip(limits);
    let guaranteed = pairs.into_iter().all(|(requests, limits)| {
        limits.len() == 2 && (requests.is_empty() || sorted(requests) == sorted(limits))
    });
    if guaranteed {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// Dapr's sidecar, if its injector is there.
fn inject(registry: &Registry, pod: &mut Value) -> Reply<()> {
    let annotations = &pod["metadata"]["annotations"];
    if annotations.get("dapr.io/enabled").is_none() {
        return Ok(());
    }
    let webhooks = registry.builtin(
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
    );
    let Some(webhook) = registry.peek(&webhooks, None, INJECTOR) else {
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
    pods.iter().find(|pod| is_ready(pod))?;
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

fn is_ready(pod: &Value) -> bool {
    let conditions = items(pod, "/status/conditions").iter();
    let ready = |condition: &Value| condition["type"] == "Ready" && condition["status"] == "True";
    conditions.into_iter().any(ready) && !super::fields::is_going(pod)
}

fn environment(deployment: &Value) -> BTreeMap<String, String> {
    let variables = items(deployment, "/spec/template/spec/containers/0/env").iter();
    let pair = |variable: &Value| {
        Some((
            name_of(variable),
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
