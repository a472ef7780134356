//! `daprk tutorial`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

const EXAMPLES: &str = "\
Examples:
  daprk tutorial list
  daprk tutorial run hello-kubernetes
  daprk tutorial run hello-kubernetes -k
  daprk tutorial run hello-kubernetes -k --image-registry mirror.example/apps
  daprk tutorial run hello-kubernetes --auto -o json
  daprk tutorial reset hello-kubernetes";

/// Learn Dapr step by step, on the sandbox or on a cluster
///
/// A tutorial shows each command before it runs, and looks at the cluster whether what it says is
/// so. With --auto nobody is asked: it is a test of itself.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES, subcommand_value_name = "ACTION")]
pub struct Tutorial {
    /// What to do.
    #[command(subcommand)]
    pub action: TutorialAction,
}

/// What can be done with tutorials.
#[derive(Debug, Subcommand)]
pub enum TutorialAction {
    /// List them, with how long they take and how far you are
    List,
    /// Print a tutorial: its chapters, its steps and their commands
    Show(TutorialName),
    /// Go through a tutorial; it goes on where it was left
    Run(TutorialRun),
    /// Take back everything that a tutorial made, and nothing else
    Reset(TutorialName),
    /// Look for mistakes in the file of a tutorial
    Lint(TutorialName),
}

/// Which tutorial.
#[derive(Debug, Args)]
pub struct TutorialName {
    /// Tutorial, by its name
    #[arg(required_unless_present = "dir")]
    pub name: Option<String>,

    /// Folder of a tutorial of your own: it has a tutorial.md
    #[arg(long, conflicts_with = "name", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
}

/// `daprk tutorial run`
#[derive(Debug, Args)]
pub struct TutorialRun {
    /// Which.
    #[command(flatten)]
    pub which: TutorialName,

    /// Ask nobody; succeed only if everything that is checked holds
    #[arg(long)]
    pub auto: bool,

    /// Begin with this step: its number or its heading
    #[arg(long, value_name = "STEP")]
    pub from: Option<String>,

    /// Registry of the images that its applications run in, as in REGISTRY/redis:7.0
    ///
    /// `tutorials/images` of daprk's repository puts them there. It is kept until the tutorial is
    /// reset. Dapr's own images are not meant: `DAPR_IMAGE_REGISTRY` says where they are.
    #[arg(long, value_name = "REGISTRY")]
    pub image_registry: Option<String>,
}
