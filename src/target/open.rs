//! From flags to a client.

use crate::cluster::{Access, Cluster};
use crate::error::Result;

/// The cluster of the kube context (`--context`, `--kubeconfig`, `KUBECONFIG`, in-cluster).
///
/// # Errors
/// There is no usable configuration. Nothing is sent yet.
pub async fn open(access: &Access) -> Result<Cluster> {
    Cluster::connect(access).await
}
