//! Listens on 127.0.0.1.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::app::Api;
use super::openapi::Documents;
use super::{connection, kubeconfig, pki};
use crate::error::{Error, Result};
use crate::sandbox::home::Home;
use crate::sandbox::node::Node;
use crate::sandbox::registry::Registry;

/// Connections at once; more wait until one ends.
const CONNECTIONS: usize = 4096;
/// How long the port of last time is waited for.
const LENT: Duration = Duration::from_millis(400);
/// How long requests may go on after the end was asked for.
const GRACE: Duration = Duration::from_secs(3);

/// The API server, listening.
pub struct Server {
    listener: TcpListener,
    tls: TlsAcceptor,
    api: Arc<Api>,
}

impl Server {
    /// Listens on 127.0.0.1, on the port of last time where it is free, and writes the kubeconfig
    /// that clients read. Certificates and tokens are made where there are none.
    ///
    /// # Errors
    /// The home cannot be written, or no port can be had.
    pub fn bind(home: &Home, registry: Registry, node: Arc<dyn Node>) -> Result<Self> {
        let credentials = pki::open(home)?;
        let listener = listen(kubeconfig::port(&home.kubeconfig()))?;
        let address = listener.local_addr().map_err(|error| no_port(&error))?;
        kubeconfig::write(&home.kubeconfig(), address.port(), &credentials)?;
        let api = Api {
            registry,
            node,
            tokens: credentials.tokens(),
            documents: Documents::default(),
            texts: Arc::default(),
            stop: CancellationToken::new(),
        };
        let tls = TlsAcceptor::from(Arc::new(credentials.server()?));
        Ok(Self {
            listener,
            tls,
            api: Arc::new(api),
        })
    }

    /// Where it listens.
    ///
    /// # Panics
    /// Never: a listener that is bound has an address.
    pub fn address(&self) -> SocketAddr {
        self.listener
            .local_addr()
            .expect("a listener that is bound has an address")
    }

    /// Serves until cancelled, then lets requests end for a few seconds.
    pub async fn serve(self, cancel: CancellationToken) {
        let shutdown = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = cancel.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                accepted = accept(&self.listener, &places) => accepted,
            };
            let Some((stream, place)) = accepted else {
                continue;
            };
            let serving = connection::serve(
                Arc::clone(&self.api),
                self.tls.clone(),
                stream,
                shutdown.watcher(),
            );
            connections.spawn(async move {
                serving.await;
                drop(place);
            });
        }
        drop(self.listener);
        self.api.stop.cancel();
        // Those that do not end are dropped with the set.
        let _ = timeout(GRACE, shutdown.shutdown()).await;
    }
}

/// The next connection, with its place among those that may be open.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) if peer.ip().is_loopback() => Some((stream, place)),
        Ok(_) => None,
        Err(_) => {
            // Too many open files: others have to end first.
            sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

fn listen(port: Option<u16>) -> Result<TcpListener> {
    let again = port.and_then(bind_again);
    let listener = again
        .map_or_else(|| bind(0), Ok)
        .map_err(|error| no_port(&error))?;
    listener
        .set_nonblocking(true)
        .map_err(|error| no_port(&error))?;
    TcpListener::from_std(listener).map_err(|error| no_port(&error))
}

fn bind(port: u16) -> io::Result<std::net::TcpListener> {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// The port of last time, for who watches and for who has its address. While nobody listened, the
/// system may have lent it to a connection of somebody's: most of these end soon.
fn bind_again(port: u16) -> Option<std::net::TcpListener> {
    let until = Instant::now() + LENT;
    loop {
        match bind(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && Instant::now() < until => {
                std::thread::sleep(LENT / 20);
            }
            bound => return bound.ok(),
        }
    }
}

fn no_port(error: &io::Error) -> Error {
    Error::failed("sandbox-port", "cannot listen on 127.0.0.1").says(error.to_string())
}
