//! A pod as a Service sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::dapr::annotations::REAL_PORTS;
use crate::sandbox::controllers::object::{
    annotation, deleting, flag, items, map, name, namespace, number, text, uid,
};
use crate::sandbox::controllers::pods;
use crate::sandbox::controllers::selector::selects_object;

/// A port that a Service leads to: the real one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Port {
    pub(super) name: String,
    pub(super) protocol: String,
    pub(super) number: i64,
    pub(super) app_protocol: Option<String>,
}

/// A pod behind a Service.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Backend {
    pub(super) address: String,
    pub(super) ports: Vec<Port>,
    pub(super) ready: bool,
    pub(super) serving: bool,
    pub(super) terminating: bool,
    pub(super) node: Option<String>,
    pub(super) hostname: Option<String>,
    /// `targetRef`
    pub(super) target: Value,
}

/// The pods of a Service that have an address, in the order of their names.
pub(super) fn backends(service: &Value, all: &[Arc<Value>]) -> Vec<Backend> {
    let selector = json!({"matchLabels": service["spec"]["selector"]});
    let mut pods: Vec<_> = all
        .iter()
        .filter(|pod| selects_object(&selector, pod) && !pods::ended(pod))
        .collect();
    pods.sort_by_key(|pod| name(pod));
    pods.into_iter()
        .filter_map(|pod| backend(service, pod))
        .collect()
}

fn backend(service: &Value, pod: &Value) -> Option<Backend> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let address = some(text(pod, "/status/podIP"))?;
    let (serving, terminating) = (pods::ready(pod), deleting(pod));
    let always = flag(service, "/spec/publishNotReadyAddresses");
    let peers =
        !text(pod, "/spec/subdomain").is_empty() && text(pod, "/spec/subdomain") == name(service);
    Some(Backend {
        address,
        ports: ports(service, pod),
        ready: always || (serving && !terminating),
        serving,
        terminating,
        node: some(text(pod, "/spec/nodeName")),
        hostname: some(text(pod, "/spec/hostname")).filter(|_| peers),
        target: json!({
            "kind": "Pod",
            "namespace": namespace(pod),
            "name": name(pod),
            "uid": uid(pod),
        }),
    })
}

/// Real ports of a pod for the Service's; one that the pod has none for is left out.
fn ports(service: &Value, pod: &Value) -> Vec<Port> {
    let real = real_ports(pod);
    let port = |wanted: &Value| {
        let nominal = nominal(wanted, pod)?;
        Some(Port {
            name: text(wanted, "/name").to_owned(),
            protocol: protocol(wanted).to_owned(),
            number: real.get(&nominal).copied().unwrap_or(nominal),
            app_protocol: wanted["appProtocol"].as_str().map(str::to_owned),
        })
    };
    items(service, "/spec/ports")
        .iter()
        .filter_map(port)
        .collect()
}

fn protocol(port: &Value) -> &str {
    match text(port, "/protocol") {
        "" => "TCP",
        protocol => protocol,
    }
}

/// The container port that a Service's port means.
fn nominal(wanted: &Value, pod: &Value) -> Option<i64> {
    match wanted.get("targetPort") {
        Some(Value::String(name)) => named(wanted, name, pod),
        Some(Value::Number(number)) if number.as_i64() != Some(0) => number.as_i64(),
        _ => number(wanted, "/port"),
    }
}

fn named(wanted: &Value, name: &str, pod: &Value) -> Option<i64> {
    let native = |container: &&Value| text(container, "/restartPolicy") == "Always";
    let native = items(pod, "/spec/initContainers").iter().filter(native);
    let containers = items(pod, "/spec/containers").iter().chain(native);
    let mut ports = containers.flat_map(|container| items(container, "/ports"));
    let same = |port: &&Value| text(port, "/name") == name && protocol(port) == protocol(wanted);
    number(ports.find(same)?, "/containerPort")
}

