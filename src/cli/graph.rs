//! `daprk graph`

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, ValueEnum, ValueHint};

use super::duration::duration;

const EXAMPLES: &str = "\
Examples:
  daprk graph -k                               as a tree in the terminal
  daprk graph -k --window 5s                   with what happens a second
  daprk graph -k -o mermaid --view data-path   for a README on GitHub
  daprk graph -f deploy/                       of manifests, without a cluster
  daprk graph -k --tour                        step by step, explained
  daprk graph -k -f deploy/ --diff             what they would change
  daprk graph -k --focus nodeapp --hops 2      what is near an application";

/// Show what there is, and what calls, reads and writes what
///
/// Applications with their sidecars, Dapr's resources, what is behind them, and the control plane, in
/// the namespace of the kube context (or all of them with -A). A line tells what it is known from:
/// manifests declare it, a sidecar has loaded it, or its metrics have counted it. Only the Kubernetes
/// API is asked; nothing is installed for it.
///
/// -o is text, wide, name, svg, html, mermaid, dot, json or yaml. The html is one file that asks nobody anything;
/// wide tells of each relation how long it takes, how often there was one, and where that was read.
///
/// With --diff the cluster is asked, and what differs is told as text or json, or marked in an svg or
/// html: `+` comes, `-` goes, `~` is otherwise. Exit status 1 when something differs, 0 when nothing
/// does. How often something happens is no difference; that it begins or ends is one.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, group = ArgGroup::new("compared").args(["files", "from"]))]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Graph {
    /// In every namespace
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub all_namespaces: bool,

    /// app, data-path, injection, control-plane or all
    #[arg(
        long,
        value_name = "VIEW",
        value_enum,
        default_value = "app",
        hide_possible_values = true
    )]
    pub view: View,

    /// Only what is near this application or resource
    #[arg(long, value_name = "NAME")]
    pub focus: Option<String>,

    /// How far from it
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    pub hops: usize,

    /// Of manifests: a file, a folder, `-` or an address; no cluster is asked
    #[arg(short = 'f', long = "filename", value_name = "FILE", value_hint = ValueHint::AnyPath, conflicts_with_all = ["from", "window", "watch"])]
    pub files: Vec<String>,

    /// Look twice, this far apart: rates in place of sums
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub window: Option<Duration>,

    /// What would come and go: with -f if these manifests were applied, with --from since that file
    #[arg(long, requires = "compared", conflicts_with_all = ["check", "record"])]
    pub diff: bool,

    /// Go on showing it as it changes
    #[arg(short, long, conflicts_with = "window")]
    pub watch: bool,

    /// Fail (exit 1) where something is wrong
    #[arg(long, conflicts_with = "watch")]
    pub check: bool,

    /// Be led through it: what each part is for, ticked by how the cluster is
    #[arg(long, conflicts_with_all = ["files", "from", "window", "watch", "record", "check", "view", "focus"])]
    pub tour: bool,

    /// Keep what was seen in a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub record: Option<PathBuf>,

    /// Show what such a file has kept; no cluster is asked
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["record", "window", "watch"])]
    pub from: Option<PathBuf>,
}

/// `--view`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Applications and Dapr's resources
    App,
    /// Where requests and data go
    DataPath,
    /// How a sidecar gets into a pod
    Injection,
    /// What Dapr itself is made of
    ControlPlane,
    /// All of it
    All,
}
