//! A sidecar that runs, in this process.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use serde_json::Value;
use tokio::net::TcpListener;

use super::super::api::Door;
use super::super::app::client;
use super::super::cluster::Cluster;
use super::super::load::load_all;
use super::super::log::Log;
use super::super::options::Options;
use super::super::serve::Doors;
use super::super::shared::Sidecar;
use super::super::trace::Tracing;
use super::super::zipkin::Exporter;
use super::fake::{Changing, Fake};

/// A running sidecar.
pub(in super::super) struct Started {
    pub sidecar: Arc<Sidecar>,
    pub api: SocketAddr,
    pub public: SocketAddr,
    pub internal: SocketAddr,
    pub metrics: SocketAddr,
    log: Arc<Mutex<Vec<u8>>>,
    cluster: Changing,
    _doors: Doors,
}

/// An answer.
#[derive(Debug)]
pub(in super::super) struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Started {
    /// Starts one with daprd's arguments, ports aside.
    pub(in super::super) async fn start(words: &str, fake: Fake) -> Self {
        Self::start_with(words, fake, &[]).await
    }

    /// Starts one whose spans go to a collector.
    pub(in super::super) async fn start_traced(words: &str, fake: Fake, tracing: &Value) -> Self {
        Self::start_whole(words, fake, &[], tracing).await
    }

    /// Starts one with more in its environment.
    pub(in super::super) async fn start_with(
        words: &str,
        fake: Fake,
        more: &[(&str, &str)],
    ) -> Self {
        Self::start_whole(words, fake, more, &Value::Null).await
    }

    async fn start_whole(words: &str, fake: Fake, more: &[(&str, &str)], tracing: &Value) -> Self {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let environment = |name: &str| match name {
            "NAMESPACE" => Some("shop".to_owned()),
            "POD_NAME" => Some("pod-1".to_owned()),
            other => more
                .iter()
                .find(|(name, _)| *name == other)
                .map(|(_, value)| (*value).to_owned()),
        };
        let cluster = Changing::new(fake);
        let log = Arc::new(Mutex::new(Vec::new()));
        let options = Options::read(&words, environment);
        let policies = cluster.policies();
        let out = Log::new(&options, Box::new(Sink(Arc::clone(&log))));
        let whose = (options.app_id.clone(), options.namespace.clone());
        let shared: Arc<dyn Cluster> = Arc::new(cluster.clone());
        let rate = Tracing::Sampling(1.0);
        let mut sidecar = Sidecar::new(options, out, Arc::clone(&shared), rate, policies);
        let log_of = Arc::clone(&sidecar.log);
        sidecar.exporter = Exporter::start(tracing, (&whose.0, &whose.1), shared, log_of);
        let sidecar = Arc::new(sidecar);
        load_all(&sidecar).await.expect("components");
        let mut doors = Doors::new();
        let mut addresses = Vec::new();
        for door in [Door::Api, Door::Public, Door::Internal, Door::Metrics] {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
            addresses.push(listener.local_addr().expect("has one"));
            doors.open(listener, door, &sidecar);
        }
        let [api, public, internal, metrics] = addresses.try_into().expect("four doors");
        Self {
            sidecar,
            api,
            public,
            internal,
            metrics,
            log,
            cluster,
            _doors: doors,
        }
    }

    /// Everything stands.
    pub(in super::super) async fn ready(self) -> Self {
        self.sidecar.set_outbound();
        self.sidecar.subscriber.align().await;
        self.sidecar.set_ready();
        self
    }

    /// Changes the cluster around it.
    pub(in super::super) fn change(&self, fake: &Fake) {
        self.cluster.change(fake);
    }

    /// What it said so far.
    pub(in super::super) fn log(&self) -> String {
        String::from_utf8_lossy(&self.log.lock().expect("whole")).into_owned()
    }
}

struct Sink(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Asks a server: `GET /path`, with headers and a body.
pub(in super::super) async fn ask(
    at: SocketAddr,
    line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let mut request = Request::builder()
        .method(method)
        .uri(format!("http://{at}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Full::new(body.to_owned().into()))
        .expect("well");
    let (parts, body) = client()
        .request(request)
        .await
        .expect("an answer")
        .into_parts();
    let body = body.collect().await.expect("whole").to_bytes();
    Reply {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}
