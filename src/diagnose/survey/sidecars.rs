//! Sidecars that run.

use super::issue::Issue;
use super::scene::Scene;
use crate::dapr::control_plane::SCHEDULER;
use crate::dapr::{CONTAINER, Workload, sidecar};
use crate::diagnose::finding::Finding;
use crate::health::pod_is_ready;
use crate::manifest::{Object, look};

/// What a wait would tell of the sidecar itself: waiting, ended, component failed.
pub(super) fn unhealthy(scene: &Scene<'_>) -> Vec<Issue> {
    let own = |finding: &&Finding| {
        finding.container.as_deref() == Some(CONTAINER) && finding.id != "sidecar-waits-for-app"
    };
    let mut issues = Vec::new();
    for app in scene.apps() {
        let findings = scene
            .findings
            .iter()
            .filter(|it| it.workload == app.subject());
        let found = findings.filter(own);
        issues.extend(found.map(|finding| Issue::of(finding).app(app.id())));
    }
    issues
}

/// Ready, and yet without an answer.
pub(super) fn silent(scene: &Scene<'_>) -> Vec<Issue> {
    let replicas = scene.replicas().filter(|(_, pod)| pod_is_ready(pod));
    replicas
        .filter_map(|(app, pod)| no_answer(scene, app, pod))
        .collect()
}

fn no_answer(scene: &Scene<'_>, app: &Workload<'_>, pod: &Object) -> Option<Issue> {
    let answers = scene.answers(pod)?;
    if answers.metadata.is_some() || answers.not_asked {
        return None;
    }
    let message = format!("the sidecar of pod {} does not answer", pod.name());
    let trouble = answers.trouble.clone().unwrap_or_default();
    let port = sidecar(pod)?.ports().public;
    Some(
        Issue::warning("sidecar-not-answering", app.subject(), message)
            .app(app.id())
            .says(trouble)
            .fix(format!(
                "kubectl get --raw /api/v1/namespaces/{}/pods/{}:{port}/proxy/v1.0/metadata",
                app.namespace(),
                pod.name()
            )),
    )
}

/// Without a connection to the scheduler, though told of one.
pub(super) fn scheduler(scene: &Scene<'_>) -> Vec<Issue> {
    let replicas = scene.replicas().filter(|(_, pod)| pod_is_ready(pod));
    replicas
        .filter(|(_, pod)| cut_off(scene, pod))
        .map(|(app, pod)| {
            let message = format!(
                "the sidecar of pod {} has no connection to the scheduler",
                pod.name()
            );
            Issue::warning("scheduler-not-connected", app.subject(), message)
                .app(app.id())
                .names(SCHEDULER.subject(&scene.survey.dapr))
                .fix(format!(
                    "kubectl get pods -n {} -l app=dapr-scheduler-server",
                    scene.survey.dapr
                ))
        })
        .collect()
}

fn cut_off(scene: &Scene<'_>, pod: &Object) -> bool {
    let told = sidecar(pod).and_then(|sidecar| sidecar.argument("scheduler-host-address"));
    let metadata = scene
        .answers(pod)
        .and_then(|answers| answers.metadata.as_ref());
    let says = metadata.and_then(|metadata| metadata.get("scheduler"));
    told.is_some_and(|address| !address.is_empty())
        && says.is_some_and(|says| look::items(says, "/connected_addresses").is_empty())
}
