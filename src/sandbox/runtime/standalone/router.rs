//! Calls between sidecars: each is read as far as it says whom it is for, and passed on to a ready
//! sidecar of that app. So every app is found as soon as it is there, and each replica gets its
//! share, whatever a daprd was told at its start.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use futures::{StreamExt as _, stream};
use http::{HeaderValue, Request, Response, Uri, Version};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, BodyStream, Empty, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::addresses::{Port, Target};
use super::callee::{Callee, callee};
use super::doors::bind;
use super::endpoints::{endpoints, port_name};
use crate::dapr::annotations;
use crate::sandbox::runtime::objects::Objects;

/// The port of an app's Service through which sidecars call each other.
const INTERNAL: &str = "dapr-internal";
/// gRPC's codes: the caller is wrong, nobody is there by that name, try again.
const INVALID: u8 = 3;
const NOT_FOUND: u8 = 5;
const UNAVAILABLE: u8 = 14;

type Body = UnsyncBoxBody<Bytes, hyper::Error>;

/// Routers of all namespaces, until the sandbox ends. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Router(Arc<Inner>);

struct Inner {
    objects: Objects,
    cancel: CancellationToken,
    client: Client<HttpConnector, Body>,
    open: Mutex<HashMap<Option<String>, u16>>,
}

/// Why a call goes nowhere: a code and a sentence.
type Refusal = (u8, String);

impl Router {
    /// None is open yet.
    pub(crate) fn new(objects: Objects, cancel: CancellationToken) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self(Arc::new(Inner {
            objects,
            cancel,
            client: Client::builder(TokioExecutor::new())
                .http2_only(true)
                .build(connector),
            open: Mutex::default(),
        }))
    }

    /// The port for apps of a namespace, or for those that are in any other.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn port(&self, namespace: Option<&str>) -> io::Result<u16> {
        let namespace = namespace.map(str::to_owned);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(port) = open.get(&namespace) {
            return Ok(*port);
        }
        let (listener, port) = bind()?;
        open.insert(namespace.clone(), port);
        tokio::spawn(self.clone().serve(listener, namespace));
        Ok(port)
    }

    async fn serve(self, listener: TcpListener, namespace: Option<String>) {
        let cancel = self.0.cancel.clone();
        loop {
            let accepted = tokio::select! {
                () = cancel.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            let Ok((stream, _)) = accepted else {
                // Too many open files, for one: they may become fewer.
                tokio::time::sleep(super::doors::LOOK).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let (router, namespace, cancel) = (self.clone(), namespace.clone(), cancel.clone());
            let service = service_fn(move |request| {
                let (router, namespace) = (router.clone(), namespace.clone());
                async move {
                    let answer = router.pass(request, namespace.as_deref()).await;
                    Ok::<_, Infallible>(answer.unwrap_or_else(|refusal| refused(&refusal)))
                }
            });
            let connection = http2::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service);
            tokio::spawn(async move {
                tokio::select! {
                    () = cancel.cancelled() => {}
                    _ = connection => {}
                }
            });
        }
    }

    async fn pass(
        &self,
        request: Request<Incoming>,
        namespace: Option<&str>,
    ) -> Result<Response<Body>, Refusal> {
        let (parts, mut rest) = request.into_parts();
        let path = parts.uri.path().to_owned();
        let (first, app) = read(&path, &parts.headers, &mut rest).await?;
        let authority = self.address(&app, namespace)?;
        let uri = Uri::builder()
            .scheme("http")
            .authority(authority.clone())
            .path_and_query(path)
            .build()
            .map_err(|error| (INVALID, error.to_string()))?;
        let first = stream::iter([Ok(Frame::data(first))]);
        let body = StreamBody::new(first.chain(BodyStream::new(rest)));
        let mut passed = Request::new(body.boxed_unsync());
        *passed.method_mut() = parts.method;
        *passed.uri_mut() = uri;
        *passed.version_mut() = Version::HTTP_2;
        *passed.headers_mut() = parts.headers;
        let answer = self.0.client.request(passed).await;
        let answer = answer.map_err(|error| {
            let words = format!("connection error: sidecar of {app} at {authority}: {error}");
            (UNAVAILABLE, words)
        })?;
        Ok(answer.map(http_body_util::BodyExt::boxed_unsync))
    }

    /// Any ready sidecar of an app.
    fn address(&self, app: &str, namespace: Option<&str>) -> Result<String, Refusal> {
        let objects = &self.0.objects;
        let namespace = match namespace {
            Some(namespace) => Some(namespace.to_owned()),
            None => self.elsewhere(app),
        };
        let target = namespace.map(|namespace| Target {
            namespace,
            service: format!("{app}-dapr"),
            port: Port::Named(INTERNAL),
        });
        let known = target.filter(|target| port_name(objects, target).is_some());
        let Some(target) = known else {
            return Err((
                NOT_FOUND,
                format!("failed to resolve address for '{app}-dapr': no such host"),
            ));
        };
        let all = endpoints(objects, &target);
        let any = all.first().ok_or_else(|| {
            let words = format!(
                "no sidecar of {app} is ready in namespace {}",
                target.namespace
            );
            (UNAVAILABLE, words)
        })?;
        Ok(any.to_string())
    }

    /// The namespace of an app, for a caller whose daprd is older than that namespace's first app.
    /// It is not said in the call: only one that has the app can be meant.
    fn elsewhere(&self, app: &str) -> Option<String> {
        let services = self.0.objects.list_all("v1", "Service");
        let mut found = services.iter().filter_map(|service| {
            let metadata = &service["metadata"];
            let is_it = metadata["annotations"][annotations::APP_ID] == *app;
            metadata["namespace"].as_str().filter(|_| is_it)
        });
        let first = found.next()?;
        found.next().is_none().then(|| first.to_owned())
    }
}

/// Reads a call until it says whom it is for: what was read, and the app's id.
async fn read(
    path: &str,
    headers: &http::HeaderMap,
    body: &mut Incoming,
) -> Result<(Bytes, String), Refusal> {
    let unknown = || {
        (
            INVALID,
            "the call does not say which app it is for".to_owned(),
        )
    };
    let mut first = Vec::new();
    loop {
        match callee(path, headers, &first) {
            Callee::Is(app) => return Ok((first.into(), app)),
            Callee::Unknown => return Err(unknown()),
            Callee::Later => {}
        }
        let frame = body.frame().await.and_then(Result::ok);
        match frame.and_then(|frame| frame.into_data().ok()) {
            Some(data) => first.extend_from_slice(&data),
            None => return Err(unknown()),
        }
    }
}

/// A refusal as gRPC has it.
fn refused((code, words): &Refusal) -> Response<Body> {
    let body = Empty::new().map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    let plain: String = words
        .chars()
        .filter(|it| it.is_ascii() && !it.is_control())
        .collect();
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/grpc"));
    headers.insert("grpc-status", HeaderValue::from(u16::from(*code)));
    if let Ok(message) = HeaderValue::from_str(&plain.replace('%', "%25")) {
        headers.insert("grpc-message", message);
    }
    response
}
