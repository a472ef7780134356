//! Pages of pods and Services, read through the API server.

use std::time::Duration;

use http::{Method, Request};
use hyper::body::Bytes;
use tokio::time::timeout;

use super::forward::whole;
use super::send::{self, request};
use super::{Cluster, Refusal};

impl Cluster {
    /// Reads a page of a port of a pod: through the API server's proxy, and where that is not allowed or does not
    /// get there, as `kubectl port-forward` does. Each of the two may take `limit`.
    ///
    /// # Errors
    /// The words are those of the last one tried.
    pub async fn read_pod(
        &self,
        namespace: &str,
        pod: &str,
        (port, path): (u16, &str),
        limit: Duration,
    ) -> Result<Bytes, Refusal> {
        let first = timeout(limit, self.proxied(namespace, pod, (port, path))).await;
        match first {
            Ok(Ok(page)) => return Ok(page),
            // Whoever is silent at one door is silent at the other.
            Err(_) => return Err(late(limit)),
            // What is too long is no shorter at the other door.
            Ok(Err(refusal @ Refusal::Other { code: 200, .. })) => return Err(refusal),
            Ok(Err(_)) => {}
        }
        let ask = self.ask_pod(namespace, pod, port, request(Method::GET, path, None)?);
        let answer = timeout(limit, ask).await.map_err(|_| late(limit))??;
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        Err(Refusal::Other {
            code: answer.status().as_u16(),
            message: format!("port {port} answers {}", answer.status()),
        })
    }

    /// Reads a page of a port of a Service, through the API server's proxy.
    ///
    /// # Errors
    /// There is no such Service, nobody may ask it, or it does not answer within `limit`.
    pub async fn read_service(
        &self,
        (namespace, name): (&str, &str),
        (port, path): (u16, &str),
        limit: Duration,
    ) -> Result<Bytes, Refusal> {
        let path = format!("/api/v1/namespaces/{namespace}/services/{name}:{port}/proxy{path}");
        let answer = timeout(limit, self.proxy(&path)).await;
        answer.map_err(|_| late(limit))?
    }

    /// Whether the API server is there, whatever it thinks of us.
    ///
    /// # Errors
    /// It does not answer within `limit`, or what stands before it says that it does not.
    pub async fn answers(&self, limit: Duration) -> Result<(), Refusal> {
        const GATEWAY: [u16; 3] = [502, 503, 504];
        let request: Request<Vec<u8>> = request(Method::GET, "/version", None)?;
        let answer = timeout(limit, self.client.send(request.map(Into::into)));
        let answer = answer.await.map_err(|_| late(limit))??;
        match answer.status().as_u16() {
            code if GATEWAY.contains(&code) => {
                let words = format!("what stands before it answers {}", answer.status());
                Err(Refusal::Unreachable(words))
            }
            _ => Ok(()),
        }
    }

    async fn proxied(
        &self,
        namespace: &str,
        pod: &str,
        (port, path): (u16, &str),
    ) -> Result<Bytes, Refusal> {
        let path = format!("/api/v1/namespaces/{namespace}/pods/{pod}:{port}/proxy{path}");
        self.proxy(&path).await
    }

    async fn proxy(&self, path: &str) -> Result<Bytes, Refusal> {
        let request: Request<Vec<u8>> = request(Method::GET, path, None)?;
        let answer = self.client.send(request.map(Into::into)).await?;
        let answer = whole(answer).await?;
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        Err(send::refused(answer.status().as_u16(), answer.body()))
    }
}

fn late(limit: Duration) -> Refusal {
    Refusal::Unreachable(format!("no answer within {} s", limit.as_secs_f64()))
}
