//! The Endpoints of a Service.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::backend::{Backend, Port};
use crate::sandbox::controllers::object::{map, name, namespace, text};

const MANAGED_BY: &str = "endpoints.kubernetes.io/managed-by";

/// Endpoints that tell of these pods.
pub(super) fn endpoints(service: &Value, backends: &[Backend]) -> Value {
    let mut labels = map(service, "/metadata/labels")
        .cloned()
        .unwrap_or_default();
    labels.insert(MANAGED_BY.to_owned(), "endpoint-controller".into());
    if text(service, "/spec/clusterIP") == "None" {
        labels.insert("service.kubernetes.io/headless".to_owned(), "".into());
    }
    let mut endpoints = json!({
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"name": name(service), "namespace": namespace(service), "labels": labels},
    });
    let subsets = subsets(backends);
    if !subsets.is_empty() {
        endpoints["subsets"] = subsets.into();
    }
    endpoints
}

/// One for each set of ports; a pod that goes is in none.
fn subsets(backends: &[Backend]) -> Vec<Value> {
    let mut groups: BTreeMap<&[Port], (Vec<Value>, Vec<Value>)> = BTreeMap::new();
    for backend in backends.iter().filter(|one| one.ready || !one.terminating) {
        let group = groups.entry(&backend.ports).or_default();
        let list = if backend.ready {
            &mut group.0
        } else {
            &mut group.1
        };
        list.push(address(backend));
    }
    groups
        .into_iter()
        .map(|(ports, (ready, others))| subset(ports, ready, others))
        .collect()
}

fn subset(ports: &[Port], ready: Vec<Value>, others: Vec<Value>) -> Value {
    let mut subset = json!({});
    for (field, list) in [("addresses", ready), ("notReadyAddresses", others)] {
        if !list.is_empty() {
            subset[field] = list.into();
        }
    }
    if !ports.is_empty() {
        subset["ports"] = ports.iter().map(port).collect::<Vec<_>>().into();
    }
    subset
}

fn port(port: &Port) -> Value {
    let mut value = json!({"port": port.number, "protocol": port.protocol});
    if !port.name.is_empty() {
        value["name"] = port.name.clone().into();
    }
    if let Some(protocol) = &port.app_protocol {
        value["appProtocol"] = protocol.clone().into();
    }
    value
}

fn address(backend: &Backend) -> Value {
    let mut address = json!({"ip": backend.address});
    if let Some(hostname) = &backend.hostname {
        address["hostname"] = hostname.clone().into();
    }
    if let Some(node) = &backend.node {
        address["nodeName"] = node.clone().into();
    }
    address["targetRef"] = backend.target.clone();
    address
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Backend, Port, endpoints};

    fn backend(name: &str, port: i64, ready: bool, terminating: bool) -> Backend {
        Backend {
            address: "127.0.0.1".to_owned(),
            ports: vec![Port {
                name: "web".to_owned(),
                protocol: "TCP".to_owned(),
                number: port,
                app_protocol: None,
            }],
            ready,
            serving: ready,
            terminating,
            node: None,
            hostname: None,
            target: json!({"name": name}),
        }
    }

    #[test]
    fn subsets_are_by_port_and_readiness() {
        let service = json!({"metadata": {"name": "web", "namespace": "shop"}, "spec": {}});
        let all = [
            backend("a", 1, true, false),
            backend("b", 1, false, false),
            backend("c", 2, true, false),
            backend("d", 2, false, true),
        ];
        let ip = |name: &str| json!({"ip": "127.0.0.1", "targetRef": {"name": name}});
        let port = |number: i64| json!([{"port": number, "protocol": "TCP", "name": "web"}]);
        let expected = json!([
            {"addresses": [ip("a")], "notReadyAddresses": [ip("b")], "ports": port(1)},
            {"addresses": [ip("c")], "ports": port(2)},
        ]);
        assert_eq!(endpoints(&service, &all)["subsets"], expected);
        assert_eq!(endpoints(&service, &[]).get("subsets"), None::<&Value>);
    }
}
