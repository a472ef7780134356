//! Where components connect to, as their metadata says it.

use crate::manifest::Object;

/// Names of metadata that hold addresses.
const KEYS: [&str; 14] = [
    "redisHost",
    "host",
    "hosts",
    "brokers",
    "url",
    "connectionString",
    "address",
    "server",
    "endpoint",
    "natsURL",
    "consumerURL",
    "redisURL",
    "pulsarHost",
    "hostname",
];

/// A host and its port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

/// The addresses in a component's metadata, those that come from Secrets apart.
pub(super) fn of_component(component: &Object) -> Vec<Address> {
    let items = component.items("/spec/metadata").iter();
    let own = items.filter(|it| it["name"].as_str().is_some_and(|name| KEYS.contains(&name)));
    own.filter_map(|it| it["value"].as_str())
        .flat_map(addresses)
        .collect()
}

/// `a:1,b:2`, `amqp://user:word@host:5672/x`, `host=a port=1 user=b`.
pub(super) fn addresses(text: &str) -> Vec<Address> {
    if !text.contains("://") && text.contains('=') {
        return words(text).into_iter().collect();
    }
    text.split(',')
        .filter_map(|one| address(one.trim()))
        .collect()
}

fn address(text: &str) -> Option<Address> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next()?;
    let place = authority
        .rsplit_once('@')
        .map_or(authority, |(_, place)| place);
    // `tcp(host:3306)` of MySQL.
    let place = place
        .strip_prefix("tcp(")
        .map_or(place, |place| place.trim_end_matches(')'));
    let (host, port) = place
        .split_once(':')
        .map_or((place, None), |(host, port)| (host, port.parse().ok()));
    is_name(host).then(|| Address {
        host: host.to_owned(),
        port,
    })
}

fn words(text: &str) -> Option<Address> {
    let value = |key: &str| {
        let mut words = text.split([' ', ';']);
        words.find_map(|word| {
            word.split_once('=')
                .filter(|(name, _)| name.eq_ignore_ascii_case(key))
        })
    };
    let (_, host) = value("host").or_else(|| value("server"))?;
    let port = value("port").and_then(|(_, port)| port.parse().ok());
    is_name(host).then(|| Address {
        host: host.to_owned(),
        port,
    })
}

/// Whether it is a name: no number, not this machine.
fn is_name(host: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let numbers = host
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    !host.is_empty() && host != "localhost" && host.bytes().all(letter) && !numbers
}

/// The Service that a host is the name of, seen from a namespace: its namespace and name. `known` are the namespaces
/// that there are: `a.b` may be a Service in b, or a name of the Internet.
pub(super) fn service<'h>(
    host: &'h str,
    namespace: &'h str,
    known: impl Fn(&str) -> bool,
) -> Option<(&'h str, &'h str)> {
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    match labels.as_slice() {
        [name] => Some((namespace, name)),
        [name, of, "svc", ..] | [_, name, of, "svc", ..] => Some((of, name)),
        [name, of] if known(of) => Some((of, name)),
        _ => None,
    }
}
