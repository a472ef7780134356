//! `daprk sandbox`

use clap::{Args, Subcommand, ValueHint};

const EXAMPLES: &str = "\
Examples:
  daprk sandbox start
  daprk sandbox start --daprd ~/.dapr/bin/daprd
  daprk sandbox status
  source <(daprk sandbox kubeconfig)
  kubectl get pods
  daprk sandbox stop
  daprk sandbox reset";

/// Run a Kubernetes on this machine, for learning
///
/// A small Kubernetes API of daprk's own, which runs pods as processes: no cluster, no container
/// engine, no root. Commands without -k work on it, and start it when it does not run.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, subcommand_value_name = "ACTION")]
pub struct Sandbox {
    /// What to do with it.
    #[command(subcommand)]
    pub action: SandboxAction,
}

/// What can be done with the sandbox.
#[derive(Debug, Subcommand)]
pub enum SandboxAction {
    /// Start it in the background, with everything that ran in it
    Start(SandboxStart),
    /// Stop it and the programs that run in it; what it stores stays
    Stop,
    /// Show its address, what runs in it, and what of that is real
    Status,
    /// Stop it and remove all that it stores
    Reset,
    /// Print the line that makes kubectl and helm use it
    Kubeconfig,
}

/// `daprk sandbox start`
#[derive(Debug, Args)]
pub struct SandboxStart {
    /// Stay in the foreground until Ctrl-C
    #[arg(long)]
    pub foreground: bool,

    /// Run this command for an image: web=/usr/bin/webserver
    ///
    /// NAME is the last part of the image's repository. It is remembered until `sandbox reset`.
    #[arg(long = "image", value_name = "NAME=COMMAND")]
    pub images: Vec<String>,

    /// Which sidecar runs.
    #[command(flatten)]
    pub daprd: DaprdArgs,
}

/// Which sidecar runs in a sandbox.
#[derive(Debug, Args)]
pub struct DaprdArgs {
    /// Sidecar of the sandbox: a real daprd's path, auto or built-in
    ///
    /// auto takes ~/.dapr/bin/daprd or the one on the PATH, and the built-in sidecar when there is
    /// none. What was said last holds for later starts.
    #[arg(long = "daprd", value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub path: Option<String>,
}
