//! What apps asked their sidecars for in vain.
//!
//! It shows in the metrics and, where API calls are logged, in the sidecar's log.

use std::collections::BTreeMap;

use super::components::moved;
use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use super::scopes::then_restart;
use crate::dapr::api::{Block, component_in};
use crate::dapr::{CONTAINER, LogRecord, Workload, is_for, scopes};
use crate::event::Subject;
use crate::manifest::{Object, nearest};

/// A name that was asked for, and the answers, by status.
struct Asked<'s, 'a> {
    app: &'s Workload<'a>,
    pod: &'a Object,
    block: &'static Block,
    name: String,
    answers: BTreeMap<u16, u64>,
}

/// Names that aren't loaded, of every app, each once.
fn in_vain<'s, 'a>(scene: &'s Scene<'a>) -> Vec<Asked<'s, 'a>> {
    let mut all: BTreeMap<(Subject, String), Asked<'s, 'a>> = BTreeMap::new();
    for (app, pod) in scene.replicas() {
        let Some(loaded) = scene.loaded(pod) else {
            continue;
        };
        for (path, status, count) in failures(scene, pod) {
            let Some((block, name)) = component_in(&path) else {
                continue;
            };
            if loaded.contains_key(name) {
                continue;
            }
            let asked = all
                .entry((app.subject(), name.to_owned()))
                .or_insert_with(|| Asked {
                    app,
                    pod,
                    block,
                    name: name.to_owned(),
                    answers: BTreeMap::new(),
                });
            *asked.answers.entry(status).or_default() += count;
        }
    }
    all.into_values().collect()
}

/// Requests that were answered with an error: path, status, how often. From the metrics; where those tell nothing,
/// from the log.
fn failures(scene: &Scene<'_>, pod: &Object) -> Vec<(String, u16, u64)> {
    let metrics = scene.answers(pod).and_then(|it| it.metrics.as_ref());
    let samples = metrics.into_iter().flatten();
    let counted = samples.filter(|it| it.name == "dapr_http_server_request_count");
    let counted = counted.filter_map(|it| {
        let status: u16 = it.label("status").parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a counter"
        )]
        let count = it.value as u64;
        (status >= 400 && count > 0).then(|| (it.label("path").to_owned(), status, count))
    });
    let counted: Vec<_> = counted.collect();
    if !counted.is_empty() {
        return counted;
    }
    let lines = scene.snapshot.lines(pod, CONTAINER).iter();
    lines.filter_map(|line| logged(line)).collect()
}

/// `msg="HTTP API Called" code=400 method="POST /v1.0/state/statestore"`, or the same as JSON.
fn logged(line: &str) -> Option<(String, u16, u64)> {
    let record = LogRecord::read(line).filter(|record| record.message() == "HTTP API Called")?;
    let status: u16 = record.field("code")?.parse().ok()?;
    let path = record.field("method")?.split_whitespace().nth(1)?;
    (status >= 400).then(|| (path.to_owned(), status, 1))
}

/// Asked for, and there is none of that name for the app.
pub(super) fn not_loaded(scene: &Scene<'_>) -> Vec<Issue> {
    let all = in_vain(scene).into_iter();
    let absent = all.filter(|it| {
        scene
            .resource("Component", it.app.namespace(), &it.name)
            .is_none()
    });
    absent.map(|asked| absent_one(scene, &asked)).collect()
}

fn absent_one(scene: &Scene<'_>, asked: &Asked<'_, '_>) -> Issue {
    let app = asked.app;
    let loaded = scene.loaded(asked.pod).unwrap_or_default();
    let alike = loaded
        .iter()
        .filter(|(_, kind)| kind.starts_with(asked.block.category));
    let alike: Vec<&str> = alike.map(|(name, _)| *name).collect();
    let has = match alike.as_slice() {
        [] => format!("no {}", asked.block.words),
        names => names.join(", "),
    };
    let message = format!(
        "asks for {} `{}`; its sidecar has loaded: {has}",
        asked.block.words, asked.name
    );
    let issue =
        Issue::error("component-asked-but-not-loaded", app.subject(), message).app(app.id());
    let issue = told(issue, asked);
    let only = (alike.len() == 1).then(|| alike[0]);
    let near = nearest(&asked.name, alike.iter().copied()).or(only);
    let restart = then_restart(scene, app.namespace(), app.id());
    let mut elsewhere = scene
        .resources("Component")
        .filter(|it| it.name() == asked.name);
    if let Some(other) = elsewhere.next() {
        let namespace = other.namespace().unwrap_or_default();
        return issue
            .names(other.subject())
            .says(format!(
                "there is one in {namespace}; a sidecar sees its own namespace alone"
            ))
            .fix(format!("{}{restart}", moved(other, app.namespace())));
    }
    match near.and_then(|near| scene.resource("Component", app.namespace(), near)) {
        Some(component) => {
            let (from, to) = (
                format!("name: {}$", component.name()),
                format!("name: {}", asked.name),
            );
            issue.fix(format!("{}{restart}", fix::replace(component, &from, &to)))
        }
        None => issue.fix(format!("kubectl get components -n {}", app.namespace())),
    }
}

/// `14 requests answered 400 ERR_STATE_STORE_NOT_FOUND`.
fn told(mut issue: Issue, asked: &Asked<'_, '_>) -> Issue {
    for (status, count) in &asked.answers {
        let code = match (asked.block.category, status) {
            ("state.", 400) => " ERR_STATE_STORE_NOT_FOUND",
            ("state.", 500) => " ERR_STATE_STORE_NOT_CONFIGURED",
            ("pubsub.", 400 | 404) => " ERR_PUBSUB_NOT_FOUND",
            _ => "",
        };
        let requests = if *count == 1 {
            "request was"
        } else {
            "requests were"
        };
        issue = issue.says(format!("{count} {requests} answered {status}{code}"));
    }
    issue
}

/// Asked for, there, and not for this app.
pub(super) fn out_of_scope(scene: &Scene<'_>) -> Vec<Issue> {
    let all = in_vain(scene).into_iter();
    all.filter_map(|asked| {
        let component = scene.resource("Component", asked.app.namespace(), &asked.name)?;
        (!is_for(component, asked.app.id())).then(|| excluded(scene, &asked, component))
    })
    .collect()
}

fn excluded(scene: &Scene<'_>, asked: &Asked<'_, '_>, component: &Object) -> Issue {
    let app = asked.app;
    let mut scopes = scopes(component);
    let message = format!(
        "asks for {} `{}`, which is for other apps: {}",
        asked.block.words,
        asked.name,
        scopes.join(", ")
    );
    let issue = Issue::error("scope-excludes-app", app.subject(), message)
        .app(app.id())
        .names(component.subject());
    scopes.push(app.id());
    let restart = then_restart(scene, app.namespace(), app.id());
    told(issue, asked).fix(format!("{}{restart}", fix::scopes(component, &scopes)))
}
