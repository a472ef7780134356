//! The services of Dapr's control plane.
//!
//! Source: the official chart 1.18. Every service is one workload; its pods carry the label
//! `app: <name>` and one container that is named after the workload.

use serde_json::Value;

use super::annotations;
use crate::event::Subject;
use crate::manifest::Object;

/// The Secret and the `ConfigMap` that sentry keeps the root certificate in.
pub const TRUST_BUNDLE: &str = "dapr-trust-bundle";
/// The `MutatingWebhookConfiguration` through which pods get their sidecar.
pub const WEBHOOK: &str = "dapr-sidecar-injector";

/// The webhook, for messages.
pub fn webhook() -> Subject {
    Subject {
        kind: "MutatingWebhookConfiguration".to_owned(),
        namespace: None,
        name: WEBHOOK.to_owned(),
    }
}

/// The namespace that the webhook leads to; empty if it names none.
pub fn called_by(webhook: &Object) -> &str {
    webhook.text("/webhooks/0/clientConfig/service/namespace")
}

/// One service of the control plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Name of its workload, of its container, and the value of its pods' `app` label.
    pub name: &'static str,
    /// Kind of its workload.
    pub kind: &'static str,
    /// Value of its pods' `dapr.io/control-plane` annotation.
    pub identity: &'static str,
}

/// Reads the Kubernetes resources for all sidecars.
pub const OPERATOR: Service = service("dapr-operator", "Deployment", "operator");
/// The certificate authority.
pub const SENTRY: Service = service("dapr-sentry", "Deployment", "sentry");
/// Puts `daprd` into pods.
pub const INJECTOR: Service = service("dapr-sidecar-injector", "Deployment", "injector");
/// Knows which host has which actors.
pub const PLACEMENT: Service = service("dapr-placement-server", "StatefulSet", "placement");
/// Keeps jobs and reminders in an embedded etcd.
pub const SCHEDULER: Service = service("dapr-scheduler-server", "StatefulSet", "scheduler");

/// All five, in the order in which they are shown.
pub const SERVICES: [Service; 5] = [OPERATOR, SENTRY, INJECTOR, PLACEMENT, SCHEDULER];

/// Whether a pod of the control plane says that it is a stand-in of the sandbox's.
pub fn stands_in(pod: &Object) -> bool {
    pod.annotation(annotations::BUILT_IN) == Some("true")
}

const fn service(name: &'static str, kind: &'static str, identity: &'static str) -> Service {
    Service {
        name,
        kind,
        identity,
    }
}

impl Service {
    /// Its workload, for messages.
    pub fn subject(&self, namespace: &str) -> Subject {
        Subject {
            kind: self.kind.to_owned(),
            namespace: Some(namespace.to_owned()),
            name: self.name.to_owned(),
        }
    }

    /// The service whose workload this is.
    pub fn of_workload(workload: &Object) -> Option<Self> {
        SERVICES
            .into_iter()
            .find(|service| workload.name() == service.name && workload.kind() == service.kind)
    }

    /// The service that this pod runs, told by its `app` label.
    pub fn of_pod(pod: &Object) -> Option<Self> {
        SERVICES.into_iter().find(|service| service.owns(pod))
    }

    /// Whether this pod belongs to the service (in whatever namespace).
    pub fn owns(&self, pod: &Object) -> bool {
        pod.label("app") == Some(self.name)
    }
}

/// Which services an installation is meant to have. Operator and sentry cannot be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// False when actors are off (`global.actors.enabled=false`) or use another service.
    pub placement: bool,
    /// False when it is off (`global.scheduler.enabled=false`), and for versions without one.
    pub scheduler: bool,
    /// False when it is off (`dapr_sidecar_injector.enabled=false`).
    pub injector: bool,
}

impl Default for Expected {
    /// The chart's default: all of them.
    fn default() -> Self {
        Self {
            placement: true,
            scheduler: true,
            injector: true,
        }
    }
}

