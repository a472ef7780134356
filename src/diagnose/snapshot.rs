//! What a diagnosis is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::manifest::Object;

/// The state of (a part of) a cluster at one time. What is not collected is left empty; checks
/// that need it then find nothing. Objects are shared: a snapshot of a large namespace costs little.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Deployments, `ReplicaSets`, `StatefulSets`, `DaemonSets` and Jobs. With those of the control
    /// plane a sidecar's wait can be explained.
    pub workloads: Vec<Arc<Object>>,
    /// Pods of these workloads, and bare ones.
    pub pods: Vec<Arc<Object>>,
    /// Events (`v1`) of the same namespaces.
    pub events: Vec<Arc<Object>>,
    /// Persistent volume claims of the same namespaces.
    pub claims: Vec<Arc<Object>>,
    /// All storage classes; none if they can't be seen.
    pub storage_classes: Option<Vec<Arc<Object>>>,
    /// All `MutatingWebhookConfigurations`; none if they can't be seen.
    pub webhooks: Option<Vec<Arc<Object>>>,
    /// The last lines that containers wrote, by namespace, pod and container: those of the run that
    /// has ended where a container was restarted and isn't ready, else of the current run.
    pub last_lines: BTreeMap<(String, String, String), Vec<String>>,
    /// The time at which all this was read.
    pub now: Timestamp,
}

impl Snapshot {
    /// Seconds since an RFC 3339 time; none if it cannot be read.
    pub(super) fn seconds_since(&self, time: &str) -> Option<i64> {
        let time: Timestamp = time.parse().ok()?;
        Some(self.now.duration_since(time).as_secs())
    }

    /// What a container wrote last.
    pub(super) fn lines(&self, pod: &Object, container: &str) -> &[String] {
        let key = (
            pod.namespace().unwrap_or_default().to_owned(),
            pod.name().to_owned(),
            container.to_owned(),
        );
        self.last_lines.get(&key).map_or(&[], Vec::as_slice)
    }
}
