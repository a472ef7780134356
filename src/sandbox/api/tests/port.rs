//! The server on a port of its own, asked by clients that trust its certificates.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method, Request};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use k8s_openapi::api::core::v1::Pod;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::here::OneApp;
use crate::sandbox::api::{Server, kubeconfig};
use crate::sandbox::home::Home;
use crate::sandbox::registry::Registry;
use crate::sandbox::store::Store;

/// A server on a port of its own, that ends with this.
pub(super) struct Running {
    _end: DropGuard,
    _folder: tempfile::TempDir,
    pub(super) home: Home,
}

pub(super) async fn run() -> Running {
    run_with_app(1).await
}

async fn run_with_app(port: u16) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path().join("home"));
    let registry = Registry::open(Store::in_memory()).await.unwrap();
    let server = Server::bind(&home, registry, Arc::new(OneApp(port))).unwrap();
    let cancel = CancellationToken::new();
    tokio::spawn(server.serve(cancel.clone()));
    Running {
        _end: cancel.drop_guard(),
        _folder: folder,
        home,
    }
}

pub(super) async fn client(home: &Home, context: &str) -> kube::Client {
    let options = kube::config::KubeConfigOptions {
        context: Some(context.to_owned()),
        ..kube::config::KubeConfigOptions::default()
    };
    let file = kube::config::Kubeconfig::read_from(home.kubeconfig()).unwrap();
    let config = kube::Config::from_custom_kubeconfig(file, &options)
        .await
        .unwrap();
    kube::Client::try_from(config).unwrap()
}

#[tokio::test]
async fn clients_get_in_with_what_the_kubeconfig_gives_them() {
    let running = run().await;
    for context in ["sandbox", "sandbox-token"] {
        let client = client(&running.home, context).await;
        let version = client.apiserver_version().await.unwrap();
        assert_eq!(version.git_version, "v1.34.4+daprk");
        let request = Request::get("/api/v1/namespaces/default")
            .body(Vec::new())
            .unwrap();
        let namespace: Value = client.request(request).await.unwrap();
        assert_eq!(namespace["metadata"]["name"], "default", "{context}");
    }
}

#[tokio::test]
async fn the_port_is_kept_where_it_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path());
    let registry = Registry::open(Store::in_memory()).await.unwrap();
    let bind = || Server::bind(&home, registry.clone(), Arc::new(OneApp(1))).unwrap();
    let first = bind();
    let port = first.address().port();
    let second = bind();
    assert_ne!(second.address().port(), port, "the first is taken");
    let port = second.address().port();
    drop((first, second));
    assert_eq!(bind().address().port(), port);
}

#[tokio::test]
async fn plain_text_on_the_port_harms_nobody() {
    let running = run().await;
    let port = kubeconfig::port(&running.home.kubeconfig()).unwrap();
    let connector = HttpConnector::new();
    let plain = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(connector);
    let mut request = Request::new(Full::new(Bytes::new()));
    *request.method_mut() = Method::GET;
    *request.headers_mut() = HeaderMap::new();
    *request.uri_mut() = format!("http://127.0.0.1:{port}/readyz").parse().unwrap();
    let answered = tokio::time::timeout(Duration::from_secs(30), plain.request(request)).await;
    assert!(answered.unwrap().is_err());
    let client = client(&running.home, "sandbox").await;
    client.apiserver_version().await.unwrap();
}

/// The pods of a namespace, with one that is called `p`.
pub(super) async fn pods_with_one(client: kube::Client) -> kube::Api<Pod> {
    for (path, object) in [
        ("serviceaccounts", json!({"metadata": {"name": "default"}})),
        (
            "pods",
            json!({
                "metadata": {"name": "p"},
                "spec": {"nodeName": "sandbox", "containers": [{"name": "c", "image": "i"}]},
            }),
        ),
    ] {
        let request = Request::post(format!("/api/v1/namespaces/default/{path}"));
        let request = request.header("content-type", "application/json");
        let made = client.request::<Value>(request.body(object.to_string().into_bytes()).unwrap());
        made.await.unwrap();
    }
    kube::Api::default_namespaced(client)
}

/// kube uses the old websocket form; kubectl's is proved with kubectl.
#[tokio::test]
async fn a_port_is_forwarded_both_ways() {
    let app = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = app.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = app.accept().await.unwrap();
        let (mut from, mut to) = stream.split();
        tokio::io::copy(&mut from, &mut to).await.unwrap();
    });
    let running = run_with_app(port).await;
    let client = client(&running.home, "sandbox").await;
    let pods = pods_with_one(client).await;
    let mut forwarder = pods.portforward("p", &[80, 1]).await.unwrap();
    let refused = forwarder.take_error(1).unwrap().await.unwrap();
    assert!(refused.contains("connect: connection refused"), "{refused}");
    let mut stream = forwarder.take_stream(80).unwrap();
    stream.write_all(b"hello").await.unwrap();
    let mut read = [0; 5];
    stream.read_exact(&mut read).await.unwrap();
    assert_eq!(&read, b"hello");
}
