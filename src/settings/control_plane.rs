//! Which Dapr is wanted.

use std::path::PathBuf;

use super::app::{self, ValuesInput};
use super::env::{self, Env};
use super::version;
use crate::cli;
use crate::error::{Error, Result};

/// Which Dapr is wanted. What was not asked is `None`: a new installation takes the chart's
/// default for it, and an existing one keeps what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlPlane {
    /// Image tag without its variant, `1.18.3`.
    pub version: Option<String>,
    /// Mutual TLS between sidecars.
    pub mtls: Option<bool>,
    /// Three replicas of each service.
    pub ha: Option<bool>,
    /// Registry of the images, `ghcr.io/dapr`.
    pub registry: Option<String>,
    /// Variant of the images: `mariner`, or `default` for none.
    pub variant: Option<String>,
    /// Certificates of one's own.
    pub certificates: Option<Certificates>,
    /// Chart values; they win over all of the above.
    pub values: ValuesInput,
}

/// Files with the root and issuer certificates, PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificates {
    /// Root certificate.
    pub root: PathBuf,
    /// Certificate of the issuer, signed by the root.
    pub issuer: PathBuf,
    /// Private key of the issuer.
    pub issuer_key: PathBuf,
}

/// Settles the flags about the control plane.
pub(super) fn control_plane(
    args: cli::ControlPlaneArgs,
    values: cli::ValuesArgs,
    env: &dyn Env,
) -> Result<ControlPlane> {
    Ok(ControlPlane {
        version: wanted_version(args.runtime_version.as_deref(), env)?,
        registry: registry(args.image_registry.clone(), env)?,
        mtls: args.enable_mtls,
        ha: args.enable_ha,
        variant: args.image_variant.clone(),
        certificates: certificates(args),
        values: values.into(),
    })
}

fn wanted_version(typed: Option<&str>, env: &dyn Env) -> Result<Option<String>> {
    const NAME: &str = "DAPR_RUNTIME_VERSION";
    match (typed, env::set(env, NAME)) {
        (Some(typed), _) => version::tag(typed, "--runtime-version").map(Some),
        (None, Some(variable)) => version::tag(&variable, NAME).map(Some),
        (None, None) => Ok(None),
    }
}

/// The flag, else `DAPR_IMAGE_REGISTRY`, else `DAPR_DEFAULT_IMAGE_REGISTRY`.
fn registry(typed: Option<String>, env: &dyn Env) -> Result<Option<String>> {
    if let Some(typed) = typed.filter(|registry| !registry.is_empty()) {
        return app::named_registry(&typed).map(Some);
    }
    match env::read(env, "DAPR_IMAGE_REGISTRY", cli::registry)? {
        Some(registry) => Ok(Some(registry)),
        None => env::read(env, "DAPR_DEFAULT_IMAGE_REGISTRY", default_registry),
    }
}

/// The names that the dapr CLI has for the two places where Dapr's images are published.
fn default_registry(name: &str) -> std::result::Result<String, Error> {
    match name.to_ascii_lowercase().as_str() {
        "ghcr" => Ok("ghcr.io/dapr".to_owned()),
        "dockerhub" => Ok("docker.io/daprio".to_owned()),
        _ => Err(Error::usage(
            "bad-variable",
            "use ghcr or dockerhub; DAPR_IMAGE_REGISTRY takes any registry",
        )),
    }
}

/// clap has seen to it that there are three or none.
fn certificates(args: cli::ControlPlaneArgs) -> Option<Certificates> {
    Some(Certificates {
        root: args.ca_root_certificate?,
        issuer: args.issuer_public_certificate?,
        issuer_key: args.issuer_private_key?,
    })
}

/// What to say about a variable of dapr's that was set for nothing. Its value can hold a password,
/// and is not repeated.
pub(super) fn notes(command: &str, env: &dyn Env) -> Vec<String> {
    const NAME: &str = "DAPR_HELM_REPO_URL";
    let set = cli::Variable::counts(NAME, command) && env::set(env, NAME).is_some();
    let note = format!("{NAME} is not used: daprk carries its manifests and fetches no chart");
    set.then_some(note).into_iter().collect()
}
