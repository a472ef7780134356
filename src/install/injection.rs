//! Whether new pods get their sidecar.
//!
//! The injector's pods are ready before the nodes' proxies know the way to them, and with the chart's
//! `failurePolicy: Ignore` the API server then makes an app's pods without a sidecar and says nothing. Where a
//! firewall stands between the API server and the pods it stays so for good.

use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt as _};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::context::Context;
use crate::dapr::control_plane::{INJECTOR, WEBHOOK};
use crate::event::Event;
use crate::manifest::Object;

/// Who makes the pods of most apps. The injector answers to the cluster's controllers, and lets the pods of others
/// through as they are.
const CONTROLLER: &str = "system:serviceaccount:kube-system:replicaset-controller";
/// The way is there within a second or two, or it is barred.
const LIMIT: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(100);
/// After so long another look begins beside those that are not answered. What the API server sends before the node's
/// proxy knows the Service leads nowhere, and stays so for that connection: for the webhook's whole time limit.
const PATIENCE: Duration = Duration::from_millis(400);

/// What a look tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// A pod gets its sidecar.
    Injected,
    /// Not now.
    Bare,
    /// We may not look, or something else keeps such a pod out.
    Unknown,
}

/// Waits until the API server has a pod injected, and warns if it does not get there.
pub(super) async fn wait(cx: &Context<'_>, objects: &[&Object], deadline: Instant) {
    let Some(pod) = webhook(objects).and_then(probe) else {
        return;
    };
    let limit = deadline.min(Instant::now() + LIMIT);
    let mut looks = FuturesUnordered::new();
    loop {
        looks.push(look(cx, &pod));
        let found = tokio::select! {
            Some(found) = looks.next() => found,
            () = sleep(PATIENCE) => Look::Bare,
        };
        if found != Look::Bare {
            return;
        }
        if Instant::now() >= limit {
            cx.reporter.emit(Event::Warning {
                message: format!(
                    "webhook {WEBHOOK} does not answer the API server: new pods get no sidecar; is port 4000 of its pods open to the control plane's nodes?"
                ),
            });
            return;
        }
        sleep(PAUSE).await;
    }
}

async fn look(cx: &Context<'_>, pod: &Object) -> Look {
    match cx.cluster.try_create(pod, CONTROLLER).await {
        Ok(made) if has_sidecar(&made) => Look::Injected,
        Ok(_) => Look::Bare,
        Err(refusal) if refusal.is_passing() => Look::Bare,
        Err(_) => Look::Unknown,
    }
}

/// The webhook, unless nothing is meant to answer it.
fn webhook<'a>(objects: &[&'a Object]) -> Option<&'a Object> {
    let find = |kind: &str, name: &str| {
        let is_it = |object: &&&Object| object.kind() == kind && object.name() == name;
        objects.iter().find(is_it).copied()
    };
    let injector = find(INJECTOR.kind, INJECTOR.name)?;
    let webhook = find("MutatingWebhookConfiguration", WEBHOOK)?;
    (injector.at("/spec/replicas").and_then(Value::as_u64) != Some(0)).then_some(webhook)
}

/// A pod as the webhook wants it, in the namespace of its service; none if its selectors ask for more than labels.
fn probe(webhook: &Object) -> Option<Object> {
    let at = |place: &str| webhook.at(place).cloned().unwrap_or_default();
    let is_any = |selector: &Value| selector.as_object().is_none_or(serde_json::Map::is_empty);
    if !is_any(&at("/webhooks/0/namespaceSelector"))
        || !at("/webhooks/0/objectSelector/matchExpressions").is_null()
    {
        return None;
    }
    Some(Object(json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "daprk-asks",
            "namespace": at("/webhooks/0/clientConfig/service/namespace"),
            "labels": at("/webhooks/0/objectSelector/matchLabels"),
            "annotations": { "dapr.io/enabled": "true", "dapr.io/app-id": "daprk-asks" },
        },
        "spec": { "containers": [{ "name": "app", "image": "none" }] },
    })))
}

/// Whether it has a container `daprd`, on either side of the feature of native sidecars.
fn has_sidecar(pod: &Object) -> bool {
    ["/spec/containers", "/spec/initContainers"]
        .iter()
        .flat_map(|list| pod.items(list))
        .any(|container| container["name"] == "daprd")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selecting(namespaces: &Value, objects: &Value) -> Object {
        Object(json!({
            "kind": "MutatingWebhookConfiguration",
            "metadata": {"name": WEBHOOK},
            "webhooks": [{
                "clientConfig": {"service": {"namespace": "dapr-system"}},
                "namespaceSelector": namespaces,
                "objectSelector": objects,
            }],
        }))
    }

    #[test]
    fn a_probe_is_what_the_webhook_selects() {
        let none = Value::Null;
        let rows = [
            (json!({}), json!({}), Some(Value::Null)),
            (none.clone(), none.clone(), Some(Value::Null)),
            (
                none.clone(),
                json!({"matchLabels": {"dapr": "on"}}),
                Some(json!({"dapr": "on"})),
            ),
            (json!({"matchLabels": {"team": "a"}}), none.clone(), None),
            (
                none,
                json!({"matchExpressions": [{"key": "dapr", "operator": "Exists"}]}),
                None,
            ),
        ];
        for (namespaces, objects, labels) in rows {
            let pod = probe(&selecting(&namespaces, &objects));
            let found = pod.as_ref().map(|pod| pod.0["metadata"]["labels"].clone());
            assert_eq!(found, labels, "{namespaces} {objects}");
            assert!(pod.is_none_or(|pod| pod.namespace() == Some("dapr-system")));
        }
    }

    #[test]
    fn an_injector_without_pods_is_not_asked() {
        let selecting = selecting(&Value::Null, &Value::Null);
        let deployment = |replicas: Value| {
            Object(json!({
                "kind": INJECTOR.kind,
                "metadata": {"name": INJECTOR.name},
                "spec": {"replicas": replicas},
            }))
        };
        let rows = [(json!(0), false), (json!(1), true), (Value::Null, true)];
        for (replicas, expected) in rows {
            let injector = deployment(replicas);
            let found = webhook(&[&injector, &selecting]);
            assert_eq!(found.is_some(), expected);
        }
        assert!(webhook(&[&selecting]).is_none());
        assert!(webhook(&[&deployment(json!(1))]).is_none());
    }

    #[test]
    fn a_sidecar_is_a_container_of_either_kind() {
        let daprd = json!([{"name": "daprd"}]);
        let rows = [
            (json!({"containers": [{"name": "app"}]}), false),
            (json!({"containers": daprd}), true),
            (json!({"containers": [], "initContainers": daprd}), true),
        ];
        for (spec, expected) in rows {
            assert_eq!(has_sidecar(&Object(json!({"spec": spec}))), expected);
        }
    }
}
