//! Calls to the app.

use std::error::Error as _;
use std::time::{Duration, Instant};

use http::header::{CONTENT_LENGTH, HOST, HeaderName, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri};
use http_body_util::Full;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::sync::Semaphore;

use super::go;
use super::metrics::{self, Metrics};
use super::options::Options;

/// A client for loopback.
pub(super) type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// Headers that end at each hop.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
    "te",
    "trailer",
    "proxy-authorization",
    "proxy-authenticate",
];

/// Makes a client.
pub(super) fn client() -> HttpClient {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(5)));
    Client::builder(TokioExecutor::new())
        .http1_title_case_headers(true)
        .build(connector)
}

/// A request to pass on.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub method: Method,
    /// `path?query`, without the slash before.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// The app, as it was named at the start.
pub(super) struct App {
    /// `127.0.0.1:3000`.
    pub authority: String,
    client: HttpClient,
    slots: Option<Semaphore>,
    token: Option<String>,
}

impl App {
    /// None for an app without a port.
    pub(super) fn new(options: &Options) -> Option<Self> {
        Some(Self {
            authority: format!("{}:{}", options.app_address, options.app_port?),
            client: client(),
            slots: options.max_concurrency.map(Semaphore::new),
            token: options.app_token.clone(),
        })
    }

    /// Calls the app. The error is what a Go client says.
    pub(super) async fn call(
        &self,
        outgoing: Outgoing,
        metrics: &Metrics,
    ) -> Result<Response<Incoming>, String> {
        let _slot = match &self.slots {
            Some(slots) => slots.acquire().await.ok(),
            None => None,
        };
        let seen = Seen::of(&outgoing);
        let started = Instant::now();
        let result = self.send(outgoing).await;
        let status = result
            .as_ref()
            .map_or(500, |response| response.status().as_u16());
        let received = result
            .as_ref()
            .ok()
            .and_then(|response| response.body().size_hint().exact());
        seen.count(metrics, status, received.unwrap_or(0), started);
        result
    }

    async fn send(&self, mut outgoing: Outgoing) -> Result<Response<Incoming>, String> {
        if let Some(token) = self
            .token
            .as_ref()
            .and_then(|token| HeaderValue::from_str(token).ok())
        {
            outgoing.headers.insert("dapr-api-token", token);
        }
        let agent = HeaderValue::from_static("Go-http-client/1.1");
        outgoing.headers.entry(USER_AGENT).or_insert(agent);
        let url = format!("http://{}/{}", self.authority, outgoing.target);
        let told = |reason: &str| format!("{} \"{url}\": {reason}", verb(&outgoing.method));
        let request = request(&url, &outgoing).map_err(|reason| told(&reason))?;
        let sent = self.client.request(request).await;
        sent.map_err(|error| told(&connect_words(&error, &self.authority)))
    }

    /// Whether something listens.
    pub(super) async fn listens(&self) -> bool {
        let connect = tokio::net::TcpStream::connect(&self.authority);
        matches!(
            tokio::time::timeout(Duration::from_millis(500), connect).await,
            Ok(Ok(_))
        )
    }
}

/// What is told of a call after it was made.
struct Seen {
    method: String,
    path: String,
    bytes: usize,
}

impl Seen {
    fn of(outgoing: &Outgoing) -> Self {
        let path = outgoing.target.split('?').next().unwrap_or_default();
        let path = go::unescape(path, false).unwrap_or_else(|| path.to_owned());
        Self {
            method: outgoing.method.to_string(),
            path: metrics::path_label(&format!("/{path}")),
            bytes: outgoing.body.len(),
        }
    }

    fn count(&self, metrics: &Metrics, status: u16, received: u64, started: Instant) {
        let status = status.to_string();
        let labels = [
            ("method", self.method.as_str()),
            ("path", &self.path),
            ("status", &status),
        ];
        metrics.count("dapr_http_client_completed_count", &labels);
        metrics.measure(
            "dapr_http_client_roundtrip_latency",
            &labels,
            milliseconds(started).floor(),
        );
        #[allow(clippy::cast_precision_loss, reason = "a size of a body, for a sum")]
        let sizes = (self.bytes as f64, received as f64);
        let sent = [labels[0], labels[1], ("status", "")];
        metrics.measure("dapr_http_client_sent_bytes", &sent, sizes.0);
        metrics.measure("dapr_http_client_received_bytes", &[], sizes.1);
    }
}

/// A request of the `http` crate.
pub(super) fn request(url: &str, outgoing: &Outgoing) -> Result<Request<Full<Bytes>>, String> {
    let uri: Uri = url.parse().map_err(|error| format!("{error}"))?;
    let mut request = Request::new(Full::new(outgoing.body.clone()));
    *request.method_mut() = outgoing.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = outgoing.headers.clone();
    Ok(request)
}

/// What a Go client says of a failed call.
pub(super) fn connect_words(error: &hyper_util::client::legacy::Error, authority: &str) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return match io.kind() {
                std::io::ErrorKind::ConnectionRefused => {
                    format!("dial tcp {authority}: connect: connection refused")
                }
                std::io::ErrorKind::ConnectionReset => "read: connection reset by peer".into(),
                _ => io.to_string(),
            };
        }
        if inner.to_string().contains("connection closed") {
            return "EOF".into();
        }
        cause = inner.source();
    }
    error.to_string()
}

/// `Post` for `POST`.
fn verb(method: &Method) -> String {
    let (first, rest) = method.as_str().split_at(1);
    first.to_owned() + &rest.to_ascii_lowercase()
}

/// The headers that a hop passes on: not those of the connection, nor the body's length.
pub(super) fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<String> = headers
        .get_all("connection")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let stays = |name: &HeaderName| {
        let text = name.as_str();
        name != CONTENT_LENGTH
            && name != HOST
            && !HOP_BY_HOP.contains(&text)
            && !text.ends_with("-bin")
            && !named.iter().any(|other| other == text)
    };
    let mut kept = HeaderMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| stays(name)) {
        kept.append(name.clone(), value.clone());
    }
    kept
}

/// Milliseconds since then.
pub(super) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};

    use super::{end_to_end, verb};

    #[test]
    fn a_hop_keeps_its_own_headers() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, X-Mine"),
            ("x-mine", "1"),
            ("x-yours", "2"),
            ("content-length", "3"),
            ("host", "a"),
            ("key-bin", "x"),
            ("content-type", "text/plain"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.append("x-yours", HeaderValue::from_static("4"));
        let kept = end_to_end(&headers);
        assert_eq!(kept.len(), 3);
        assert_eq!(kept.get_all("x-yours").iter().count(), 2);
        assert_eq!(verb(&Method::POST), "Post");
    }
}
