//! `daprk` itself: the list of its commands.

use clap::{Parser, Subcommand};

use super::{
    Check, Completion, Dashboard, Deploy, Diff, Follow, Forward, Graph, Images, Init, Invoke, List,
    Logs, Publish, Run, Sandbox, Shared, State, Status, Stop, Template, Tutorial, Undeploy,
    Uninstall, Upgrade, Version,
};

const EXAMPLES: &str = "\
Examples:
  daprk tutorial run hello-kubernetes   learn it, step by step
  daprk init -k                      install Dapr into the cluster
  daprk deploy hello-kubernetes -k   run an application on it
  daprk status -k                    see how the control plane is
  daprk logs -k -a nodeapp -f        follow what a sidecar says
  daprk uninstall -k                 remove Dapr again";

/// Sets up, shows and teaches Dapr on Kubernetes
///
/// Its words and flags are those of the dapr CLI. It speaks the Kubernetes API itself: neither
/// kubectl nor helm is needed, and nothing is fetched from the Internet.
#[derive(Debug, Parser)]
#[command(
    name = "daprk",
    version,
    before_long_help = EXAMPLES,
    subcommand_required = true,
    arg_required_else_help = true,
    subcommand_value_name = "COMMAND"
)]
pub struct Cli {
    /// What was asked.
    #[command(subcommand)]
    pub command: Command,
    /// The flags that every command has.
    #[command(flatten)]
    pub shared: Shared,
}

/// The commands, in the order that help lists them.
#[derive(Debug, Subcommand)]
#[expect(
    missing_docs,
    reason = "it would take the place of the help of each type"
)]
pub enum Command {
    Init(Init),
    Upgrade(Upgrade),
    Uninstall(Uninstall),
    Deploy(Deploy),
    Undeploy(Undeploy),
    Run(Run),
    Stop(Stop),
    Status(Status),
    #[command(visible_alias = "doctor")]
    Check(Check),
    List(List),
    Logs(Logs),
    Graph(Graph),
    Follow(Follow),
    Dashboard(Dashboard),
    Invoke(Invoke),
    Publish(Publish),
    State(State),
    Forward(Forward),
    Tutorial(Tutorial),
    Diff(Diff),
    Template(Template),
    Images(Images),
    Sandbox(Sandbox),
    Version(Version),
    Completion(Completion),
}
