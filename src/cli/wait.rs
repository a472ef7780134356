//! `--wait` and `--no-wait`.

use clap::Args;
use clap::builder::BoolishValueParser;

/// Whether to wait until what was changed is healthy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Waiting")]
pub struct WaitArgs {
    /// Wait until it is done and healthy [default: true]
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        overrides_with = "no_wait",
        hide_short_help = true,
        hide_possible_values = true,
        value_parser = BoolishValueParser::new()
    )]
    pub wait: Option<bool>,

    /// Return as soon as the cluster has accepted it
    #[arg(long, overrides_with = "wait")]
    pub no_wait: bool,
}

impl WaitArgs {
    /// What was asked; waiting is the default.
    pub fn asked(&self) -> bool {
        self.wait.unwrap_or(!self.no_wait)
    }
}
