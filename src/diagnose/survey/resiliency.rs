//! Resiliencies: what their targets name.

use serde_json::{Map, Value};

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use super::scopes;
use crate::dapr::Workload;
use crate::manifest::{Object, nearest};

fn map<'a>(resiliency: &'a Object, pointer: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = resiliency.at(pointer).and_then(Value::as_object);
    map.into_iter()
        .flat_map(Map::iter)
        .map(|(key, value)| (key.as_str(), value))
}

/// Targets that are no app.
pub(super) fn apps(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for it in scene.resources("Resiliency") {
        let namespace = it.namespace().unwrap_or_default();
        let endpoint = |name: &str| scene.resource("HTTPEndpoint", namespace, name).is_some();
        let names = map(it, "/spec/targets/apps").map(|(name, _)| name);
        let strange = names.filter(|name| !name.contains("://") && !name.contains('.'));
        let absent = strange.filter(|name| scene.app(namespace, name).is_none() && !endpoint(name));
        let known: Vec<_> = scene.apps_in(namespace).map(Workload::id).collect();
        issues.extend(
            absent.map(|name| unknown("resiliency-app-unknown", it, ("app", name), &known)),
        );
    }
    issues
}

/// Targets that are no component.
pub(super) fn components(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for it in scene.resources("Resiliency") {
        let all = scene
            .resources("Component")
            .filter(|of| of.namespace() == it.namespace());
        let known: Vec<_> = all.map(Object::name).collect();
        let names = map(it, "/spec/targets/components").map(|(name, _)| name);
        let absent = names.filter(|name| !known.contains(name));
        issues.extend(absent.map(|name| {
            unknown(
                "resiliency-component-unknown",
                it,
                ("component", name),
                &known,
            )
        }));
    }
    issues
}

/// Policies that are not defined.
pub(super) fn policies(scene: &Scene<'_>) -> Vec<Issue> {
    let kinds = [
        ("timeout", "timeouts"),
        ("retry", "retries"),
        ("circuitBreaker", "circuitBreakers"),
    ];
    let mut issues = Vec::new();
    for it in scene.resources("Resiliency") {
        for (key, list) in kinds {
            let place = format!("/spec/policies/{list}");
            let defined = map(it, &place);
            let defined: Vec<_> = defined.map(|(name, _)| name).collect();
            let mut used = Vec::new();
            named(it.at("/spec/targets"), key, &mut used);
            used.sort_unstable();
            used.dedup();
            let absent = used.into_iter().filter(|name| !defined.contains(name));
            issues.extend(
                absent.map(|name| unknown("resiliency-policy-unknown", it, (key, name), &defined)),
            );
        }
    }
    issues
}

/// The texts under a key, however deep.
fn named<'a>(value: Option<&'a Value>, key: &str, found: &mut Vec<&'a str>) {
    let map = value.and_then(Value::as_object);
    for (name, below) in map.into_iter().flatten() {
        match below.as_str() {
            Some(text) if name == key => found.push(text),
            _ => named(Some(below), key, found),
        }
    }
}

fn unknown(
    id: &'static str,
    resiliency: &Object,
    (what, name): (&str, &str),
    known: &[&str],
) -> Issue {
    let message = match id {
        "resiliency-policy-unknown" => {
            format!("names the {what} policy `{name}`, which it does not define")
        }
        _ => format!("is for the {what} `{name}`, which is not there"),
    };
    let issue = Issue::warning(id, resiliency.subject(), message);
    match nearest(name, known.iter().copied()) {
        Some(near) => issue
            .says(format!("did you mean `{near}`?"))
            .fix(fix::replace(resiliency, name, near)),
        None => issue.fix(fix::edit(resiliency)),
    }
}

/// Scopes that name no app.
pub(super) fn scopes(scene: &Scene<'_>) -> Vec<Issue> {
    scopes::of_kinds(scene, &["Resiliency"], "resiliency-scope-unknown")
}
