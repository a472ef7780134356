//! From flags to a client.

use std::ffi::OsString;
use std::path::PathBuf;

use super::background;
use crate::cluster::{Access, Cluster, context_name};
use crate::error::Result;
use crate::event::{Event, Reporter};
use crate::sandbox::home::Home;

/// What a command works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The cluster of the kube context (`--context`, `--kubeconfig`, `KUBECONFIG`, in-cluster).
    Context(Access),
    /// The sandbox in this folder.
    Sandbox(PathBuf),
}

/// A client of the target; a sandbox that does not run is started.
///
/// # Errors
/// There is no usable configuration, or the sandbox cannot start. To a cluster nothing is sent
/// yet.
pub async fn open(target: &Target, reporter: &dyn Reporter) -> Result<Cluster> {
    open_with(target, reporter, &[]).await
}

/// As [`open`]; a sandbox that does not run is started with these flags of `sandbox start`.
///
/// # Errors
/// As those of [`open`].
pub async fn open_with(
    target: &Target,
    reporter: &dyn Reporter,
    flags: &[OsString],
) -> Result<Cluster> {
    if let Target::Sandbox(folder) = target {
        let home = Home::at(folder);
        if background::serving(&home).await?.is_none() {
            introduce(&home, reporter).await;
            let started = background::start(&home, flags).await?;
            if started.by_us {
                reporter.emit(Event::Note {
                    message: format!("started the sandbox at {}", started.running.address),
                });
            }
        }
    }
    reach(target).await
}

/// A client of the target; a sandbox that does not run stays as it is.
///
/// # Errors
/// There is no usable configuration.
pub async fn reach(target: &Target) -> Result<Cluster> {
    match target {
        Target::Context(access) => Cluster::connect(access).await,
        Target::Sandbox(folder) => Cluster::connect(&Access {
            kubeconfig: Some(Home::at(folder).kubeconfig()),
            ..Access::default()
        })
        .await
        .map_err(|error| error.hint("`daprk sandbox stop` and `start` write it anew")),
    }
}

/// A client of the target if there is something to ask: a cluster, or a sandbox that runs.
///
/// # Errors
/// There is no usable configuration, or a sandbox that is starting does not get ready.
pub async fn running(target: &Target) -> Result<Option<Cluster>> {
    match target {
        Target::Sandbox(folder) if background::serving(&Home::at(folder)).await?.is_none() => {
            Ok(None)
        }
        _ => reach(target).await.map(Some),
    }
}

/// Whoever has a cluster may have meant that: says so when the sandbox is made.
async fn introduce(home: &Home, reporter: &dyn Reporter) {
    if home.folder().exists() {
        return;
    }
    if let Ok(context) = context_name(&Access::default()).await {
        reporter.emit(Event::Note {
            message: format!("using the sandbox; add -k for context {context}"),
        });
    }
}
