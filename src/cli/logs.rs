//! `daprk logs`

use std::time::Duration;

use clap::Args;

use super::duration::duration;

const EXAMPLES: &str = "\
Examples:
  daprk logs -k -a nodeapp
  daprk logs -k -a nodeapp -f --tail 20
  daprk logs -k -a nodeapp -c all --since 10m
  daprk logs -k -a nodeapp -c app --previous";

/// Print the logs of an application or of its sidecar
///
/// Prints those of every pod of the application, each line with the pod's name before it.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Logs {
    /// Application, by its Dapr app id
    #[arg(short, long, value_name = "ID")]
    pub app_id: String,

    /// daprd, app, all, or a container [default: daprd]
    #[arg(
        short,
        long,
        value_name = "NAME",
        default_value = "daprd",
        hide_default_value = true
    )]
    pub container: String,

    /// Only this pod
    #[arg(short, long, value_name = "NAME")]
    pub pod_name: Option<String>,

    /// Go on with new lines, and with new pods
    #[arg(short, long)]
    pub follow: bool,

    /// Only the last N lines of each container
    #[arg(long, value_name = "N")]
    pub tail: Option<u64>,

    /// Only what is younger than this: 90s, 10m, 2h
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub since: Option<Duration>,

    /// Of the container before its last restart
    #[arg(long, conflicts_with = "follow")]
    pub previous: bool,

    /// Put the time before each line
    #[arg(long)]
    pub timestamps: bool,

    /// Leave the pod's name out
    #[arg(long)]
    pub no_prefix: bool,
}
