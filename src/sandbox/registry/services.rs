//! Services: addresses and ports.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use rand::Rng;
use serde_json::{Value, json};
use tokio::sync::MutexGuard;

use super::fields::{copy, default, has, items, name, remove, set, text};
use super::refusals::{Wrong, internal, invalid};
use super::{Registry, Resource};
use crate::sandbox::status::Reply;

/// `10.96.0.0/16`, a network in which nothing listens.
const NETWORK: [u8; 2] = [10, 96];
const PORTS: std::ops::RangeInclusive<u16> = 30000..=32767;

/// Gives a Service what it is to have, and keeps others from it until it is stored.
pub(super) async fn admit<'a>(
    registry: &'a Registry,
    of: &Resource,
    live: Option<&Value>,
    service: &mut Value,
) -> Reply<MutexGuard<'a, ()>> {
    let guard = registry.shared.allocating.lock().await;
    default(service, "/status/loadBalancer", json!({}));
    if let Some(live) = live {
        drop_node_ports(live, service);
    }
    if text(service, "/spec/type") == "ExternalName" {
        external(service);
        return Ok(guard);
    }
    if let Some(live) = live {
        keep(live, service);
    }
    let others = registry.store.list("services", None).1;
    let others = others.iter().map(AsRef::as_ref);
    let others: Vec<&Value> = others
        .filter(|other| {
            super::fields::name(other) != name(service)
                || super::fields::namespace(other) != super::fields::namespace(service)
        })
        .collect();
    address(of, &others, service)?;
    families(service);
    ports(of, &others, service)?;
    Ok(guard)
}

/// A name elsewhere has neither address nor ports here.
fn external(service: &mut Value) {
    for field in [
        "clusterIP",
        "clusterIPs",
        "ipFamilies",
        "ipFamilyPolicy",
        "internalTrafficPolicy",
    ] {
        remove(service, &format!("/spec/{field}"));
    }
}

/// Node ports that another type of Service leaves behind go, unless they were changed with it.
fn drop_node_ports(live: &Value, service: &mut Value) {
    let left = has_node_ports(live) && !has_node_ports(service);
    if !left || node_ports(live) != node_ports(service) {
        return;
    }
    let ports = service
        .pointer_mut("/spec/ports")
        .and_then(Value::as_array_mut);
    for port in ports.into_iter().flatten() {
        remove(port, "/nodePort");
    }
}

fn node_ports(service: &Value) -> HashSet<u64> {
    let ports = items(service, "/spec/ports").iter();
    ports
        .map(|port| number(port, "/nodePort"))
        .filter(|port| *port != 0)
        .collect()
}

/// What an update leaves out stays.
fn keep(live: &Value, service: &mut Value) {
    if text(live, "/spec/type") == "ExternalName" {
        return;
    }
    for pointer in [
        "/spec/clusterIP",
        "/spec/clusterIPs",
        "/spec/ipFamilies",
        "/spec/ipFamilyPolicy",
    ] {
        if !has(service, pointer) || text(service, "/spec/clusterIP").is_empty() {
            copy(service, pointer, live);
        }
    }
    if !has_node_ports(service) {
        return;
    }
    let old = items(live, "/spec/ports").to_vec();
    let ports = service
        .pointer_mut("/spec/ports")
        .and_then(Value::as_array_mut);
    for port in ports
        .into_iter()
        .flatten()
        .filter(|port| number(port, "/nodePort") == 0)
    {
        let same =
            |old: &&Value| old["port"] == port["port"] && old["protocol"] == port["protocol"];
        if let Some(old) = old
            .iter()
            .find(same)
            .filter(|old| number(old, "/nodePort") != 0)
        {
            set(port, "/nodePort", old["nodePort"].clone());
        }
    }
}

fn number(value: &Value, pointer: &str) -> u64 {
    value
        .pointer(pointer)
        .and_then(Value::as_u64)
        .unwrap_or_default()
}

fn address(of: &Resource, others: &[&Value], service: &mut Value) -> Reply<()> {
    let asked = text(service, "/spec/clusterIP").to_owned();
    if asked == "None" {
        set(service, "/spec/clusterIPs", json!(["None"]));
        return Ok(());
    }
    let taken: HashSet<&str> = others
        .iter()
        .map(|other| text(other, "/spec/clusterIP"))
        .collect();
    if asked.is_empty() {
        let free = free_address(&taken).ok_or_else(|| internal("no address is free"))?;
        set(service, "/spec/clusterIP", free.clone());
        set(service, "/spec/clusterIPs", json!([free]));
        return Ok(());
    }
    let inside = asked
        .parse::<Ipv4Addr>()
        .is_ok_and(|address| address.octets()[..2] == NETWORK);
    let words = match (inside, taken.contains(&*asked)) {
        (false, _) => "the provided network does not match the current range",
        (true, true) => "provided IP is already allocated",
        (true, false) => {
            default(service, "/spec/clusterIPs", json!([asked]));
            return Ok(());
        }
    };
    let words = format!("failed to allocate IP {asked}: {words}");
    let wrong = Wrong::invalid("spec.clusterIPs", &json!([asked]), &words);
    Err(invalid(of, name(service), &[wrong]))
}

