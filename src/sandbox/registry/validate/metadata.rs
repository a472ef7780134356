//! Labels, annotations, finalizers, owners.

use serde_json::Value;

use super::checks::complain;
use crate::sandbox::registry::fields::{items, text};
use crate::sandbox::registry::names;
use crate::sandbox::registry::refusals::Wrong;

/// All annotations of one object together.
const LARGEST: usize = 256 << 10;
/// Finalizers that need no domain.
const FINALIZERS: [&str; 3] = ["orphan", "foregroundDeletion", "kubernetes"];

/// What is wrong with the metadata, names aside.
pub(super) fn wrong(object: &Value) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let metadata = &object["metadata"];
    labels(&metadata["labels"], &mut wrong);
    annotations(&metadata["annotations"], &mut wrong);
    owners(metadata, &mut wrong);
    finalizers(metadata, &mut wrong);
    wrong
}

fn pairs(map: &Value) -> impl Iterator<Item = (&String, &Value)> {
    map.as_object().into_iter().flatten()
}

fn labels(labels: &Value, wrong: &mut Vec<Wrong>) {
    let at = "metadata.labels";
    for (key, value) in pairs(labels) {
        complain(&key.as_str().into(), at, &names::qualified(key), wrong);
        let text = value.as_str().unwrap_or_default();
        complain(value, at, &names::label_value(text), wrong);
    }
}

fn annotations(annotations: &Value, wrong: &mut Vec<Wrong>) {
    let at = "metadata.annotations";
    let mut bytes = 0;
    for (key, value) in pairs(annotations) {
        let key = key.as_str();
        complain(
            &key.into(),
            at,
            &names::qualified(&key.to_lowercase()),
            wrong,
        );
        bytes += key.len() + value.as_str().map_or(0, str::len);
    }
    if bytes > LARGEST {
        wrong.push(Wrong::too_long(at, LARGEST));
    }
}

fn owners(metadata: &Value, wrong: &mut Vec<Wrong>) {
    let fields = [
        ("apiVersion", "version must not be empty"),
        ("kind", "must not be empty"),
        ("name", "must not be empty"),
        ("uid", "must not be empty"),
    ];
    let owners = items(metadata, "/ownerReferences");
    for owner in owners {
        for (field, words) in fields
            .iter()
            .filter(|(field, _)| text(owner, &format!("/{field}")).is_empty())
        {
            let at = format!("metadata.ownerReferences.{field}");
            wrong.push(Wrong::invalid(at, &"".into(), words));
        }
    }
    let controllers: Vec<&str> = owners
        .iter()
        .filter(|owner| owner["controller"] == true)
        .map(|owner| text(owner, "/name"))
        .collect();
    if let [first, second, ..] = &*controllers {
        let words = format!(
            "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {second}"
        );
        let all = items(metadata, "/ownerReferences").to_vec();
        wrong.push(Wrong::invalid(
            "metadata.ownerReferences",
            &all.into(),
            &words,
        ));
    }
}

fn finalizers(metadata: &Value, wrong: &mut Vec<Wrong>) {
    let finalizers = items(metadata, "/finalizers");
    for finalizer in finalizers {
        let text = finalizer.as_str().unwrap_or_default();
        complain(
            finalizer,
            "metadata.finalizers",
            &names::qualified(text),
            wrong,
        );
    }
    for (index, finalizer) in finalizers.iter().enumerate() {
        let text = finalizer.as_str().unwrap_or_default();
        if !text.contains('/') && !FINALIZERS.contains(&text) {
            let at = format!("metadata.finalizers[{index}]");
            let words = "name is neither a standard finalizer name nor is it fully qualified";
            wrong.push(Wrong::invalid(at, finalizer, words));
        }
    }
}
