//! `EndpointSlices` of a Service.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::backend::{Backend, Port};
use crate::sandbox::controllers::object::{map, name, namespace, reference, text};

const MANAGER: &str = "endpointslice-controller.k8s.io";
pub(super) const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
pub(super) const SERVICE: &str = "kubernetes.io/service-name";

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Create(Value),
    /// The slice as it is, and what it is to hold.
    Update(Arc<Value>, Value),
    Delete(Arc<Value>),
}

/// Whether a slice is this controller's.
pub(super) fn ours(slice: &Value) -> bool {
    super::super::object::label(slice, MANAGED_BY) == Some(MANAGER)
}

/// What is to be written so that slices tell of these pods. A slice keeps its ports if it can:
/// watchers then see its endpoints change, not itself.
pub(super) fn plan(service: &Value, backends: &[Backend], there: &[Arc<Value>]) -> Vec<Step> {
    let mut wanted: Vec<Value> = groups(backends)
        .into_iter()
        .map(|(ports, group)| slice(service, &ports, &group))
        .collect();
    if wanted.is_empty() {
        wanted.push(empty(service));
    }
    let mut left: Vec<_> = there.to_vec();
    let mut steps = Vec::new();
    let mut homeless = Vec::new();
    for slice in wanted {
        match left.iter().position(|old| old["ports"] == slice["ports"]) {
            Some(at) => steps.extend(changed(left.remove(at), slice)),
            None => homeless.push(slice),
        }
    }
    for slice in homeless {
        match left.pop() {
            Some(old) => steps.extend(changed(old, slice)),
            None => steps.push(Step::Create(slice)),
        }
    }
    steps.extend(left.into_iter().map(Step::Delete));
    steps
}

fn changed(old: Arc<Value>, new: Value) -> Option<Step> {
    let same = ["endpoints", "ports"]
        .iter()
        .all(|part| old.get(part) == new.get(part))
        && old["metadata"]["labels"] == new["metadata"]["labels"];
    (!same).then_some(Step::Update(old, new))
}

fn groups(backends: &[Backend]) -> BTreeMap<Vec<Port>, Vec<&Backend>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for backend in backends {
        groups
            .entry(backend.ports.clone())
            .or_default()
            .push(backend);
    }
    groups
}

fn slice(service: &Value, ports: &[Port], group: &[&Backend]) -> Value {
    let mut slice = empty(service);
    let endpoints: Vec<_> = group.iter().map(|backend| endpoint(backend)).collect();
    let ports: Vec<_> = ports.iter().map(port).collect();
    slice["endpoints"] = endpoints.into();
    slice["ports"] = ports.into();
    slice
}

/// A slice without endpoints: it says that there are none.
fn empty(service: &Value) -> Value {
    json!({
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": format!("{}-", name(service)),
            "namespace": namespace(service),
            "labels": labels(service),
            "ownerReferences": [reference(service)],
        },
        "addressType": "IPv4",
        "endpoints": [],
        "ports": [],
    })
}

fn labels(service: &Value) -> Map<String, Value> {
    let mut labels = map(service, "/metadata/labels")
        .cloned()
        .unwrap_or_default();
    labels.insert(MANAGED_BY.to_owned(), MANAGER.into());
    labels.insert(SERVICE.to_owned(), name(service).into());
    if text(service, "/spec/clusterIP") == "None" {
        labels.insert("service.kubernetes.io/headless".to_owned(), "".into());
    }
    labels
}

fn port(port: &Port) -> Value {
    let mut value = json!({"name": port.name, "port": port.number, "protocol": port.protocol});
    if let Some(protocol) = &port.app_protocol {
        value["appProtocol"] = protocol.clone().into();
    }
    value
}

fn endpoint(backend: &Backend) -> Value {
    let mut endpoint = json!({
        "addresses": [backend.address],
        "conditions": {
            "ready": backend.ready,
            "serving": backend.serving,
            "terminating": backend.terminating,
        },
    });
    if let Some(hostname) = &backend.hostname {
        endpoint["hostname"] = hostname.clone().into();
    }
    if let Some(node) = &backend.node {
        endpoint["nodeName"] = node.clone().into();
    }
    endpoint["targetRef"] = backend.target.clone();
    endpoint
}

