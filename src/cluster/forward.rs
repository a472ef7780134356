//! Ports of pods, reached through the API server.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::{HeaderValue, Request, Response, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::client::UpgradeConnectionError;
use tokio::io::DuplexStream;
use tokio::time::timeout;

use super::{Cluster, Refusal};

/// A larger answer is none that a person asked for.
const LARGEST: usize = 16 * 1024 * 1024;
/// How long what went wrong may take to be told after the connection broke.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A connection to a port of a pod.
pub struct PodStream {
    /// What is written goes to the port, and what it answers is read.
    pub stream: DuplexStream,
    /// What the node says if it cannot connect, or the connection breaks.
    pub refused: BoxFuture<'static, Option<String>>,
}

impl Cluster {
    /// Connects to a port of a pod, as `kubectl port-forward` does; it may be one that listens on
    /// the pod's loopback interface alone. Whether anybody listens shows when it is used.
    pub async fn dial(&self, namespace: &str, pod: &str, port: u16) -> Result<PodStream, Refusal> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let mut forwarder = pods
            .portforward(pod, &[port])
            .await
            .map_err(|error| refusal(error, pod))?;
        let stream = forwarder.take_stream(port);
        let refused = forwarder.take_error(port);
        let (Some(stream), Some(refused)) = (stream, refused) else {
            return Err(Refusal::Unreachable(format!("no stream to port {port}")));
        };
        Ok(PodStream {
            stream,
            refused: refused.boxed(),
        })
    }

    /// Sends an HTTP request to a port of a pod and reads the answer, whatever its status.
    pub async fn ask_pod(
        &self,
        namespace: &str,
        pod: &str,
        port: u16,
        mut request: Request<Vec<u8>>,
    ) -> Result<Response<Bytes>, Refusal> {
        let PodStream { stream, refused } = self.dial(namespace, pod, port).await?;
        let host = format!("127.0.0.1:{port}");
        if let Ok(host) = HeaderValue::try_from(host) {
            request.headers_mut().entry(header::HOST).or_insert(host);
        }
        match exchange(stream, request).await {
            Ok(answer) => whole(answer).await,
            Err(error) => {
                // The node's words say more than those of a connection that broke.
                let words = timeout(LAST_WORDS, refused).await.ok().flatten();
                let words = words.unwrap_or_else(|| super::failure::chain(&error));
                Err(Refusal::Unreachable(format!(
                    "port {port} of pod {pod}: {}",
                    words.trim()
                )))
            }
        }
    }
}

async fn exchange(
    stream: DuplexStream,
    request: Request<Vec<u8>>,
) -> Result<Response<Incoming>, hyper::Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = request.map(|body| Full::new(Bytes::from(body)));
    sender.send_request(request).await
}

/// An answer with all of its body.
///
/// # Errors
/// It breaks off, or is larger than anybody asked for.
pub(super) async fn whole<B>(answer: Response<B>) -> Result<Response<Bytes>, Refusal>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, LARGEST).collect().await;
    let body = body.map_err(|error| {
        if error.is::<LengthLimitError>() {
            let message = format!("it answers more than {} MiB", LARGEST / 1024 / 1024);
            let code = head.status.as_u16();
            return Refusal::Other { code, message };
        }
        Refusal::Unreachable(format!("the answer: {error}"))
    })?;
    Ok(Response::from_parts(head, body.to_bytes()))
}

/// The client tells the status of a refused upgrade, and no words.
fn refusal(error: kube::Error, pod: &str) -> Refusal {
    match error {
        kube::Error::UpgradeConnection(UpgradeConnectionError::ProtocolSwitch(status)) => {
            let code = status.as_u16();
            match code {
                401 => Refusal::Unauthorized("the API server does not know who you are".to_owned()),
                403 => Refusal::Forbidden(format!("pods/portforward on pod {pod} is forbidden")),
                404 => Refusal::NotFound(format!("pods \"{pod}\" not found")),
                _ => Refusal::Other {
                    code,
                    message: format!("the API server answers {status}"),
                },
            }
        }
        other => Refusal::from(other),
    }
}
