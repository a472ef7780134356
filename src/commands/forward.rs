//! `forward`: a port of this machine that leads to an app.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};

use super::Session;
use crate::apps;
use crate::cluster::{Cluster, PodStream};
use crate::dapr;
use crate::error::{Error, Exit, Result};
use crate::event::{Event, Outcome};
use crate::health;
use crate::manifest::Object;
use crate::settings::Forward;

/// Connections at a time; more of them wait.
const CONNECTIONS: usize = 256;
/// Words of connections that wait to be told.
const WORDS: usize = 16;
/// Between two tries to accept a connection, where the machine is short of something.
const PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn run(session: &Session<'_>, settings: &Forward) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let pod = replica(&cluster, &namespace, &settings.app_id).await?;
    let port = match settings.remote {
        Some(port) => port,
        None => app_port(&settings.app_id, &pod)?,
    };
    let listener = listen(settings.local, port).await?;
    let address = listener.local_addr().map_err(|error| taken(port, &error))?;
    session.reporter.emit(Event::Note {
        message: format!(
            "http://{address} leads to port {port} of `{}` (pod {}); Ctrl-C ends it",
            settings.app_id,
            pod.name()
        ),
    });
    let way = Arc::new(Way {
        cluster,
        namespace,
        app_id: settings.app_id.clone(),
        port,
    });
    tokio::select! {
        biased;
        () = session.cancel.cancelled() => {}
        () = serve(session, listener, way) => {}
    }
    Ok(Outcome {
        exit: Exit::Interrupted,
        ..Outcome::quiet()
    })
}

/// Where connections lead.
struct Way {
    cluster: Cluster,
    namespace: String,
    app_id: String,
    port: u16,
}

async fn serve(session: &Session<'_>, listener: TcpListener, way: Arc<Way>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let (tell, mut told) = mpsc::channel(WORDS);
    loop {
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (listener.accept().await, slot)
        };
        tokio::select! {
            (client, slot) = accepted => {
                // Too many open files, or a client that is gone again: the next one may do.
                let Ok((client, _)) = client else {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                };
                let (way, tell) = (Arc::clone(&way), tell.clone());
                tokio::spawn(async move {
                    let _slot = slot;
                    if let Err(words) = lead(client, &way).await {
                        let _ = tell.send(words).await;
                    }
                });
            }
            Some(message) = told.recv() => session.reporter.emit(Event::Warning { message }),
        }
    }
}

/// Leads a connection to a replica that is ready now.
async fn lead(mut client: TcpStream, way: &Way) -> Result<(), String> {
    let pod = replica(&way.cluster, &way.namespace, &way.app_id)
        .await
        .map_err(|error| error.message)?;
    let dialed = way.cluster.dial(&way.namespace, pod.name(), way.port).await;
    let PodStream {
        mut stream,
        refused,
    } = dialed.map_err(|refusal| refusal.to_string())?;
    tokio::select! {
        biased;
        Some(words) = refused => {
            let _ = client.shutdown().await;
            Err(format!("port {} of pod {}: {}", way.port, pod.name(), words.trim()))
        }
        // Either side may go when it likes.
        _ = copy_bidirectional(&mut client, &mut stream) => Ok(()),
    }
}

/// A replica of the app, a ready one if there is any.
async fn replica(cluster: &Cluster, namespace: &str, app_id: &str) -> Result<Object> {
    let found = apps::find(cluster, namespace, app_id).await?;
    let mut pods = found.required()?;
    pods.sort_by_key(|pod| !health::pod_is_ready(pod));
    let is_running = |pod: &Object| pod.text("/status/phase") == "Running";
    pods.into_iter().find(is_running).ok_or_else(|| {
        Error::failed("app-not-running", format!("no pod of `{app_id}` runs"))
            .on(format!("namespace {namespace}"))
            .hint("`daprk list -k` shows its pods, `daprk logs -k` what they say")
    })
}

fn app_port(app_id: &str, pod: &Object) -> Result<u16> {
    let port = dapr::sidecar(pod).and_then(|sidecar| sidecar.app_port());
    port.ok_or_else(|| {
        Error::usage(
            "no-app-port",
            format!("app `{app_id}` is not called on any port"),
        )
        .on(format!("pod {}", pod.name()))
        .hint(format!(
            "name a port: `daprk forward {app_id} 3500 -k` leads to its sidecar"
        ))
    })
}

/// The same port as there, if nobody else has it.
async fn listen(local: Option<u16>, remote: u16) -> Result<TcpListener> {
    let wanted = local.unwrap_or(remote);
    match TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).await {
        Err(error) if local.is_none() && is_taken(&error) => {
            let any = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
            any.map_err(|error| taken(0, &error))
        }
        bound => bound.map_err(|error| taken(wanted, &error)),
    }
}

/// In use, or below 1024 and for root alone.
fn is_taken(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::AddrInUse | ErrorKind::PermissionDenied
    )
}

fn taken(port: u16, error: &std::io::Error) -> Error {
    Error::failed(
        "port-taken",
        format!("cannot open port {port} of this machine"),
    )
    .says(error.to_string())
    .hint("LOCAL:PORT opens another one, and :PORT any that is free")
}
