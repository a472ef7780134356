//! Dapr's resources: which apps they are for, and the Secrets that components read.

use crate::manifest::Object;

/// The secret store that every sidecar has in Kubernetes, and from which the operator fills components.
pub const KUBERNETES_STORE: &str = "kubernetes";

/// The apps that a resource is for, by their ids; empty where it is for all of its namespace.
pub fn scopes(resource: &Object) -> Vec<&str> {
    let scopes = resource.items("/scopes").iter();
    scopes.filter_map(|scope| scope.as_str()).collect()
}

/// Whether an app of the resource's namespace gets it.
pub fn is_for(resource: &Object, app_id: &str) -> bool {
    let scopes = resource.items("/scopes");
    scopes.is_empty() || scopes.iter().any(|scope| scope == app_id)
}

/// A value of a component that comes from a Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretKey<'a> {
    /// Name of the component's metadata that it is for.
    pub entry: &'a str,
    /// Name of the Secret, which is in the component's namespace.
    pub secret: &'a str,
    /// The key in it.
    pub key: &'a str,
}

/// The secret store that a component names; empty for the one of Kubernetes.
pub fn secret_store(component: &Object) -> &str {
    match component.text("/auth/secretStore") {
        KUBERNETES_STORE => "",
        store => store,
    }
}

/// What a component reads from Secrets of Kubernetes; nothing where it names another secret store.
pub fn secret_keys(component: &Object) -> Vec<SecretKey<'_>> {
    if !secret_store(component).is_empty() {
        return Vec::new();
    }
    let metadata = component.items("/spec/metadata").iter();
    let keys = metadata.filter_map(|entry| {
        let from = entry.get("secretKeyRef")?;
        let secret = from["name"].as_str()?;
        Some(SecretKey {
            entry: entry["name"].as_str().unwrap_or_default(),
            secret,
            key: from["key"].as_str().unwrap_or(secret),
        })
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn whom_a_resource_is_for() {
        let rows: [(Value, bool, &[&str]); 5] = [
            (json!(null), true, &[]),
            (json!([]), true, &[]),
            (json!(["cart"]), true, &["cart"]),
            (json!(["card", "cart"]), true, &["card", "cart"]),
            (json!(["card", 7]), false, &["card"]),
        ];
        for (written, expected, names) in rows {
            let resource = Object(json!({"kind": "Component", "scopes": written}));
            assert_eq!(is_for(&resource, "cart"), expected, "{resource:?}");
            assert_eq!(scopes(&resource), names);
        }
    }

    #[test]
    fn the_keys_that_a_component_reads() {
        let component = |store: &str| {
            Object(json!({
                "auth": {"secretStore": store},
                "spec": {"metadata": [
                    {"name": "redisHost", "value": "redis:6379"},
                    {"name": "redisPassword", "secretKeyRef": {"name": "redis", "key": "password"}},
                    {"name": "token", "secretKeyRef": {"name": "token"}},
                    {"name": "nothing", "secretKeyRef": {}},
                ]},
            }))
        };
        for (store, expected) in [("", 2), ("kubernetes", 2), ("vault", 0)] {
            let component = component(store);
            let keys = secret_keys(&component);
            assert_eq!(keys.len(), expected, "{store}");
            let written: Vec<_> = keys
                .iter()
                .map(|it| (it.entry, it.secret, it.key))
                .collect();
            let all = [
                ("redisPassword", "redis", "password"),
                ("token", "token", "token"),
            ];
            assert_eq!(written, all[..expected]);
        }
    }
}