fn free_address(taken: &HashSet<&str>) -> Option<String> {
    let [a, b] = NETWORK;
    let mut random = rand::rng();
    let mut pick = || {
        Ipv4Addr::new(
            a,
            b,
            random.random_range(1..=254),
            random.random_range(1..=254),
        )
    };
    let picks = std::iter::repeat_with(&mut pick).take(1000);
    picks
        .map(|address| address.to_string())
        .find(|address| !taken.contains(&**address))
}

fn families(service: &mut Value) {
    let alone = text(service, "/spec/clusterIP") == "None" && !has(service, "/spec/selector");
    if alone {
        default(service, "/spec/ipFamilies", json!(["IPv4", "IPv6"]));
        default(service, "/spec/ipFamilyPolicy", "RequireDualStack");
    }
    default(service, "/spec/ipFamilies", json!(["IPv4"]));
    default(service, "/spec/ipFamilyPolicy", "SingleStack");
}

fn has_node_ports(service: &Value) -> bool {
    match text(service, "/spec/type") {
        "NodePort" => true,
        "LoadBalancer" => service["spec"]["allocateLoadBalancerNodePorts"] != false,
        _ => false,
    }
}

fn ports(of: &Resource, others: &[&Value], service: &mut Value) -> Reply<()> {
    if !has_node_ports(service) {
        return Ok(());
    }
    let others = others.iter().flat_map(|other| node_ports(other));
    let mut taken: HashSet<u64> = others.collect();
    let mut given: Vec<Value> = Vec::new();
    let asked = items(service, "/spec/ports").to_vec();
    for (at, port) in asked.iter().enumerate() {
        let node = match wanted(port, &given, &asked) {
            Some(node) if shares(port, node, &given) => node,
            Some(node) => {
                let field = format!("spec.ports[{at}].nodePort");
                let refused = |wrong| invalid(of, name(service), &[wrong]);
                allowed(&field, node, &taken).map_err(refused)?;
                node
            }
            None => free_port(&taken).ok_or_else(|| internal("no node port is free"))?,
        };
        taken.insert(node);
        let mut port = port.clone();
        set(&mut port, "/nodePort", node);
        given.push(port);
    }
    if !given.is_empty() {
        set(service, "/spec/ports", given);
    }
    Ok(())
}

/// The node port that a port asks for, or that of another protocol's port of its number.
fn wanted(port: &Value, given: &[Value], asked: &[Value]) -> Option<u64> {
    let own = number(port, "/nodePort");
    if own != 0 {
        return Some(own);
    }
    let others = given.iter().chain(asked);
    let others = others.filter(|other| are_of_one_number(other, port));
    let mut nodes = others.map(|other| number(other, "/nodePort"));
    nodes.find(|node| *node != 0)
}

/// Whether a Service's ports of one number share a node port: each protocol has it once.
fn shares(port: &Value, node: u64, given: &[Value]) -> bool {
    let mut on_it = given
        .iter()
        .filter(|other| number(other, "/nodePort") == node)
        .peekable();
    on_it.peek().is_some() && on_it.all(|other| are_of_one_number(other, port))
}

fn are_of_one_number(one: &Value, other: &Value) -> bool {
    one["port"] == other["port"] && one["protocol"] != other["protocol"]
}

fn allowed(field: &str, asked: u64, taken: &HashSet<u64>) -> Result<(), Wrong> {
    let inside = u16::try_from(asked).is_ok_and(|port| PORTS.contains(&port));
    let words = match (inside, taken.contains(&asked)) {
        (false, _) => {
            "provided port is not in the valid range. The range of valid ports is 30000-32767"
        }
        (true, true) => "provided port is already allocated",
        (true, false) => return Ok(()),
    };
    Err(Wrong::invalid(field, &asked.into(), words))
}

fn free_port(taken: &HashSet<u64>) -> Option<u64> {
    let mut random = rand::rng();
    let start = random.random_range(PORTS);
    let ports = (start..=*PORTS.end()).chain(PORTS);
    ports.map(u64::from).find(|port| !taken.contains(port))
}
