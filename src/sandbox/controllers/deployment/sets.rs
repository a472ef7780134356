//! `ReplicaSets` of a Deployment.

use serde_json::{Map, Value, json};

use crate::sandbox::controllers::bounds::resolve;
use crate::sandbox::controllers::hash::hash;
use crate::sandbox::controllers::object::{
    annotation, map, name, namespace, number, reference, set_metadata, text,
};

pub(super) const HASH: &str = "pod-template-hash";
pub(super) const REVISION: &str = "deployment.kubernetes.io/revision";
pub(super) const HISTORY: &str = "deployment.kubernetes.io/revision-history";
pub(super) const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
pub(super) const MAXIMUM: &str = "deployment.kubernetes.io/max-replicas";

pub(super) fn replicas(object: &Value) -> i64 {
    number(object, "/spec/replicas").unwrap_or(1)
}

pub(super) fn available(set: &Value) -> i64 {
    number(set, "/status/availableReplicas").unwrap_or_default()
}

/// How many pods there may be too many, and how many too few.
pub(super) fn limits(deployment: &Value) -> (i64, i64) {
    if text(deployment, "/spec/strategy/type") == "Recreate" {
        return (0, replicas(deployment));
    }
    let rolling = &deployment["spec"]["strategy"]["rollingUpdate"];
    let total = replicas(deployment);
    let surge = resolve(rolling.get("maxSurge"), total, true).unwrap_or(0);
    let unavailable = resolve(rolling.get("maxUnavailable"), total, false).unwrap_or(0);
    match (surge, unavailable.min(total)) {
        (0, 0) => (0, 1),
        limits => limits,
    }
}

/// The set of the Deployment's template as it is now: the oldest, if several are.
pub(super) fn current<'a>(deployment: &Value, sets: &[&'a Value]) -> Option<&'a Value> {
    let found = sets
        .iter()
        .copied()
        .filter(|set| same_template(deployment, set));
    found.min_by_key(|set| (text(set, "/metadata/creationTimestamp"), name(set)))
}

/// Whether a set is of the Deployment's template as it is now.
pub(super) fn same_template(deployment: &Value, set: &Value) -> bool {
    let [old, new] = [set, deployment].map(|of| unmarked(&of["spec"]["template"]));
    hash(&old, None) == hash(&new, None) && canonical(&old) == canonical(&new)
}

/// A template without the hash that tells the pods of one set from another's; somebody may have
/// copied it into a Deployment.
fn unmarked(template: &Value) -> Value {
    let mut template = template.clone();
    let labels = template.pointer_mut("/metadata/labels");
    if let Some(labels) = labels.and_then(Value::as_object_mut) {
        labels.shift_remove(HASH);
    }
    template
}

/// A template without what says nothing.
fn canonical(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(metadata) = template.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.shift_remove("creationTimestamp");
        metadata.retain(|_, value| value.as_object().is_none_or(|map| !map.is_empty()));
    }
    template
}

pub(super) fn revision(object: &Value) -> i64 {
    annotation(object, REVISION)
        .and_then(|revision| revision.parse().ok())
        .unwrap_or_default()
}

/// The revision that the newest set is to have.
pub(super) fn next_revision(old: &[&Value]) -> i64 {
    old.iter()
        .map(|set| revision(set))
        .max()
        .unwrap_or_default()
        + 1
}

/// A set for the template as it is now.
pub(super) fn make(deployment: &Value, count: i64, revision: i64) -> Value {
    let template_hash = hash(
        &canonical(&deployment["spec"]["template"]),
        number(deployment, "/status/collisionCount"),
    );
    let mut template = deployment["spec"]["template"].clone();
    set_metadata(&mut template, "labels", HASH, &template_hash);
    let mut selector = deployment["spec"]["selector"].clone();
    selector["matchLabels"][HASH] = template_hash.clone().into();
    let mut spec = json!({"replicas": count, "selector": selector, "template": template});
    if let Some(seconds) = deployment.pointer("/spec/minReadySeconds") {
        spec["minReadySeconds"] = seconds.clone();
    }
    let mut set = json!({
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": format!("{}-{template_hash}", name(deployment)),
            "namespace": namespace(deployment),
            "labels": template["metadata"]["labels"],
            "annotations": inherited(deployment),
            "ownerReferences": [reference(deployment)],
        },
        "spec": spec,
    });
    set_metadata(&mut set, "annotations", REVISION, &revision.to_string());
    say_size(&mut set, deployment);
    set
}

/// Annotations of a Deployment that its sets have too.
pub(super) fn inherited(deployment: &Value) -> Map<String, Value> {
    let own = |key: &str| {
        [REVISION, HISTORY, DESIRED, MAXIMUM].contains(&key)
            || key == "kubectl.kubernetes.io/last-applied-configuration"
            || key == "deprecated.deployment.rollback.revision"
    };
    let annotations = map(deployment, "/metadata/annotations").cloned();
    let mut annotations = annotations.unwrap_or_default();
    annotations.retain(|key, _| !own(key));
    annotations
}

