//! The API without its port, and a node of which nothing is real.

use std::pin::Pin;
use std::sync::Arc;

use futures::StreamExt;
use http::Request;
use http_body_util::BodyExt;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::sandbox::api::app::Api;
use crate::sandbox::api::openapi::Documents;
use crate::sandbox::api::reply::{Answer, full};
use crate::sandbox::api::tokens::Tokens;
use crate::sandbox::node::{LogQuery, LogStream, Node};
use crate::sandbox::registry::Registry;
use crate::sandbox::status::Reply;
use crate::sandbox::store::Store;

/// A node whose pods all listen on one port.
pub(super) struct OneApp(pub(super) u16);

impl Node for OneApp {
    fn logs(&self, _: &Value, container: &str, query: &LogQuery) -> Reply<LogStream> {
        let lines = [
            format!("{container} begins\n"),
            format!("follow {}\n", query.follow),
        ];
        let lines = lines.map(|line| Ok(line.into_bytes()));
        Ok(futures::stream::iter(lines).boxed())
    }

    fn connect(
        &self,
        _: &Value,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = std::io::Result<TcpStream>> + Send + '_>> {
        let real = if port == 80 { self.0 } else { port };
        Box::pin(TcpStream::connect(("127.0.0.1", real)))
    }
}

/// The API without its port.
pub(super) struct Here(pub(super) Api);

impl Here {
    pub(super) async fn new() -> Self {
        Self::with_app(1).await
    }

    pub(super) async fn with_app(port: u16) -> Self {
        let registry = Registry::open(Store::in_memory()).await.unwrap();
        Self(Api {
            registry,
            node: Arc::new(OneApp(port)),
            tokens: Tokens::new("t".repeat(64), vec![7; 32]),
            documents: Documents::default(),
            stop: CancellationToken::new(),
        })
    }

    pub(super) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(full(body.to_owned())).unwrap();
        self.0.answer(true, request).await
    }

    /// The status, and the body as JSON.
    pub(super) async fn send(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let media = match method {
            "PATCH" => "application/merge-patch+json",
            _ => "application/json",
        };
        let answer = self
            .ask(method, path, &[("content-type", media)], body)
            .await;
        (answer.status().as_u16(), json_of(answer).await)
    }

    pub(super) async fn get(&self, path: &str, accept: &str) -> (u16, Value) {
        let answer = self.ask("GET", path, &[("accept", accept)], "").await;
        (answer.status().as_u16(), json_of(answer).await)
    }

    pub(super) async fn with_map(self, name: &str) -> Self {
        let map = json!({"metadata": {"name": name}, "data": {"a": "b"}}).to_string();
        assert_eq!(self.send("POST", MAPS, &map).await.0, 201);
        self
    }
}

pub(super) const MAPS: &str = "/api/v1/namespaces/default/configmaps";

pub(super) async fn bytes_of(answer: Answer) -> Bytes {
    answer.into_body().collect().await.unwrap().to_bytes()
}

pub(super) async fn json_of(answer: Answer) -> Value {
    serde_json::from_slice(&bytes_of(answer).await).unwrap_or(Value::Null)
}
