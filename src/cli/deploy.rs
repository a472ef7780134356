//! `daprk deploy`

use clap::Args;

use super::{AppArgs, ManifestArgs, RegistryArgs, ValuesArgs, WaitArgs};

const EXAMPLES: &str = "\
Examples:
  daprk deploy hello-kubernetes -k
  daprk deploy hello-kubernetes -k --replicas nodeapp=3
  daprk deploy -f manifests/ --name shop -k
  daprk deploy hello-kubernetes -k --image-registry mirror.example/apps
  kustomize build . | daprk deploy -f - --name shop -k";

/// Run an application, and wait until it is healthy
///
/// Applies a bundled application, or manifests of your own under a name. What an earlier run
/// under the same name applied and this one doesn't hold any more is removed.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Deploy {
    /// What to run.
    #[command(flatten)]
    pub manifests: ManifestArgs,
    /// Changes to it.
    #[command(flatten)]
    pub app: AppArgs,
    /// Where its images come from.
    #[command(flatten)]
    pub registry: RegistryArgs,
    /// Values of a bundled application.
    #[command(flatten)]
    pub values: ValuesArgs,
    /// Whether to wait.
    #[command(flatten)]
    pub wait: WaitArgs,
}
