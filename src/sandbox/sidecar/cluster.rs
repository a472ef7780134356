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
    Resiliencies,
}

impl Resource {
    fn path(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Components => ("v1alpha1", "Component", "components"),
            Self::Subscriptions => ("v2alpha1", "Subscription", "subscriptions"),
            Self::Resiliencies => ("v1alpha1", "Resiliency", "resiliencies"),
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
        let config = Config::infer().await.map_err(|error| chain(&error))?;
        let client = Client::try_from(config).map_err(|error| chain(&error))?;
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
        other => chain(other),
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut words: Vec<String> = causes.map(ToString::to_string).collect();
    // An outer error often ends with the inner one's words.
    words.dedup_by(|inner, outer| outer.ends_with(inner.as_str()));
    words.join(": ")
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::StreamExt as _;
    use http::Response;
    use http_body_util::Full;
    use hyper::body::{Bytes, Incoming};
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;
    use kube::{Client, Config};
    use serde_json::{Value, json};

    use super::{Cluster, Port, Resource, Server};

    /// What a Kubernetes API answers to some paths; 404 to others.
    fn answer(path: &str) -> Option<Value> {
        let components = json!({
            "apiVersion": "dapr.io/v1alpha1", "kind": "ComponentList", "metadata": {"resourceVersion": "7"},
            "items": [{"apiVersion": "dapr.io/v1alpha1", "kind": "Component", "metadata": {"name": "a"}}],
        });
        let slices = json!({"items": [{"ports": [{"name": "tcp", "port": 41000}], "endpoints": [{"addresses": ["127.0.0.1"]}]}]});
        Some(match path {
            "/apis/dapr.io/v1alpha1/namespaces/shop/components" => components,
            "/apis/dapr.io/v1alpha1/namespaces/shop/configurations/c" => json!({"spec": {}}),
            "/api/v1/namespaces/shop/secrets/db" => json!({"data": {"user": "YQ=="}}),
            "/api/v1/namespaces/shop/secrets" => {
                json!({"items": [{"metadata": {"name": "db"}, "data": {"user": "YQ=="}}]})
            }
            "/api/v1/namespaces/shop/services/redis" => {
                json!({"spec": {"ports": [{"name": "tcp", "port": 6379}]}})
            }
            "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices" => slices,
            _ => return None,
        })
    }

    async fn server() -> Server {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a port");
        let address = listener.local_addr().expect("has one");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service_fn(|request: http::Request<Incoming>| async move {
                    let found = answer(request.uri().path());
                    let status = if found.is_some() { 200 } else { 404 };
                    let refusal = || json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "secrets \"x\" not found", "reason": "NotFound", "code": 404});
                    let body = found.unwrap_or_else(refusal).to_string();
                    let response = Response::builder()
                        .status(status)
                        .body(Full::<Bytes>::from(body));
                    Ok::<_, Infallible>(response.expect("well"))
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        let config = Config::new(format!("http://{address}").parse().expect("an address"));
        Server {
            client: Client::try_from(config).expect("a client"),
            namespace: "shop".into(),
        }
    }

    #[tokio::test]
    async fn what_a_kubernetes_api_answers() {
        let server = server().await;
        assert_eq!(
            server
                .list(Resource::Components)
                .await
                .map(|list| list.len()),
            Ok(1)
        );
        assert_eq!(server.list(Resource::Subscriptions).await, Ok(Vec::new()));
        assert_eq!(
            server.configuration("c").await,
            Ok(Some(json!({"spec": {}})))
        );
        assert_eq!(server.configuration("d").await, Ok(None));
        assert_eq!(
            server
                .secret("shop", "db")
                .await
                .map(|data| data["user"].clone()),
            Ok("a".into())
        );
        assert_eq!(
            server.secret("shop", "x").await,
            Err("secrets \"x\" not found".into())
        );
        assert_eq!(
            server
                .secrets("shop")
                .await
                .map(|all| all["db"]["user"].clone()),
            Ok("a".into())
        );
        let endpoints =
            async |service, port| server.endpoints("shop", service, port).await.expect("well");
        let address = Some(vec!["127.0.0.1:41000".parse().expect("an address")]);
        assert_eq!(endpoints("redis", Port::Number(6379)).await, address);
        assert_eq!(endpoints("redis", Port::Named("tcp")).await, address);
        assert_eq!(endpoints("redis", Port::Number(1)).await, None);
        assert_eq!(endpoints("absent", Port::Number(6379)).await, None);
        assert_eq!(server.changes(Resource::Components).next().await, Some(()));
    }
}
