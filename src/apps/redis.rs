//! The Redis behind a Component, asked without Dapr: as `kubectl port-forward` and `redis-cli`
//! would.

use std::collections::HashMap;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisConnectionInfo, RedisError, RedisResult};
use serde_json::Value;

use crate::cluster::{Cluster, Select};
use crate::error::{Error, Result};
use crate::health;
use crate::manifest::{Kind, Object};

/// Keys that are looked through at most.
const MOST: usize = 10_000;
const DEFAULT_PORT: u16 = 6379;

/// A connection to it.
pub struct Redis {
    connection: MultiplexedConnection,
}

/// What it holds under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As Redis has it: `nodeapp||order`.
    pub key: String,
    /// How often Dapr wrote it; none for what something else wrote.
    pub version: Option<String>,
    /// What is kept.
    pub data: String,
}

impl Redis {
    /// Connects to the Redis that a Component names, if it runs in the cluster.
    ///
    /// # Errors
    /// There is no such Component, it is not for Redis, or its Redis cannot be reached.
    pub async fn behind(cluster: &Cluster, namespace: &str, component: &str) -> Result<Self> {
        let component = get(
            cluster,
            "dapr.io/v1alpha1",
            "Component",
            namespace,
            component,
        )
        .await?;
        let kind = component.text("/spec/type");
        if kind.split('.').next_back() != Some("redis") {
            return Err(failed(
                "not-redis",
                format!("{kind} is not kept in a Redis"),
            ));
        }
        let host = setting(cluster, &component, "redisHost").await?;
        let host = host.ok_or_else(|| failed("no-host", "the Component names no redisHost"))?;
        let address = Address::read(&host, namespace);
        let pod = pod_of(cluster, &address).await?;
        let port = pod.port;
        let dialed = cluster.dial(&address.namespace, &pod.name, port).await;
        let doing = format!("reach pod {}", pod.name);
        let stream = dialed.map_err(|refusal| refusal.explain(&doing))?.stream;
        let (info, config) = (
            RedisConnectionInfo::default(),
            AsyncConnectionConfig::default(),
        );
        let opened = MultiplexedConnection::new_with_config(&info, stream, config).await;
        let (mut connection, driver) = opened.map_err(|error| silent(&pod.name, &error))?;
        tokio::spawn(driver);
        if let Some(password) = setting(cluster, &component, "redisPassword").await? {
            let entered: RedisResult<()> = redis::cmd("AUTH")
                .arg(password)
                .query_async(&mut connection)
                .await;
            entered.map_err(|error| silent(&pod.name, &error))?;
        }
        Ok(Self { connection })
    }

    /// All that is held under keys that begin so, by key.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn entries(&mut self, begin: &str) -> Result<Vec<Entry>> {
        let mut keys = self
            .keys(begin)
            .await
            .map_err(|error| silent("Redis", &error))?;
        keys.sort_unstable();
        let mut entries = Vec::new();
        for key in keys {
            entries.extend(self.entry(&key).await?);
        }
        Ok(entries)
    }

    async fn keys(&mut self, begin: &str) -> RedisResult<Vec<String>> {
        let (mut keys, mut cursor) = (Vec::new(), 0_u64);
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("COUNT").arg(500);
            let (next, found): (u64, Vec<Vec<u8>>) = scan.query_async(&mut self.connection).await?;
            // Dapr's keys are texts; others may lie beside them.
            let texts = found
                .into_iter()
                .filter_map(|key| String::from_utf8(key).ok());
            keys.extend(texts.filter(|key| key.starts_with(begin)));
            if next == 0 || keys.len() > MOST {
                return Ok(keys);
            }
            cursor = next;
        }
    }

    /// What is held under a key.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn entry(&mut self, key: &str) -> Result<Option<Entry>> {
        let entry = self.read(key).await;
        entry.map_err(|error| silent("Redis", &error))
    }

    /// Dapr keeps state in a hash with `data` and `version`; others may keep plain texts beside it.
    async fn read(&mut self, key: &str) -> RedisResult<Option<Entry>> {
        let mut of = redis::cmd("TYPE");
        let kind: String = of.arg(key).query_async(&mut self.connection).await?;
        let entry = |version, data| Entry {
            key: key.to_owned(),
            version,
            data,
        };
        Ok(match kind.as_str() {
            "none" => None,
            "hash" => {
                let mut all = redis::cmd("HGETALL");
                let fields: HashMap<Vec<u8>, Vec<u8>> =
                    all.arg(key).query_async(&mut self.connection).await?;
                let (version, data) = of_hash(&fields);
                Some(entry(version, data))
            }
            "string" => {
                let mut get = redis::cmd("GET");
                let data: Vec<u8> = get.arg(key).query_async(&mut self.connection).await?;
                Some(entry(None, text(&data)))
            }
            other => Some(entry(None, format!("({other})"))),
        })
    }
}

