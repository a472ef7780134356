//! `daprk check`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  daprk check -k
  daprk check -k --app nodeapp
  daprk check -k --only components --only app-id-twice
  daprk check -k --pre
  daprk check --list";

/// Find out what is wrong with Dapr, its components and applications
///
/// Looks at the control plane, the applications, and at what their sidecars have loaded and were
/// asked for, and says of each finding what mends it. In every namespace, unless -n names one.
/// What follows from another finding is told with that one (-v). Exit status 1 when something does
/// not work; 0 when there are warnings only. `-o short` prints a line for each finding, `ID OBJECT:
/// what is wrong`, and `-o name` the same with `error` or `warning` first.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Check {
    /// In every namespace (the default without -n)
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub all_namespaces: bool,

    /// Only what concerns this application, by its Dapr app id
    #[arg(short, long = "app", value_name = "ID", conflicts_with_all = ["list", "pre"])]
    pub app_id: Option<String>,

    /// Only this check or group; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "pre")]
    pub only: Vec<String>,

    /// Without this check or group; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "pre")]
    pub skip: Vec<String>,

    /// List the checks, and look at nothing
    #[arg(long, conflicts_with = "pre")]
    pub list: bool,

    /// Look whether Dapr can be installed
    #[arg(long)]
    pub pre: bool,
}
