//! `daprk undeploy`

use clap::Args;

use super::{WaitArgs, name};

const EXAMPLES: &str = "\
Examples:
  daprk undeploy hello-kubernetes -k
  daprk undeploy shop -k -n shop --dry-run";

/// Remove an application that `daprk deploy` runs
///
/// Removes the objects that were applied under this name, and no others.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Undeploy {
    /// Name that it was deployed under
    #[arg(value_parser = name::release)]
    pub name: String,

    /// Whether to wait.
    #[command(flatten)]
    pub wait: WaitArgs,
}
