//! Names of Services → the ports that really listen. In the sandbox a pod's port is another one
//! than the manifest says, and `EndpointSlices` know which.

use std::net::{IpAddr, SocketAddr};

use serde_json::Value;

/// A Service that a host name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub namespace: String,
    pub service: String,
    pub port: u16,
}

/// Reads `name:port`, `name.namespace:port` and the longer forms up to
/// `name.namespace.svc.cluster.local:port`. None for anything else: an address, `localhost`, a
/// name of the world outside.
pub(super) fn target(host: &str, namespace: &str) -> Option<Target> {
    let (name, port) = host.rsplit_once(':')?;
    let port = port.parse().ok()?;
    if name == "localhost" || name.parse::<IpAddr>().is_ok() || name.starts_with('[') {
        return None;
    }
    let mut labels = name.trim_end_matches('.').splitn(3, '.');
    let service = labels.next().filter(|label| !label.is_empty())?;
    let namespace = labels.next().unwrap_or(namespace);
    let suffix = labels.next().unwrap_or("svc");
    let known = suffix == "svc" || suffix.starts_with("svc.");
    known.then(|| Target {
        namespace: namespace.into(),
        service: service.into(),
        port,
    })
}

/// The name of a Service's port, by its number: `""` for the only port without a name.
pub(super) fn port_name(service: &Value, port: u16) -> Option<String> {
    let ports = service["spec"]["ports"].as_array()?;
    let found = ports.iter().find(|entry| entry["port"] == port)?;
    Some(found["name"].as_str().unwrap_or_default().to_owned())
}

/// Addresses of the ready endpoints of `EndpointSlices`, at the port of a name.
pub(super) fn addresses(slices: &[Value], port_name: &str) -> Vec<SocketAddr> {
    slices
        .iter()
        .flat_map(|slice| of_slice(slice, port_name))
        .collect()
}

fn of_slice(slice: &Value, port_name: &str) -> Vec<SocketAddr> {
    let ports = slice["ports"].as_array().into_iter().flatten();
    let port = ports
        .filter(|port| port["name"].as_str().unwrap_or_default() == port_name)
        .find_map(|port| u16::try_from(port["port"].as_u64()?).ok());
    let Some(port) = port else { return Vec::new() };
    let endpoints = slice["endpoints"].as_array().into_iter().flatten();
    endpoints
        .filter(|endpoint| endpoint["conditions"]["ready"] != false)
        .flat_map(|endpoint| endpoint["addresses"].as_array().into_iter().flatten())
        .filter_map(|address| address.as_str()?.parse::<IpAddr>().ok())
        .map(|address| SocketAddr::new(address, port))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{addresses, port_name, target};

    #[test]
    fn names_of_services() {
        let rows = [
            ("redis:6379", Some(("shop", "redis", 6379))),
            ("redis.other:1", Some(("other", "redis", 1))),
            ("redis.other.svc:1", Some(("other", "redis", 1))),
            (
                "redis.other.svc.cluster.local:1",
                Some(("other", "redis", 1)),
            ),
            ("redis.example.com:1", None),
            ("localhost:6379", None),
            ("127.0.0.1:6379", None),
            ("[::1]:6379", None),
            ("redis", None),
        ];
        for (host, expected) in rows {
            let found = target(host, "shop");
            let found = found.as_ref().map(|target| {
                (
                    target.namespace.as_str(),
                    target.service.as_str(),
                    target.port,
                )
            });
            assert_eq!(found, expected, "{host}");
        }
    }

    #[test]
    fn endpoints_at_their_real_ports() {
        let service = json!({"spec": {"ports": [{"port": 80, "name": "web"}, {"port": 6379}]}});
        assert_eq!(port_name(&service, 80).as_deref(), Some("web"));
        assert_eq!(port_name(&service, 6379).as_deref(), Some(""));
        assert_eq!(port_name(&service, 1), None);
        let slice = |port: u16, ready: bool| {
            json!({
                "ports": [{"name": "web", "port": port}, {"name": "x", "port": 1}],
                "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": ready}}],
            })
        };
        let slices = [
            slice(41000, true),
            slice(41001, false),
            slice(41002, true),
            json!({}),
        ];
        let found: Vec<_> = addresses(&slices, "web")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, ["127.0.0.1:41000", "127.0.0.1:41002"]);
        assert!(addresses(&slices, "").is_empty());
    }
}
