//! Calls between real sidecars, and from them to Services.

use std::convert::Infallible;

use http::{Request, Response, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::node::TestNode;
use crate::sandbox::registry::WriteOptions;
use crate::sandbox::runtime::objects::Objects;
use crate::sandbox::runtime::standalone::addresses::{Port, Target};
use crate::sandbox::runtime::standalone::callee::tests::streamed;
use crate::sandbox::runtime::standalone::doors::Doors;
use crate::sandbox::runtime::standalone::router::Router;

const PATH: &str = "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream";

/// A sidecar that answers its name, the path and what it got; its port.
async fn sidecar(name: &'static str) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = move |request: Request<Incoming>| async move {
        let path = request.uri().path().to_owned();
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let text = format!("{name} {path} {}", body.len());
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(text)))
    };
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let serve = http2::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service_fn(answer));
            tokio::spawn(serve);
        }
    });
    port
}

async fn app(node: &TestNode, namespace: &str, id: &str, port: u16, ready: bool) {
    let name = format!("{id}-dapr");
    let service = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": name, "annotations": {"dapr.io/app-id": id}},
        "spec": {"clusterIP": "None", "ports": [{"name": "dapr-internal", "port": 50002}]},
    });
    let slice = json!({
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {"name": format!("{name}-1"), "labels": {"kubernetes.io/service-name": name}},
        "ports": [{"name": "dapr-internal", "port": port, "protocol": "TCP"}],
        "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": ready}}],
    });
    for object in [service, slice] {
        let text = |key: &str| object[key].as_str().unwrap().to_owned();
        let of = node
            .registry
            .kind(&text("apiVersion"), &text("kind"))
            .unwrap();
        let options = WriteOptions::default();
        let made = node
            .registry
            .create(&of, Some(namespace), object, &options)
            .await;
        made.unwrap();
    }
}

/// What a router answers to a call of an app: a body, or gRPC's code and words.
async fn call(port: u16, id: &str) -> Result<String, (String, String)> {
    let client = Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build_http();
    let request = Request::post(format!("http://127.0.0.1:{port}{PATH}"))
        .version(Version::HTTP_2)
        .body(Full::<Bytes>::from(streamed(id)));
    let answer = client.request(request.unwrap()).await.unwrap();
    let header = |name: &str| Some(answer.headers().get(name)?.to_str().ok()?.to_owned());
    if let Some(code) = header("grpc-status") {
        return Err((code, header("grpc-message").unwrap_or_default()));
    }
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Ok(String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn each_call_goes_to_its_app() {
    let node = TestNode::new().await;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
    let of = node.registry.kind("v1", "Namespace").unwrap();
    let options = WriteOptions::default();
    node.registry
        .create(&of, None, namespace, &options)
        .await
        .unwrap();
    for (namespace, id, name, ready) in [
        ("default", "cart", "cart of default", true),
        ("default", "mail", "mail", true),
        ("default", "slow", "slow", false),
        ("shop", "cart", "cart of shop", true),
    ] {
        app(&node, namespace, id, sidecar(name).await, ready).await;
    }
    let objects = Objects::new(node.registry.clone()).unwrap();
    let cancel = CancellationToken::new();
    let router = Router::new(objects, cancel.clone());
    let port = |namespace: Option<&str>| router.port(namespace).unwrap();
    let (default, shop, other) = (port(Some("default")), port(Some("shop")), port(None));
    assert_eq!(port(Some("shop")), shop);
    let length = |id: &str| streamed(id).len();
    let good = |name: &str, id: &str| Ok(format!("{name} {PATH} {}", length(id)));
    let bad = |code: &str, words: &str| Err((code.to_owned(), words.to_owned()));
    let no_host = |id: &str| {
        bad(
            "5",
            &format!("failed to resolve address for '{id}-dapr': no such host"),
        )
    };
    let rows = [
        (default, "cart", good("cart of default", "cart")),
        (default, "mail", good("mail", "mail")),
        (shop, "cart", good("cart of shop", "cart")),
        (other, "mail", good("mail", "mail")),
        (shop, "mail", no_host("mail")),
        (default, "nobody", no_host("nobody")),
        // Two are called so.
        (other, "cart", no_host("cart")),
        (
            default,
            "slow",
            bad("14", "no sidecar of slow is ready in namespace default"),
        ),
    ];
    for (port, id, expected) in rows {
        assert_eq!(call(port, id).await, expected, "{id}");
    }
    // One that comes later is found at once.
    app(&node, "shop", "late", sidecar("late").await, true).await;
    assert_eq!(call(shop, "late").await, good("late", "late"));
    cancel.cancel();
}

/// A server that says what it hears; its port.
async fn echo() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (mut reader, mut writer) = stream.split();
            let _ = tokio::io::copy(&mut reader, &mut writer).await;
        }
    });
    port
}

#[tokio::test]
async fn a_door_leads_to_a_service_and_waits_for_its_endpoint() {
    let node = TestNode::new().await;
    let cancel = CancellationToken::new();
    let objects = Objects::new(node.registry.clone()).unwrap();
    let doors = Doors::new(objects, cancel.clone());
    let target = |port| Target {
        namespace: "default".to_owned(),
        service: "cart-dapr".to_owned(),
        port: Port::Number(port),
    };
    assert_eq!(doors.port(&target(50002)), None);
    app(&node, "default", "cart", echo().await, false).await;
    assert_eq!(doors.port(&target(1)), None);
    let port = doors.port(&target(50002)).unwrap();
    assert_eq!(doors.port(&target(50002)), Some(port));

    let mut client = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    client.write_all(b"hello").await.unwrap();
    let ready = |live: &mut serde_json::Value| {
        live["endpoints"][0]["conditions"]["ready"] = true.into();
        true
    };
    let of = node
        .registry
        .kind("discovery.k8s.io/v1", "EndpointSlice")
        .unwrap();
    let name = "cart-dapr-1";
    let changed = node
        .registry
        .modify(&of, Some("default"), name, None, "test", &ready);
    changed.await.unwrap();
    let mut heard = [0; 5];
    client.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"hello");
    cancel.cancel();
}
