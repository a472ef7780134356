//! The cluster, and our rights in it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::issue::Issue;
use super::scene::Scene;
use crate::event::Subject;
use crate::manifest::Object;

/// Seconds that two clocks may differ without anybody taking harm.
const SKEW: i64 = 30;

fn cluster() -> Subject {
    Subject {
        kind: "Cluster".to_owned(),
        namespace: None,
        name: "API server".to_owned(),
    }
}

/// Rights that we lack.
pub(super) fn rights(scene: &Scene<'_>) -> Vec<Issue> {
    let unknown = scene.snapshot.unknown.iter();
    let lacking: BTreeSet<_> = unknown.filter(|it| !it.right.is_empty()).collect();
    let issue = |unknown: &&crate::diagnose::Unknown| {
        let mut words = unknown.right.split(' ').filter(|word| *word != "in");
        let verb = words.next().unwrap_or("list");
        let resource = words.next().unwrap_or_default();
        Issue::warning("right-missing", cluster(), format!("we may not {}", unknown.right))
            .says(unknown.why.clone())
            .fix(format!(
                "kubectl create clusterrole daprk-check --verb={verb} --resource={resource}, and bind it to yourself"
            ))
    };
    lacking.iter().map(issue).collect()
}

/// What the API server made in our future: this machine's clock is behind. One that is ahead cannot
/// be told from a cluster in which nothing happens.
pub(super) fn clock(scene: &Scene<'_>) -> Vec<Issue> {
    let snapshot = scene.snapshot;
    let objects = [
        &snapshot.pods,
        &snapshot.workloads,
        &snapshot.resources,
        &snapshot.events,
    ];
    let times = objects
        .into_iter()
        .flatten()
        .filter_map(|object| made(object));
    let Some(latest) = times.max() else {
        return Vec::new();
    };
    let behind = latest.duration_since(snapshot.now).as_secs();
    if behind <= SKEW {
        return Vec::new();
    }
    let message = format!("the clock of this machine is at least {behind} s behind the cluster's");
    vec![
        Issue::warning("clock-skew", cluster(), message)
            .says(format!(
                "something was made at {latest}, and here it is {}",
                snapshot.now
            ))
            .fix("timedatectl set-ntp true"),
    ]
}

fn made(object: &Object) -> Option<Timestamp> {
    object.text("/metadata/creationTimestamp").parse().ok()
}

/// The claims of the control plane that wait for a volume.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Issue> {
    let claims = scene.snapshot.claims.iter();
    let own = claims.filter(|claim| claim.namespace() == Some(&scene.survey.dapr));
    own.filter(|claim| claim.text("/status/phase") == "Pending")
        .map(|claim| unbound(scene, claim))
        .collect()
}

fn unbound(scene: &Scene<'_>, claim: &Object) -> Issue {
    let class = claim.text("/spec/storageClassName");
    let classes = scene.snapshot.storage_classes.iter().flatten();
    let classes: Vec<_> = classes.map(|class| class.name()).collect();
    let message = match class {
        "" => "is not bound: it names no storage class, and none is the default".to_owned(),
        class if !classes.contains(&class) => {
            format!("is not bound: there is no storage class {class}")
        }
        class => format!("is not bound; storage class {class} has to make its volume"),
    };
    let issue = Issue::error("claim-unbound", claim.subject(), message);
    let set = "daprk upgrade -k --set dapr_scheduler.cluster.storageClassName=";
    match classes.first() {
        Some(first) if !classes.contains(&class) => issue.fix(format!("{set}{first}")),
        _ => issue.fix(format!(
            "kubectl describe pvc {} -n {}",
            claim.name(),
            scene.survey.dapr
        )),
    }
}
