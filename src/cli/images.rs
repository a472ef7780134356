//! `daprk images`

use clap::Args;

use super::{ControlPlaneArgs, ValuesArgs};

const EXAMPLES: &str = "\
Examples:
  daprk images
  daprk images --image-registry mirror.example/dapr
  daprk images -o name | xargs -n1 docker pull";

/// List the container images that are needed
///
/// Needs no cluster. A mirror for clusters without Internet has to hold these.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Images {
    /// Which Dapr.
    #[command(flatten)]
    pub control_plane: ControlPlaneArgs,
    /// Chart values.
    #[command(flatten)]
    pub values: ValuesArgs,
}
