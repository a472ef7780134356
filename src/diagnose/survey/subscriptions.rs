//! Subscriptions.

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use super::scopes;
use crate::manifest::{Object, nearest};

/// Those whose pub/sub component is not there.
pub(super) fn pubsub(scene: &Scene<'_>) -> Vec<Issue> {
    scene
        .resources("Subscription")
        .filter_map(|it| no_pubsub(scene, it))
        .collect()
}

fn no_pubsub(scene: &Scene<'_>, subscription: &Object) -> Option<Issue> {
    let name = subscription.text("/spec/pubsubname");
    let namespace = subscription.namespace().unwrap_or_default();
    let is_pubsub = |it: &&Object| it.text("/spec/type").starts_with("pubsub.");
    let all = scene
        .resources("Component")
        .filter(|it| it.namespace() == Some(namespace));
    let names: Vec<&str> = all.filter(is_pubsub).map(Object::name).collect();
    if names.contains(&name) {
        return None;
    }
    let message = format!("there is no pub/sub component `{name}` in {namespace}");
    let issue = Issue::error(
        "subscription-pubsub-unknown",
        subscription.subject(),
        message,
    );
    let issue = issue.apps(scene.ids_in_scope(subscription));
    let only = (names.len() == 1).then(|| names[0]);
    Some(match nearest(name, names.iter().copied()).or(only) {
        Some(near) => issue
            .says(format!("did you mean `{near}`?"))
            .fix(fix::replace(
                subscription,
                &format!("pubsubname: {name}$"),
                &format!("pubsubname: {near}"),
            )),
        None => issue.fix(format!("kubectl get components -n {namespace}")),
    })
}

/// Those that no app gets.
pub(super) fn scopes(scene: &Scene<'_>) -> Vec<Issue> {
    scopes::of_kinds(scene, &["Subscription"], "subscription-scope-unknown")
}

/// Those for apps that have no port on which events could reach them.
pub(super) fn port(scene: &Scene<'_>) -> Vec<Issue> {
    let all = scene.resources("Subscription");
    let scoped = all.filter(|it| !it.items("/scopes").is_empty());
    scoped.flat_map(|it| no_port(scene, it)).collect()
}

fn no_port(scene: &Scene<'_>, subscription: &Object) -> Vec<Issue> {
    let apps = scene.in_scope(subscription).into_iter();
    let deaf = apps.filter(|app| app.annotation(crate::dapr::annotations::APP_PORT).is_none());
    deaf.map(|app| {
        let message = format!(
            "`{}` is to get events, and has no {}",
            app.id(),
            crate::dapr::annotations::APP_PORT
        );
        Issue::warning("subscription-without-port", subscription.subject(), message)
            .app(app.id())
            .fix(format!(
                "{}, and add the annotation to the pods",
                fix::edit(app.object)
            ))
    })
    .collect()
}
