//! What is behind components: the Services or addresses that they connect to, and the Secrets that they read.

use super::apps::ports;
use super::resources::namespace;
use crate::dapr::{Address, SecretKey, addresses, connections, secret_keys};
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{Node, NodeKind, State};
use crate::manifest::Object;

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot) {
    for resource in &snapshot.resources {
        match resource.kind() {
            "Component" => component(draft, snapshot, resource),
            "Configuration" => traces(draft, snapshot, resource),
            "HTTPEndpoint" => {
                let from = id(NodeKind::Resource, namespace(resource), resource.name());
                for address in addresses(resource.text("/spec/baseUrl")) {
                    let from = (namespace(resource), from.as_str());
                    connect(draft, snapshot, from, &address, "HTTPEndpoint spec.baseUrl");
                }
            }
            _ => {}
        }
    }
}

fn component(draft: &mut Draft, snapshot: &Snapshot, component: &Object) {
    let place = namespace(component);
    let own = id(NodeKind::Component, place, component.name());
    for (entry, address) in connections(component) {
        let source = format!("Component spec.metadata[{entry}]");
        connect(draft, snapshot, (place, &own), &address, &source);
    }
    for key in secret_keys(component) {
        read_key(draft, snapshot, (place, &own), key);
    }
}

/// Where a Configuration has traces sent.
fn traces(draft: &mut Draft, snapshot: &Snapshot, configuration: &Object) {
    let place = namespace(configuration);
    let own = id(NodeKind::Configuration, place, configuration.name());
    for to in ["zipkin", "otel"] {
        let source = format!("Configuration spec.tracing.{to}.endpointAddress");
        let text = configuration.text(&format!("/spec/tracing/{to}/endpointAddress"));
        for address in addresses(text) {
            connect(draft, snapshot, (place, &own), &address, &source);
        }
    }
}

/// An edge to the Service of that name, or to the address outside.
fn connect(
    draft: &mut Draft,
    snapshot: &Snapshot,
    (place, from): (&str, &str),
    address: &Address,
    source: &str,
) {
    let known = snapshot.namespaces();
    let node = if let Some(of) = address.service(place, |of| known.contains(of)) {
        service(draft, snapshot, of, address)
    } else {
        let node = draft.node(NodeKind::Backend, "", &address.host);
        "outside the cluster".clone_into(&mut node.words);
        node.detail = port(address);
        node
    };
    let is_missing = node.state == State::Missing;
    let to = node.id.clone();
    let relation = draft.relation(from, &to, "connects");
    relation.declared(source).broken(is_missing);
}

/// A Service by its name, whether it is there or not.
fn service<'d>(
    draft: &'d mut Draft,
    snapshot: &Snapshot,
    (place, name): (&str, &str),
    address: &Address,
) -> &'d mut Node {
    let mut services = snapshot.services.iter();
    let service = services.find(|it| it.name() == name && namespace(it) == place);
    let node = draft.node(NodeKind::Backend, place, name);
    (node.state, node.words) = match service {
        Some(service) => reachable(snapshot, service),
        None if snapshot.services.is_empty() => (State::Unknown, String::new()),
        None => (State::Missing, "no such Service".to_owned()),
    };
    node.detail = match service {
        Some(service) => format!("Service {}", ports(service)),
        None => port(address),
    };
    node
}

fn port(address: &Address) -> String {
    address
        .port
        .map_or_else(String::new, |port| port.to_string())
}

/// `1 endpoint`
fn reachable(snapshot: &Snapshot, service: &Object) -> (State, String) {
    match snapshot.ready_endpoints(service) {
        _ if service.text("/spec/type") == "ExternalName" => {
            (State::Unknown, "elsewhere".to_owned())
        }
        0 => (State::Bad, "no endpoint".to_owned()),
        1 => (State::Good, "1 endpoint".to_owned()),
        many => (State::Good, format!("{many} endpoints")),
    }
}

fn read_key(
    draft: &mut Draft,
    snapshot: &Snapshot,
    (place, from): (&str, &str),
    SecretKey {
        entry,
        secret: name,
        key,
    }: SecretKey<'_>,
) {
    let node = draft.node(NodeKind::Secret, place, name);
    let seen = snapshot.secrets.as_ref();
    let secret = seen.map(|secrets| {
        let mut secrets = secrets.iter();
        secrets.find(|secret| secret.name() == name && namespace(secret) == place)
    });
    // In a manifest it may stand as text.
    let has_key = |secret: &Object| {
        let mut data = ["/data", "/stringData"].iter();
        data.any(|at| secret.at(at).is_some_and(|data| data.get(key).is_some()))
    };
    let (state, words) = match secret {
        None => (State::Unknown, format!("key {key}, not checked")),
        Some(None) => (State::Missing, "not there".to_owned()),
        Some(Some(secret)) if has_key(secret) => (State::Good, format!("key {key}")),
        Some(Some(_)) => (State::Bad, format!("no key {key}")),
    };
    if node.state != State::Bad {
        (node.state, node.words) = (state, words);
    }
    let to = node.id.clone();
    let relation = draft.relation(from, &to, &format!("reads {key}"));
    relation
        .declared(format!("Component spec.metadata[{entry}].secretKeyRef"))
        .broken(matches!(state, State::Missing | State::Bad));
}
