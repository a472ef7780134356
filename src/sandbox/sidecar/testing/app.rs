//! An app that tells what it was asked.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Headers that a test may look at; others are the connection's or come from the client.
const SHOWN: [&str; 6] = [
    "content-type",
    "x-mine",
    "dapr-app-id",
    "dapr-caller-app-id",
    "dapr-caller-namespace",
    "pubsubname",
];

/// A running app.
pub(in super::super) struct TestApp {
    pub port: u16,
    /// What came to paths below `/events`.
    pub events: UnboundedReceiver<Value>,
}

impl TestApp {
    /// Starts one; `subscriptions` is its answer to `GET /dapr/subscribe`.
    pub(in super::super) async fn start(subscriptions: Value) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("has one").port();
        let (sender, events) = unbounded_channel();
        tokio::spawn(serve(listener, Arc::new(subscriptions), sender));
        Self { port, events }
    }
}

async fn serve(listener: TcpListener, subscriptions: Arc<Value>, events: UnboundedSender<Value>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (subscriptions, events) = (Arc::clone(&subscriptions), events.clone());
        let service = service_fn(move |request| {
            let (subscriptions, events) = (Arc::clone(&subscriptions), events.clone());
            async move { Ok::<_, Infallible>(answer(request, &subscriptions, &events).await) }
        });
        tokio::spawn(
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service),
        );
    }
}

async fn answer(
    request: Request<Incoming>,
    subscriptions: &Value,
    events: &UnboundedSender<Value>,
) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("whole").to_bytes();
    let path = parts.uri.path();
    let headers: Value = SHOWN
        .iter()
        .filter_map(|name| Some((*name, json!(parts.headers.get(*name)?.to_str().ok()?))))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let text = String::from_utf8_lossy(&body).into_owned();
    if path.starts_with("/events") {
        let event: Value = serde_json::from_str(&text).unwrap_or_default();
        let _ = events.send(json!({"path": path, "headers": headers, "event": event}));
    }
    if path == "/slow" {
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    let (status, text) = match path {
        "/dapr/subscribe" => (200, subscriptions.to_string()),
        "/dapr/config" => (404, String::new()),
        "/events/retry" => (200, json!({"status": "RETRY"}).to_string()),
        "/events/drop" => (200, json!({"status": "DROP"}).to_string()),
        "/events/broken" => (500, "broken".into()),
        path if path.starts_with("/events") => (200, String::new()),
        path => {
            let code = path
                .strip_prefix("/status/")
                .and_then(|code| code.parse().ok());
            if let Some(code) = code {
                (code, format!("this is {code}"))
            } else {
                let query = parts.uri.query().unwrap_or_default();
                let told = json!({"method": parts.method.as_str(), "path": path, "query": query, "headers": headers, "body": text});
                (200, told.to_string())
            }
        }
    };
    let response = Response::builder().status(status).header("x-app", "told");
    response.body(Full::new(text.into())).expect("well")
}
