//! `daprk diff`

use clap::Args;

use super::{AppArgs, ControlPlaneArgs, ManifestArgs, ValuesArgs};

const EXAMPLES: &str = "\
Examples:
  daprk diff -k
  daprk diff -k --enable-ha
  daprk diff hello-kubernetes -k --set nodeapp.replicas=2
  daprk diff -f manifests/ --name shop -k";

/// Show what `init`, `upgrade` or `deploy` would change
///
/// Without a name it compares the control plane. Nothing is changed. --image-registry is about what
/// is named, as with `deploy`.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Diff {
    /// What to compare.
    #[command(flatten)]
    pub manifests: ManifestArgs,
    /// Which Dapr.
    #[command(flatten)]
    pub control_plane: ControlPlaneArgs,
    /// Changes to an application.
    #[command(flatten)]
    pub app: AppArgs,
    /// Values.
    #[command(flatten)]
    pub values: ValuesArgs,
}
