//! The real ports of a pod: all pods share the loopback address, so each container port has a free
//! one in its place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::images;
use crate::dapr::{self, annotations};
use crate::manifest::Object;

/// Container port → real port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ports(BTreeMap<u16, u16>);

impl Ports {
    /// With a real port for each container port, in their order.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (u16, u16)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// Those that a pod has been given.
    pub(crate) fn of(pod: &Object) -> Self {
        let text = pod.annotation(annotations::REAL_PORTS).unwrap_or_default();
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// The real port of a container port.
    pub(crate) fn real(&self, port: u16) -> Option<u16> {
        self.0.get(&port).copied()
    }

    /// Where a port leads that is a container's or, as `EndpointSlice`s say it, real already.
    pub(crate) fn reached(&self, port: u16) -> Option<u16> {
        let is_real = || self.0.values().any(|real| *real == port);
        self.real(port).or_else(|| is_real().then_some(port))
    }

    /// The real port of a number in a text.
    pub(crate) fn real_text(&self, port: &str) -> Option<String> {
        Some(self.real(port.parse().ok()?)?.to_string())
    }

    /// All of them.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u16, u16)> {
        self.0.iter().map(|(port, real)| (*port, *real))
    }

    /// As the annotation's value.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

/// All container ports that a pod needs: those that it declares, those of its sidecar, its app's,
/// its probes', those that its images listen on by themselves.
pub(crate) fn wanted(pod: &Object) -> BTreeSet<u16> {
    let mut ports = BTreeSet::new();
    for container in containers(pod) {
        ports.extend(declared(container));
        ports.extend(images::own_port(
            container["image"].as_str().unwrap_or_default(),
        ));
        ports.extend(PROBES.iter().filter_map(|probe| probed(&container[*probe])));
    }
    ports.extend(app(pod));
    if let Some(sidecar) = dapr::sidecar(pod) {
        let of = sidecar.ports();
        ports.extend([of.http, of.grpc, of.internal, of.public, of.metrics]);
    }
    ports.remove(&0);
    ports
}

const PROBES: [&str; 3] = ["startupProbe", "livenessProbe", "readinessProbe"];

fn containers(pod: &Object) -> impl Iterator<Item = &Value> {
    let init = pod.items("/spec/initContainers");
    init.iter().chain(pod.items("/spec/containers"))
}

/// The ports that a container declares.
pub(crate) fn declared(container: &Value) -> Vec<u16> {
    let ports = container["ports"].as_array().map_or(&[][..], Vec::as_slice);
    ports
        .iter()
        .filter_map(|port| number(&port["containerPort"]))
        .collect()
}

fn probed(probe: &Value) -> Option<u16> {
    ["httpGet", "tcpSocket", "grpc"]
        .iter()
        .find_map(|how| number(&probe[*how]["port"]))
}

fn number(value: &Value) -> Option<u16> {
    value.as_u64()?.try_into().ok()
}

/// The port of the pod's app: what its Dapr annotation says, else the first port of the first
/// container that declares one and is not the sidecar.
pub(crate) fn app(pod: &Object) -> Option<u16> {
    let annotated = pod
        .annotation(annotations::APP_PORT)
        .and_then(|port| port.parse().ok());
    let others = containers(pod).filter(|it| it["name"] != dapr::CONTAINER);
    annotated.or_else(|| others.flat_map(declared).next())
}

/// The port of a container by number or by name.
pub(crate) fn named(container: &Value, port: &Value) -> Option<u16> {
    if let Some(port) = number(port) {
        return Some(port);
    }
    let name = port.as_str()?;
    let ports = container["ports"].as_array()?;
    let found = ports.iter().find(|port| port["name"] == name);
    found.map_or_else(|| name.parse().ok(), |port| number(&port["containerPort"]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Ports, app, named, wanted};
    use crate::manifest::Object;

    #[test]
    fn a_port_is_reached_by_either_number() {
        let ports = Ports::new([(80, 20001), (81, 20002)]);
        let rows = [(80, Some(20001)), (20002, Some(20002)), (82, None)];
        for (port, wanted) in rows {
            assert_eq!(ports.reached(port), wanted, "{port}");
        }
    }

    #[test]
    fn a_pod_needs_every_port_that_somebody_may_ask_for() {
        let daprd = json!({"name": "daprd", "image": "daprd", "args": ["/daprd", "--dapr-http-port", "3600", "--metrics-port=9091"]});
        let rows: [(Value, Value, &[u16]); 5] = [
            (json!([{"name": "a"}]), json!({}), &[]),
            (
                json!([{"name": "a", "ports": [{"containerPort": 80}, {"containerPort": 81}]}]),
                json!({}),
                &[80, 81],
            ),
            (
                json!([{"name": "a", "image": "redis:7"}]),
                json!({}),
                &[6379],
            ),
            (
                json!([{"name": "a", "readinessProbe": {"httpGet": {"port": 8080}},
                    "livenessProbe": {"tcpSocket": {"port": "http"}}}]),
                json!({}),
                &[8080],
            ),
            (
                json!([{"name": "a"}, daprd]),
                json!({"dapr.io/app-port": "3000"}),
                &[3000, 3501, 3600, 9091, 50001, 50002],
            ),
        ];
        for (containers, annotations, expected) in rows {
            let pod = Object(json!({
                "metadata": {"annotations": annotations}, "spec": {"containers": containers},
            }));
            let found: Vec<_> = wanted(&pod).into_iter().collect();
            assert_eq!(found, expected, "{containers}");
        }
    }

    #[test]
    fn ports_are_kept_in_an_annotation() {
        let ports = Ports::new([(3000, 21234), (80, 21235)]);
        assert_eq!(ports.to_text(), r#"{"80":21235,"3000":21234}"#);
        let pod =
            json!({"metadata": {"annotations": {"sandbox.daprk.dev/ports": ports.to_text()}}});
        assert_eq!(Ports::of(&Object(pod)), ports);
        assert_eq!(Ports::of(&Object(json!({}))), Ports::default());
        assert_eq!(ports.real_text("80").as_deref(), Some("21235"));
    }

    #[test]
    fn the_port_of_the_app() {
        let rows = [
            (
                json!([{"name": "daprd", "ports": [{"containerPort": 3500}]}, {"name": "a", "ports": [{"containerPort": 81}]}]),
                Some(81),
            ),
            (json!([{"name": "a"}]), None),
        ];
        for (containers, expected) in rows {
            let pod = Object(json!({"spec": {"containers": containers}}));
            assert_eq!(app(&pod), expected, "{containers}");
        }
    }

    #[test]
    fn ports_by_name() {
        let container = json!({"ports": [{"name": "http", "containerPort": 80}]});
        let rows = [
            (json!("http"), Some(80)),
            (json!(81), Some(81)),
            (json!("82"), Some(82)),
            (json!("grpc"), None),
        ];
        for (port, expected) in rows {
            assert_eq!(named(&container, &port), expected, "{port}");
        }
    }
}
