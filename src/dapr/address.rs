//! Where components connect to, as their metadata says it.

use crate::manifest::Object;

/// Metadata that holds an address, by Dapr's component specs. daprd reads its names in any case.
const ENTRIES: [&str; 17] = [
    "address",
    "brokers",
    "connectionString",
    "consumerURL",
    "endpoint",
    "host",
    "hostname",
    "hosts",
    "natsURL",
    "publisherURL",
    "pulsarHost",
    "redisHost",
    "redisURL",
    "server",
    "servers",
    "url",
    "vaultAddr",
];

/// A host and its port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// A name, or a number.
    pub host: String,
    /// None where none was written.
    pub port: Option<u16>,
}

/// The addresses in a component's metadata, each with the name of its entry; those that come from Secrets apart.
pub fn connections(component: &Object) -> Vec<(&str, Address)> {
    // Its connection string is a file's name.
    if component.text("/spec/type").ends_with(".sqlite") {
        return Vec::new();
    }
    let metadata = component.items("/spec/metadata").iter();
    let own = metadata.filter_map(|entry| {
        let name = entry["name"].as_str()?;
        let is_address = ENTRIES.iter().any(|known| known.eq_ignore_ascii_case(name));
        is_address.then_some((name, entry["value"].as_str()?))
    });
    own.flat_map(|(name, value)| {
        let addresses = addresses(value).into_iter();
        addresses.map(move |address| (name, address))
    })
    .collect()
}

/// `a:1,b:2`, `amqp://user:word@host:5672/x`, `host=a port=1 user=b`.
pub fn addresses(text: &str) -> Vec<Address> {
    let before_options = text.split('?').next().unwrap_or_default();
    if !text.contains("://") && before_options.contains('=') {
        return words(text).into_iter().collect();
    }
    text.split(',')
        .filter_map(|one| address(one.trim()))
        .collect()
}

fn address(text: &str) -> Option<Address> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', ';']).next()?;
    let place = authority
        .rsplit_once('@')
        .map_or(authority, |(_, place)| place);
    // `tcp(host:3306)` of MySQL.
    let place = place
        .strip_prefix("tcp(")
        .map_or(place, |place| place.trim_end_matches(')'));
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if is_port_after(host, port) => (host, Some(port.parse().ok()?)),
        _ => (place, None),
    };
    new(host.trim_start_matches('[').trim_end_matches(']'), port)
}

/// A colon within brackets, or between the words of a number of version 6, is none before a port.
fn is_port_after(host: &str, port: &str) -> bool {
    let is_within = port.ends_with(']');
    let is_number = host.contains(':') && !host.ends_with(']');
    !is_within && !is_number
}

fn words(text: &str) -> Option<Address> {
    let value = |key: &str| {
        let mut words = text.split([' ', ';']);
        words.find_map(|word| {
            let (name, value) = word.split_once('=')?;
            name.eq_ignore_ascii_case(key).then_some(value)
        })
    };
    let host = value("host").or_else(|| value("server"))?;
    new(host, value("port").and_then(|port| port.parse().ok()))
}

fn new(host: &str, port: Option<u16>) -> Option<Address> {
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    (!host.is_empty() && host.bytes().all(is_of_host)).then(|| Address {
        host: host.to_owned(),
        port,
    })
}

impl Address {
    /// The Service that the host is the name of, seen from a namespace: its namespace and name. `known` are the
    /// namespaces that there are: `a.b` may be a Service in b, or a name of the Internet.
    pub fn service<'h>(
        &'h self,
        namespace: &'h str,
        known: impl Fn(&str) -> bool,
    ) -> Option<(&'h str, &'h str)> {
        if !self.is_name() {
            return None;
        }
        let labels: Vec<&str> = self.host.trim_end_matches('.').split('.').collect();
        match labels.as_slice() {
            [name] => Some((namespace, name)),
            [name, of, "svc", ..] | [_, name, of, "svc", ..] => Some((of, name)),
            [name, of] if known(of) => Some((of, name)),
            _ => None,
        }
    }

    /// Whether it is a name: no number, not the pod itself.
    fn is_name(&self) -> bool {
        let digits = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        let is_number = self.host.contains(':') || self.host.bytes().all(digits);
        self.host != "localhost" && !is_number
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(address: &Address) -> String {
        match address.port {
            Some(port) => format!("{} {port}", address.host),
            None => address.host.clone(),
        }
    }

    #[test]
    fn addresses_in_all_their_forms() {
        let rows: [(&str, &[&str]); 20] = [
            ("redis:6379", &["redis 6379"]),
            ("redis", &["redis"]),
            ("a:1, b:2", &["a 1", "b 2"]),
            (
                "http://zipkin.default.svc:9411/api/v2/spans",
                &["zipkin.default.svc 9411"],
            ),
            ("amqp://user:word@rabbit:5672/x", &["rabbit 5672"]),
            ("mongodb://user:word@a:1,b:2/db?tls=true", &["a 1", "b 2"]),
            ("host=db user=a password=b port=5432", &["db 5432"]),
            ("Server=sql;Port=1433;Database=x", &["sql 1433"]),
            ("user=a password=b", &[]),
            (
                "user:word@tcp(mysql:3306)/db?parseTime=true",
                &["mysql 3306"],
            ),
            ("mydb.example.com", &["mydb.example.com"]),
            (
                "Endpoint=sb://bus.example.net/;SharedAccessKey=x",
                &["bus.example.net"],
            ),
            ("https://x.example.net;Id=1", &["x.example.net"]),
            ("127.0.0.1:6379", &["127.0.0.1 6379"]),
            ("[::1]:6379", &["::1 6379"]),
            ("[::1]", &["::1"]),
            ("::1", &["::1"]),
            ("file:data", &[]),
            ("{host}", &[]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            let found: Vec<_> = addresses(text).iter().map(shown).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_service_by_its_name() {
        let rows = [
            ("redis", Some(("shop", "redis"))),
            ("redis.other", Some(("other", "redis"))),
            ("redis.nowhere", None),
            ("redis.other.svc", Some(("other", "redis"))),
            ("redis.other.svc.cluster.local", Some(("other", "redis"))),
            (
                "redis-0.redis.other.svc.cluster.local.",
                Some(("other", "redis")),
            ),
            ("db.example.com", None),
            ("localhost", None),
            ("10.0.0.1", None),
            ("::1", None),
        ];
        for (host, expected) in rows {
            let address = Address {
                host: host.to_owned(),
                port: None,
            };
            assert_eq!(
                address.service("shop", |of| of == "other"),
                expected,
                "{host}"
            );
        }
    }

    #[test]
    fn what_a_component_connects_to() {
        let component = |kind: &str| {
            Object(json!({"spec": {"type": kind, "metadata": [
                {"name": "REDISHOST", "value": "redis:6379"},
                {"name": "actorStateStore", "value": "true"},
                {"name": "connectionString", "value": "host=db"},
                {"name": "url", "secretKeyRef": {"name": "x"}},
            ]}}))
        };
        let redis = component("state.redis");
        let all = connections(&redis);
        let found: Vec<_> = all
            .iter()
            .map(|(entry, address)| (*entry, shown(address)))
            .collect();
        assert_eq!(
            found,
            [
                ("REDISHOST", "redis 6379".to_owned()),
                ("connectionString", "db".to_owned())
            ]
        );
        assert_eq!(connections(&component("state.sqlite")), []);
    }
}
