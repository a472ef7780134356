//! `daprk list`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk list -k
  daprk list -k -n shop
  daprk list -k -A -o json";

/// List the applications that have a Dapr sidecar
///
/// In every namespace, unless -n names one.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct List {
    /// In every namespace (the default without -n)
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub all_namespaces: bool,
}
