//! What makes the pods of a snapshot.

use std::collections::BTreeMap;

use super::snapshot::Snapshot;
use crate::dapr::Workload;
use crate::manifest::Object;

type Key<'a> = (&'a str, &'a str, &'a str);

fn key(object: &Object) -> Key<'_> {
    (
        object.namespace().unwrap_or_default(),
        object.kind(),
        object.name(),
    )
}

/// Workloads and bare pods that nothing else in the snapshot has made, with their pods, by namespace, kind and name.
pub fn workloads(snapshot: &Snapshot) -> Vec<Workload<'_>> {
    let known: BTreeMap<Key<'_>, &Object> = snapshot
        .workloads
        .iter()
        .map(|object| (key(object), object.as_ref()))
        .collect();
    let mut pods: BTreeMap<Key<'_>, Vec<&Object>> = BTreeMap::new();
    let mut tops: BTreeMap<Key<'_>, &Object> = BTreeMap::new();
    for object in &snapshot.workloads {
        let top = top(object, &known);
        tops.insert(key(top), top);
    }
    for pod in snapshot.pods.iter().filter(|pod| lives(pod)) {
        let top = top(pod, &known);
        tops.insert(key(top), top);
        pods.entry(key(top)).or_default().push(pod);
    }
    tops.into_iter()
        .map(|(key, object)| Workload::new(object, pods.remove(&key).unwrap_or_default()))
        .collect()
}

/// Whether a pod is to run: not one that has ended, or is being deleted.
fn lives(pod: &Object) -> bool {
    let ended = matches!(pod.text("/status/phase"), "Failed" | "Succeeded");
    !ended && pod.text("/metadata/deletionTimestamp").is_empty()
}

/// The owner of the owner, as far up as it is known.
fn top<'a>(object: &'a Object, known: &BTreeMap<Key<'_>, &'a Object>) -> &'a Object {
    let mut top = object;
    // Owners that own each other would never end.
    for _ in 0..4 {
        let Some(owner) = owner(top, known) else {
            break;
        };
        top = owner;
    }
    top
}

fn owner<'a>(object: &'a Object, known: &BTreeMap<Key<'_>, &'a Object>) -> Option<&'a Object> {
    let namespace = object.namespace().unwrap_or_default();
    let references = object.items("/metadata/ownerReferences").iter();
    let mut found = references.filter_map(|reference| {
        let key = (
            namespace,
            reference["kind"].as_str()?,
            reference["name"].as_str()?,
        );
        known.get(&key).copied()
    });
    found.next()
}
