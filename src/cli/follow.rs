//! `daprk follow`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk follow -k pythonapp
  daprk follow -k pythonapp --timeout 1m
  daprk follow -k frontend -w                  one request after the other
  daprk follow -k pythonapp -o json";

/// Follow one request through an application, hop by hop
///
/// Waits for the next request that the application sends or gets (15 seconds, or --timeout), and shows
/// where it went, in order, with times and answers: to other applications, to components, and to what is
/// behind these. Each hop tells what it is known from: a trace (Zipkin, where there is one), the API log
/// of a sidecar (annotation dapr.io/enable-api-logging: "true"), a counter, or what is declared alone.
/// What is not known or not sure is said.
///
/// Only the Kubernetes API is asked; nothing is installed for it. Exit status 1 when no request came.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Follow {
    /// Application, by its Dapr app id
    #[arg(value_name = "ID")]
    pub app_id: String,

    /// Go on with the requests that come after it
    #[arg(short, long)]
    pub watch: bool,
}
