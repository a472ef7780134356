//! Secrets that components are made with.

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use super::scopes::then_restart;
use crate::dapr::{SecretKey, secret_keys, secret_store};
use crate::event::Subject;
use crate::manifest::{Object, nearest};

/// A Secret.
pub(super) fn secret<'a>(scene: &Scene<'a>, namespace: &str, name: &str) -> Option<&'a Object> {
    let secrets = scene.snapshot.secrets.iter().flatten().map(AsRef::as_ref);
    let named = |it: &&'a Object| it.name() == name && it.namespace() == Some(namespace);
    secrets.into_iter().find(named)
}

/// What the components take from Secrets of Kubernetes.
fn references<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (&'a Object, SecretKey<'a>)> {
    scene.resources("Component").flat_map(|component| {
        let keys = secret_keys(component).into_iter();
        keys.map(move |key| (component, key))
    })
}

fn namespace(component: &Object) -> &str {
    component.namespace().unwrap_or_default()
}

/// Secrets that are not there.
pub(super) fn missing(scene: &Scene<'_>) -> Vec<Issue> {
    let absent = references(scene)
        .filter(|(component, of)| secret(scene, namespace(component), of.secret).is_none());
    absent
        .map(|(component, of)| {
            let namespace = namespace(component);
            let message = format!(
                "{} is to come from Secret `{}`, which is not in {namespace}",
                of.entry, of.secret
            );
            let secrets = scene.snapshot.secrets.iter().flatten();
            let here = secrets.filter(|it| it.namespace() == Some(namespace));
            let issue = about(scene, "secret-missing", component, message);
            let issue = match nearest(of.secret, here.map(|it| it.name())) {
                Some(near) => issue.says(format!("did you mean `{near}`?")),
                None => issue,
            };
            issue.fix(format!(
                "kubectl create secret generic {} -n {namespace} --from-literal={}=VALUE",
                of.secret, of.key
            ))
        })
        .collect()
}

/// Keys that their Secrets do not have.
pub(super) fn keys(scene: &Scene<'_>) -> Vec<Issue> {
    references(scene)
        .filter_map(|(component, of)| no_key(scene, component, of))
        .collect()
}

fn no_key(scene: &Scene<'_>, component: &Object, of: SecretKey<'_>) -> Option<Issue> {
    let secret = secret(scene, namespace(component), of.secret)?;
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
        of.entry,
        of.key,
        of.secret,
        listed(&keys)
    );
    let issue = about(scene, "secret-key-missing", component, message);
    Some(match meant(of.key, &keys) {
        Some(near) => issue.fix(format!(
            "{}{}",
            fix::replace(
                component,
                &format!("key: {}$", of.key),
                &format!("key: {near}"),
            ),
            restarts(scene, component)
        )),
        // A Secret that has keys is more often right than who asks for one that it lacks.
        None if !keys.is_empty() => issue.fix(format!(
            "{}, and name one of these keys",
            fix::edit(component)
        )),
        None => issue.fix(format!(
            "kubectl edit secret {} -n {}",
            of.secret,
            namespace(component)
        )),
    })
}

/// The key that was probably meant: one that is spelt like it, the only one, or the only one that has it in its name.
fn meant<'a>(asked: &str, keys: &[&'a str]) -> Option<&'a str> {
    let only = |keys: &[&'a str]| if let [one] = keys { Some(*one) } else { None };
    let having: Vec<_> = keys
        .iter()
        .copied()
        .filter(|key| key.contains(asked))
        .collect();
    let near = nearest(asked, keys.iter().copied());
    near.or_else(|| only(keys)).or_else(|| only(&having))
}

/// A sidecar that ended for it waits ever longer before its next start.
fn restarts(scene: &Scene<'_>, component: &Object) -> String {
    let apps = scene.ids_in_scope(component);
    let restart = |id: &String| then_restart(scene, namespace(component), id);
    apps.iter().map(restart).collect()
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
    let named = components.filter(|it| !secret_store(it).is_empty());
    let unknown = named.filter(|it| {
        let of = scene.resource("Component", namespace(it), secret_store(it));
        !of.is_some_and(|of| of.text("/spec/type").starts_with("secretstores."))
    });
    unknown
        .map(|component| {
            let store = secret_store(component);
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
