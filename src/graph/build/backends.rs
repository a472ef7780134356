//! What is behind components: the Services or addresses that they connect to, and the Secrets that they read.

use serde_json::Value;

use super::apps::ports;
use super::resources::namespace;
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::manifest::Object;

/// Metadata that holds an address, by Dapr's component specs.
const ADDRESSES: [&str; 14] = [
    "redisHost",
    "host",
    "hosts",
    "brokers",
    "url",
    "connectionString",
    "server",
    "servers",
    "endpoint",
    "address",
    "consumerUrl",
    "natsURL",
    "vaultAddr",
    "hostname",
];

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot) {
    for resource in &snapshot.resources {
        match resource.kind() {
            "Component" => component(draft, snapshot, resource),
            "Configuration" => traces(draft, snapshot, resource),
            "HTTPEndpoint" => {
                let from = id(NodeKind::Resource, namespace(resource), resource.name());
                let address = resource.text("/spec/baseUrl");
                connect(
                    draft,
                    snapshot,
                    (namespace(resource), &from),
                    address,
                    "HTTPEndpoint spec.baseUrl",
                );
            }
            _ => {}
        }
    }
}

fn component(draft: &mut Draft, snapshot: &Snapshot, component: &Object) {
    let place = namespace(component);
    let from = id(NodeKind::Component, place, component.name());
    for entry in component.items("/spec/metadata") {
        let name = entry["name"].as_str().unwrap_or_default();
        let value = entry["value"].as_str().unwrap_or_default();
        if ADDRESSES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
        {
            let source = format!("Component spec.metadata[{name}]");
            for address in value
                .split(',')
                .filter(|address| !address.trim().is_empty())
            {
                connect(draft, snapshot, (place, &from), address.trim(), &source);
            }
        }
        let store = component.text("/auth/secretStore");
        if let (Some(secret), true) = (
            entry.get("secretKeyRef"),
            matches!(store, "" | "kubernetes"),
        ) {
            read_key(draft, snapshot, (place, &from), secret, name);
        }
    }
}

/// Where a Configuration has traces sent.
fn traces(draft: &mut Draft, snapshot: &Snapshot, configuration: &Object) {
    let from = id(
        NodeKind::Configuration,
        namespace(configuration),
        configuration.name(),
    );
    for place in ["zipkin", "otel"] {
        let address = configuration.text(&format!("/spec/tracing/{place}/endpointAddress"));
        if !address.is_empty() {
            let source = format!("Configuration spec.tracing.{place}.endpointAddress");
            connect(
                draft,
                snapshot,
                (namespace(configuration), &from),
                address,
                &source,
            );
        }
    }
}

/// An edge to the Service of that name, or to the address outside.
fn connect(
    draft: &mut Draft,
    snapshot: &Snapshot,
    (place, from): (&str, &str),
    address: &str,
    source: &str,
) {
    let Some((host, port)) = host(address) else {
        return;
    };
    let (name, namespace) = service_name(&host, place);
    let is_it = |service: &&std::sync::Arc<Object>| {
        service.name() == name && service.namespace().unwrap_or("default") == namespace
    };
    let service = snapshot.services.iter().find(is_it);
    let is_short = !host.contains('.') && !is_local(&host);
    let is_inside = service.is_some() || is_short || host.contains(".svc");
    let node = if is_inside {
        let node = draft.node(NodeKind::Backend, namespace, name);
        (node.state, node.words) = match service {
            Some(service) => reachable(snapshot, service),
            None if snapshot.services.is_empty() => (State::Unknown, String::new()),
            None => (State::Missing, "no such Service".to_owned()),
        };
        node.detail = service.map_or_else(
            || port.clone(),
            |service| format!("Service {}", ports(service)),
        );
        node
    } else {
        let node = draft.node(NodeKind::Backend, "", &host);
        "outside the cluster".clone_into(&mut node.words);
        node.detail = port;
        node
    };
    let is_missing = node.state == State::Missing;
    let to = node.id.clone();
    let relation = draft.relation(from, &to, "connects");
    relation.declared(source).broken(is_missing);
}

