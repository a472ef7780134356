//! `daprk template`

use clap::Args;

use super::{AppArgs, ControlPlaneArgs, ValuesArgs};

const EXAMPLES: &str = "\
Examples:
  daprk template > dapr.yaml
  daprk template --enable-ha -n dapr --skip-crds
  daprk template hello-kubernetes
  daprk template | kubectl apply --server-side -f -";

/// Print the manifests that would be applied
///
/// Needs no cluster. Without a name it prints the control plane. --image-registry is about what is
/// named, as with `deploy`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Template {
    /// Bundled application: hello-kubernetes, redis, zipkin
    #[arg(value_name = "NAME")]
    pub bundled: Option<String>,

    /// Without the resource definitions
    #[arg(long)]
    pub skip_crds: bool,

    /// Which Dapr.
    #[command(flatten)]
    pub control_plane: ControlPlaneArgs,
    /// Changes to a bundled application.
    #[command(flatten)]
    pub app: AppArgs,
    /// Values.
    #[command(flatten)]
    pub values: ValuesArgs,
}
