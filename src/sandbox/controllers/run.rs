//! All controllers at once.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::driver::{Shell, drive};
use crate::sandbox::registry::Registry;

/// What controllers have to know beside the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// PEM of the certificate that signs the API server's, for `kube-root-ca.crt`.
    pub root_certificate: String,
    /// The folder that claims get theirs in.
    pub volumes: PathBuf,
    /// The version of Kubernetes that the node says it is of: `v1.34.4`.
    pub kubernetes: String,
}

/// Runs all controllers until they are cancelled. One that fails is started again.
pub async fn run(registry: Registry, cancel: CancellationToken, options: Options) {
    let options = Arc::new(options);
    let mut running = JoinSet::new();
    for shell in super::all(|component| Context::new(&registry, &options, component)) {
        running.spawn(supervise(Arc::new(shell)));
    }
    cancel.cancelled().await;
    running.shutdown().await;
}

/// Starts a controller again and again, later each time unless it ran for a while.
async fn supervise(shell: Arc<Shell>) {
    let mut wait = Duration::from_millis(50);
    loop {
        let started = Instant::now();
        let mut one = JoinSet::new();
        one.spawn(drive(Arc::clone(&shell)));
        let ended = one.join_next().await;
        tracing::warn!(controller = shell.context.component, ?ended, "starts again");
        if started.elapsed() > Duration::from_secs(60) {
            wait = Duration::from_millis(50);
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(10));
    }
}
