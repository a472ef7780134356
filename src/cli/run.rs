//! `daprk run` and `daprk stop`

use clap::{Args, ValueHint};

use super::WaitArgs;

const RUN_EXAMPLES: &str = "\
Examples:
  daprk run -f dapr.yaml -k
  daprk run -f . -k --detach
  daprk stop -f dapr.yaml -k";

const STOP_EXAMPLES: &str = "\
Examples:
  daprk stop -f dapr.yaml -k";

/// Run the applications of a multi-app file, and follow what they say
///
/// The file is that of `dapr run -f`. Each of its applications becomes a Deployment, which is
/// waited for; then the logs of all of them are followed. Ctrl-C removes them again.
#[derive(Debug, Args)]
#[command(before_long_help = RUN_EXAMPLES)]
pub struct Run {
    /// Multi-app file, or the folder of a dapr.yaml
    #[arg(short = 'f', long = "run-file", value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub file: String,

    /// Let them run, and follow nothing
    #[arg(long)]
    pub detach: bool,

    /// Whether to wait.
    #[command(flatten)]
    pub wait: WaitArgs,
}

/// Remove the applications that `daprk run` runs
#[derive(Debug, Args)]
#[command(before_long_help = STOP_EXAMPLES)]
pub struct Stop {
    /// Multi-app file, or the folder of a dapr.yaml
    #[arg(short = 'f', long = "run-file", value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub file: String,

    /// Whether to wait.
    #[command(flatten)]
    pub wait: WaitArgs,
}
