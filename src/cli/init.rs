//! `daprk init`

use clap::Args;

use super::{ControlPlaneArgs, DaprdArgs, ValuesArgs, WaitArgs};

const EXAMPLES: &str = "\
Examples:
  daprk init -k
  daprk init -k --dev
  daprk init -k --enable-ha --values values.yaml
  daprk init -k --set dapr_scheduler.cluster.storageSize=1Gi
  daprk init -k --image-registry mirror.example/dapr
  daprk init -k --dry-run";

/// Install Dapr, and wait until it is healthy
///
/// Installs the control plane and its resource definitions. Run again, it changes only what
/// differs; after an interruption it goes on from there. An installation that helm or the dapr
/// CLI made is found and, after a question, taken over.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Init {
    /// Also Redis, Zipkin and the components that use them
    #[arg(long)]
    pub dev: bool,

    /// Which sidecar runs in the sandbox.
    #[command(flatten)]
    pub daprd: DaprdArgs,

    /// Which Dapr.
    #[command(flatten)]
    pub control_plane: ControlPlaneArgs,
    /// Chart values.
    #[command(flatten)]
    pub values: ValuesArgs,
    /// Whether to wait.
    #[command(flatten)]
    pub wait: WaitArgs,
}
