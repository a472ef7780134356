//! One connection: TLS, then HTTP/1.1 or HTTP/2, with limits on what a client may leave undone.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::Request;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::app::Api;
use super::patient::Patient;

/// For the handshake, and for the first request after it.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// For the head of a request, and between two of them in HTTP/1.1.
const HEAD: Duration = Duration::from_secs(90);
/// For a client to take a part of an answer.
const WRITE: Duration = Duration::from_secs(60);
/// Largest head of a request, in bytes.
const HEAD_SIZE: usize = 64 * 1024;
/// Watches and requests at once on one HTTP/2 connection.
const STREAMS: u32 = 1000;

/// Serves a connection until it ends.
pub(super) async fn serve(api: Arc<Api>, tls: TlsAcceptor, stream: TcpStream, shutdown: Watcher) {
    // Events are small and have to be there at once.
    let _ = stream.set_nodelay(true);
    let handshake = timeout(HANDSHAKE, tls.accept(Patient::new(stream, WRITE))).await;
    let Ok(Ok(stream)) = handshake else {
        return;
    };
    let admin = has_certificate(&stream);
    let began = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&began);
    let service = service_fn(move |request: Request<Incoming>| {
        seen.store(true, Ordering::Relaxed);
        let api = Arc::clone(&api);
        let request = request.map(|body| body.map_err(std::io::Error::other).boxed_unsync());
        async move { Ok::<_, Infallible>(api.answer(admin, request).await) }
    });
    let builder = builder();
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let connection = shutdown.watch(connection.into_owned());
    tokio::select! {
        // How a connection ends is the client's affair.
        _ = connection => {}
        () = idle(&began) => {}
    }
}

/// The verifier has checked it: a certificate that is there is one of ours.
fn has_certificate<S>(stream: &TlsStream<S>) -> bool {
    let (_, session) = stream.get_ref();
    session
        .peer_certificates()
        .is_some_and(|chain| !chain.is_empty())
}

/// Ends when no request came in time; else never.
async fn idle(began: &AtomicBool) {
    tokio::time::sleep(HANDSHAKE).await;
    if began.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_SIZE);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD_SIZE).unwrap_or(u32::MAX))
        .max_send_buf_size(256 * 1024);
    builder
}
