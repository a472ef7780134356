//! What is asked of the Kubernetes API.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt as _};
use http::Request;
use kube::api::{Api, ApiResource, DynamicObject, GroupVersionKind};
use kube::runtime::watcher::{self, Event};
use kube::runtime::{WatchStreamExt as _, watcher as watch};
use kube::{Client, Config};
use serde_json::Value;

use super::host;

/// The data of a Secret, decoded.
pub(super) type Data = BTreeMap<String, String>;

/// Dapr's resources that are read and watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    Components,
    Subscriptions,
}

impl Resource {
    fn path(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Components => ("v1alpha1", "Component", "components"),
            Self::Subscriptions => ("v2alpha1", "Subscription", "subscriptions"),
        }
    }
}

/// Which port of a Service.
#[derive(Clone, Copy, Debug)]
pub(super) enum Port<'a> {
    Named(&'a str),
    Number(u16),
}

/// The Kubernetes API as far as a sidecar needs it; tests have a small one of their own.
pub(super) trait Cluster: Send + Sync {
    /// All of a resource in the sidecar's namespace.
    fn list(&self, resource: Resource) -> BoxFuture<'_, Result<Vec<Value>, String>>;

    /// A Configuration of the sidecar's namespace.
    fn configuration<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, String>>;

    /// A Secret; the error is the API's sentence.
    fn secret<'a>(
        &'a self,
        namespace: &'a str,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Data, String>>;

    /// All Secrets of a namespace.
    fn secrets<'a>(
        &'a self,
        namespace: &'a str,
    ) -> BoxFuture<'a, Result<BTreeMap<String, Data>, String>>;

    /// Ready endpoints of a Service; none where there is no such Service or port.
    fn endpoints<'a>(
        &'a self,
        namespace: &'a str,
        service: &'a str,
        port: Port<'a>,
    ) -> BoxFuture<'a, Result<Option<Vec<SocketAddr>>, String>>;

    /// Says when something of a resource changed.
    fn changes(&self, resource: Resource) -> BoxStream<'static, ()>;
}

/// The API server of the kubeconfig.
pub(super) struct Server {
    client: Client,
    namespace: String,
}

impl Server {
    /// By `KUBECONFIG` or the pod's service account; nothing is sent yet.
    pub(super) async fn connect(namespace: &str) -> Result<Self, String> {
        let config = Config::infer().await.map_err(|error| error.to_string())?;
        let client = Client::try_from(config).map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            namespace: namespace.to_owned(),
        })
    }

    async fn get(&self, path: &str) -> Result<Value, kube::Error> {
        let request = Request::get(path)
            .body(Vec::new())
            .map_err(kube::Error::HttpError)?;
        self.client.request(request).await
    }

    /// None where the API answers 404.
    async fn find(&self, path: &str) -> Result<Option<Value>, String> {
        match self.get(path).await {
            Ok(found) => Ok(Some(found)),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
            Err(error) => Err(sentence(&error)),
        }
    }

    async fn items(&self, path: &str) -> Result<Vec<Value>, String> {
        let list = self.find(path).await?.unwrap_or_default();
        Ok(list["items"].as_array().cloned().unwrap_or_default())
    }

    async fn find_endpoints(
        &self,
        namespace: &str,
        service: &str,
        port: Port<'_>,
    ) -> Result<Option<Vec<SocketAddr>>, String> {
        let path = format!("/api/v1/namespaces/{namespace}/services/{service}");
        let Some(found) = self.find(&path).await? else {
            return Ok(None);
        };
        let name = match port {
            Port::Named(name) => name.to_owned(),
            Port::Number(number) => match host::port_name(&found, number) {
                Some(name) => name,
                None => return Ok(None),
            },
        };
        let path = format!(
            "/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D{service}"
        );
        Ok(Some(host::addresses(&self.items(&path).await?, &name)))
    }
}

impl Cluster for Server {
    fn list(&self, resource: Resource) -> BoxFuture<'_, Result<Vec<Value>, String>> {
        let (version, _, plural) = resource.path();
        let path = format!(
            "/apis/dapr.io/{version}/namespaces/{}/{plural}",
            self.namespace
        );
        Box::pin(async move { self.items(&path).await })
    }

    fn configuration<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, String>> {
        let namespace = &self.namespace;
        let path = format!("/apis/dapr.io/v1alpha1/namespaces/{namespace}/configurations/{name}");
        Box::pin(async move { self.find(&path).await })
    }

    fn secret<'a>(
        &'a self,
        namespace: &'a str,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Data, String>> {
        let path = format!("/api/v1/namespaces/{namespace}/secrets/{name}");
        Box::pin(async move {
            self.get(&path)
                .await
                .map(|found| data(&found))
                .map_err(|error| sentence(&error))
        })
    }

    fn secrets<'a>(
        &'a self,
        namespace: &'a str,
    ) -> BoxFuture<'a, Result<BTreeMap<String, Data>, String>> {
        let path = format!("/api/v1/namespaces/{namespace}/secrets");
        Box::pin(async move {
            let named = |secret: &Value| {
                Some((
                    secret["metadata"]["name"].as_str()?.to_owned(),
                    data(secret),
                ))
            };
            Ok(self.items(&path).await?.iter().filter_map(named).collect())
        })
    }

    fn endpoints<'a>(
        &'a self,
        namespace: &'a str,
        service: &'a str,
        port: Port<'a>,
    ) -> BoxFuture<'a, Result<Option<Vec<SocketAddr>>, String>> {
        Box::pin(self.find_endpoints(namespace, service, port))
    }

    fn changes(&self, resource: Resource) -> BoxStream<'static, ()> {
        let (version, kind, plural) = resource.path();
        let kind = GroupVersionKind::gvk("dapr.io", version, kind);
        let api: Api<DynamicObject> = Api::namespaced_with(
            self.client.clone(),
            &self.namespace,
            &ApiResource::from_gvk_with_plural(&kind, plural),
        );
        watch(api, watcher::Config::default())
            .default_backoff()
            .filter_map(|event| async move {
                // The list that a watch begins with counts once, when it is whole.
                matches!(
                    event,
                    Ok(Event::Apply(_) | Event::Delete(_) | Event::InitDone)
                )
                .then_some(())
            })
            .boxed()
    }
}

fn sentence(error: &kube::Error) -> String {
    match error {
        kube::Error::Api(status) => status.message.clone(),
        other => other.to_string(),
    }
}

fn data(secret: &Value) -> Data {
    use base64::Engine as _;
    let decode = |text: &str| {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let fields = secret["data"].as_object().into_iter().flatten();
    fields
        .map(|(name, value)| (name.clone(), decode(value.as_str().unwrap_or_default())))
        .collect()
}