#[cfg(test)]
mod tests {
    use std::slice;
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::{Backend, Port, Step, plan};

    fn backend(name: &str, port: i64) -> Backend {
        Backend {
            address: "127.0.0.1".to_owned(),
            ports: vec![Port {
                name: String::new(),
                protocol: "TCP".to_owned(),
                number: port,
                app_protocol: None,
            }],
            ready: true,
            serving: true,
            terminating: false,
            node: Some("sandbox".to_owned()),
            hostname: None,
            target: json!({"name": name}),
        }
    }

    fn service() -> Value {
        json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "web", "namespace": "shop", "uid": "u", "labels": {"app": "web"}},
            "spec": {"clusterIP": "None"},
        })
    }

    /// The slices after the steps, as (name, port, pods).
    fn after(backends: &[Backend], there: &[Arc<Value>]) -> (Vec<(String, i64, usize)>, usize) {
        let steps = plan(&service(), backends, there);
        let tell = |name: &Value, slice: &Value| {
            let port = slice["ports"][0]["port"].as_i64().unwrap_or_default();
            let count = slice["endpoints"].as_array().unwrap().len();
            (name.as_str().unwrap_or("+").to_owned(), port, count)
        };
        let written = steps.iter().filter_map(|step| match step {
            Step::Create(slice) => Some(tell(&Value::Null, slice)),
            Step::Update(old, slice) => Some(tell(&old["metadata"]["name"], slice)),
            Step::Delete(_) => None,
        });
        let deleted = steps
            .iter()
            .filter(|step| matches!(step, Step::Delete(_)))
            .count();
        (written.collect(), deleted)
    }

    fn stored(name: &str, backends: &[Backend]) -> Arc<Value> {
        let steps = plan(&service(), backends, &[]);
        let [Step::Create(slice)] = &steps[..] else {
            panic!("{steps:?}")
        };
        let mut slice = slice.clone();
        slice["metadata"]["name"] = name.into();
        Arc::new(slice)
    }

    #[test]
    fn there_is_a_slice_for_each_set_of_ports() {
        let (a, b, c) = (backend("a", 1), backend("b", 2), backend("c", 1));
        let row = |name: &str, port, count| (name.to_owned(), port, count);
        let (one, two) = (
            stored("s1", slice::from_ref(&a)),
            stored("s2", slice::from_ref(&b)),
        );
        assert_eq!(after(&[], &[]), (vec![row("+", 0, 0)], 0));
        assert_eq!(
            after(&[a.clone(), b.clone(), c.clone()], &[]),
            (vec![row("+", 1, 2), row("+", 2, 1)], 0)
        );
        assert_eq!(
            after(slice::from_ref(&a), slice::from_ref(&one)),
            (vec![], 0)
        );
        assert_eq!(
            after(&[a.clone(), c], slice::from_ref(&one)),
            (vec![row("s1", 1, 2)], 0)
        );
        assert_eq!(
            after(slice::from_ref(&b), slice::from_ref(&one)),
            (vec![row("s1", 2, 1)], 0)
        );
        assert_eq!(after(&[b], &[one.clone(), two.clone()]), (vec![], 1));
        assert_eq!(after(&[], &[one, two]), (vec![row("s2", 0, 0)], 1));
    }

    #[test]
    fn a_slice_says_whose_it_is() {
        let slice = stored("s", &[backend("a", 1)]);
        let labels = json!({
            "app": "web",
            "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            "kubernetes.io/service-name": "web",
            "service.kubernetes.io/headless": "",
        });
        assert_eq!(slice["metadata"]["labels"], labels);
        let endpoint = json!({
            "addresses": ["127.0.0.1"],
            "conditions": {"ready": true, "serving": true, "terminating": false},
            "nodeName": "sandbox", "targetRef": {"name": "a"},
        });
        assert_eq!(slice["endpoints"], json!([endpoint]));
        assert_eq!(
            slice["ports"],
            json!([{"name": "", "port": 1, "protocol": "TCP"}])
        );
    }
}
