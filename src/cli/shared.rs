//! The flags that every command has, before or after its name.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum, ValueHint};

use super::duration::duration;
use super::name;

/// The flags that every command has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Shared {
    /// Work on the cluster of the kube context
    #[arg(short, long, global = true)]
    pub kubernetes: bool,

    /// Kube context [default: the current one]
    #[arg(long, global = true, value_name = "NAME")]
    pub context: Option<String>,

    /// Kubeconfig file [default: as for kubectl]
    ///
    /// Without it $KUBECONFIG counts, then ~/.kube/config, and in a pod the pod's own account.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub kubeconfig: Option<PathBuf>,

    /// Namespace of Dapr, or of the application
    ///
    /// Without it Dapr itself is in dapr-system, and an application in the namespace of the kube
    /// context.
    #[arg(short, long, global = true, value_name = "NAME", value_parser = name::namespace)]
    pub namespace: Option<String>,

    /// Give up after this: 90s, 5m, 1h30m [default: 5m]
    ///
    /// A bare number is seconds.
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,

    /// Say what would be done, and do nothing
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub yes: bool,

    /// How results are printed
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Output",
        value_name = "FORMAT",
        value_enum,
        hide_possible_values = true,
        default_value = "table",
        hide_default_value = true,
        help = "table, wide, json, yaml or name [default: table]"
    )]
    pub output: Output,

    /// Print results and errors only
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Output",
        conflicts_with = "verbose"
    )]
    pub quiet: bool,

    /// Say more; -vv shows each request to the cluster
    #[arg(short, long, global = true, help_heading = "Output", action = ArgAction::Count)]
    pub verbose: u8,

    /// Colour: auto, always or never [default: auto]
    #[arg(
        long,
        global = true,
        help_heading = "Output",
        value_name = "WHEN",
        value_enum,
        hide_possible_values = true,
        default_value = "auto",
        hide_default_value = true,
        hide_short_help = true
    )]
    pub color: Color,

    /// Plain lines in place of moving ones
    #[arg(long, global = true, help_heading = "Output", hide_short_help = true)]
    pub no_progress: bool,
}

/// `-o`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Columns for people
    Table,
    /// More columns
    Wide,
    /// One JSON document
    Json,
    /// One YAML document, or a stream of manifests
    Yaml,
    /// kind/name, one a line
    Name,
    /// A line for each finding
    Short,
    /// A tree for people
    Text,
    /// Mermaid's flowchart
    Mermaid,
    /// Graphviz' language
    Dot,
    /// A drawing
    Svg,
    /// A page that works from a file
    Html,
}

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Also into a pipe
    Always,
    /// Never
    Never,
}
