//! What a diagnosis is made from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::dapr::Sample;
use crate::manifest::Object;

/// The state of (a part of) a cluster at one time. What is not collected is left empty; checks
/// that need it then find nothing. Objects are shared: a snapshot of a large namespace costs little.
///
/// Waits collect the first part, up to `last_lines`; `check` and `graph` all of it.
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
    /// Dapr's resources: Components, Configurations, Subscriptions, Resiliencies and the rest of `dapr.io`.
    pub resources: Vec<Arc<Object>>,
    /// Dapr's definitions (`CustomResourceDefinition`).
    pub definitions: Vec<Arc<Object>>,
    /// Services.
    pub services: Vec<Arc<Object>>,
    /// `EndpointSlices`.
    pub endpoints: Vec<Arc<Object>>,
    /// Secrets with the names of their keys and without a value; none if they can't be seen.
    pub secrets: Option<Vec<Arc<Object>>>,
    /// `ConfigMaps` of the control plane's namespace: the trust bundle.
    pub config_maps: Vec<Arc<Object>>,
    /// `ServiceAccounts`, Roles, `ClusterRoles` and their bindings, as far as they are Dapr's.
    pub access: Vec<Arc<Object>>,
    /// What the sidecars answered, by namespace and pod.
    pub sidecars: BTreeMap<(String, String), Answers>,
    /// What could not be read.
    pub unknown: Vec<Unknown>,
}

/// What a pod's sidecar answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// `/v1.0/metadata`; none if it didn't answer with it.
    pub metadata: Option<Value>,
    /// Its metrics, those of Dapr alone; none if it didn't answer with them.
    pub metrics: Option<Vec<Sample>>,
    /// When the metrics were read.
    pub at: Timestamp,
    /// Why something of it is missing: `no answer within 2 s`.
    pub trouble: Option<String>,
    /// It was not asked; `trouble` says why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_asked: bool,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unknown {
    /// What: `secrets in shop`.
    pub what: String,
    /// Why, in the cluster's words.
    pub why: String,
    /// The right that would help: `list secrets in shop`; empty if it isn't one that lacks.
    pub right: String,
}

impl Snapshot {
    /// As it would be with these objects applied: new ones beside the others, those that are there in the new words and
    /// with the status that they have.
    #[must_use]
    pub fn with(&self, applied: Self) -> Self {
        let mut snapshot = self.clone();
        let lists = [
            (&mut snapshot.workloads, applied.workloads),
            (&mut snapshot.pods, applied.pods),
            (&mut snapshot.claims, applied.claims),
            (&mut snapshot.services, applied.services),
            (&mut snapshot.resources, applied.resources),
            (&mut snapshot.config_maps, applied.config_maps),
            (&mut snapshot.access, applied.access),
        ];
        for (list, objects) in lists {
            apply(list, objects);
        }
        let unseen = [
            (&mut snapshot.secrets, applied.secrets),
            (&mut snapshot.webhooks, applied.webhooks),
        ];
        for (list, objects) in unseen {
            if let (Some(list), Some(objects)) = (list, objects) {
                apply(list, objects);
            }
        }
        snapshot
    }

    /// The namespaces of which anything is known.
    pub fn namespaces(&self) -> BTreeSet<&str> {
        let lists = [&self.pods, &self.services, &self.workloads];
        let objects = lists.into_iter().flatten();
        objects.filter_map(|object| object.namespace()).collect()
    }

    /// How many endpoints of a Service are ready.
    pub fn ready_endpoints(&self, service: &Object) -> usize {
        let own = self.endpoints.iter().filter(|slice| {
            slice.namespace() == service.namespace()
                && slice.label("kubernetes.io/service-name") == Some(service.name())
        });
        own.flat_map(|slice| slice.items("/endpoints"))
            .filter(|endpoint| endpoint["conditions"]["ready"] != false)
            .count()
    }

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

/// Puts each in the place of the one of its kind and name, if there is one.
fn apply(list: &mut Vec<Arc<Object>>, objects: Vec<Arc<Object>>) {
    for object in objects {
        let mut known = list.iter_mut();
        match known.find(|known| known.id() == object.id()) {
            Some(known) => *known = with_status(&object, known),
            None => list.push(object),
        }
    }
    list.sort_by(|one, other| one.place().cmp(&other.place()));
}

fn with_status(object: &Object, known: &Object) -> Arc<Object> {
    let mut object = object.clone();
    if let Some(status) = known.at("/status") {
        object.0["status"] = status.clone();
    }
    Arc::new(object)
}
