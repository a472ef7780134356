//! Where candidates come from.

use super::contexts::contexts;
use crate::settings::Common;

/// What can be looked up for completion. Each answers with names, and with none on any trouble;
/// it may be slow, for nobody waits longer than [`super::LIMIT`]. `common` holds what was typed
/// so far of `--kubeconfig`, `--context`, `-n` and `-k`, and the sandbox's folder. Without `-k` the sandbox is asked if it
/// runs: no cluster is touched, not even to read from it, and nothing is started.
pub trait Lookup: Send + Sync {
    /// Kube contexts. Reads files, and asks no cluster.
    fn contexts(&self, common: &Common) -> Vec<String> {
        contexts(common.kubeconfig.as_deref())
    }

    /// Namespaces of the cluster.
    fn namespaces(&self, common: &Common) -> Vec<String>;

    /// Dapr app ids in the namespace.
    fn app_ids(&self, common: &Common) -> Vec<String>;

    /// Pods in the namespace that have a sidecar.
    fn pods(&self, common: &Common) -> Vec<String>;

    /// Names of the applications that `deploy` runs in the namespace.
    fn releases(&self, common: &Common) -> Vec<String>;
}

/// Looks nothing up but contexts.
#[derive(Clone, Copy, Debug)]
pub struct FileOnly;

impl Lookup for FileOnly {
    fn namespaces(&self, _: &Common) -> Vec<String> {
        Vec::new()
    }

    fn app_ids(&self, _: &Common) -> Vec<String> {
        Vec::new()
    }

    fn pods(&self, _: &Common) -> Vec<String> {
        Vec::new()
    }

    fn releases(&self, _: &Common) -> Vec<String> {
        Vec::new()
    }
}
