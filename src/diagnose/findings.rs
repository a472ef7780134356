//! All checks, and their findings put in order.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::finding::{Finding, Found, Place};
use super::snapshot::Snapshot;
use super::words::counted;
use super::{
    admission, config, control_plane, crash, image, pod, probe, rollout, scheduling, sidecar,
    storage,
};
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
    sidecar::check,
    probe::check,
    pod::check,
    rollout::check,
];

/// Why the wanted objects aren't (or won't be) as wanted: the worst first, one finding for a cause
/// whatever number of replicas it hits. Deterministic for the same input.
pub fn findings(snapshot: &Snapshot, wanted: &[ObjectId]) -> Vec<Finding> {
    let context = Context::new(snapshot, wanted);
    let mut causes = one_per_cause(all(&context));
    causes.sort_by_key(Found::rank);
    causes.into_iter().map(|found| found.finding).collect()
}

/// What is found at every single replica, without effects of what is found at the same place.
pub(super) fn all(context: &Context<'_>) -> Vec<Found> {
    let found: Vec<_> = CHECKS.iter().flat_map(|check| check(context)).collect();
    let explained: BTreeSet<_> = found
        .iter()
        .filter(|found| !found.symptom)
        .map(|found| spot(&found.place))
        .collect();
    let in_scope = |scope| explained.iter().any(|(of, ..)| *of == scope);
    let is_effect = |found: &Found| match found.place.pod {
        Some(_) => explained.contains(&spot(&found.place)),
        None => in_scope(found.place.scope),
    };
    let keep: Vec<_> = found
        .iter()
        .map(|found| !(found.symptom && is_effect(found)))
        .collect();
    let kept = found.into_iter().zip(keep);
    kept.filter_map(|(found, keep)| keep.then_some(found))
        .collect()
}

fn spot(place: &Place) -> (usize, Option<String>, Option<String>) {
    (place.scope, place.pod.clone(), place.container.clone())
}

/// Keeps the first of those that differ only in the object, and tells how many there are.
fn one_per_cause(all: Vec<Found>) -> Vec<Found> {
    let mut causes: Vec<(Found, BTreeSet<String>)> = Vec::new();
    let mut known = BTreeMap::new();
    for found in all {
        let finding = &found.finding;
        let key = (
            found.place.scope,
            finding.id,
            finding.container.clone(),
            finding.message.clone(),
        );
        let index = *known.entry(key).or_insert(causes.len());
        let name = finding.on.name.clone();
        match causes.get_mut(index) {
            Some((first, names)) => {
                first.finding.hopeless |= found.finding.hopeless;
                names.insert(name);
            }
            None => causes.push((found, BTreeSet::from([name]))),
        }
    }
    causes
        .into_iter()
        .map(|(found, names)| count(found, names.len()))
        .collect()
}

fn count(mut found: Found, objects: usize) -> Found {
    if objects > 1 {
        let one = match found.finding.on.kind.as_str() {
            "PersistentVolumeClaim" => "claim",
            _ => "pod",
        };
        let counted = counted(i64::try_from(objects).unwrap_or(i64::MAX), one);
        found.finding.message = format!("{} ({counted})", found.finding.message);
    }
    found
}
