//! Pods: what admission adds.

use serde_json::{Value, json};

use super::fields::{default, has, items, name, namespace, set, text};
use super::refusals::forbidden;
use super::{Registry, Resource, injector, names};
use crate::sandbox::status::Reply;

const TOKENS: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A new pod, as admission leaves it.
pub(super) fn admit(registry: &Registry, of: &Resource, pod: &mut Value) -> Reply<()> {
    service_account(registry, of, pod)?;
    priority(registry, of, pod)?;
    tolerations(pod);
    default(pod, "/spec/enableServiceLinks", true);
    injector::ask(registry, pod)?;
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
