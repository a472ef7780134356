//! Addresses of Services in the settings of components. A real daprd asks no cluster for them, and
//! the machine's DNS knows no Services.

/// The port of a Service.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) namespace: String,
    pub(crate) service: String,
    pub(crate) port: Port,
}

/// How a port is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Port {
    /// By its number.
    Number(u16),
    /// By its name.
    Named(&'static str),
}

/// Where a port of a Service is served on the loopback address; none where there is no such Service.
pub(crate) type Find<'a> = &'a dyn Fn(&Target) -> Option<u16>;

/// The address in the place of a Service's.
const LOOPBACK: &str = "127.0.0.1";
/// The port that a Postgres DSN means when it names none.
const POSTGRES: u16 = 5432;

/// The text with all addresses of Services replaced: `redis:6379`, `redis.default.svc:6379`,
/// `http://web.shop.svc.cluster.local/orders`, `host=db port=5432 user=me`. Names without a
/// namespace are of this one.
pub(crate) fn rewrite(text: &str, namespace: &str, find: Find<'_>) -> String {
    let text = dsn(text, namespace, find);
    let mut written = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_of_host) {
        let (before, after) = rest.split_at(start);
        written.push_str(before);
        let end = after.find(|it| !is_of_host(it)).unwrap_or(after.len());
        let (host, after) = after.split_at(end);
        let (address, after) = address(host, after, &written, namespace, find);
        written.push_str(&address);
        rest = after;
    }
    written + rest
}

fn is_of_host(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// A host as it is to be written, and what follows it.
fn address<'a>(
    host: &str,
    after: &'a str,
    before: &str,
    namespace: &str,
    find: Find<'_>,
) -> (String, &'a str) {
    let (port, rest) = match number(after) {
        Some((port, rest)) => (Some(port), rest),
        None => (usual(before), after),
    };
    let real = port.and_then(|port| find(&target(host, port, namespace)?));
    match real {
        Some(real) => (format!("{LOOPBACK}:{real}"), rest),
        None => (host.to_owned(), after),
    }
}

/// `:6379` and what follows.
fn number(text: &str) -> Option<(u16, &str)> {
    let text = text.strip_prefix(':')?;
    let end = text.find(|it| !is_of_host(it)).unwrap_or(text.len());
    let (port, rest) = text.split_at(end);
    Some((port.parse().ok()?, rest))
}

/// The port of a URL that names none, by what stands before its host.
fn usual(before: &str) -> Option<u16> {
    if before.ends_with("http://") {
        Some(80)
    } else if before.ends_with("https://") {
        Some(443)
    } else {
        None
    }
}

/// `host=db port=5432`.
fn dsn(text: &str, namespace: &str, find: Find<'_>) -> String {
    let value = |key: &str| {
        let mut words = text.split_whitespace();
        words.find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    };
    let Some(host) = value("host") else {
        return text.to_owned();
    };
    let port = value("port");
    let number = port.map_or(Some(POSTGRES), |port| port.parse().ok());
    let real = number.and_then(|number| find(&target(host, number, namespace)?));
    let Some(real) = real else {
        return text.to_owned();
    };
    let words = text.split(' ').map(|word| match word.split_once('=') {
        Some(("host", _)) if port.is_none() => format!("host={LOOPBACK} port={real}"),
        Some(("host", _)) => format!("host={LOOPBACK}"),
        Some(("port", _)) => format!("port={real}"),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A host and a port that are set apart.
pub(crate) fn apart(
    host: &str,
    port: &str,
    namespace: &str,
    find: Find<'_>,
) -> Option<(String, String)> {
    let real = find(&target(host, port.parse().ok()?, namespace)?)?;
    Some((LOOPBACK.to_owned(), real.to_string()))
}

/// The Service that a host name may mean: `name`, `name.namespace`, and up to
/// `name.namespace.svc.cluster.local`.
fn target(host: &str, port: u16, namespace: &str) -> Option<Target> {
    let mut labels = host.trim_end_matches('.').splitn(3, '.');
    let service = labels.next().filter(|label| !label.is_empty())?;
    let namespace = labels.next().unwrap_or(namespace);
    let suffix = labels.next().unwrap_or("svc");
    let known = suffix == "svc" || suffix.starts_with("svc.");
    known.then(|| Target {
        namespace: namespace.to_owned(),
        service: service.to_owned(),
        port: Port::Number(port),
    })
}

#[cfg(test)]
mod tests {
    use super::{Port, Target, apart, rewrite};

    /// Redis and Postgres in `shop`, a web server in `other`.
    fn find(target: &Target) -> Option<u16> {
        let known = [
            ("shop", "redis", 6379, 41001),
            ("shop", "db", 5432, 41002),
            ("other", "web", 80, 41003),
            ("other", "web", 443, 41004),
            ("shop", "redis-1", 6379, 41005),
        ];
        let found = known.into_iter().find(|(namespace, service, port, _)| {
            target.namespace == *namespace
                && target.service == *service
                && target.port == Port::Number(*port)
        });
        found.map(|(.., real)| real)
    }

    #[test]
    fn addresses_of_services_become_loopback() {
        let rows = [
            ("redis:6379", "127.0.0.1:41001"),
            ("redis.shop:6379", "127.0.0.1:41001"),
            ("redis.shop.svc:6379", "127.0.0.1:41001"),
            ("redis.shop.svc.cluster.local:6379", "127.0.0.1:41001"),
            ("redis.shop.svc.cluster.local.:6379", "127.0.0.1:41001"),
            ("redis:6379,redis-1:6379", "127.0.0.1:41001,127.0.0.1:41005"),
            (
                "redis://me:pw@redis:6379/0",
                "redis://me:pw@127.0.0.1:41001/0",
            ),
            ("http://web.other/orders", "http://127.0.0.1:41003/orders"),
            ("https://web.other.svc", "https://127.0.0.1:41004"),
            ("http://web.other:80/a:b", "http://127.0.0.1:41003/a:b"),
            (
                "host=db user=me password=x port=5432",
                "host=127.0.0.1 user=me password=x port=41002",
            ),
            ("user=me host=db.shop", "user=me host=127.0.0.1 port=41002"),
            // Not theirs.
            ("redis", "redis"),
            ("redis:6380", "redis:6380"),
            ("redis.other:6379", "redis.other:6379"),
            ("redis.shop.example.com:6379", "redis.shop.example.com:6379"),
            ("localhost:6379", "localhost:6379"),
            ("127.0.0.1:6379", "127.0.0.1:6379"),
            ("[::1]:6379", "[::1]:6379"),
            ("http://example.com/redis", "http://example.com/redis"),
            ("my-redis:6379", "my-redis:6379"),
            ("redis:6379x", "redis:6379x"),
            ("host=nowhere port=1", "host=nowhere port=1"),
            ("größe:redis:6379", "größe:127.0.0.1:41001"),
            ("", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(rewrite(text, "shop", &find), expected, "{text}");
        }
    }

    #[test]
    fn hosts_and_ports_may_stand_apart() {
        let real = Some(("127.0.0.1".to_owned(), "41002".to_owned()));
        assert_eq!(apart("db", "5432", "shop", &find), real);
        assert_eq!(apart("db.shop.svc", "5432", "other", &find), real);
        for (host, port) in [("db", "1"), ("db", "x"), ("nowhere", "5432")] {
            assert_eq!(apart(host, port, "shop", &find), None, "{host} {port}");
        }
    }
}