/// The version in a hash of Dapr's, and the data.
fn of_hash(fields: &HashMap<Vec<u8>, Vec<u8>>) -> (Option<String>, String) {
    let field = |name: &str| fields.get(name.as_bytes()).map(|bytes| text(bytes));
    (field("version"), field("data").unwrap_or_default())
}

/// What is kept may be no text; it is shown as far as it is one.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `dapr-dev-redis-master:6379`, `redis.shop.svc.cluster.local`
#[derive(Debug, PartialEq, Eq)]
struct Address {
    service: String,
    namespace: String,
    port: u16,
}

impl Address {
    fn read(host: &str, namespace: &str) -> Self {
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().unwrap_or(DEFAULT_PORT)),
            None => (host, DEFAULT_PORT),
        };
        let mut labels = host.split('.');
        let mut label = || labels.next().filter(|label| !label.is_empty());
        Self {
            service: label().unwrap_or_default().to_owned(),
            namespace: label().unwrap_or(namespace).to_owned(),
            port,
        }
    }
}

struct Place {
    name: String,
    port: u16,
}

/// A pod that is ready behind the Service.
async fn pod_of(cluster: &Cluster, address: &Address) -> Result<Place> {
    let Address {
        service,
        namespace,
        port,
    } = address;
    let service = get(cluster, "v1", "Service", namespace, service).await?;
    let selector = service.at("/spec/selector").and_then(Value::as_object);
    let labels = selector.into_iter().flatten();
    let labels: Vec<String> = labels
        .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
        .collect();
    let kind = Kind::known("v1", "Pod").expect("a known kind");
    let select = Select::labels(labels.join(","));
    let pods = cluster.list(&kind, Some(namespace), &select).await;
    let pods = pods.map_err(|refusal| refusal.explain("list pods"))?;
    let ready = pods.into_iter().find(health::pod_is_ready);
    let pod = ready.ok_or_else(|| {
        failed(
            "redis-not-ready",
            format!("no pod of Service {} is ready", service.name()),
        )
    })?;
    Ok(Place {
        name: pod.name().to_owned(),
        port: target_port(&service, &pod, *port),
    })
}

/// The port of the pod that a port of the Service leads to.
fn target_port(service: &Object, pod: &Object, port: u16) -> u16 {
    let ports = service.items("/spec/ports").iter();
    let of = ports
        .filter(|of| of["port"] == port)
        .map(|of| &of["targetPort"]);
    let Some(target) = of.into_iter().next() else {
        return port;
    };
    let named = target.as_str().and_then(|name| {
        let containers = pod.items("/spec/containers").iter();
        let mut ports = containers.flat_map(|it| it["ports"].as_array().into_iter().flatten());
        let port = ports.find(|port| port["name"] == name)?;
        port["containerPort"].as_u64()
    });
    let number = target.as_u64().or(named);
    number
        .and_then(|number| u16::try_from(number).ok())
        .unwrap_or(port)
}

/// A setting of a Component, from its Secret where it is there; an empty one is none.
async fn setting(cluster: &Cluster, component: &Object, name: &str) -> Result<Option<String>> {
    let (of, key) = match stated(component, name) {
        Some(Stated::Value(value)) => return Ok(Some(value.to_owned())),
        Some(Stated::Secret(of, key)) => (of, key),
        None => return Ok(None),
    };
    let namespace = component.namespace().unwrap_or_default();
    let secret = get(cluster, "v1", "Secret", namespace, of).await?;
    Ok(secret.secret(key))
}

/// What a Component says of a setting.
#[derive(Debug, PartialEq, Eq)]
enum Stated<'a> {
    Value(&'a str),
    /// Name of the Secret, and the key in it.
    Secret(&'a str, &'a str),
}

