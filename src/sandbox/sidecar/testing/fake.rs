//! A cluster in memory.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt as _};
use serde_json::{Value, json};

use super::super::cluster::{Cluster, Data, Port, Resource};
use super::super::resiliency::Policies;

/// A cluster in memory.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Fake {
    components: Vec<Value>,
    subscriptions: Vec<Value>,
    resiliencies: Vec<Value>,
    secrets: BTreeMap<String, Data>,
    services: BTreeMap<String, Vec<SocketAddr>>,
}

impl Fake {
    pub(in super::super) fn new() -> Self {
        Self::default()
    }

    pub(in super::super) fn with_component(
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

    /// Only for these apps.
    pub(in super::super) fn scope(&mut self, name: &str, scopes: &[&str]) {
        for component in &mut self.components {
            if component["metadata"]["name"] == name {
                component["scopes"] = json!(scopes);
            }
        }
    }

    /// Takes a component away.
    pub(in super::super) fn remove(&mut self, name: &str) {
        self.components
            .retain(|component| component["metadata"]["name"] != name);
    }

    /// No component waits for long.
    pub(in super::super) fn hurried(mut self) -> Self {
        for component in &mut self.components {
            component["spec"]["initTimeout"] = json!("1ms");
        }
        self
    }

    pub(in super::super) fn with_subscription(mut self, spec: &Value) -> Self {
        self.subscriptions.push(json!({"spec": spec}));
        self
    }

    pub(in super::super) fn with_resiliency(mut self, spec: &Value) -> Self {
        self.resiliencies
            .push(json!({"metadata": {"name": "r"}, "spec": spec}));
        self
    }

    pub(in super::super) fn with_secret(mut self, name: &str, data: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.secrets
            .insert(name.to_owned(), data.iter().map(owned).collect());
        self
    }

    /// A Service, at one of its real ports.
    pub(in super::super) fn with_service(mut self, name: &str, address: SocketAddr) -> Self {
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
            Resource::Resiliencies => &self.resiliencies,
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

/// A cluster that a test can change while a sidecar looks at it.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Changing(Arc<Mutex<Fake>>);

impl Changing {
    pub(in super::super) fn new(fake: Fake) -> Self {
        Self(Arc::new(Mutex::new(fake)))
    }

    pub(in super::super) fn change(&self, fake: &Fake) {
        *self.0.lock().expect("whole") = fake.clone();
    }

    /// Its policies.
    pub(in super::super) fn policies(&self) -> Policies {
        let mut policies = Policies::default();
        for manifest in self.now().resiliencies {
            policies.add(&manifest).expect("well");
        }
        policies
    }

    fn now(&self) -> Fake {
        self.0.lock().expect("whole").clone()
    }
}

impl Cluster for Changing {
    fn list(&self, resource: Resource) -> BoxFuture<'_, Result<Vec<Value>, String>> {
        let now = self.now();
        Box::pin(async move { now.list(resource).await })
    }

    fn configuration<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, String>> {
        let now = self.now();
        Box::pin(async move { now.configuration(name).await })
    }

    fn secret<'a>(
        &'a self,
        namespace: &'a str,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Data, String>> {
        let now = self.now();
        Box::pin(async move { now.secret(namespace, name).await })
    }

    fn secrets<'a>(
        &'a self,
        namespace: &'a str,
    ) -> BoxFuture<'a, Result<BTreeMap<String, Data>, String>> {
        let now = self.now();
        Box::pin(async move { now.secrets(namespace).await })
    }

    fn endpoints<'a>(
        &'a self,
        namespace: &'a str,
        service: &'a str,
        port: Port<'a>,
    ) -> BoxFuture<'a, Result<Option<Vec<SocketAddr>>, String>> {
        let now = self.now();
        Box::pin(async move { now.endpoints(namespace, service, port).await })
    }

    fn changes(&self, resource: Resource) -> BoxStream<'static, ()> {
        self.now().changes(resource)
    }
}
