//! `daprk dashboard`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk dashboard -k
  daprk dashboard -k -n shop
  daprk dashboard -k -A --port 8080 --open";

/// Show the live picture as a page in your browser
///
/// Until Ctrl-C. What `daprk graph` draws is kept current there, with what moves on each line, what is known
/// of each thing, logs and findings. A large cluster is one box a namespace, which unfolds. The page is on
/// 127.0.0.1 alone, opens with the link that is printed, once, and can change nothing; nothing is installed
/// for it, and nothing is loaded from elsewhere.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Dashboard {
    /// In every namespace
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub all_namespaces: bool,

    /// Port of 127.0.0.1 [default: any free one]
    #[arg(
        short,
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub port: u16,

    /// Open the link in your browser, too
    #[arg(long)]
    pub open: bool,
}