/// Names count as for daprd, whatever the case of their letters.
fn stated<'a>(component: &'a Object, name: &str) -> Option<Stated<'a>> {
    let is_it = |own: &str| own.eq_ignore_ascii_case(name);
    let mut settings = component.items("/spec/metadata").iter();
    let setting = settings.find(|setting| setting["name"].as_str().is_some_and(is_it))?;
    let secret = &setting["secretKeyRef"];
    if let Some(of) = secret["name"].as_str() {
        return Some(Stated::Secret(of, secret["key"].as_str().unwrap_or(of)));
    }
    let value = setting["value"].as_str()?;
    (!value.is_empty()).then_some(Stated::Value(value))
}

async fn get(
    cluster: &Cluster,
    api_version: &str,
    kind: &str,
    namespace: &str,
    name: &str,
) -> Result<Object> {
    let of = Kind::known(api_version, kind).expect("a known kind");
    let found = cluster.get(&of, Some(namespace), name).await;
    let found = found.map_err(|refusal| refusal.explain(&format!("read {kind} {name}")))?;
    found.ok_or_else(|| {
        failed("not-found", format!("there is no {kind} {name}"))
            .on(format!("namespace {namespace}"))
    })
}

fn silent(who: &str, error: &RedisError) -> Error {
    failed("redis-silent", format!("{who} does not answer")).says(error.to_string())
}

fn failed(code: &'static str, message: impl Into<String>) -> Error {
    Error::failed(code, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_host_is_a_service_and_its_port() {
        let address = |service: &str, namespace: &str, port| Address {
            service: service.to_owned(),
            namespace: namespace.to_owned(),
            port,
        };
        let rows = [
            ("redis", address("redis", "shop", 6379)),
            ("redis:7000", address("redis", "shop", 7000)),
            ("redis.data:1", address("redis", "data", 1)),
            (
                "redis.data.svc.cluster.local:1",
                address("redis", "data", 1),
            ),
        ];
        for (host, expected) in rows {
            assert_eq!(Address::read(host, "shop"), expected, "{host}");
        }
    }

    #[test]
    fn a_setting_is_a_value_or_in_a_secret() {
        let rows = [
            (json!({"value": "x"}), Some(Stated::Value("x"))),
            (json!({"value": ""}), None),
            (json!({}), None),
            (
                json!({"secretKeyRef": {"name": "redis", "key": "password"}}),
                Some(Stated::Secret("redis", "password")),
            ),
            (
                json!({"secretKeyRef": {"name": "redis"}}),
                Some(Stated::Secret("redis", "redis")),
            ),
        ];
        for (mut setting, expected) in rows {
            setting["name"] = json!("RedisPassword");
            let component = Object(json!({"spec": {"metadata": [{"name": "x"}, setting]}}));
            assert_eq!(stated(&component, "redisPassword"), expected);
            assert_eq!(stated(&component, "redisHost"), None);
        }
    }

    #[test]
    fn what_is_kept_may_be_no_text() {
        let field = |name: &str, bytes: &[u8]| (name.as_bytes().to_vec(), bytes.to_vec());
        let fields = HashMap::from([field("data", b"a\xff"), field("version", b"3")]);
        let expected = (Some("3".to_owned()), "a\u{fffd}".to_owned());
        assert_eq!(of_hash(&fields), expected);
        let nothing = (None, String::new());
        assert_eq!(of_hash(&HashMap::new()), nothing);
    }

    #[test]
    fn a_port_of_a_service_leads_to_one_of_the_pod() {
        let service = |target: Value| {
            Object(json!({"spec": {"ports": [{"port": 6379, "targetPort": target}]}}))
        };
        let pod = Object(json!({"spec": {"containers": [
            {"ports": [{"name": "redis", "containerPort": 7001}]}]}}));
        let rows = [
            (json!(7000), 6379, 7000),
            (json!("redis"), 6379, 7001),
            (json!("other"), 6379, 6379),
            (Value::Null, 6379, 6379),
            (json!(7000), 1, 1),
        ];
        for (target, port, expected) in rows {
            assert_eq!(target_port(&service(target), &pod, port), expected);
        }
    }
}
