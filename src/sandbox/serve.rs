//! All of it together, until it is told to stop.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::api::Server;
use super::controllers;
use super::daprd::Wish;
use super::home::{Home, Lock};
use super::node::Node;
use super::registry::Registry;
use super::runtime::{self, Runtime};
use super::store::{self, Store};
use crate::error::{Error, Result};

/// The version of Kubernetes that the API is that of.
pub const KUBERNETES: &str = "v1.34.4";
/// Open files that are enough.
const FILES: u64 = 65_536;
/// Whoever asks whether a server runs holds its lock for a moment.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is served, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it lives.
    pub home: Home,
    /// `--image`: programs for images, beside those that the home remembers.
    pub images: Vec<(String, String)>,
    /// `--daprd`: which sidecar; without one it is as at the last start.
    pub daprd: Option<Wish>,
}

/// Serves until it is cancelled or gets SIGTERM; `ready` is told the address. Pods end with it.
///
/// # Errors
/// Another server has this home, the store is damaged, no port can be had.
pub async fn serve(
    options: Options,
    cancel: CancellationToken,
    ready: &(dyn Fn(&str) + Sync),
) -> Result<()> {
    let home = options.home.clone();
    let mut lock = lock(&home).await?;
    allow_files();
    let store = open(&home)?;
    let registry = Registry::open(store).await.map_err(|status| {
        failed("sandbox-store", "the sandbox's store cannot be used").says(status.message)
    })?;
    // Pods end before the API does, so that their last states are kept.
    let (pods, api) = (CancellationToken::new(), CancellationToken::new());
    let options = programs(&options)?;
    let runtime = Runtime::start(registry.clone(), options, pods.clone());
    let node: Arc<dyn Node> = runtime.clone();
    let server = Server::bind(&home, registry.clone(), node)?;
    let address = format!("https://{}", server.address());
    let serving = tokio::spawn(server.serve(api.clone()));
    let working = tokio::spawn(controllers::run(registry, pods.clone(), knowledge(&home)?));
    lock.serves(&address)
        .map_err(|error| unwritable(&home, &error))?;
    ready(&address);
    told_to_stop(&cancel).await;
    pods.cancel();
    runtime.ended().await;
    let _ = working.await;
    api.cancel();
    let _ = serving.await;
    // It goes with the process: whoever waits for it finds nothing of us afterwards.
    std::mem::forget(lock);
    Ok(())
}

/// The store, once it is known to be whole.
fn open(home: &Home) -> Result<Store> {
    let path = home.store();
    let checked = store::check(&own_program()?, &path);
    checked.and_then(|()| Store::open(&path)).map_err(|words| {
        failed("sandbox-store", "the sandbox's store cannot be opened")
            .on(path.display().to_string())
            .says(words)
            .hint("`daprk sandbox reset` begins with an empty one")
    })
}

fn own_program() -> Result<PathBuf> {
    std::env::current_exe()
        .map_err(|error| failed("sandbox-start", format!("where is daprk itself? {error}")))
}

/// Every connection and every pod takes some; what a login shell allows is meant for less. Where
/// more is not allowed, clients wait for their turn.
fn allow_files() {
    let mut limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(FILES, |most| most.min(FILES));
    limit.current = limit.current.map(|now| now.max(most));
    let _ = setrlimit(Resource::Nofile, limit);
}

async fn told_to_stop(cancel: &CancellationToken) {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = cancel.cancelled() => {}
        _ = terminated => {}
    }
}

async fn lock(home: &Home) -> Result<Lock> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match home.lock() {
            Ok(Some(lock)) => return Ok(lock),
            Ok(None) if Instant::now() < deadline && home.running().is_none() => {
                sleep(Duration::from_millis(10)).await;
            }
            Ok(None) => return Err(taken(home)),
            Err(error) => return Err(unwritable(home, &error)),
        }
    }
}

fn taken(home: &Home) -> Error {
    let pid = home
        .running()
        .map_or(String::new(), |running| format!(" (pid {})", running.pid));
    failed("sandbox-runs", format!("the sandbox runs already{pid}"))
        .on(home.folder().display().to_string())
        .hint("`daprk sandbox status` shows it, `daprk sandbox stop` ends it")
}

/// What pods are run with; what was asked for is remembered.
fn programs(options: &Options) -> Result<runtime::Options> {
    let home = &options.home;
    let images = home.keep_images(&options.images);
    let program = own_program()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(runtime::Options {
        daprd: daprd(options, &path)?,
        home: home.clone(),
        images: images.map_err(|error| unwritable(home, &error))?,
        program,
        path,
    })
}

/// The real daprd that is meant.
fn daprd(options: &Options, path: &OsStr) -> Result<Option<PathBuf>> {
    let home = &options.home;
    let wish = match &options.daprd {
        Some(wish) => {
            wish.remember(home)
                .map_err(|error| unwritable(home, &error))?;
            wish.clone()
        }
        None => Wish::remembered(home),
    };
    let user = std::env::var_os("HOME").map(PathBuf::from);
    Ok(wish.program(user.as_deref(), path))
}

fn knowledge(home: &Home) -> Result<controllers::Options> {
    let root = fs::read_to_string(home.pki().join("ca.crt"));
    Ok(controllers::Options {
        root_certificate: root.map_err(|error| unwritable(home, &error))?,
        volumes: home.volumes(),
        kubernetes: KUBERNETES.to_owned(),
    })
}

fn unwritable(home: &Home, error: &std::io::Error) -> Error {
    failed("sandbox-home", "the sandbox's folder cannot be used")
        .on(home.folder().display().to_string())
        .says(error.to_string())
        .hint("DAPRK_SANDBOX names another")
}

fn failed(code: &'static str, message: impl Into<String>) -> Error {
    Error::failed(code, message)
}
