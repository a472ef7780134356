//! Listeners.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::api::{Door, handle};
use super::shared::Sidecar;

/// Time that calls have to end when the sidecar does.
const GRACE: Duration = Duration::from_secs(5);

/// The doors that stand open.
pub(super) struct Doors {
    stop: watch::Sender<bool>,
    open: Vec<JoinHandle<()>>,
}

impl Doors {
    pub(super) fn new() -> Self {
        Self {
            stop: watch::Sender::new(false),
            open: Vec::new(),
        }
    }

    /// Serves what comes by a listener.
    pub(super) fn open(&mut self, listener: TcpListener, door: Door, sidecar: &Arc<Sidecar>) {
        let stop = self.stop.subscribe();
        self.open.push(tokio::spawn(accept(
            listener,
            door,
            Arc::clone(sidecar),
            stop,
        )));
    }

    /// Takes nothing new, and waits for what is under way.
    pub(super) async fn close(self) {
        self.stop.send_replace(true);
        let all = futures::future::join_all(self.open);
        let _ = tokio::time::timeout(GRACE, all).await;
    }
}

async fn accept(
    listener: TcpListener,
    door: Door,
    sidecar: Arc<Sidecar>,
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let mut builder = Builder::new(TokioExecutor::new());
    // As Go writes them: some readers of raw answers look for it.
    builder.http1().title_case_headers(true);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of descriptors, mostly: others end and make room.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let sidecar = Arc::clone(&sidecar);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            let sidecar = Arc::clone(&sidecar);
            async move { Ok::<_, Infallible>(handle(sidecar, door, request).await) }
        });
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away is no fault of ours.
            let _ = connection.await;
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// Listens at an address, `[::1]` or `127.0.0.1`.
pub(super) async fn listen(address: &str, port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((address.trim_matches(['[', ']']), port)).await
}