/// Writes into a set how large its Deployment is; whether it said otherwise.
pub(super) fn say_size(set: &mut Value, deployment: &Value) -> bool {
    let desired = replicas(deployment);
    let maximum = desired + limits(deployment).0;
    let first = set_metadata(set, "annotations", DESIRED, &desired.to_string());
    let second = set_metadata(set, "annotations", MAXIMUM, &maximum.to_string());
    first || second
}

/// Gives the set of the template the newest revision, what its Deployment is annotated with, and
/// its `minReadySeconds`; whether anything was otherwise.
pub(super) fn renew(set: &mut Value, deployment: &Value, newest: i64) -> bool {
    let mut changed = false;
    for (key, value) in inherited(deployment) {
        changed |= set_metadata(set, "annotations", &key, value.as_str().unwrap_or_default());
    }
    let before = revision(set);
    if before < newest {
        changed = true;
        if before > 0 {
            remember(set, before);
        }
        set_metadata(set, "annotations", REVISION, &newest.to_string());
    }
    let seconds = |object: &Value| number(object, "/spec/minReadySeconds").unwrap_or_default();
    if seconds(set) != seconds(deployment) {
        set["spec"]["minReadySeconds"] = seconds(deployment).into();
        changed = true;
    }
    changed
}

fn remember(set: &mut Value, revision: i64) {
    let history = match annotation(set, HISTORY) {
        Some(history) if !history.is_empty() => format!("{history},{revision}"),
        _ => revision.to_string(),
    };
    set_metadata(set, "annotations", HISTORY, &history);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{current, limits, make, next_revision, renew, revision};
    use crate::sandbox::controllers::object::annotation;

    fn deployment() -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "web", "namespace": "shop", "uid": "u", "annotations": {
                "note": "kept", "kubectl.kubernetes.io/last-applied-configuration": "{}",
                "deployment.kubernetes.io/revision": "7",
            }},
            "spec": {
                "replicas": 4,
                "selector": {"matchLabels": {"app": "web"}},
                "strategy": {"type": "RollingUpdate",
                    "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
                "template": {
                    "metadata": {"creationTimestamp": null, "labels": {"app": "web"}},
                    "spec": {"containers": [{"name": "web", "image": "web:1"}]},
                },
            },
        })
    }

    #[test]
    fn a_set_is_found_by_its_template() {
        let mut deployment = deployment();
        let first = make(&deployment, 1, 1);
        deployment["spec"]["template"]["spec"]["containers"][0]["image"] = "web:2".into();
        let second = make(&deployment, 1, 2);
        assert_ne!(first["metadata"]["name"], second["metadata"]["name"]);
        assert_eq!(current(&deployment, &[&first, &second]), Some(&second));
        assert_eq!(current(&deployment, &[&first]), None);
    }

    #[test]
    fn a_set_is_labelled_by_its_template() {
        let set = make(&deployment(), 3, 8);
        let hash = &set["metadata"]["labels"]["pod-template-hash"];
        assert_eq!(
            set["metadata"]["name"],
            format!("web-{}", hash.as_str().unwrap())
        );
        assert_eq!(
            &set["spec"]["selector"]["matchLabels"]["pod-template-hash"],
            hash
        );
        assert_eq!(
            &set["spec"]["template"]["metadata"]["labels"]["pod-template-hash"],
            hash
        );
        let annotations = json!({
            "note": "kept",
            "deployment.kubernetes.io/revision": "8",
            "deployment.kubernetes.io/desired-replicas": "4",
            "deployment.kubernetes.io/max-replicas": "5",
        });
        assert_eq!(set["metadata"]["annotations"], annotations);
        assert_eq!(set["spec"]["replicas"], 3);
    }

    #[test]
    fn an_old_set_that_comes_back_is_the_newest() {
        let deployment = deployment();
        let mut set = make(&deployment, 1, 1);
        let other = make(&deployment, 1, 2);
        assert_eq!(next_revision(&[&other]), 3);
        assert!(renew(&mut set, &deployment, 3));
        assert!(!renew(&mut set, &deployment, 3));
        assert_eq!(revision(&set), 3);
        assert_eq!(annotation(&set, super::HISTORY), Some("1"));
    }

    #[test]
    fn limits_of_a_rollout() {
        let rows = [
            (json!(1), json!(0), 4, (1, 0)),
            (json!("25%"), json!("25%"), 1, (1, 0)),
            (json!(0), json!("25%"), 1, (0, 1)),
            (json!(0), json!(9), 4, (0, 4)),
        ];
        for (surge, unavailable, replicas, expected) in rows {
            let mut deployment = deployment();
            deployment["spec"]["replicas"] = replicas.into();
            deployment["spec"]["strategy"]["rollingUpdate"] =
                json!({"maxSurge": surge, "maxUnavailable": unavailable});
            assert_eq!(limits(&deployment), expected);
        }
    }
}
