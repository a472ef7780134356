//! The registry itself.

use std::sync::Arc;

use super::Resource;
use super::bootstrap;
use super::catalog::Catalog;
use crate::sandbox::status::Reply;
use crate::sandbox::store::Store;

/// The API's semantics over a store; controllers and clients write by the same door. Cheap to
/// clone.
#[derive(Clone)]
pub struct Registry {
    pub(super) store: Store,
    pub(super) shared: Arc<Shared>,
}

/// What all clones share.
pub(super) struct Shared {
    pub(super) catalog: Catalog,
    /// Held from the choice of an address or a port until it is stored.
    pub(super) allocating: tokio::sync::Mutex<()>,
    /// Held from the look at a budget until the pod is on its way out.
    pub(super) evicting: tokio::sync::Mutex<()>,
}

impl Registry {
    /// Over a store: makes the namespaces and what else a new cluster has.
    pub async fn open(store: Store) -> Reply<Self> {
        let registry = Self {
            store,
            shared: Arc::new(Shared {
                catalog: Catalog::new(),
                allocating: tokio::sync::Mutex::new(()),
                evicting: tokio::sync::Mutex::new(()),
            }),
        };
        bootstrap::begin(&registry).await?;
        Ok(registry)
    }

    /// The store below, for watches of everything.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// All resources that are served now, built in and defined.
    pub fn resources(&self) -> Vec<Arc<Resource>> {
        self.shared.catalog.all()
    }

    /// The resource of a path.
    pub fn resource(&self, group: &str, version: &str, plural: &str) -> Option<Arc<Resource>> {
        self.shared.catalog.at(group, version, plural)
    }

    /// The resource of a kind; what a controller begins with.
    pub fn kind(&self, api_version: &str, kind: &str) -> Option<Arc<Resource>> {
        let meant = |of: &Resource| of.kind == kind && of.api_version() == api_version;
        self.shared.catalog.find(meant)
    }

    /// A kind that is always there.
    pub(super) fn builtin(&self, api_version: &str, kind: &str) -> Arc<Resource> {
        self.kind(api_version, kind)
            .expect("it is in the table of built-in kinds")
    }
}
