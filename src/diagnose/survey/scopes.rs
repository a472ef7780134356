//! Who may have a resource.

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use crate::dapr::{Workload, scopes};
use crate::manifest::{Object, nearest};

/// Scopes of components and endpoints that name no app.
pub(super) fn of_components(scene: &Scene<'_>) -> Vec<Issue> {
    let kinds = [
        "Component",
        "HTTPEndpoint",
        "MCPServer",
        "WorkflowAccessPolicy",
    ];
    of_kinds(scene, &kinds, "scope-names-no-app")
}

/// Scopes of resources of these kinds that name no app.
pub(super) fn of_kinds(scene: &Scene<'_>, kinds: &[&str], id: &'static str) -> Vec<Issue> {
    let all = kinds.iter().flat_map(|kind| scene.resources(kind));
    let inhabited = all.filter(|it| {
        scene
            .apps_in(it.namespace().unwrap_or_default())
            .next()
            .is_some()
    });
    inhabited.flat_map(|it| unknown(scene, it, id)).collect()
}

fn unknown(scene: &Scene<'_>, resource: &Object, id: &'static str) -> Vec<Issue> {
    let namespace = resource.namespace().unwrap_or_default();
    let scopes = scopes(resource);
    let absent = scopes
        .iter()
        .filter(|scope| scene.app(namespace, scope).is_none());
    absent
        .map(|scope| nobody(scene, resource, &scopes, scope, id))
        .collect()
}

fn nobody(
    scene: &Scene<'_>,
    resource: &Object,
    scopes: &[&str],
    scope: &str,
    id: &'static str,
) -> Issue {
    let namespace = resource.namespace().unwrap_or_default();
    let message = format!("its scopes name the app `{scope}`, and there is none in {namespace}");
    let issue = Issue::error(id, resource.subject(), message);
    let others = scene
        .apps_in(namespace)
        .map(Workload::id)
        .filter(|id| !scopes.contains(id));
    #[expect(clippy::single_match_else, reason = "both arms are whole answers")]
    match nearest(scope, others) {
        Some(near) => {
            let right: Vec<_> = scopes
                .iter()
                .map(|one| if *one == scope { near } else { *one })
                .collect();
            issue
                .app(near)
                .says(format!("did you mean `{near}`?"))
                .fix(format!(
                    "{}{}",
                    fix::scopes(resource, &right),
                    then_restart(scene, namespace, near)
                ))
        }
        None => {
            let rest: Vec<_> = scopes.iter().copied().filter(|one| *one != scope).collect();
            let issue = issue.grave(false);
            match rest.as_slice() {
                [] => issue.fix("daprk list -k shows the ids that there are"),
                rest => issue.fix(fix::scopes(resource, rest)),
            }
        }
    }
}

/// `&& kubectl rollout restart …`: a sidecar reads its components when it starts.
pub(super) fn then_restart(scene: &Scene<'_>, namespace: &str, id: &str) -> String {
    let app = scene.app(namespace, id);
    app.map_or(String::new(), |app| {
        format!(" && {}", fix::restart(&app.subject()))
    })
}