impl Expected {
    /// What the injector was told about the others, when there is one; else the default.
    pub fn of(injector: Option<&Object>) -> Self {
        let Some(container) = injector.and_then(container_of_injector) else {
            return Self::default();
        };
        Self {
            placement: uses_placement(container),
            scheduler: uses_scheduler(container),
            injector: true,
        }
    }

    /// Whether the service has to be there.
    pub fn wants(self, service: Service) -> bool {
        match service {
            PLACEMENT => self.placement,
            SCHEDULER => self.scheduler,
            INJECTOR => self.injector,
            _ => true,
        }
    }
}

fn container_of_injector(workload: &Object) -> Option<&Value> {
    workload
        .items("/spec/template/spec/containers")
        .iter()
        .find(|container| container["name"] == INJECTOR.name)
}

fn uses_placement(injector: &Value) -> bool {
    let on = variable(injector, "ACTORS_ENABLED") != Some("false");
    let service = variable(injector, "ACTORS_SERVICE_NAME").unwrap_or("placement");
    on && service == "placement"
}

/// Versions without a scheduler don't know the argument.
fn uses_scheduler(injector: &Value) -> bool {
    let arguments = injector["args"].as_array().map_or(&[][..], Vec::as_slice);
    arguments
        .iter()
        .filter_map(Value::as_str)
        .any(|argument| matches!(argument, "--scheduler-enabled" | "--scheduler-enabled=true"))
}

fn variable<'a>(container: &'a Value, name: &str) -> Option<&'a str> {
    container["env"]
        .as_array()?
        .iter()
        .find(|variable| variable["name"] == name)?["value"]
        .as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Expected, INJECTOR, OPERATOR, PLACEMENT, SCHEDULER, Service};
    use crate::manifest::Object;

    fn injector(argument: &str, variable: &str, value: &str) -> Object {
        Object(json!({
            "kind": "Deployment",
            "metadata": {"name": "dapr-sidecar-injector"},
            "spec": {"template": {"spec": {"containers": [
                {"name": "proxy"},
                {"name": "dapr-sidecar-injector", "args": ["--log-level", argument],
                 "env": [{"name": variable, "value": value}]},
            ]}}},
        }))
    }

    #[test]
    fn the_injector_tells_which_services_are_on() {
        let on = "--scheduler-enabled=true";
        let off = "--scheduler-enabled=false";
        let rows = [
            (on, "ACTORS_ENABLED", "true", true, true),
            (on, "UNRELATED", "", true, true),
            (off, "ACTORS_ENABLED", "false", false, false),
            (
                "--log-as-json",
                "ACTORS_SERVICE_NAME",
                "placement",
                true,
                false,
            ),
            (on, "ACTORS_SERVICE_NAME", "scheduler", false, true),
        ];
        for (argument, variable, value, placement, scheduler) in rows {
            let injector = injector(argument, variable, value);
            let expected = Expected::of(Some(&injector));
            assert_eq!(
                expected.wants(PLACEMENT),
                placement,
                "{argument} {variable}={value}"
            );
            assert_eq!(
                expected.wants(SCHEDULER),
                scheduler,
                "{argument} {variable}={value}"
            );
            assert!(expected.wants(OPERATOR) && expected.wants(INJECTOR));
        }
        assert_eq!(Expected::of(None), Expected::default());
    }

    #[test]
    fn a_workload_is_known_by_name_and_kind() {
        assert_eq!(Service::of_workload(&injector("", "", "")), Some(INJECTOR));
        let other =
            Object(json!({"kind": "Deployment", "metadata": {"name": "dapr-placement-server"}}));
        assert_eq!(Service::of_workload(&other), None);
        let pod = Object(json!({"metadata": {"labels": {"app": "dapr-placement-server"}}}));
        assert_eq!(Service::of_pod(&pod), Some(PLACEMENT));
    }
}
