//! Dapr's own services.

use std::collections::BTreeSet;

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use crate::dapr::control_plane::{OPERATOR, SERVICES, Service, webhook};
use crate::diagnose::finding::Severity;
use crate::event::Subject;
use crate::health::ServiceRow;

/// No service at all.
pub(super) fn missing(scene: &Scene<'_>) -> Vec<Issue> {
    if !scene.rows.is_empty() {
        return Vec::new();
    }
    let namespace = &scene.survey.dapr;
    let on = Subject {
        kind: "Namespace".to_owned(),
        namespace: None,
        name: namespace.clone(),
    };
    let issue = Issue::error(
        "dapr-missing",
        on,
        format!("there is no Dapr in {namespace}"),
    )
    .names(webhook());
    vec![match elsewhere(scene).first() {
        Some(other) => issue
            .says(format!("there is one in {other}"))
            .fix(format!("daprk status -k -n {other}")),
        None => issue.fix("daprk init -k"),
    }]
}

/// More than one control plane.
pub(super) fn twice(scene: &Scene<'_>) -> Vec<Issue> {
    if scene.rows.is_empty() {
        return Vec::new();
    }
    let others = elsewhere(scene);
    let issue = |namespace: &&str| {
        let on = OPERATOR.subject(namespace);
        let message = format!(
            "a second control plane stands in {namespace}: definitions, roles and webhook are shared"
        );
        Issue::error("dapr-twice", on, message).fix(format!("daprk uninstall -k -n {namespace}"))
    };
    others.iter().map(issue).collect()
}

fn elsewhere<'a>(scene: &Scene<'a>) -> BTreeSet<&'a str> {
    let workloads = scene.snapshot.workloads.iter();
    let operators = workloads.filter(|it| Service::of_workload(it) == Some(OPERATOR));
    let namespaces = operators.filter_map(|it| it.namespace());
    namespaces.filter(|it| *it != scene.survey.dapr).collect()
}

/// Services that are missing, or not healthy, with what a wait would say of them.
pub(super) fn unhealthy(scene: &Scene<'_>) -> Vec<Issue> {
    let ill = scene.rows.iter().filter(|row| !row.healthy);
    let (missing, ill): (Vec<_>, Vec<_>) = ill.partition(|row| row.is_missing());
    let ill = ill.into_iter().flat_map(|row| ailment(scene, row));
    absent(&missing).into_iter().chain(ill).collect()
}

/// Services without a workload: all of them are one issue, as one command mends it.
fn absent(rows: &[&ServiceRow]) -> Option<Issue> {
    let (first, others) = rows.split_first()?;
    let names: Vec<&str> = others.iter().map(|row| row.name.as_str()).collect();
    let message = match names.as_slice() {
        [] => "is missing".to_owned(),
        [other] => format!("is missing, and so is {other}"),
        others => format!("is missing, and so are {}", others.join(", ")),
    };
    let issue = Issue::error("service-unhealthy", subject(first), message);
    let issue = others
        .iter()
        .fold(issue, |issue, row| issue.names(subject(row)));
    Some(issue.fix("daprk init -k"))
}

fn subject(row: &ServiceRow) -> Subject {
    let service = SERVICES.iter().find(|service| service.name == row.name);
    service.unwrap_or(&OPERATOR).subject(&row.namespace)
}

fn ailment(scene: &Scene<'_>, row: &ServiceRow) -> Vec<Issue> {
    let on = subject(row);
    let own = scene
        .findings
        .iter()
        .filter(|finding| finding.workload == on);
    let found: Vec<_> = own.map(Issue::of).collect();
    if !found.is_empty() {
        return found;
    }
    let status = row.status.to_lowercase();
    let issue = Issue::error(
        "service-unhealthy",
        on.clone(),
        format!("is not healthy: {status}"),
    );
    vec![match row.status.as_str() {
        "Scaled to 0" => issue.fix(fix::scale(&on, 1)).fix(upgrade(row)),
        _ => issue.fix(format!(
            "kubectl describe {}/{} -n {}",
            on.kind.to_lowercase(),
            on.name,
            row.namespace
        )),
    }]
}

/// The same in the release, where a value of it says how many there are: `global.ha` does for the rest.
fn upgrade(row: &ServiceRow) -> String {
    match row.name.strip_suffix("-server") {
        Some(_) => "daprk upgrade -k".to_owned(),
        None => format!(
            "daprk upgrade -k --set {}.replicaCount=1",
            row.name.replace('-', "_")
        ),
    }
}

/// Services that are ready, and of which something is told all the same.
pub(super) fn troubled(scene: &Scene<'_>) -> Vec<Issue> {
    let well = scene.rows.iter().filter(|row| row.healthy);
    let well: BTreeSet<_> = well.map(|row| row.name.as_str()).collect();
    let own = scene.findings.iter().filter(|finding| {
        let of = &finding.workload;
        of.namespace.as_deref() == Some(&scene.survey.dapr) && well.contains(of.name.as_str())
    });
    own.map(|finding| Issue {
        severity: Severity::Warning,
        ..Issue::of(finding)
    })
    .collect()
}

/// Services of different versions.
pub(super) fn versions(scene: &Scene<'_>) -> Vec<Issue> {
    let rows = scene.rows.iter().filter(|row| !row.version.is_empty());
    let versions: BTreeSet<_> = rows.clone().map(|row| row.version.as_str()).collect();
    let (Some(first), true) = (rows.clone().next(), versions.len() > 1) else {
        return Vec::new();
    };
    let on = subject(first);
    let lines = rows.map(|row| format!("{} {}", row.name, row.version));
    let mut issue = Issue::warning(
        "service-version-skew",
        on,
        "the services of the control plane are of different versions",
    );
    issue.says = lines.collect();
    vec![issue.fix("daprk upgrade -k")]
}
