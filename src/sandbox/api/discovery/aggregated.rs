//! `APIGroupDiscoveryList`: everything in one answer.

use std::sync::Arc;

use serde_json::{Value, json};

use super::groups::{GroupVersion, group_versions, parts, verbs};
use crate::sandbox::registry::Resource;

/// `core`: of `/api`; else of `/apis`. `version`: of the answer's own API.
pub(super) fn document(resources: &[Arc<Resource>], core: bool, version: &str) -> Value {
    let mut items: Vec<Value> = Vec::new();
    let mut last = None;
    for one in group_versions(resources) {
        if one.group.is_empty() != core {
            continue;
        }
        if last.as_ref() != Some(&one.group) {
            let metadata = if core {
                json!({})
            } else {
                json!({"name": one.group})
            };
            items.push(json!({"metadata": metadata, "versions": []}));
            last = Some(one.group.clone());
        }
        let versions = items
            .last_mut()
            .and_then(|item| item["versions"].as_array_mut());
        versions
            .expect("an item was just made")
            .push(of_version(&one));
    }
    json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": format!("apidiscovery.k8s.io/{version}"),
        "metadata": {},
        "items": items,
    })
}

fn of_version(one: &GroupVersion) -> Value {
    let resources: Vec<Value> = one.resources.iter().map(|of| resource(of)).collect();
    json!({"version": one.version, "resources": resources, "freshness": "Current"})
}

fn resource(of: &Resource) -> Value {
    let scope = if of.namespaced {
        "Namespaced"
    } else {
        "Cluster"
    };
    let mut told = json!({
        "resource": of.plural,
        "responseKind": {"group": of.group, "version": of.version, "kind": of.kind},
        "scope": scope,
        "singularResource": of.singular,
        "verbs": verbs(of),
    });
    if !of.short_names.is_empty() {
        told["shortNames"] = json!(of.short_names);
    }
    if !of.categories.is_empty() {
        told["categories"] = json!(of.categories);
    }
    let parts: Vec<Value> = parts(of)
        .map(|part| {
            json!({
                "subresource": part.name,
                "responseKind": {
                    "group": part.group,
                    "version": part.version,
                    "kind": part.kind,
                },
                "verbs": part.verbs,
            })
        })
        .collect();
    if !parts.is_empty() {
        told["subresources"] = parts.into();
    }
    told
}
