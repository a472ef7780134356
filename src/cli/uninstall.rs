//! `daprk uninstall`

use clap::Args;

use super::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  daprk uninstall -k
  daprk uninstall -k --dry-run
  daprk uninstall -k --all --purge-data --yes";

/// Remove Dapr
///
/// Removes what `daprk init`, `dapr init` or helm installed. Resource definitions stay, and with
/// them every component and configuration in the cluster; so do the scheduler's volumes and the
/// namespace.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Uninstall {
    /// Also the resource definitions: deletes every Dapr component
    #[arg(long)]
    pub all: bool,

    /// Also the volumes with the scheduler's and Redis' data
    #[arg(long)]
    pub purge_data: bool,

    /// Also what `init --dev` added
    #[arg(long)]
    pub dev: bool,

    /// Whether to wait.
    #[command(flatten)]
    pub wait: WaitArgs,
}
