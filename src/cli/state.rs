//! `daprk state`

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  daprk state get nodeapp order -k
  daprk state get nodeapp order -k --store statestore
  daprk state keys nodeapp -k";

/// Look at what an application keeps in its state store
///
/// `get` asks the application's own sidecar: the key is the application's, without the prefix that
/// the store has before it. `keys` asks the store itself, past Dapr: it must be a Redis that runs
/// in the cluster.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, subcommand_value_name = "ACTION")]
pub struct State {
    /// What to do.
    #[command(subcommand)]
    pub action: StateAction,
}

/// What can be done with state.
#[derive(Debug, Subcommand)]
pub enum StateAction {
    /// Print the value of a key
    Get(StateGet),
    /// List an application's keys, with their values, as the store itself has them
    Keys(StateKeys),
}

/// `daprk state get`
#[derive(Debug, Args)]
pub struct StateGet {
    /// Application, by its Dapr app id
    #[arg(value_name = "APP")]
    pub app_id: String,

    /// Key, as the application names it
    pub key: String,

    /// Name of the state store [default: the only one that the application has]
    #[arg(short, long, value_name = "NAME")]
    pub store: Option<String>,
}

/// `daprk state keys`
#[derive(Debug, Args)]
pub struct StateKeys {
    /// Application, by its Dapr app id
    #[arg(value_name = "APP")]
    pub app_id: String,

    /// Name of the state store [default: the only one that the application has]
    #[arg(short, long, value_name = "NAME")]
    pub store: Option<String>,
}
