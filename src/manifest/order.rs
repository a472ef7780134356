//! In which order objects are made, and the reverse in which they go.
//!
//! Kinds are ranked as helm ranks them (`releaseutil.InstallOrder`), so that a release reads the
//! same with both, with two changes. Dapr's own kinds come before the workloads, not after them: a
//! sidecar loads what stands when it starts. Webhook configurations and API services come last:
//! from then on the API server calls what they point to.

use std::cmp::Reverse;

use super::Object;

/// What others need. Dapr's own kinds follow.
const FOUNDATIONS: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
];

/// What runs, and what leads to it. Kinds that are listed nowhere follow.
const WORKLOADS: &[&str] = &[
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
];

/// What makes the API server call a workload, or refuse objects.
const GATES: &[&str] = &[
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// The place of the object's kind in the order of installation; smaller ranks come first.
pub fn install_rank(object: &Object) -> u32 {
    if object.id().group() == "dapr.io" {
        100
    } else if let Some(place) = place(FOUNDATIONS, object) {
        place
    } else if let Some(place) = place(WORKLOADS, object) {
        200 + place
    } else if let Some(place) = place(GATES, object) {
        400 + place
    } else {
        300
    }
}

fn place(kinds: &[&str], object: &Object) -> Option<u32> {
    let place = kinds.iter().position(|kind| *kind == object.kind())?;
    u32::try_from(place).ok()
}

/// Sorts by rank. Objects of one kind keep their order; of the kinds not listed, each stays
/// together, in order of name.
pub fn sort_for_install(objects: &mut [Object]) {
    objects.sort_by_cached_key(install_key);
}

/// Sorts in reverse: what points to others goes before them. Objects of one kind keep their order.
pub fn sort_for_delete(objects: &mut [Object]) {
    objects.sort_by_cached_key(|object| Reverse(install_key(object)));
}

fn install_key(object: &Object) -> (u32, String) {
    (install_rank(object), object.kind().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{Object, install_rank, sort_for_delete, sort_for_install};

    fn object(api_version: &str, kind: &str, name: &str) -> Object {
        Object(json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}))
    }

    fn mixed() -> Vec<Object> {
        vec![
            object(
                "admissionregistration.k8s.io/v1",
                "ValidatingWebhookConfiguration",
                "w",
            ),
            object("example.com/v1", "Widget", "b"),
            object("apps/v1", "Deployment", "second"),
            object("apps/v1", "Deployment", "first"),
            object("example.com/v1", "Gadget", "a"),
            object("dapr.io/v1alpha1", "Component", "statestore"),
            object("v1", "Secret", "s"),
            object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "c"),
            object("example.com/v1", "Widget", "a"),
            object("v1", "Namespace", "n"),
        ]
    }

    fn names(objects: &[Object]) -> Vec<String> {
        objects
            .iter()
            .map(|one| format!("{} {}", one.kind(), one.name()))
            .collect()
    }

    #[test]
    fn what_others_need_comes_first() {
        let mut objects = mixed();
        sort_for_install(&mut objects);
        let expected = [
            "Namespace n",
            "Secret s",
            "CustomResourceDefinition c",
            "Component statestore",
            "Deployment second",
            "Deployment first",
            "Gadget a",
            "Widget b",
            "Widget a",
            "ValidatingWebhookConfiguration w",
        ];
        assert_eq!(names(&objects), expected);
    }

    #[test]
    fn deletion_goes_the_other_way() {
        let mut objects = mixed();
        sort_for_delete(&mut objects);
        let expected = [
            "ValidatingWebhookConfiguration w",
            "Widget b",
            "Widget a",
            "Gadget a",
            "Deployment second",
            "Deployment first",
            "Component statestore",
            "CustomResourceDefinition c",
            "Secret s",
            "Namespace n",
        ];
        assert_eq!(names(&objects), expected);
    }

    proptest! {
        #![proptest_config(crate::manifest::laws::config(1000))]

        #[test]
        fn any_order_of_the_input_sorts_by_rank(objects in Just(mixed()).prop_shuffle()) {
            let mut sorted = objects;
            sort_for_install(&mut sorted);
            let ranks: Vec<u32> = sorted.iter().map(install_rank).collect();
            prop_assert!(ranks.is_sorted());
        }
    }
}