fn real_ports(pod: &Value) -> BTreeMap<i64, i64> {
    let written =
        annotation(pod, REAL_PORTS).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let pairs = written
        .as_ref()
        .and_then(|written| map(written, ""))
        .into_iter()
        .flatten();
    pairs
        .filter_map(|(port, real)| Some((port.parse().ok()?, real.as_i64()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::backends;

    fn pod(name: &str, ports: &Value) -> Value {
        json!({
            "metadata": {"name": name, "namespace": "shop", "uid": name, "labels": {"app": "web"},
                "annotations": {"sandbox.daprk.dev/ports": ports.to_string()}},
            "spec": {"nodeName": "sandbox", "containers": [
                {"ports": [{"name": "web", "containerPort": 3000, "protocol": "TCP"}]},
            ]},
            "status": {"podIP": "127.0.0.1", "phase": "Running",
                "conditions": [{"type": "Ready", "status": "True"}]},
        })
    }

    #[test]
    fn real_ports_stand_for_container_ports() {
        let rows = [
            (
                json!({"port": 80, "targetPort": 3000}),
                json!({"3000": 41234}),
                Some(41234),
            ),
            (
                json!({"port": 80, "targetPort": "web"}),
                json!({"3000": 41234}),
                Some(41234),
            ),
            (json!({"port": 80, "targetPort": "none"}), json!({}), None),
            (json!({"port": 3000}), json!({"3000": 41234}), Some(41234)),
            (
                json!({"port": 80, "targetPort": 3001}),
                json!({"3000": 41234}),
                Some(3001),
            ),
            (
                json!({"port": 80, "targetPort": 3000}),
                json!({}),
                Some(3000),
            ),
        ];
        for (port, ports, expected) in rows {
            let service = json!({"spec": {"selector": {"app": "web"}, "ports": [port]}});
            let all = [Arc::new(pod("a", &ports))];
            let found = &backends(&service, &all)[0].ports;
            assert_eq!(
                found.first().map(|port| port.number),
                expected,
                "{service} {ports}"
            );
        }
    }

    #[test]
    fn how_a_pod_is() {
        type Row<'a> = (&'a dyn Fn(&mut Value), bool, Option<(bool, bool, bool)>);
        let going = |pod: &mut Value| {
            pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        };
        let unready = |pod: &mut Value| pod["status"]["conditions"] = json!([]);
        let ended = |pod: &mut Value| pod["status"]["phase"] = "Failed".into();
        let placeless = |pod: &mut Value| pod["status"]["podIP"] = "".into();
        let rows: [Row; 7] = [
            (&|_| {}, false, Some((true, true, false))),
            (&unready, false, Some((false, false, false))),
            (&unready, true, Some((true, false, false))),
            (&going, false, Some((false, true, true))),
            (&going, true, Some((true, true, true))),
            (&ended, true, None),
            (&placeless, true, None),
        ];
        for (n, (change, publish, expected)) in rows.into_iter().enumerate() {
            let mut pod = pod("a", &json!({}));
            change(&mut pod);
            let service = json!({"spec": {
                "selector": {"app": "web"}, "publishNotReadyAddresses": publish,
            }});
            let told = backends(&service, &[Arc::new(pod)]);
            let told = told
                .first()
                .map(|one| (one.ready, one.serving, one.terminating));
            assert_eq!(told, expected, "row {n}");
        }
    }

    #[test]
    fn peers_have_names() {
        let mut one = pod("db-0", &json!({}));
        one["spec"]["hostname"] = "db-0".into();
        one["spec"]["subdomain"] = "db".into();
        let hostname = |service: &str| {
            let service =
                json!({"metadata": {"name": service}, "spec": {"selector": {"app": "web"}}});
            backends(&service, &[Arc::new(one.clone())])[0]
                .hostname
                .clone()
        };
        assert_eq!(
            (hostname("db").as_deref(), hostname("web")),
            (Some("db-0"), None)
        );
    }
}
