//! One forwarded connection: the client's end and the pod's.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::sandbox::api::proxy::said;
use crate::sandbox::node::Node;

/// How long the pod may take to accept.
const CONNECT: Duration = Duration::from_secs(10);
const PIECE: usize = 32 * 1024;

/// The pod that is forwarded to.
#[derive(Clone)]
pub(super) struct Pod {
    pub(super) node: Arc<dyn Node>,
    pub(super) object: Arc<Value>,
}

/// The client's end, as far as it is written to.
pub(super) trait Far: Send + Sync {
    /// Whether the client still takes bytes of the pod.
    fn data(&self, bytes: &[u8]) -> impl Future<Output = bool> + Send;
    /// Says what went wrong.
    fn fail(&self, message: &str) -> impl Future<Output = ()> + Send;
    /// The pod has said all.
    fn end(&self) -> impl Future<Output = ()> + Send;
}

impl Pod {
    /// Carries bytes until the pod has said all.
    pub(super) async fn forward(&self, port: u16, input: mpsc::Receiver<Vec<u8>>, far: &impl Far) {
        match self.connect(port).await {
            Ok(stream) => carry(stream, input, far).await,
            Err(why) => far.fail(&self.failure(port, &why)).await,
        }
        far.end().await;
    }

    async fn connect(&self, port: u16) -> Result<TcpStream, String> {
        let connecting = timeout(CONNECT, self.node.connect(&self.object, port));
        match connecting.await {
            Ok(connected) => connected.map_err(|error| said(&error)),
            Err(_) => Err("i/o timeout".to_owned()),
        }
    }

    /// As a kubelet says it.
    fn failure(&self, port: u16, why: &str) -> String {
        let text = |field: &str| self.object["metadata"][field].as_str().unwrap_or_default();
        let (name, uid) = (text("name"), text("uid"));
        let said =
            format!("failed to connect to localhost:{port}: dial tcp 127.0.0.1:{port}: {why}");
        format!("error forwarding port {port} to pod {name}, uid {uid}: {said}")
    }
}

async fn carry(stream: TcpStream, input: mpsc::Receiver<Vec<u8>>, far: &impl Far) {
    let _ = stream.set_nodelay(true);
    let (from, to) = stream.into_split();
    let sending = send(to, input);
    tokio::pin!(sending);
    let receiving = receive(from, far);
    tokio::pin!(receiving);
    // A client that has sent all may still wait for the answer; a pod that has said all is done.
    tokio::select! {
        () = &mut receiving => {}
        () = &mut sending => receiving.await,
    }
}

async fn send(mut to: OwnedWriteHalf, mut input: mpsc::Receiver<Vec<u8>>) {
    while let Some(bytes) = input.recv().await {
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}

async fn receive(mut from: OwnedReadHalf, far: &impl Far) {
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(count) if !far.data(&piece[..count]).await => return,
            Ok(_) => {}
        }
    }
}
