//! All checks, and their findings put in order.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::finding::{Finding, Found, Place, Weight};
use super::snapshot::Snapshot;
use super::{
    admission, config, control_plane, crash, image, injection, pod, probe, rights, rollout,
    scheduling, sidecar, storage,
};
use crate::event::Subject;
use crate::manifest::ObjectId;

/// Every family of checks; where two explain the same thing, the first one leads.
const CHECKS: &[fn(&Context<'_>) -> Vec<Found>] = &[
    image::check,
    config::check,
    storage::check,
    config::check_mounts,
    scheduling::check,
    admission::check,
    crash::check,
    control_plane::check,
    injection::check,
    sidecar::check,
    rights::check,
    probe::check,
    pod::check,
    rollout::check,
];

/// Why the wanted objects aren't (or won't be) as wanted: the worst first, one finding for a cause
/// whatever number of replicas it hits. Deterministic for the same input.
pub fn findings(snapshot: &Snapshot, wanted: &[ObjectId]) -> Vec<Finding> {
    let context = Context::new(snapshot, wanted);
    let mut found = all(&context);
    found.sort_by_key(Found::rank);
    one_per_cause(found)
}

/// What is found at every single replica, without effects of what is found at the same place.
pub(super) fn all(context: &Context<'_>) -> Vec<Found> {
    let found: Vec<_> = CHECKS.iter().flat_map(|check| check(context)).collect();
    let lightest = lightest(&found);
    let kept: Vec<bool> = found
        .iter()
        .map(|of| lightest.get(&explained_by(&of.place)) == Some(&of.weight))
        .collect();
    let found = found.into_iter().zip(kept);
    found.filter_map(|(of, kept)| kept.then_some(of)).collect()
}

/// A wanted object, and the pod and container in it; the object as a whole has neither.
type Spot<'f> = (usize, Option<&'f str>, Option<&'f str>);

/// What can explain what is found at a place: what is found there, too, or anywhere in the
/// workload for the workload as a whole.
fn explained_by(place: &Place) -> Spot<'_> {
    match place.pod.as_deref() {
        None => (place.scope, None, None),
        pod => (place.scope, pod, place.container.as_deref()),
    }
}

/// The best explanation of each place.
fn lightest(found: &[Found]) -> BTreeMap<Spot<'_>, Weight> {
    let mut lightest = BTreeMap::new();
    for of in found {
        let whole = (of.place.scope, None, None);
        for spot in [whole, explained_by(&of.place)] {
            let weight = lightest.entry(spot).or_insert(of.weight);
            *weight = of.weight.min(*weight);
        }
    }
    lightest
}

/// Keeps the first of those that differ only in the object, and tells how many there are.
fn one_per_cause(all: Vec<Found>) -> Vec<Finding> {
    let mut causes: Vec<(Finding, BTreeSet<Subject>)> = Vec::new();
    let mut known = BTreeMap::new();
    for found in all {
        let Found { finding, cause, .. } = found;
        let cause = cause.unwrap_or_else(|| finding.message.clone());
        let key = (
            finding.workload.clone(),
            finding.id,
            finding.container.clone(),
            cause,
        );
        let index = *known.entry(key).or_insert(causes.len());
        if index == causes.len() {
            causes.push((finding, BTreeSet::new()));
        } else {
            let first = &causes[index].0.on;
            let others = finding.on != *first;
            causes[index].1.extend(others.then_some(finding.on));
        }
    }
    let causes = causes.into_iter();
    causes
        .map(|(finding, others)| count(finding, others.len() + 1))
        .collect()
}

fn count(mut finding: Finding, objects: usize) -> Finding {
    if objects > 1 {
        let kind = match finding.on.kind.as_str() {
            "PersistentVolumeClaim" => "claims",
            _ => "pods",
        };
        finding.message = format!("{} ({objects} {kind})", finding.message);
    }
    finding
}
