//! The folder that a sandbox lives in.

use std::path::{Path, PathBuf};

/// Paths below one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// At a folder; nothing is made yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The store's file.
    pub fn store(&self) -> PathBuf {
        self.0.join("store.redb")
    }

    /// Its kubeconfig, which also says where it is served.
    pub fn kubeconfig(&self) -> PathBuf {
        self.0.join("kubeconfig")
    }

    /// Certificates and keys.
    pub fn pki(&self) -> PathBuf {
        self.0.join("pki")
    }

    /// A folder for each pod, by its uid.
    pub fn pods(&self) -> PathBuf {
        self.0.join("pods")
    }

    /// Volumes of claims.
    pub fn volumes(&self) -> PathBuf {
        self.0.join("volumes")
    }

    /// What the server in the background says.
    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }
}
