//! `daprk images`

use clap::Args;

use super::{ControlPlaneArgs, ValuesArgs};

const EXAMPLES: &str = "\
Examples:
  daprk images
  daprk images --image-registry mirror.example/dapr
  daprk images hello-kubernetes
  daprk images -o name | xargs -n1 docker pull";

/// List the container images that are needed
///
/// Needs no cluster. A mirror for clusters without Internet has to hold these. Without a name they are
/// those of the control plane and of sidecars. --image-registry is about what is named, as with
/// `deploy`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Images {
    /// Bundled application: hello-kubernetes, redis, zipkin
    #[arg(value_name = "NAME")]
    pub bundled: Option<String>,

    /// Which Dapr.
    #[command(flatten)]
    pub control_plane: ControlPlaneArgs,
    /// Chart values.
    #[command(flatten)]
    pub values: ValuesArgs,
}
