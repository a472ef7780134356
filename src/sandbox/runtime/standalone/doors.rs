//! Ports of loopback that lead to the endpoints of Services. They stay the same while pods come and
//! go, so that what was told of them stays true.

use std::collections::HashMap;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::addresses::Target;
use super::endpoints::{endpoints, port_name};
use crate::sandbox::runtime::objects::Objects;

/// How long a connection waits for an endpoint: server and client may be started together. As long
/// as a component has to start.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// Those that are open, until the sandbox ends.
pub(crate) struct Doors {
    objects: Objects,
    cancel: CancellationToken,
    open: Mutex<HashMap<Target, u16>>,
}

impl Doors {
    /// None is open yet.
    pub(crate) fn new(objects: Objects, cancel: CancellationToken) -> Self {
        Self {
            objects,
            cancel,
            open: Mutex::default(),
        }
    }

    /// The port that leads to a Service; none where there is no such Service, or it has no such port.
    pub(crate) fn port(&self, target: &Target) -> Option<u16> {
        port_name(&self.objects, target)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(port) = open.get(target) {
            return Some(*port);
        }
        match self.listen(target) {
            Ok(port) => {
                open.insert(target.clone(), port);
                Some(port)
            }
            Err(error) => {
                tracing::warn!(%error, service = target.service, "a Service has no port of loopback");
                None
            }
        }
    }

    fn listen(&self, target: &Target) -> io::Result<u16> {
        let (listener, port) = bind()?;
        let (objects, target) = (self.objects.clone(), target.clone());
        let cancel = self.cancel.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = serve(listener, objects, target, &cancel) => {}
            }
        });
        Ok(port)
    }
}

/// A free port of loopback.
pub(super) fn bind() -> io::Result<(TcpListener, u16)> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((TcpListener::from_std(listener)?, port))
}

async fn serve(
    listener: TcpListener,
    objects: Objects,
    target: Target,
    cancel: &CancellationToken,
) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            // Too many open files, for one: they may become fewer.
            sleep(LOOK).await;
            continue;
        };
        let (objects, target, cancel) = (objects.clone(), target.clone(), cancel.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = relay(client, &objects, &target) => {}
            }
        });
    }
}

/// To an endpoint and back, until either side has enough.
async fn relay(mut client: TcpStream, objects: &Objects, target: &Target) {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(mut server) = connect(objects, target).await {
            let _ = client.set_nodelay(true);
            let _ = server.set_nodelay(true);
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            return;
        }
        if Instant::now() > until {
            return;
        }
        sleep(LOOK).await;
    }
}

/// To any endpoint that answers.
async fn connect(objects: &Objects, target: &Target) -> Option<TcpStream> {
    for address in endpoints(objects, target) {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Some(stream);
        }
    }
    None
}
