//! Objects that can't be changed in place: the API server keeps some fields of a `StatefulSet` as
//! they were made.
//!
//! Switching high availability on or off is such a change: it gives placement a volume, or takes
//! it. The set is deleted with its pods, and made anew; claims stay.

use serde_json::{Value, json};

use crate::manifest::{Change, Object, covers};

/// Fields below `spec` that stay as they were made. The API server's own list is of those that may
/// change: `replicas`, `ordinals`, `template`, `updateStrategy`, `revisionHistoryLimit`,
/// `persistentVolumeClaimRetentionPolicy`, `minReadySeconds`.
const FIXED: [&str; 4] = [
    "podManagementPolicy",
    "selector",
    "serviceName",
    "volumeClaimTemplates",
];

/// What can only be changed by making the object anew; nothing where it can be changed in place.
pub(super) fn fixed_changes(live: &Object, object: &Object) -> Vec<Change> {
    if object.kind() != "StatefulSet" {
        return Vec::new();
    }
    let differing = FIXED.iter().filter_map(|field| {
        let pointer = format!("/spec/{field}");
        let (from, to) = (live.at(&pointer), object.at(&pointer));
        let differs = match (*field, from, to) {
            ("volumeClaimTemplates", from, to) => !same_claims(list(from), list(to)),
            (_, _, None) => false,
            (_, from, Some(to)) => !covers(&json!({ "spec": from }), &json!({ "spec": to })),
        };
        differs.then(|| Change {
            path: format!("spec.{field}"),
            from: from.map(shown),
            to: to.map(shown),
        })
    });
    differing.collect()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn same_claims(live: &[Value], wanted: &[Value]) -> bool {
    live.len() == wanted.len()
        && live
            .iter()
            .zip(wanted)
            .all(|(live, wanted)| covers(live, wanted))
}

/// Claims by their names and sizes.
fn shown(value: &Value) -> Value {
    let Some(claims) = value.as_array() else {
        return value.clone();
    };
    let size = |claim: &Value| claim.pointer("/spec/resources/requests/storage").cloned();
    claims
        .iter()
        .map(|claim| json!({ "name": claim["metadata"]["name"], "storage": size(claim) }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(spec: &Value) -> Object {
        Object(
            json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec}),
        )
    }

    fn claim(name: &str, size: &str) -> Value {
        json!({"metadata": {"name": name}, "spec": {"resources": {"requests": {"storage": size}}}})
    }

    #[test]
    fn only_what_the_server_keeps_as_it_was_makes_a_set_anew() {
        let live = json!({
            "replicas": 1,
            "serviceName": "db",
            "podManagementPolicy": "OrderedReady",
            "selector": {"matchLabels": {"app": "db"}},
            "volumeClaimTemplates": [{
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": {"name": "data"},
                "spec": {"resources": {"requests": {"storage": "1Gi"}}, "volumeMode": "Filesystem"},
                "status": {"phase": "Pending"},
            }],
        });
        let data = claim("data", "1024Mi");
        let rows = [
            (json!({"replicas": 3, "volumeClaimTemplates": [data]}), ""),
            (
                json!({"volumeClaimTemplates": []}),
                "spec.volumeClaimTemplates",
            ),
            (json!({}), "spec.volumeClaimTemplates"),
            (
                json!({"volumeClaimTemplates": [claim("data", "2Gi")]}),
                "spec.volumeClaimTemplates",
            ),
            (
                json!({"volumeClaimTemplates": [data, claim("log", "1Gi")]}),
                "spec.volumeClaimTemplates",
            ),
            (
                json!({"serviceName": "other", "volumeClaimTemplates": [data]}),
                "spec.serviceName",
            ),
            (
                json!({"selector": {"matchLabels": {"app": "x"}}, "volumeClaimTemplates": [data]}),
                "spec.selector",
            ),
            (
                json!({"podManagementPolicy": "Parallel", "volumeClaimTemplates": [data]}),
                "spec.podManagementPolicy",
            ),
        ];
        for (wanted, path) in rows {
            let changes = fixed_changes(&set(&live), &set(&wanted));
            let paths: Vec<_> = changes.iter().map(|change| change.path.as_str()).collect();
            assert_eq!(paths.join(" "), path, "{wanted}");
        }
    }
}
