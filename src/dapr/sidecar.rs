//! The sidecar in a pod: where it stands and what it was told.

use serde_json::Value;

use super::{annotations, arguments, image};
use crate::manifest::Object;

/// Name of the sidecar's container.
pub const CONTAINER: &str = "daprd";

/// Whether the pod asks for a sidecar. The injector acts on `true` in any case, and on no other
/// word, though Dapr's operator takes `yes` and `on` for true as well.
pub fn asks_for_sidecar(pod: &Object) -> bool {
    pod.annotation(annotations::ENABLED)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// The sidecar of a pod (or of a pod template that is written as one).
pub fn sidecar(pod: &Object) -> Option<Sidecar<'_>> {
    let within = |list: &str, native| {
        let container = pod
            .items(list)
            .iter()
            .find(|container| container["name"] == CONTAINER)?;
        Some(Sidecar { container, native })
    };
    within("/spec/containers", false).or_else(|| within("/spec/initContainers", true))
}

/// A `daprd` container.
#[derive(Clone, Copy, Debug)]
pub struct Sidecar<'a> {
    container: &'a Value,
    /// Whether it is an init container that keeps running (a «native» sidecar).
    pub native: bool,
}

/// Ports that a sidecar listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// HTTP API, on the loopback interface.
    pub http: u16,
    /// gRPC API, on the loopback interface.
    pub grpc: u16,
    /// gRPC between sidecars.
    pub internal: u16,
    /// Health and metadata, on every interface.
    pub public: u16,
    /// Prometheus metrics.
    pub metrics: u16,
}

impl<'a> Sidecar<'a> {
    /// The value of an argument (`app-id`), as `--app-id x` or `--app-id=x`. A switch without a
    /// value is `Some("")`.
    pub fn argument(&self, name: &str) -> Option<&'a str> {
        arguments::value(&self.words(), name)
    }

    /// `--app-id`, unless it is empty.
    pub fn app_id(&self) -> Option<&'a str> {
        self.argument("app-id").filter(|id| !id.is_empty())
    }

    /// `--app-port`; none for an app that is not called.
    pub fn app_port(&self) -> Option<u16> {
        self.port("app-port").filter(|port| *port != 0)
    }

    /// The ports, with daprd's defaults where it was told nothing.
    pub fn ports(&self) -> Ports {
        Ports {
            http: self.port("dapr-http-port").unwrap_or(3500),
            grpc: self.port("dapr-grpc-port").unwrap_or(50001),
            internal: self.port("dapr-internal-grpc-port").unwrap_or(50002),
            public: self.port("dapr-public-port").unwrap_or(3501),
            metrics: self.port("metrics-port").unwrap_or(9090),
        }
    }

    /// The namespace of the control plane that it was told to use.
    pub fn control_plane_namespace(&self) -> Option<&'a str> {
        let address = self.argument("control-plane-address")?;
        let mut labels = address.split('.').skip(1);
        labels.next()
    }

    /// Its image.
    pub fn image(&self) -> &'a str {
        self.container["image"].as_str().unwrap_or_default()
    }

    /// The version that its image is tagged with.
    pub fn version(&self) -> &'a str {
        image::version(self.image())
    }

    /// All that it was told, an argument with its value a line: `--app-id nodeapp`.
    pub fn arguments(&self) -> Vec<String> {
        arguments::lines(self.words())
    }

    fn port(&self, name: &str) -> Option<u16> {
        self.argument(name)?.parse().ok()
    }

    fn words(&self) -> Vec<&'a str> {
        ["command", "args"]
            .iter()
            .filter_map(|part| self.container[part].as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Ports, asks_for_sidecar, sidecar};
    use crate::manifest::Object;

    fn pod(args: &[&str]) -> Object {
        Object(json!({"spec": {"containers": [
            {"name": "node"},
            {"name": "daprd", "image": "reg:5000/dapr/daprd:1.18.3", "args": args},
        ]}}))
    }

    #[test]
    fn arguments_in_both_spellings() {
        let rows: [(&[&str], &str, Option<&str>); 8] = [
            (&["/daprd", "--app-id", "node"], "app-id", Some("node")),
            (&["/daprd", "--app-id=node"], "app-id", Some("node")),
            (&["/daprd", "-app-id", "node"], "app-id", Some("node")),
            (&["--config", "a=b"], "config", Some("a=b")),
            (
                &["--enable-metrics", "--metrics-port", "9090"],
                "enable-metrics",
                Some(""),
            ),
            (&["--seconds", "-1", "--mode"], "seconds", Some("-1")),
            (&["--mode"], "mode", Some("")),
            (&["--app-id-x", "node"], "app-id", None),
        ];
        for (args, name, value) in rows {
            let pod = pod(args);
            let sidecar = sidecar(&pod).expect("has daprd");
            assert_eq!(sidecar.argument(name), value, "{args:?}");
        }
    }

    #[test]
    fn ports_fall_back_to_the_defaults() {
        let pod = pod(&["--dapr-http-port", "3600", "--app-port", "0"]);
        let sidecar = sidecar(&pod).expect("has daprd");
        assert_eq!(sidecar.app_port(), None);
        assert_eq!(sidecar.app_id(), None);
        assert_eq!(sidecar.version(), "1.18.3");
        let ports = Ports {
            http: 3600,
            grpc: 50001,
            internal: 50002,
            public: 3501,
            metrics: 9090,
        };
        assert_eq!(sidecar.ports(), ports);
    }

    #[test]
    fn a_native_sidecar_is_an_init_container() {
        let native = Object(json!({"spec": {
            "initContainers": [{"name": "daprd", "restartPolicy": "Always"}],
            "containers": [{"name": "node"}],
        }}));
        assert!(sidecar(&native).is_some_and(|sidecar| sidecar.native));
        assert!(sidecar(&pod(&[])).is_some_and(|sidecar| !sidecar.native));
        assert!(sidecar(&Object(json!({}))).is_none());
    }

    #[test]
    fn only_true_asks_for_a_sidecar() {
        for (value, asks) in [("true", true), ("True", true), ("yes", false), ("", false)] {
            let pod = Object(json!({"metadata": {"annotations": {"dapr.io/enabled": value}}}));
            assert_eq!(asks_for_sidecar(&pod), asks, "{value}");
        }
    }
}
