//! Components: declared, and loaded or not.

use std::collections::BTreeSet;

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use super::secrets::about;
use super::types::{CATEGORIES, KNOWN};
use crate::dapr::Workload;
use crate::health::pod_is_ready;
use crate::manifest::{Object, nearest};

/// Seconds in which a sidecar hears of a new component.
const PATIENCE: i64 = 30;

/// Types that are none.
pub(super) fn types(scene: &Scene<'_>) -> Vec<Issue> {
    scene
        .resources("Component")
        .filter_map(|it| bad_type(scene, it))
        .collect()
}

fn bad_type(scene: &Scene<'_>, component: &Object) -> Option<Issue> {
    let kind = component.text("/spec/type");
    let (category, name) = kind.split_once('.').unwrap_or((kind, ""));
    let near = nearest(kind, KNOWN.iter().copied());
    let issue = if name.is_empty() || !CATEGORIES.contains(&category) {
        let message = format!(
            "`{kind}` is no type of a component: {} and so on",
            &KNOWN[..3].join(", ")
        );
        about(scene, "component-type-unknown", component, message)
    } else if KNOWN.contains(&kind) || near.is_none_or(|near| !is_typo(kind, near)) {
        return None;
    } else {
        let message = format!("`{kind}` is no type that Dapr has; it may be one of your own");
        about(scene, "component-type-unknown", component, message).grave(false)
    };
    Some(match near {
        Some(near) => issue
            .says(format!("did you mean `{near}`?"))
            .fix(fix::replace(
                component,
                &format!("type: {kind}$"),
                &format!("type: {near}"),
            )),
        None => issue.fix(fix::edit(component)),
    })
}

/// Whether two types differ in no more than two letters: `state.reddis`. Dapr has some 150 types, and not all are
/// in the list.
fn is_typo(one: &str, other: &str) -> bool {
    let lengths = one.len().abs_diff(other.len());
    let letters = |text: &str| text.chars().collect::<BTreeSet<_>>();
    let strangers = letters(one).symmetric_difference(&letters(other)).count();
    one.split('.').next() == other.split('.').next() && lengths <= 1 && strangers <= 1
}

/// Declared for an app, and not loaded by its sidecar.
pub(super) fn not_loaded(scene: &Scene<'_>) -> Vec<Issue> {
    let old = |it: &&Object| {
        let made = it.text("/metadata/creationTimestamp");
        scene
            .snapshot
            .seconds_since(made)
            .is_none_or(|age| age >= PATIENCE)
    };
    let components = scene.resources("Component").filter(old);
    components
        .flat_map(|component| unloaded(scene, component))
        .collect()
}

fn unloaded(scene: &Scene<'_>, component: &Object) -> Vec<Issue> {
    let apps = scene.in_scope(component);
    let lack = apps
        .into_iter()
        .filter(|app| lacks(scene, app, component.name()));
    lack.map(|app| {
        let message = format!(
            "`{}` does not have it, though it is declared for it",
            app.id()
        );
        let age = component.text("/metadata/creationTimestamp");
        Issue::error("component-not-loaded", component.subject(), message)
            .app(app.id())
            .says(format!(
                "its sidecar has read its components before, or could not load this one ({age})"
            ))
            .fix(fix::restart(&app.subject()))
            .fix(format!(
                "daprk logs -k -a {} -n {}, which says why",
                app.id(),
                app.namespace()
            ))
    })
    .collect()
}

/// Whether a sidecar that is ready is without this component.
fn lacks(scene: &Scene<'_>, app: &Workload<'_>, component: &str) -> bool {
    let ready = app.pods.iter().filter(|pod| pod_is_ready(pod));
    let mut loaded = ready.filter_map(|pod| scene.loaded(pod));
    loaded.any(|loaded| !loaded.contains_key(component))
}

/// Components whose start failed, where their sidecar goes on (`ignoreErrors`).
pub(super) fn failed(scene: &Scene<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (app, pod) in scene.replicas() {
        let metrics = scene.answers(pod).and_then(|it| it.metrics.as_ref());
        let samples = metrics.into_iter().flatten();
        let failed = samples
            .filter(|it| it.name == "dapr_runtime_component_init_fail_total" && it.value > 0.0);
        for sample in failed {
            let name = [
                sample.label("componentName"),
                sample.label("component_name"),
            ]
            .concat();
            let loaded = scene
                .loaded(pod)
                .is_some_and(|loaded| loaded.contains_key(name.as_str()));
            let Some(component) = scene
                .resource("Component", app.namespace(), &name)
                .filter(|_| !loaded)
            else {
                continue;
            };
            let message = format!("could not be started by the sidecar of `{}`", app.id());
            let issue = Issue::error("component-failed", component.subject(), message);
            issues.push(
                issue
                    .app(app.id())
                    .says(format!("reason: {}", sample.label("reason")))
                    .fix(fix::edit(component)),
            );
        }
    }
    issues.dedup();
    issues
}

/// More than one store for actors: daprd takes one.
pub(super) fn actor_stores(scene: &Scene<'_>) -> Vec<Issue> {
    let stores: Vec<_> = scene
        .resources("Component")
        .filter(|it| is_actor_store(it))
        .collect();
    let shared = stores.iter().enumerate().filter_map(|(at, store)| {
        let other = stores[..at]
            .iter()
            .find(|other| shares(scene, store, other))?;
        Some((*store, *other))
    });
    shared
        .map(|(store, other)| {
            let message = format!(
                "is an actor state store, and so is {}: an app can have one",
                other.name()
            );
            about(scene, "actor-store-twice", store, message).fix(fix::edit(store))
        })
        .collect()
}

fn is_actor_store(component: &Object) -> bool {
    let items = component.items("/spec/metadata").iter();
    let mut on = items.filter(|it| it["name"] == "actorStateStore");
    on.any(|it| it["value"] == "true" || it["value"] == true)
}

/// Whether an app has both.
fn shares(scene: &Scene<'_>, one: &Object, other: &Object) -> bool {
    let others = scene.in_scope(other);
    let apps = scene.in_scope(one);
    one.namespace() == other.namespace()
        && apps
            .iter()
            .any(|app| others.iter().any(|it| it.id() == app.id()))
}

/// Resources in namespaces without any app, while there are apps elsewhere.
pub(super) fn orphans(scene: &Scene<'_>) -> Vec<Issue> {
    let homes: BTreeSet<&str> = scene.apps().map(Workload::namespace).collect();
    let Some(home) = homes.first() else {
        return Vec::new();
    };
    let kinds = ["Component", "Subscription", "Resiliency", "HTTPEndpoint"];
    let all = kinds.iter().flat_map(|kind| scene.resources(kind));
    let alone = all.filter(|it| !homes.contains(it.namespace().unwrap_or_default()));
    alone.map(|it| orphan(it, home, homes.len())).collect()
}

fn orphan(resource: &Object, home: &str, homes: usize) -> Issue {
    let namespace = resource.namespace().unwrap_or_default();
    let message = format!(
        "no app sees it: there is none in {namespace}, and a sidecar sees its own namespace alone"
    );
    let issue = Issue::warning("resource-without-app", resource.subject(), message);
    match homes {
        1 => issue.fix(moved(resource, home)),
        _ => issue.fix(fix::delete(resource)),
    }
}

/// Moves a resource to another namespace.
pub(super) fn moved(resource: &Object, namespace: &str) -> String {
    let from = format!("namespace: {}$", resource.namespace().unwrap_or_default());
    format!(
        "{} && {}",
        fix::replace(resource, &from, &format!("namespace: {namespace}")),
        fix::delete(resource)
    )
}
