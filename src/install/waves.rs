//! Which objects go together, and what has to be true before the next ones go.

use super::wanted::Order;
use crate::manifest::Object;

/// What has to be true before the next wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Nothing.
    Open,
    /// Every definition of the wave is served.
    Established,
    /// `dapr-trust-bundle` holds sentry's root certificate: pods that start earlier mount an empty one, which the kubelet
    /// refreshes only after a minute.
    TrustBundle,
    /// The injector's pods exist: its webhook would refuse them.
    InjectorPods,
}

/// Objects that are sent together; they are places in the list given to [`waves`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wave {
    /// For people.
    pub(super) name: &'static str,
    /// Places of its objects.
    pub(super) places: Vec<usize>,
    /// What has to be true after it.
    pub(super) gate: Gate,
}

const WORKLOADS: [&str; 6] = [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "Pod",
];

/// Whether pods come from it.
pub(super) fn is_workload(object: &Object) -> bool {
    is_awaited(object) || object.kind() == "CronJob"
}

/// Whether it is waited for: a `CronJob` has no pods until its time comes.
pub(super) fn is_awaited(object: &Object) -> bool {
    WORKLOADS.contains(&object.kind())
}

/// Whether the API server asks it about other objects: what serves it has to come first.
fn is_gatekeeper(object: &Object) -> bool {
    matches!(
        object.id().group(),
        "admissionregistration.k8s.io" | "apiregistration.k8s.io"
    )
}

/// Splits objects into waves; empty ones are left out.
pub(super) fn waves(objects: &[Object], order: Order) -> Vec<Wave> {
    let webhook_is_late = order == Order::ControlPlane && objects.iter().any(keeps_own_pods_out);
    let place_of = |object: &Object| match order {
        _ if matches!(object.kind(), "CustomResourceDefinition" | "Namespace") => 0,
        Order::Plain if is_gatekeeper(object) => 3,
        Order::Plain => 1 + usize::from(is_workload(object)),
        Order::ControlPlane if object.kind() == "MutatingWebhookConfiguration" => {
            2 + usize::from(webhook_is_late)
        }
        Order::ControlPlane => {
            1 + usize::from(is_workload(object) && object.name() != "dapr-sentry")
        }
    };
    let shape: [(&'static str, Gate); 4] = match order {
        Order::Plain => [
            ("definitions", Gate::Established),
            ("objects", Gate::Open),
            ("workloads", Gate::Open),
            ("webhooks", Gate::Open),
        ],
        Order::ControlPlane => [
            ("definitions", Gate::Established),
            ("foundation", Gate::TrustBundle),
            (
                "services",
                if webhook_is_late {
                    Gate::InjectorPods
                } else {
                    Gate::Open
                },
            ),
            ("webhook", Gate::Open),
        ],
    };
    let waves = shape
        .into_iter()
        .enumerate()
        .map(|(number, (name, gate))| Wave {
            name,
            gate,
            places: (0..objects.len())
                .filter(|place| place_of(&objects[*place]) == number)
                .collect(),
        });
    waves.filter(|wave| !wave.places.is_empty()).collect()
}

/// Whether it is a webhook that, with its service not up yet, refuses every new pod: the
/// control plane's own included.
pub(super) fn keeps_own_pods_out(object: &Object) -> bool {
    object.kind() == "MutatingWebhookConfiguration"
        && object.items("/webhooks").iter().any(|webhook| {
            let is_empty = |key: &str| {
                webhook
                    .get(key)
                    .is_none_or(|value| value.as_object().is_some_and(serde_json::Map::is_empty))
            };
            webhook
                .get("failurePolicy")
                .is_none_or(|policy| policy == "Fail")
                && is_empty("namespaceSelector")
                && is_empty("objectSelector")
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(kind: &str, name: &str) -> Object {
        Object(json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}))
    }

    fn webhook(policy: &str, selector: &serde_json::Value) -> Object {
        Object(json!({
            "kind": "MutatingWebhookConfiguration",
            "metadata": {"name": "dapr-sidecar-injector"},
            "webhooks": [{"failurePolicy": policy, "namespaceSelector": selector}],
        }))
    }

    fn shape(objects: &[Object], order: Order) -> Vec<(&'static str, Vec<usize>, Gate)> {
        waves(objects, order)
            .into_iter()
            .map(|wave| (wave.name, wave.places, wave.gate))
            .collect()
    }

    #[test]
    fn the_control_plane_goes_in_three_waves() {
        let objects = [
            object("Deployment", "dapr-operator"),
            object("CustomResourceDefinition", "components.dapr.io"),
            object("Deployment", "dapr-sentry"),
            object("Service", "dapr-api"),
            webhook("Ignore", &json!({})),
        ];
        assert_eq!(
            shape(&objects, Order::ControlPlane),
            [
                ("definitions", vec![1], Gate::Established),
                ("foundation", vec![2, 3], Gate::TrustBundle),
                ("services", vec![0, 4], Gate::Open),
            ]
        );
    }

    #[test]
    fn a_webhook_that_would_keep_the_control_plane_out_goes_last() {
        let objects = [
            object("Deployment", "dapr-sidecar-injector"),
            webhook("Fail", &json!({})),
        ];
        assert_eq!(
            shape(&objects, Order::ControlPlane),
            [
                ("services", vec![0], Gate::InjectorPods),
                ("webhook", vec![1], Gate::Open)
            ]
        );
        let selective = [webhook("Fail", &json!({"matchLabels": {"dapr": "on"}}))];
        assert_eq!(
            shape(&selective, Order::ControlPlane),
            [("services", vec![0], Gate::Open)]
        );
    }

    #[test]
    fn other_sets_send_workloads_after_the_rest_and_webhooks_last() {
        let mut webhook = webhook("Fail", &json!({}));
        webhook.0["apiVersion"] = "admissionregistration.k8s.io/v1".into();
        let objects = [
            object("Deployment", "a"),
            object("Secret", "b"),
            object("Namespace", "c"),
            webhook,
        ];
        assert_eq!(
            shape(&objects, Order::Plain),
            [
                ("definitions", vec![2], Gate::Established),
                ("objects", vec![1], Gate::Open),
                ("workloads", vec![0], Gate::Open),
                ("webhooks", vec![3], Gate::Open),
            ]
        );
    }
}
