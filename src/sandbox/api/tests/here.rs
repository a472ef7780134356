//! The API without its port, and a node of which nothing is real.

use std::pin::Pin;
use std::sync::Arc;

use futures::StreamExt;
use futures::future::BoxFuture;
use http::Request;
use http_body_util::BodyExt;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::sandbox::api::app::Api;
use crate::sandbox::api::openapi::Documents;
use crate::sandbox::api::reply::{Answer, full};
use crate::sandbox::api::tokens::Tokens;
use crate::sandbox::node::{Ended, LogQuery, LogStream, Node, Opening, Session, Stdin, Streams};
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

    /// Echoes what is sent, says its command as an error, and ends with the code that is its first
    /// word; `no` is refused, and any other word cannot be started.
    fn exec(&self, _: &Value, _: &str, command: Vec<String>, streams: Streams) -> Opening<'_> {
        let ended = match command.first().map(String::as_str) {
            Some("no") => return Box::pin(async { Err("no such luck".to_owned()) }),
            Some(word) => match word.parse() {
                Ok(code) => Ended::Code(code),
                Err(_) => Ended::Failed(format!("no {word}")),
            },
            None => Ended::Failed("nothing".to_owned()),
        };
        let (near, far) = tokio::io::duplex(1024);
        let complaint = std::io::Cursor::new(command.join(" ").into_bytes());
        let session = Session {
            stdin: streams
                .stdin
                .then(|| -> Box<dyn Stdin> { Box::new(Echo(near)) }),
            stdout: Some(Box::new(far)),
            stderr: Some(Box::new(complaint)),
            ..Session::over(ended)
        };
        Box::pin(async { Ok(session) })
    }

    fn attach(&self, pod: &Value, container: &str, streams: Streams) -> Opening<'_> {
        self.exec(pod, container, vec!["0".to_owned()], streams)
    }
}

struct Echo(DuplexStream);

impl Stdin for Echo {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, std::io::Result<()>> {
        Box::pin(self.0.write_all(bytes))
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
            texts: Arc::default(),
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
