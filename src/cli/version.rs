//! `daprk version`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk version
  daprk version -k -o json";

/// Print the versions of daprk and of Dapr
///
/// With -k also the version that runs in the cluster.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Version {}
