//! Cells of Services and what else leads to pods.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cell::View;
use super::labels::or_none;

/// Shown before `+ 2 more...`.
const SHOWN: usize = 3;

pub(super) fn cluster_ip(service: View) -> Value {
    let ip = match service.text("/spec/clusterIPs/0") {
        "" => service.text("/spec/clusterIP"),
        ip => ip,
    };
    or_none(ip.to_owned()).into()
}

pub(super) fn external_ip(service: View) -> Value {
    let given = joined(service.list("/spec/externalIPs"));
    match service.text("/spec/type") {
        "ClusterIP" | "NodePort" => or_none(given).into(),
        "LoadBalancer" => {
            let parts = [load_balancer(service), given];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            if parts.is_empty() {
                "<pending>".into()
            } else {
                parts.join(",").into()
            }
        }
        "ExternalName" => service.text("/spec/externalName").into(),
        _ => "<unknown>".into(),
    }
}

/// `80/TCP,443:30443/TCP`
pub(super) fn ports(service: View) -> Value {
    let port = |port: &Value| {
        let number = port["port"].as_i64().unwrap_or_default();
        let protocol = port["protocol"].as_str().unwrap_or_default();
        match port["nodePort"].as_i64() {
            Some(node) if node > 0 => format!("{number}:{node}/{protocol}"),
            _ => format!("{number}/{protocol}"),
        }
    };
    let ports: Vec<String> = service.list("/spec/ports").iter().map(port).collect();
    or_none(ports.join(",")).into()
}

/// What balancers have given, each once, in order.
fn load_balancer(object: View) -> String {
    let ingress = object.list("/status/loadBalancer/ingress");
    let address = |point: &Value| {
        let text = |field: &str| point[field].as_str().filter(|text| !text.is_empty());
        text("ip").or(text("hostname")).map(str::to_owned)
    };
    let addresses: BTreeSet<String> = ingress.iter().filter_map(address).collect();
    addresses.into_iter().collect::<Vec<_>>().join(",")
}

fn joined(texts: &[Value]) -> String {
    let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
    texts.join(",")
}

/// The first hosts. The rest is counted in rules, with hosts or without.
pub(super) fn hosts(ingress: View) -> Value {
    let rules = ingress.list("/spec/rules");
    let host = |rule: &Value| rule["host"].as_str().unwrap_or_default().to_owned();
    let hosts: Vec<(usize, String)> = rules.iter().map(host).enumerate().collect();
    let hosts: Vec<_> = hosts
        .into_iter()
        .filter(|(_, host)| !host.is_empty())
        .collect();
    let shown: Vec<&str> = hosts
        .iter()
        .take(SHOWN)
        .map(|(_, host)| host.as_str())
        .collect();
    if shown.is_empty() {
        return "*".into();
    }
    let last = hosts[shown.len() - 1].0;
    if shown.len() == SHOWN && rules.len() > last + 1 {
        format!("{} + {} more...", shown.join(","), rules.len() - SHOWN).into()
    } else {
        shown.join(",").into()
    }
}

pub(super) fn address(ingress: View) -> Value {
    load_balancer(ingress).into()
}

pub(super) fn ingress_ports(ingress: View) -> Value {
    match ingress.list("/spec/tls") {
        [] => "80".into(),
        _ => "80, 443".into(),
    }
}

/// `IngressParameters.example.com/name`
pub(super) fn parameters(class: View) -> Value {
    let parameters = class.at("/spec/parameters");
    if parameters.is_null() {
        return "<none>".into();
    }
    let text = |field: &str| parameters[field].as_str().unwrap_or_default();
    match parameters["apiGroup"].as_str() {
        Some(group) => format!("{}.{group}/{}", text("kind"), text("name")).into(),
        None => format!("{}/{}", text("kind"), text("name")).into(),
    }
}

/// `10.0.0.1:80,10.0.0.2:80`: every address with every port of its subset.
pub(super) fn endpoints(object: View) -> Value {
    let subsets = object.list("/subsets");
    if subsets.is_empty() {
        return "<none>".into();
    }
    let all: Vec<String> = subsets.iter().flat_map(subset).collect();
    first_of(&all).into()
}

fn subset(subset: &Value) -> Vec<String> {
    let list = |field: &str| subset[field].as_array().map_or(&[][..], Vec::as_slice);
    let ips = list("addresses")
        .iter()
        .map(|address| address["ip"].as_str().unwrap_or_default());
    match list("ports") {
        [] => ips.map(str::to_owned).collect(),
        ports => {
            let with = |port: &Value| {
                let port = port["port"].as_i64().unwrap_or_default();
                ips.clone().map(move |ip| host_port(ip, port))
            };
            ports.iter().flat_map(with).collect()
        }
    }
}

fn host_port(ip: &str, port: i64) -> String {
    if ip.contains(':') {
        format!("[{ip}]:{port}")
    } else {
        format!("{ip}:{port}")
    }
}

fn first_of(all: &[String]) -> String {
    let shown = all[..all.len().min(SHOWN)].join(",");
    if all.len() > SHOWN {
        format!("{shown} + {} more...", all.len() - SHOWN)
    } else {
        shown
    }
}

fn or_unset(all: &[String]) -> Value {
    match first_of(all) {
        text if text.is_empty() => "<unset>".into(),
        text => text.into(),
    }
}

pub(super) fn slice_ports(slice: View) -> Value {
    let port = |port: &Value| match (port["port"].as_i64(), port["name"].as_str()) {
        (Some(number), _) => number.to_string(),
        (None, Some(name)) => name.to_owned(),
        (None, None) => "*".to_owned(),
    };
    or_unset(&slice.list("/ports").iter().map(port).collect::<Vec<_>>())
}

pub(super) fn slice_endpoints(slice: View) -> Value {
    let addresses = |endpoint: &Value| {
        let addresses = endpoint["addresses"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let text = |address: Value| address.as_str().map(str::to_owned);
        addresses.into_iter().filter_map(text).collect::<Vec<_>>()
    };
    or_unset(
        &slice
            .list("/endpoints")
            .iter()
            .flat_map(addresses)
            .collect::<Vec<_>>(),
    )
}

pub(super) fn cidrs(range: View) -> Value {
    joined(range.list("/spec/cidrs")).into()
}

/// `services/default/web`
pub(super) fn parent(address: View) -> Value {
    let parent = address.at("/spec/parentRef");
    let text = |field: &str| parent[field].as_str().filter(|text| !text.is_empty());
    let resource = match (text("resource"), text("group")) {
        (None, _) => return "<none>".into(),
        (Some(resource), Some(group)) => format!("{resource}.{group}").to_lowercase(),
        (Some(resource), None) => resource.to_lowercase(),
    };
    let parts = [
        Some(resource.as_str()),
        text("namespace"),
        Some(text("name").unwrap_or_default()),
    ];
    parts
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("/")
        .into()
}
