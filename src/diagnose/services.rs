//! The services of Dapr's control plane as a snapshot has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::snapshot::Snapshot;
use crate::dapr::control_plane::{Expected, INJECTOR, SERVICES, Service, WEBHOOK, called_by};
use crate::health::{self, ServiceRow};
use crate::manifest::Object;

/// A row for each service of the control plane, in one namespace or in all. Where no workload of it stands, for each
/// that a Service or the webhook still leads to: they are missing. What was uninstalled leaves neither.
pub fn services(snapshot: &Snapshot, namespace: Option<&str>) -> Vec<ServiceRow> {
    let is_here = |object: &&Arc<Object>| {
        namespace.is_none_or(|namespace| object.namespace() == Some(namespace))
    };
    let of = |list: &[Arc<Object>], service: fn(&Object) -> Option<Service>| -> Vec<Object> {
        let own = list.iter().filter(is_here);
        let own = own.filter(|object| service(object).is_some());
        own.map(|object| object.as_ref().clone()).collect()
    };
    let workloads = of(&snapshot.workloads, Service::of_workload);
    let pods = of(&snapshot.pods, Service::of_pod);
    let injector = workloads.iter().find(|it| it.name() == INJECTOR.name);
    let rows = health::rows(&workloads, &pods, Expected::of(injector));
    if !rows.is_empty() || is_blind(snapshot) {
        return rows;
    }
    let called = called(snapshot).into_iter();
    let called = called.filter(|(place, _)| namespace.is_none_or(|namespace| namespace == *place));
    called
        .flat_map(|(place, services)| health::missing(place, &services))
        .collect()
}

/// Whether workloads may stand that could not be read.
fn is_blind(snapshot: &Snapshot) -> bool {
    let workloads = ["deployments", "statefulsets"];
    let mut unknown = snapshot.unknown.iter();
    unknown.any(|unknown| workloads.iter().any(|kind| unknown.what.starts_with(kind)))
}

/// What is called, though it does not stand, by namespace.
fn called(snapshot: &Snapshot) -> BTreeMap<&str, Vec<Service>> {
    let mut called: BTreeMap<&str, Vec<Service>> = BTreeMap::new();
    for service in &snapshot.services {
        let app = service.text("/spec/selector/app");
        let of = SERVICES.into_iter().find(|one| one.name == app);
        if let (Some(of), Some(place)) = (of, service.namespace()) {
            called.entry(place).or_default().push(of);
        }
    }
    for webhook in snapshot.webhooks.iter().flatten() {
        let place = called_by(webhook);
        if webhook.name() == WEBHOOK && !place.is_empty() {
            called.entry(place).or_default().push(INJECTOR);
        }
    }
    called
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::snapshot::Unknown;
    use super::*;

    fn service(place: &str, app: &str) -> Arc<Object> {
        Arc::new(Object(json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": app, "namespace": place},
            "spec": {"selector": {"app": app}},
        })))
    }

    fn webhook(place: &str) -> Arc<Object> {
        Arc::new(Object(json!({
            "kind": "MutatingWebhookConfiguration", "metadata": {"name": WEBHOOK},
            "webhooks": [{"clientConfig": {"service": {"namespace": place}}}],
        })))
    }

    fn told(snapshot: &Snapshot, namespace: Option<&str>) -> Vec<String> {
        let rows = services(snapshot, namespace);
        let line = |row: &ServiceRow| format!("{} {} {}", row.namespace, row.name, row.status);
        rows.iter().map(line).collect()
    }

    #[test]
    fn what_is_called_and_does_not_stand_is_missing() {
        let mut snapshot = Snapshot {
            services: vec![
                service("dapr-system", "dapr-sentry"),
                service("dapr-system", "dapr-operator"),
                service("dapr-system", "dapr-operator"),
                service("shop", "cart"),
            ],
            webhooks: Some(vec![webhook("dapr-system")]),
            ..Snapshot::default()
        };
        let expected = [
            "dapr-system dapr-operator Missing",
            "dapr-system dapr-sentry Missing",
            "dapr-system dapr-sidecar-injector Missing",
        ];
        assert_eq!(told(&snapshot, None), expected);
        assert_eq!(told(&snapshot, Some("dapr-system")), expected);
        assert!(told(&snapshot, Some("shop")).is_empty());
        snapshot.services.clear();
        assert_eq!(told(&snapshot, None), expected[2..]);
        snapshot.webhooks = None;
        assert!(told(&snapshot, None).is_empty());
    }

    #[test]
    fn what_could_not_be_read_is_not_missing() {
        let unread = |what: &str| Snapshot {
            services: vec![service("dapr-system", "dapr-sentry")],
            unknown: vec![Unknown {
                what: what.to_owned(),
                why: String::new(),
                right: String::new(),
            }],
            ..Snapshot::default()
        };
        assert!(told(&unread("statefulsets in all namespaces"), None).is_empty());
        assert_eq!(told(&unread("secrets in shop"), None).len(), 1);
    }

    #[test]
    fn one_that_stands_tells_of_all() {
        let operator = json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "dapr-operator", "namespace": "dapr-system"},
        });
        let snapshot = Snapshot {
            workloads: vec![Arc::new(Object(operator))],
            services: vec![service("other", "dapr-sentry")],
            ..Snapshot::default()
        };
        let told = told(&snapshot, None);
        assert_eq!(told.len(), SERVICES.len());
        assert!(
            told.contains(&"dapr-system dapr-sentry Missing".to_owned()),
            "{told:?}"
        );
    }
}
