//! Which rule is for which kind.

use super::{Health, condition, pod, replicas, resource};
use crate::manifest::Object;

/// The health of an object, by the rules of its kind; other kinds are judged by their conditions
/// and generations.
pub fn of(object: &Object) -> Health {
    if !object.text("/metadata/deletionTimestamp").is_empty() {
        return Health::terminating();
    }
    let id = object.id();
    match (id.group(), object.kind()) {
        ("apps", "Deployment") => replicas::deployment(object),
        ("apps", "StatefulSet") => replicas::stateful_set(object),
        ("apps", "DaemonSet") => replicas::daemon_set(object),
        ("apps", "ReplicaSet") => replicas::replica_set(object),
        ("batch", "Job") => resource::job(object),
        ("", "Pod") => pod::pod(object),
        ("", "PersistentVolumeClaim") => resource::claim(object),
        ("", "Service") => resource::service(object),
        ("", "Namespace") => resource::namespace(object),
        ("policy", "PodDisruptionBudget") => resource::disruption_budget(object),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => resource::definition(object),
        ("apiregistration.k8s.io", "APIService") => resource::api_service(object),
        _ => condition::generic(object),
    }
}

#[cfg(test)]
mod tests;
