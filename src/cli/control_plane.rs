//! The flags that say which Dapr is wanted: `init`, `upgrade`, `template`, `diff` and `images`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueHint};

/// Which Dapr is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Dapr")]
pub struct ControlPlaneArgs {
    /// Version of Dapr: latest, 1.18.3 … [default: latest]
    #[arg(long, value_name = "VERSION")]
    pub runtime_version: Option<String>,

    /// Mutual TLS between sidecars [default: true]
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true,
        value_parser = BoolishValueParser::new()
    )]
    pub enable_mtls: Option<bool>,

    /// Three replicas of each service [default: false]
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true,
        value_parser = BoolishValueParser::new()
    )]
    pub enable_ha: Option<bool>,

    /// Registry to pull from, as in REGISTRY/operator:1.18.3
    #[arg(long, value_name = "REGISTRY")]
    pub image_registry: Option<String>,

    /// Variant of the images: mariner, or default
    #[arg(
        long,
        value_name = "VARIANT",
        value_parser = ["mariner", "default"],
        hide_possible_values = true
    )]
    pub image_variant: Option<String>,

    /// Root certificate (PEM), with both --issuer-… files
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        requires = "issuer_private_key",
        requires = "issuer_public_certificate"
    )]
    pub ca_root_certificate: Option<PathBuf>,

    /// Private key of the issuer (PEM)
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        requires = "ca_root_certificate",
        requires = "issuer_public_certificate"
    )]
    pub issuer_private_key: Option<PathBuf>,

    /// Certificate of the issuer (PEM)
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        requires = "ca_root_certificate",
        requires = "issuer_private_key"
    )]
    pub issuer_public_certificate: Option<PathBuf>,
}

impl ControlPlaneArgs {
    /// The first of these flags that was typed, for commands where it can be out of place.
    pub fn first_typed(&self) -> Option<&'static str> {
        [
            ("--runtime-version", self.runtime_version.is_some()),
            ("--enable-mtls", self.enable_mtls.is_some()),
            ("--enable-ha", self.enable_ha.is_some()),
            ("--image-registry", self.image_registry.is_some()),
            ("--image-variant", self.image_variant.is_some()),
            ("--ca-root-certificate", self.ca_root_certificate.is_some()),
        ]
        .into_iter()
        .find_map(|(flag, typed)| typed.then_some(flag))
    }
}
