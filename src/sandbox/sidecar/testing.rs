//! A small cluster, a small app and a real Redis for tests.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt as _};
use serde_json::{Value, json};

use super::cluster::{Cluster, Data, Port, Resource};

/// A cluster in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Fake {
    components: Vec<Value>,
    subscriptions: Vec<Value>,
    secrets: BTreeMap<String, Data>,
    services: BTreeMap<String, Vec<SocketAddr>>,
}

impl Fake {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn with_component(
        mut self,
        name: &str,
        kind: &str,
        metadata: &[(&str, &str)],
    ) -> Self {
        let metadata: Vec<_> = metadata
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        self.components.push(json!({
            "metadata": {"name": name},
            "spec": {"type": kind, "version": "v1", "metadata": metadata},
        }));
        self
    }

    pub(super) fn with_subscription(mut self, spec: Value) -> Self {
        self.subscriptions.push(json!({"spec": spec}));
        self
    }

    pub(super) fn with_secret(mut self, name: &str, data: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.secrets
            .insert(name.to_owned(), data.iter().map(owned).collect());
        self
    }

    /// A Service, at one of its real ports.
    pub(super) fn with_service(mut self, name: &str, address: SocketAddr) -> Self {
        self.services
            .entry(name.to_owned())
            .or_default()
            .push(address);
        self
    }
}

impl Cluster for Fake {
    fn list(&self, resource: Resource) -> BoxFuture<'_, Result<Vec<Value>, String>> {
        let list = match resource {
            Resource::Components => &self.components,
            Resource::Subscriptions => &self.subscriptions,
        };
        Box::pin(async move { Ok(list.clone()) })
    }

    fn configuration<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, Result<Option<Value>, String>> {
        Box::pin(async { Ok(None) })
    }

    fn secret<'a>(
        &'a self,
        _namespace: &'a str,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Data, String>> {
        let found = self.secrets.get(name).cloned();
        Box::pin(async move { found.ok_or_else(|| format!("secrets \"{name}\" not found")) })
    }

    fn secrets<'a>(
        &'a self,
        _namespace: &'a str,
    ) -> BoxFuture<'a, Result<BTreeMap<String, Data>, String>> {
        Box::pin(async { Ok(self.secrets.clone()) })
    }

    fn endpoints<'a>(
        &'a self,
        _namespace: &'a str,
        service: &'a str,
        _port: Port<'a>,
    ) -> BoxFuture<'a, Result<Option<Vec<SocketAddr>>, String>> {
        Box::pin(async move { Ok(self.services.get(service).cloned()) })
    }

    fn changes(&self, _resource: Resource) -> BoxStream<'static, ()> {
        futures::stream::pending().boxed()
    }
}

/// A Redis server of one test's own; it ends with the test.
pub(super) struct Redis {
    pub port: u16,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// None where `redis-server` is not installed.
    pub(super) async fn start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port().await;
        let child = Command::new("redis-server")
            .args([
                "--port",
                &port.to_string(),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let redis = Self {
            port,
            child,
            _folder: folder,
        };
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
        {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Some(redis)
    }

    /// Sends a command; the reply as text.
    pub(super) async fn ask(&self, words: &[&str]) -> redis::Value {
        let client =
            redis::Client::open(format!("redis://127.0.0.1:{}/", self.port)).expect("an address");
        let mut connection = client
            .get_multiplexed_async_connection()
            .await
            .expect("a server");
        let mut command = redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(*word);
        }
        command.query_async(&mut connection).await.expect("a reply")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses at the moment.
pub(super) async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port");
    listener.local_addr().expect("has one").port()
}
