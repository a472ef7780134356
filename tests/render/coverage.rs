//! That the value sets leave nothing out.

use std::collections::BTreeSet;

use daprk::manifest::Object;
use serde_json::Value;

use super::compare::digest;
use super::helm::parallel;
use super::sets::{Leaf, Set, all, chart, leaves, put, written};

/// Values that nothing is made of, in the official chart neither.
const WITHOUT_EFFECT: [&str; 15] = [
    "dapr_operator.fullnameOverride",
    "dapr_operator.nameOverride",
    "dapr_operator.ports.protocol",
    "dapr_placement.fullnameOverride",
    "dapr_placement.nameOverride",
    "dapr_placement.ports.protocol",
    "dapr_scheduler.fullnameOverride",
    "dapr_scheduler.nameOverride",
    "dapr_scheduler.ports.protocol",
    "dapr_sentry.fullnameOverride",
    "dapr_sentry.nameOverride",
    "dapr_sentry.ports.protocol",
    "dapr_sentry.tls.trustDomain",
    "dapr_sidecar_injector.fullnameOverride",
    "dapr_sidecar_injector.nameOverride",
];

fn pointer(leaf: &Leaf) -> String {
    let escape = |key: &String| key.replace('~', "~0").replace('/', "~1");
    let keys: Vec<_> = leaf.path.iter().map(escape).collect();
    format!("/{}", keys.join("/"))
}

#[test]
fn every_value_is_changed() {
    let (chart, leaves, sets) = (chart(), leaves(), all());
    let merged: Vec<Value> = sets
        .iter()
        .filter_map(|set| chart.values(&set.values).ok())
        .collect();
    assert_eq!(merged.len(), sets.len());
    let changed = |leaf: &&Leaf| {
        let pointer = pointer(leaf);
        let default = chart.defaults().pointer(&pointer);
        merged
            .iter()
            .any(|values| values.pointer(&pointer) != default)
    };
    assert_eq!(
        (leaves.iter().filter(changed).count(), leaves.len()),
        (247, 247)
    );
}

#[test]
fn every_set_has_a_name_of_its_own() {
    let sets = all();
    let names: BTreeSet<_> = sets.iter().map(|set| &set.name).collect();
    assert_eq!(names.len(), sets.len());
}

#[test]
fn every_value_has_an_effect() {
    let chart = chart();
    let written = written();
    // The first shows most.
    let bases = [
        "everything on",
        "defaults",
        "windows nodes, replicated",
        "everything under the debugger",
    ];
    let bases = bases.map(|name| {
        written
            .iter()
            .find(|set| set.name == name)
            .unwrap()
            .values
            .clone()
    });
    let render = |values: Value| Set::new("", values).render(&chart).unwrap();
    let before = bases.clone().map(render);
    let silent = parallel(&leaves(), |leaf| {
        let changes = bases.iter().zip(&before).any(|(base, before)| {
            leaf.others.iter().any(|other| {
                let mut values = base.clone();
                put(&mut values, &leaf.path, other);
                render(values) != *before
            })
        });
        (!changes).then(|| leaf.path.join("."))
    });
    let mut silent: Vec<_> = silent.into_iter().flatten().collect();
    silent.sort();
    assert_eq!(silent, WITHOUT_EFFECT);
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let set = written()
        .into_iter()
        .find(|set| set.name == "everything on")
        .unwrap();
    let text = || serde_json::to_string(&set.render(&chart()).unwrap()).unwrap();
    assert_eq!(text(), text());
}

/// SHA-256 of what helm 3.22 (`chartutil.ProcessDependenciesWithMerge`) makes of the official chart's values before it
/// records them, as canonical JSON.
const RECORDED: &str = "0e14c291707339fd04849f757bf0ad52e1e1b2d07952ebf5265b2540cbd7930d";

#[test]
fn defaults_are_what_helm_records() {
    let recorded = Object(chart().defaults().clone());
    assert_eq!(digest(&[recorded]), RECORDED);
}
