//! What commands that ask a sidecar have in common.

use std::path::PathBuf;

use clap::Args;

/// A body.
#[derive(Clone, Debug, Default, Args)]
pub struct DataArgs {
    /// What to send: '{"orderId": 1}'
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    pub data: Option<String>,

    /// Send what is in this file; - is standard input
    #[arg(short = 'f', long, value_name = "FILE", conflicts_with = "data")]
    pub data_file: Option<PathBuf>,
}
