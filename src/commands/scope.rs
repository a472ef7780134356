//! The part of a cluster that a command looks at.

use super::elsewhere;
use crate::check::Scope;
use crate::cluster::{Cluster, Refusal};
use crate::error::{Error, Result};
use crate::manifest::Kind;

/// A namespace, or all of them where none is given; with the control plane, wherever it stands.
///
/// # Errors
/// There is no such namespace: looking at it would find nothing wrong.
pub(super) async fn of(
    cluster: &Cluster,
    namespace: Option<String>,
    events: bool,
) -> Result<Scope> {
    let found = async {
        match &namespace {
            Some(namespace) => is_there(cluster, namespace).await,
            None => Ok(()),
        }
    };
    let (found, dapr) = tokio::join!(found, elsewhere::home(cluster));
    found?;
    Ok(Scope {
        namespace,
        dapr,
        events,
    })
}

/// Whoever may not look finds it to be so.
async fn is_there(cluster: &Cluster, namespace: &str) -> Result<()> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    match cluster.get(&kind, None, namespace).await {
        Ok(None) => {
            let message = format!("there is no namespace `{namespace}`");
            Err(Error::usage("no-namespace", message).hint("choose another one with -n"))
        }
        Ok(Some(_)) | Err(Refusal::Forbidden(_)) => Ok(()),
        Err(refusal) => Err(refusal.explain(&format!("look at namespace {namespace}"))),
    }
}
