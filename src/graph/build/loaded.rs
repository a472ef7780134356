//! What sidecars say that they have loaded.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::apps::app_id;
use crate::dapr::KUBERNETES_STORE;
use crate::diagnose::{Answers, Snapshot};
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::manifest::Object;

/// Letters of a name in Kubernetes.
const LONGEST: usize = 253;

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot) {
    for (pod, answers) in answering(snapshot) {
        let (Some(app), Some(metadata)) = (app_id(pod), &answers.metadata) else {
            continue;
        };
        let place = pod.namespace().unwrap_or("default");
        let own = id(NodeKind::App, place, app);
        for component in items(metadata, "components") {
            loaded(draft, (place, &own), component);
        }
        for subscription in items(metadata, "subscriptions") {
            delivered(draft, (place, &own), subscription);
        }
    }
    judged(draft, snapshot);
}

/// The pods whose sidecars were asked, with what they answered.
pub(super) fn answering(snapshot: &Snapshot) -> impl Iterator<Item = (&Object, &Answers)> {
    snapshot.pods.iter().filter_map(|pod| {
        let place = (
            pod.namespace().unwrap_or_default().to_owned(),
            pod.name().to_owned(),
        );
        Some((pod.as_ref(), snapshot.sidecars.get(&place)?))
    })
}

fn items<'a>(metadata: &'a Value, list: &str) -> &'a [Value] {
    metadata[list].as_array().map_or(&[], Vec::as_slice)
}

/// Whether Kubernetes would let something have that name, as far as its length goes.
pub(super) fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
}

fn loaded(draft: &mut Draft, (place, app): (&str, &str), component: &Value) {
    let name = component["name"].as_str().unwrap_or_default();
    let kind = component["type"].as_str().unwrap_or_default();
    if !is_name(name) || (name == KUBERNETES_STORE && kind.starts_with("secretstores.")) {
        return;
    }
    let node = draft.node(NodeKind::Component, place, name);
    if node.detail.is_empty() {
        node.detail = kind.chars().take(LONGEST).collect();
    }
    let to = node.id.clone();
    draft.relation(app, &to, "uses").loaded();
}

fn delivered(draft: &mut Draft, (place, app): (&str, &str), subscription: &Value) {
    let text = |key: &str| subscription[key].as_str().unwrap_or_default();
    let (pubsub, topic) = (text("pubsubname"), text("topic"));
    if !is_name(pubsub) || !is_name(topic) {
        return;
    }
    let from = draft.named(NodeKind::Component, place, pubsub, "not there");
    let sort = format!("delivers {topic}");
    draft.relation(&from, app, &sort).loaded();
}

/// A component is as the sidecars of its apps say.
fn judged(draft: &mut Draft, snapshot: &Snapshot) {
    let mut loaded_by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (pod, answers) in answering(snapshot) {
        let Some(metadata) = &answers.metadata else {
            continue;
        };
        for component in items(metadata, "components") {
            let place = pod.namespace().unwrap_or("default");
            let name = component["name"].as_str().unwrap_or_default();
            let apps = loaded_by
                .entry(id(NodeKind::Component, place, name))
                .or_default();
            apps.extend(app_id(pod).map(str::to_owned));
        }
    }
    let asked = !snapshot.sidecars.is_empty();
    for node in draft.of(NodeKind::Component) {
        let own = draft.node(NodeKind::Component, &node.namespace, &node.name);
        match loaded_by.get_mut(&own.id) {
            Some(apps) => {
                apps.sort();
                apps.dedup();
                own.state = State::Good;
                own.words = match apps.as_slice() {
                    [one] => format!("loaded by {one}"),
                    many => format!("loaded by {} apps", many.len()),
                };
            }
            None if own.state == State::Missing => {}
            None if asked => "loaded by no app".clone_into(&mut own.words),
            None => {}
        }
    }
}
