//! `daprk invoke`

use clap::Args;

use super::request::DataArgs;

const EXAMPLES: &str = "\
Examples:
  daprk invoke -k -a nodeapp -m order --verb GET
  daprk invoke -k -a nodeapp -m neworder -d '{\"data\":{\"orderId\":42}}'";

/// Call a method of an application, as another application would
///
/// Goes through the application's own sidecar, and prints what the application answers. Exit
/// status 1 when it answers with an error.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Invoke {
    /// Application, by its Dapr app id
    #[arg(short, long, value_name = "ID")]
    pub app_id: String,

    /// Path that is called, with its query: order, items/7?all=1
    #[arg(short, long, value_name = "PATH")]
    pub method: String,

    /// HTTP method
    #[arg(long, value_name = "VERB", default_value = "POST", ignore_case = true,
        value_parser = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])]
    pub verb: String,

    /// What to send.
    #[command(flatten)]
    pub body: DataArgs,
}
