//! `daprk upgrade`

use clap::Args;

use super::{ControlPlaneArgs, ValuesArgs, WaitArgs};

const EXAMPLES: &str = "\
Examples:
  daprk upgrade -k
  daprk upgrade -k --runtime-version 1.18.3
  daprk upgrade -k --enable-ha=true
  daprk upgrade -k --dry-run";

/// Bring an installed Dapr to another version or other values
///
/// What was set at the installation or by an earlier upgrade is kept: only what is named here
/// changes. Certificates are kept too.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Upgrade {
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
