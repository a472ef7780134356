//! What cannot be changed once it is there.

use serde_json::{Value, json};

use super::rules::is_nothing;
use crate::sandbox::registry::fields::{has, remove, same, set, text};
use crate::sandbox::registry::refusals::Wrong;
use crate::sandbox::registry::{Resource, storage_name};

const POD: &str = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
const STATEFUL_SET: &str = "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const CLAIM: &str = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

/// Fields that stay: `field is immutable`.
const FIELDS: [(&str, &[&str]); 11] = [
    ("deployments.apps", &["/spec/selector"]),
    ("replicasets.apps", &["/spec/selector"]),
    ("daemonsets.apps", &["/spec/selector"]),
    (
        "jobs.batch",
        &[
            "/spec/completions",
            "/spec/selector",
            "/spec/template",
            "/spec/completionMode",
        ],
    ),
    ("secrets", &["/type"]),
    ("endpointslices.discovery.k8s.io", &["/addressType"]),
    (
        "priorityclasses.scheduling.k8s.io",
        &["/value", "/preemptionPolicy"],
    ),
    ("poddisruptionbudgets.policy", &[]),
    (
        "customresourcedefinitions.apiextensions.k8s.io",
        &[
            "/spec/group",
            "/spec/scope",
            "/spec/names/plural",
            "/spec/names/kind",
        ],
    ),
    ("ingressclasses.networking.k8s.io", &["/spec/controller"]),
    (
        "csistoragecapacities.storage.k8s.io",
        &["/storageClassName", "/nodeTopology"],
    ),
];

/// Fields of which the refusal says `updates to … are forbidden.`
const FORBIDDEN: [(&str, &[&str]); 1] = [(
    "storageclasses.storage.k8s.io",
    &[
        "parameters",
        "provisioner",
        "reclaimPolicy",
        "volumeBindingMode",
    ],
)];

/// What is wrong with the step from one state to another.
pub(super) fn wrong(of: &Resource, live: &Value, new: &Value) -> Vec<Wrong> {
    let stored = storage_name(of);
    let mut wrong = Vec::new();
    for pointer in of_table(&FIELDS, &stored).filter(|pointer| !same(live, new, pointer)) {
        let at = pointer.trim_start_matches('/').replace('/', ".");
        let value = new.pointer(pointer).cloned().unwrap_or_default();
        wrong.push(Wrong::immutable(at, &value));
    }
    for field in of_table(&FORBIDDEN, &stored) {
        if !same(live, new, &format!("/{field}")) {
            let words = format!("updates to {field} are forbidden.");
            wrong.push(Wrong::forbidden(*field, &words));
        }
    }
    wrong.extend(special(&stored, live, new));
    wrong
}

fn of_table<'a>(
    table: &'a [(&str, &'static [&'static str])],
    stored: &'a str,
) -> impl Iterator<Item = &'static &'static str> + 'a {
    table
        .iter()
        .filter(move |(of, _)| *of == stored)
        .flat_map(|(_, fields)| *fields)
}

fn special(stored: &str, live: &Value, new: &Value) -> Option<Wrong> {
    match stored {
        "pods" => differs(live, new, free_of_pod).then(|| Wrong::forbidden("spec", POD)),
        "statefulsets.apps" => {
            differs(live, new, free_of_stateful_set).then(|| Wrong::forbidden("spec", STATEFUL_SET))
        }
        "persistentvolumeclaims" => {
            let bound = has(live, "/spec/volumeName");
            let free = if bound {
                free_of_bound_claim
            } else {
                free_of_claim
            };
            differs(live, new, free).then(|| Wrong::forbidden("spec", CLAIM))
        }
        "configmaps" | "secrets" => sealed(live, new),
        "services" => address(live, new),
        stored if stored.ends_with("rolebindings.rbac.authorization.k8s.io") => {
            let other = !same(live, new, "/roleRef");
            other.then(|| Wrong::invalid("roleRef", &new["roleRef"], "cannot change roleRef"))
        }
        _ => None,
    }
}

fn differs(live: &Value, new: &Value, free: fn(&mut Value)) -> bool {
    let rest = |object: &Value| {
        let mut spec = json!({"spec": object["spec"]});
        free(&mut spec);
        spec
    };
    rest(live) != rest(new)
}

fn without(object: &mut Value, fields: &[&str]) {
    for field in fields {
        remove(object, &format!("/spec/{field}"));
    }
}

fn free_of_pod(pod: &mut Value) {
    without(
        pod,
        &[
            "activeDeadlineSeconds",
            "tolerations",
            "terminationGracePeriodSeconds",
            "schedulingGates",
        ],
    );
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        let containers = pod["spec"].get_mut(list).and_then(Value::as_array_mut);
        containers
            .into_iter()
            .flatten()
            .for_each(|container| drop(remove(container, "/image")));
    }
}

fn free_of_stateful_set(set: &mut Value) {
    without(
        set,
        &[
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds",
        ],
    );
}

fn free_of_claim(claim: &mut Value) {
    without(claim, &["volumeName"]);
}

fn free_of_bound_claim(claim: &mut Value) {
    without(claim, &["volumeAttributesClassName"]);
    set(claim, "/spec/resources/requests", Value::Null);
}

/// `immutable: true` is for ever.
fn sealed(live: &Value, new: &Value) -> Option<Wrong> {
    if live["immutable"] != true {
        return None;
    }
    let words = "field is immutable when `immutable` is set";
    if new["immutable"] != true {
        return Some(Wrong::forbidden("immutable", words));
    }
    let changed = ["data", "binaryData"]
        .into_iter()
        .find(|field| !same(live, new, &format!("/{field}")));
    changed.map(|field| Wrong::forbidden(field, words))
}

fn address(live: &Value, new: &Value) -> Option<Wrong> {
    let (old, asked) = (text(live, "/spec/clusterIP"), text(new, "/spec/clusterIP"));
    let elsewhere =
        text(live, "/spec/type") == "ExternalName" || text(new, "/spec/type") == "ExternalName";
    if elsewhere || is_nothing(&live["spec"]["clusterIP"]) || old == asked {
        return None;
    }
    let value = json!([asked]);
    Some(Wrong::invalid(
        "spec.clusterIPs[0]",
        &value,
        "may not change once set",
    ))
}
