//! Where a Service is served: the real ports of its pods.

use std::net::{IpAddr, SocketAddr};

use serde_json::Value;

use super::addresses::{Port, Target};
use crate::sandbox::runtime::objects::Objects;

/// The name of a Service's port: endpoints have it too. None where there is no such Service, or it
/// has no such port.
pub(crate) fn port_name(objects: &Objects, target: &Target) -> Option<String> {
    let service = objects.get("v1", "Service", Some(&target.namespace), &target.service)?;
    let ports = service["spec"]["ports"].as_array()?;
    let meant = |entry: &&Value| match target.port {
        Port::Number(number) => entry["port"] == number,
        Port::Named(name) => entry["name"] == name,
    };
    let name = ports.iter().find(meant)?["name"].as_str();
    Some(name.unwrap_or_default().to_owned())
}

/// Addresses of the endpoints that are ready, in any order.
pub(crate) fn endpoints(objects: &Objects, target: &Target) -> Vec<SocketAddr> {
    use rand::seq::SliceRandom as _;

    let Some(name) = port_name(objects, target) else {
        return Vec::new();
    };
    let slices = objects.list("discovery.k8s.io/v1", "EndpointSlice", &target.namespace);
    let own = slices.iter().filter(|slice| {
        slice["metadata"]["labels"]["kubernetes.io/service-name"] == *target.service
    });
    let mut all: Vec<_> = own.flat_map(|slice| of_slice(slice, &name)).collect();
    all.shuffle(&mut rand::rng());
    all
}

fn of_slice(slice: &Value, name: &str) -> Vec<SocketAddr> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let ports = list(&slice["ports"]);
    let same = |port: &&Value| port["name"].as_str().unwrap_or_default() == name;
    let port = ports
        .iter()
        .find(same)
        .and_then(|port| port["port"].as_u64());
    let Some(port) = port.and_then(|port| u16::try_from(port).ok()) else {
        return Vec::new();
    };
    let endpoints = list(&slice["endpoints"]).into_iter();
    let ready = endpoints.filter(|endpoint| endpoint["conditions"]["ready"] != false);
    let addresses = ready.flat_map(|endpoint| list(&endpoint["addresses"]));
    let addresses = addresses.filter_map(|address| address.as_str()?.parse::<IpAddr>().ok());
    addresses
        .map(|address| SocketAddr::new(address, port))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of_slice;

    #[test]
    fn endpoints_of_a_slice() {
        let slice = json!({
            "ports": [{"name": "tcp", "port": 21000}, {"port": 21001}],
            "endpoints": [
                {"addresses": ["127.0.0.1"], "conditions": {"ready": true}},
                {"addresses": ["127.0.0.2"], "conditions": {"ready": false}},
                {"addresses": ["127.0.0.3"]},
            ],
        });
        let rows: [(&str, &[&str]); 3] = [
            ("tcp", &["127.0.0.1:21000", "127.0.0.3:21000"]),
            ("", &["127.0.0.1:21001", "127.0.0.3:21001"]),
            ("http", &[]),
        ];
        for (name, expected) in rows {
            let found: Vec<_> = of_slice(&slice, name)
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(found, expected, "{name}");
        }
    }
}
