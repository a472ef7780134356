//! `daprk status`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk status -k
  daprk status -k --watch
  daprk status -k -o json";

/// Show the health of Dapr's services
///
/// One row for each service of the control plane, wherever in the cluster it is.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Status {
    /// Go on showing it as it changes
    #[arg(short, long)]
    pub watch: bool,
}
