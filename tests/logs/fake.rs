//! An API server on 127.0.0.1 that answers what a test tells it to.

use std::collections::BTreeMap;
use std::sync::Arc;

use daprk::cluster::{Access, Cluster};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A request, as far as anyone looks at it.
pub(super) struct Request {
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// The connection breaks after the body.
    pub(super) breaks: bool,
}

impl Answer {
    pub(super) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            body: body.to_string().into_bytes(),
            breaks: false,
        }
    }

    pub(super) fn refusal(status: u16, message: &str) -> Self {
        let body = serde_json::json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": status,
            "reason": "Because", "message": message,
        });
        Self::json(status, &body)
    }

    pub(super) fn log(body: Vec<u8>) -> Self {
        Self {
            status: 200,
            body,
            breaks: false,
        }
    }
}

type Handler = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// Serves until it is dropped.
pub(super) struct Server {
    pub(super) cluster: Cluster,
    _tasks: JoinSet<()>,
    _kubeconfig: tempfile::NamedTempFile,
}

impl Server {
    pub(super) async fn start(
        handler: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("is bound");
        let kubeconfig = tempfile::NamedTempFile::new().expect("a temporary file");
        let text = serde_json::json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "fake",
            "clusters": [{"name": "fake", "cluster": {"server": format!("http://{address}")}}],
            "users": [{"name": "fake", "user": {}}],
            "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}],
        });
        std::fs::write(kubeconfig.path(), text.to_string()).expect("is written");
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, Arc::new(handler)));
        let access = Access {
            kubeconfig: Some(kubeconfig.path().to_owned()),
            ..Access::default()
        };
        let cluster = Cluster::connect(&access).await.expect("a valid kubeconfig");
        Self {
            cluster,
            _tasks: tasks,
            _kubeconfig: kubeconfig,
        }
    }
}

async fn serve(listener: TcpListener, handler: Handler) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(connection(stream, Arc::clone(&handler)));
    }
}

async fn connection(stream: TcpStream, handler: Handler) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await {
        let answer = handler(&request);
        if write(stream.get_mut(), &answer).await.is_err() || answer.breaks {
            return;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        head.push(line);
    }
    let target = head.first()?.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(key, value)| (key.to_owned(), value.replace("%3A", ":")));
    Some(Request {
        path: path.to_owned(),
        query: query.collect(),
    })
}

async fn write(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {} Any\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        answer.status
    );
    stream.write_all(head.as_bytes()).await?;
    if !answer.body.is_empty() {
        stream
            .write_all(format!("{:x}\r\n", answer.body.len()).as_bytes())
            .await?;
        stream.write_all(&answer.body).await?;
        stream.write_all(b"\r\n").await?;
    }
    if !answer.breaks {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    stream.flush().await
}
