//! Secrets that components are made with.

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use crate::event::Subject;
use crate::manifest::{Object, nearest};

/// The name of the store that Dapr's operator reads for components.
const KUBERNETES: &str = "kubernetes";

/// A Secret.
pub(super) fn secret<'a>(scene: &Scene<'a>, namespace: &str, name: &str) -> Option<&'a Object> {
    let secrets = scene.snapshot.secrets.iter().flatten().map(AsRef::as_ref);
    let named = |it: &&'a Object| it.name() == name && it.namespace() == Some(namespace);
    secrets.into_iter().find(named)
}

/// What a component takes from where.
struct Reference<'a> {
    component: &'a Object,
    item: &'a str,
    name: &'a str,
    key: &'a str,
}

/// The references of the components to Secrets of Kubernetes.
fn references<'a>(scene: &Scene<'a>) -> Vec<Reference<'a>> {
    let components = scene.resources("Component");
    let own = components.filter(|it| matches!(store(it), "" | KUBERNETES));
    own.flat_map(|component| {
        component
            .items("/spec/metadata")
            .iter()
            .filter_map(move |item| {
                let of = item.get("secretKeyRef")?;
                let name = of["name"].as_str()?;
                Some(Reference {
                    component,
                    item: item["name"].as_str().unwrap_or_default(),
                    name,
                    key: of["key"].as_str().unwrap_or(name),
                })
            })
    })
    .collect()
}

fn store(component: &Object) -> &str {
    component.text("/auth/secretStore")
}

fn namespace(component: &Object) -> &str {
    component.namespace().unwrap_or_default()
}

/// Secrets that are not there.
pub(super) fn missing(scene: &Scene<'_>) -> Vec<Issue> {
    let all = references(scene).into_iter();
    let absent = all.filter(|of| secret(scene, namespace(of.component), of.name).is_none());
    absent
        .map(|of| {
            let namespace = namespace(of.component);
            let message = format!(
                "{} is to come from Secret `{}`, which is not in {namespace}",
                of.item, of.name
            );
            let secrets = scene.snapshot.secrets.iter().flatten();
            let here = secrets.filter(|it| it.namespace() == Some(namespace));
            let issue = about(scene, "secret-missing", of.component, message);
            let issue = match nearest(of.name, here.map(|it| it.name())) {
                Some(near) => issue.says(format!("did you mean `{near}`?")),
                None => issue,
            };
            issue.fix(format!(
                "kubectl create secret generic {} -n {namespace} --from-literal={}=VALUE",
                of.name, of.key
            ))
        })
        .collect()
}

/// Keys that their Secrets do not have.
pub(super) fn keys(scene: &Scene<'_>) -> Vec<Issue> {
    references(scene)
        .iter()
        .filter_map(|of| no_key(scene, of))
        .collect()
}

fn no_key(scene: &Scene<'_>, of: &Reference<'_>) -> Option<Issue> {
    let secret = secret(scene, namespace(of.component), of.name)?;
    let data = secret.at("/data").and_then(|data| data.as_object());
    let keys: Vec<&str> = data
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect();
    if keys.contains(&of.key) {
        return None;
    }
    let message = format!(
        "{} is to come from key `{}` of Secret `{}`, which has: {}",
        of.item,
        of.key,
        of.name,
        listed(&keys)
    );
    let issue = about(scene, "secret-key-missing", of.component, message);
    let only = (keys.len() == 1).then(|| keys[0]);
    let near = nearest(of.key, keys.iter().copied()).or(only);
    Some(match near {
        Some(near) => issue.fix(fix::replace(
            of.component,
            &format!("key: {}$", of.key),
            &format!("key: {near}"),
        )),
        None => issue.fix(format!(
            "kubectl edit secret {} -n {}",
            of.name,
            namespace(of.component)
        )),
    })
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        names => names.join(", "),
    }
}

/// Secret stores that are no component.
pub(super) fn stores(scene: &Scene<'_>) -> Vec<Issue> {
    let components = scene.resources("Component");
    let named = components.filter(|it| !matches!(store(it), "" | KUBERNETES));
    let unknown = named.filter(|it| {
        let of = scene.resource("Component", namespace(it), store(it));
        !of.is_some_and(|of| of.text("/spec/type").starts_with("secretstores."))
    });
    unknown
        .map(|component| {
            let store = store(component);
            let message = format!(
                "its secrets are to come from the store `{store}`, and there is no such component"
            );
            about(scene, "secret-store-unknown", component, message).fix(fix::replace(
                component,
                &format!("secretStore: {store}"),
                "secretStore: kubernetes",
            ))
        })
        .collect()
}

/// Something about a component; no more than a warning where no app has it.
pub(super) fn about(
    scene: &Scene<'_>,
    id: &'static str,
    component: &Object,
    message: String,
) -> Issue {
    let apps = scene.ids_in_scope(component);
    let on: Subject = component.subject();
    Issue::error(id, on, message)
        .grave(!apps.is_empty())
        .apps(apps)
}
