//! Kinds that make pods: their selectors and templates.

use serde_json::{Value, json};

use super::pods;
use super::rules::is_nothing;
use crate::sandbox::registry::Selection;
use crate::sandbox::registry::fields::{items, text};
use crate::sandbox::registry::refusals::Wrong;

/// Resource, what its refusals call it, where its pod template is.
const KINDS: [(&str, &str, &str); 8] = [
    ("deployments.apps", "deployment", "/spec/template"),
    ("replicasets.apps", "replicaset", "/spec/template"),
    ("statefulsets.apps", "statefulset", "/spec/template"),
    ("daemonsets.apps", "daemonset", "/spec/template"),
    ("replicationcontrollers", "", "/spec/template"),
    ("jobs.batch", "", "/spec/template"),
    ("cronjobs.batch", "", "/spec/jobTemplate/spec/template"),
    ("podtemplates", "", "/template"),
];

/// What is wrong with selector and template.
pub(super) fn wrong(resource: &str, object: &Value, wrong: &mut Vec<Wrong>) {
    let Some((_, word, template)) = KINDS.iter().find(|(of, ..)| *of == resource) else {
        return;
    };
    let at = template.trim_start_matches('/').replace('/', ".");
    if !word.is_empty() {
        selector(word, object, wrong);
    }
    let empty = Value::Null;
    let template = object.pointer(template).unwrap_or(&empty);
    let spec = &with_claims(object, template.get("spec").unwrap_or(&empty));
    pods::wrong(spec, &format!("{at}.spec"), wrong);
    restart(resource, spec, &format!("{at}.spec.restartPolicy"), wrong);
}

/// Claims that a `StatefulSet` makes for each pod are volumes of the pod.
fn with_claims(object: &Value, spec: &Value) -> Value {
    let mut spec = spec.clone();
    let claims = items(object, "/spec/volumeClaimTemplates");
    if !claims.is_empty() {
        let mut volumes = items(&spec, "/volumes").to_vec();
        volumes.extend(claims.iter().map(|claim| {
            let named = &claim["metadata"]["name"];
            json!({"name": named, "persistentVolumeClaim": {"claimName": named}})
        }));
        spec["volumes"] = volumes.into();
    }
    spec
}

fn selector(word: &str, object: &Value, wrong: &mut Vec<Wrong>) {
    let selector = &object["spec"]["selector"];
    if selector.is_null() {
        wrong.push(Wrong::required("spec.selector", ""));
    } else if is_nothing(&selector["matchLabels"]) && is_nothing(&selector["matchExpressions"]) {
        let words = format!("empty selector is invalid for {word}");
        wrong.push(Wrong::invalid("spec.selector", &json!({}), &words));
        return;
    }
    let template = &object["spec"]["template"];
    if selector.is_null() || !Selection::of_selector(selector).matches(template) {
        let labels = &template["metadata"]["labels"];
        let words = "`selector` does not match template `labels`";
        wrong.push(Wrong::invalid(
            "spec.template.metadata.labels",
            labels,
            words,
        ));
    }
}

/// Pods of Jobs end, those of others don't.
fn restart(resource: &str, spec: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    let policy = text(spec, "/restartPolicy");
    let ends = matches!(resource, "jobs.batch" | "cronjobs.batch");
    match policy {
        "Always" if ends => {
            wrong.push(Wrong::required(
                at,
                "valid values: \"OnFailure\", \"Never\"",
            ));
        }
        "OnFailure" | "Never" if !ends && resource != "podtemplates" => {
            wrong.push(Wrong::unsupported(at, &policy.into(), &["Always"]));
        }
        _ => {}
    }
}