fn is_local(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

/// `1 endpoint`
fn reachable(snapshot: &Snapshot, service: &Object) -> (State, String) {
    let of_service = snapshot.endpoints.iter().filter(|slice| {
        slice.namespace() == service.namespace()
            && slice.label("kubernetes.io/service-name") == Some(service.name())
    });
    let ready = of_service
        .flat_map(|slice| slice.items("/endpoints"))
        .filter(|endpoint| endpoint["conditions"]["ready"] != false)
        .count();
    match ready {
        _ if service.text("/spec/type") == "ExternalName" => {
            (State::Unknown, "elsewhere".to_owned())
        }
        0 => (State::Bad, "no endpoint".to_owned()),
        1 => (State::Good, "1 endpoint".to_owned()),
        many => (State::Good, format!("{many} endpoints")),
    }
}

/// Host and port of an address: `redis:6379`, `http://user:pw@host:9411/path`, `host=db port=5432`.
fn host(address: &str) -> Option<(String, String)> {
    if let Some(word) = address
        .split_whitespace()
        .find_map(|word| word.strip_prefix("host="))
    {
        let port = address
            .split_whitespace()
            .find_map(|word| word.strip_prefix("port="));
        return Some((word.to_owned(), port.unwrap_or_default().to_owned()));
    }
    let rest = match address.split_once("://") {
        Some((scheme, _)) if scheme.contains('=') => return None,
        Some((_, rest)) => rest,
        None => address,
    };
    let rest = rest.split(['/', '?', ';']).next()?;
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let (host, port) = rest.rsplit_once(':').unwrap_or((rest, ""));
    let is_host =
        |character: char| character.is_ascii_alphanumeric() || "-._[]:".contains(character);
    (!host.is_empty() && host.chars().all(is_host)).then(|| (host.to_owned(), port.to_owned()))
}

/// Name and namespace of the Service that a DNS name would mean: `NAME`, `NAME.NS`, `NAME.NS.svc.cluster.local`.
fn service_name<'a>(host: &'a str, place: &'a str) -> (&'a str, &'a str) {
    let mut labels = host.split('.');
    let name = labels.next().unwrap_or_default();
    match (labels.next(), labels.next()) {
        (Some(namespace), None | Some("svc")) => (name, namespace),
        _ => (name, place),
    }
}

fn read_key(
    draft: &mut Draft,
    snapshot: &Snapshot,
    (place, from): (&str, &str),
    reference: &Value,
    entry: &str,
) {
    let name = reference["name"].as_str().unwrap_or_default();
    let key = reference["key"].as_str().unwrap_or(name);
    let node = draft.node(NodeKind::Secret, place, name);
    let seen = snapshot.secrets.as_ref();
    let secret = seen.map(|secrets| {
        let mut secrets = secrets.iter();
        secrets.find(|secret| secret.name() == name && namespace(secret) == place)
    });
    let has_key = |secret: &Object| {
        secret
            .at("/data")
            .is_some_and(|data| data.get(key).is_some())
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

#[cfg(test)]
mod tests {
    use super::{host, service_name};

    #[test]
    fn the_host_of_an_address() {
        let rows = [
            ("redis:6379", Some(("redis", "6379"))),
            (
                "http://zipkin.default.svc:9411/api/v2/spans",
                Some(("zipkin.default.svc", "9411")),
            ),
            ("amqp://user:secret@rabbit:5672", Some(("rabbit", "5672"))),
            ("host=db user=a password=b port=5432", Some(("db", "5432"))),
            ("mydb.example.com", Some(("mydb.example.com", ""))),
            ("Endpoint=sb://x", None),
            ("", None),
        ];
        for (address, expected) in rows {
            let found = host(address);
            let found = found
                .as_ref()
                .map(|(host, port)| (host.as_str(), port.as_str()));
            assert_eq!(found, expected, "{address}");
        }
    }

    #[test]
    fn a_name_within_the_cluster() {
        let rows = [
            ("redis", ("redis", "shop")),
            ("redis.other", ("redis", "other")),
            ("redis.other.svc.cluster.local", ("redis", "other")),
            ("db.example.com", ("db", "shop")),
        ];
        for (host, expected) in rows {
            assert_eq!(service_name(host, "shop"), expected, "{host}");
        }
    }
}
