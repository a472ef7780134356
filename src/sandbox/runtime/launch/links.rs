//! Service links: `WEB_SERVICE_HOST`, `WEB_SERVICE_PORT`.

use serde_json::Value;

use super::environment::Environment;

/// A Service with the endpoint slices that are its own.
pub(crate) struct Linked<'a> {
    /// The Service.
    pub(crate) service: &'a Value,
    /// Its endpoint slices.
    pub(crate) slices: Vec<&'a Value>,
}

/// Sets the variables of a Service. They lead to an endpoint, as nothing listens on the address of
/// the Service itself.
pub(crate) fn link(environment: &mut Environment, linked: &Linked<'_>) {
    let name = linked.service["metadata"]["name"]
        .as_str()
        .unwrap_or_default();
    let prefix = name.to_uppercase().replace('-', "_");
    let ports = linked.service["spec"]["ports"].as_array();
    let headless = linked.service["spec"]["clusterIP"] == "None";
    for (index, port) in ports
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|_| !headless)
    {
        let Some((host, real)) = endpoint(linked, port) else {
            continue;
        };
        if index == 0 {
            environment.set(format!("{prefix}_SERVICE_HOST"), &*host);
            environment.set(format!("{prefix}_SERVICE_PORT"), real.to_string());
        }
        if let Some(name) = port["name"].as_str().filter(|name| !name.is_empty()) {
            let name = name.to_uppercase().replace('-', "_");
            environment.set(format!("{prefix}_SERVICE_PORT_{name}"), real.to_string());
        }
        docker(environment, &prefix, port, &host, real, index == 0);
    }
}

/// The variables that Docker once had.
fn docker(
    environment: &mut Environment,
    prefix: &str,
    port: &Value,
    host: &str,
    real: u64,
    first: bool,
) {
    let number = port["port"].as_u64().unwrap_or_default();
    let protocol = port["protocol"].as_str().unwrap_or("TCP");
    let low = protocol.to_lowercase();
    let url = format!("{low}://{host}:{real}");
    if first {
        environment.set(format!("{prefix}_PORT"), &*url);
    }
    let head = format!("{prefix}_PORT_{number}_{protocol}");
    environment.set(&*head, url);
    environment.set(format!("{head}_PROTO"), low);
    environment.set(format!("{head}_PORT"), real.to_string());
    environment.set(format!("{head}_ADDR"), host);
}

/// The first endpoint that is ready, with the port of the same name.
fn endpoint(linked: &Linked<'_>, port: &Value) -> Option<(String, u64)> {
    linked.slices.iter().find_map(|slice| {
        let same = |it: &&Value| {
            it["name"].as_str().unwrap_or_default() == port["name"].as_str().unwrap_or_default()
        };
        let real = slice["ports"].as_array()?.iter().find(same)?["port"].as_u64()?;
        let endpoints = slice["endpoints"].as_array()?;
        let ready = endpoints
            .iter()
            .find(|it| it["conditions"]["ready"] != false)?;
        Some((ready["addresses"][0].as_str()?.to_owned(), real))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Linked, link};
    use crate::sandbox::runtime::launch::environment::Environment;

    #[test]
    fn a_service_is_linked_by_its_endpoint() {
        let service = json!({"metadata": {"name": "my-web"}, "spec": {"clusterIP": "10.96.0.9",
            "ports": [{"name": "http", "port": 80}, {"name": "grpc", "port": 81, "protocol": "TCP"}]}});
        let slice = json!({
            "ports": [{"name": "http", "port": 21000}, {"name": "grpc", "port": 21001}],
            "endpoints": [{"addresses": ["127.0.0.9"], "conditions": {"ready": false}},
                {"addresses": ["127.0.0.1"], "conditions": {"ready": true}}],
        });
        let mut environment = Environment::default();
        let linked = Linked {
            service: &service,
            slices: vec![&slice],
        };
        link(&mut environment, &linked);
        let rows = [
            ("MY_WEB_SERVICE_HOST", Some("127.0.0.1")),
            ("MY_WEB_SERVICE_PORT", Some("21000")),
            ("MY_WEB_SERVICE_PORT_GRPC", Some("21001")),
            ("MY_WEB_PORT", Some("tcp://127.0.0.1:21000")),
            ("MY_WEB_PORT_81_TCP_PORT", Some("21001")),
            ("MY_WEB_PORT_82_TCP_PORT", None),
        ];
        for (name, expected) in rows {
            assert_eq!(environment.get(name), expected, "{name}");
        }
    }

    #[test]
    fn a_service_without_endpoints_is_not_linked() {
        let service = json!({"metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}]}});
        let mut environment = Environment::default();
        let linked = Linked {
            service: &service,
            slices: Vec::new(),
        };
        link(&mut environment, &linked);
        assert_eq!(environment, Environment::default());
    }
}
