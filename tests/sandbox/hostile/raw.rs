//! HTTP as no client library would send it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::sandbox::fixture::Sandbox;

/// What a client knows of a sandbox.
#[derive(Clone)]
pub(super) struct Raw {
    pub(super) port: u16,
    pub(super) token: String,
    tls: TlsConnector,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) code: u16,
    pub(super) body: Value,
}

impl Answer {
    /// `message` of a `Status`.
    pub(super) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default()
    }
}

impl Raw {
    /// From the kubeconfig.
    pub(super) fn of(sandbox: &Sandbox) -> Self {
        let text = std::fs::read_to_string(sandbox.folder().join("kubeconfig")).unwrap();
        let config = daprk::manifest::parse_documents(&text, "kubeconfig").unwrap();
        let text = |pointer: &str| config[0].pointer(pointer).unwrap().as_str().unwrap();
        let authority = text("/clusters/0/cluster/certificate-authority-data");
        let authority = STANDARD.decode(authority).unwrap();
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_slice(&authority).unwrap();
        roots.add(authority).unwrap();
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let address = text("/clusters/0/cluster/server");
        Self {
            port: address.rsplit(':').next().unwrap().parse().unwrap(),
            token: text("/users/1/user/token").to_owned(),
            tls: TlsConnector::from(Arc::new(tls)),
        }
    }

    /// A connection; the system keeps little of what comes and is not read.
    pub(super) async fn plain(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let address = ([127, 0, 0, 1], self.port).into();
        socket.connect(address).await.unwrap()
    }

    /// A connection with TLS.
    pub(super) async fn connect(&self) -> TlsStream<TcpStream> {
        let name = ServerName::try_from("localhost").unwrap();
        self.tls.connect(name, self.plain().await).await.unwrap()
    }

    /// A connection on which a GET was sent.
    pub(super) async fn get(&self, path: &str) -> TlsStream<TcpStream> {
        let mut stream = self.connect().await;
        let head = self.head("GET", path, &[]);
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// The head of a request, with credentials, up to its empty line. A header of ours gives way to
    /// a given one of its name.
    pub(super) fn head(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let authorization = format!("Bearer {}", self.token);
        let ours = [
            ("host", "localhost"),
            ("authorization", authorization.as_str()),
            ("connection", "close"),
        ];
        let given = |name: &str| headers.iter().any(|(other, _)| *other == name);
        let all = ours.iter().filter(|(name, _)| !given(name)).chain(headers);
        let all: Vec<_> = all
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        format!("{method} {path} HTTP/1.1\r\n{}\r\n", all.concat())
    }

    /// A request with a body of that type, and its answer.
    pub(super) async fn send(&self, method: &str, path: &str, media: &str, body: &[u8]) -> Answer {
        let length = body.len().to_string();
        let headers = [("content-type", media), ("content-length", length.as_str())];
        let mut request = self.head(method, path, &headers).into_bytes();
        request.extend_from_slice(body);
        self.ask(&request).await
    }

    /// Any bytes, and their answer.
    pub(super) async fn ask(&self, request: &[u8]) -> Answer {
        let stream = self.connect().await;
        let (mut from, mut to) = tokio::io::split(stream);
        // Who is refused early finds the connection closed.
        let writing = async { drop(to.write_all(request).await) };
        let mut read = Vec::new();
        let reading = async { drop(from.read_to_end(&mut read).await) };
        tokio::join!(writing, reading);
        parse(&read)
    }
}

fn parse(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let code = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Answer {
        code: code.unwrap_or_default(),
        body: serde_json::from_str(body).unwrap_or_default(),
    }
}
