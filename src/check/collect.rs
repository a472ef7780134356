//! The objects of a snapshot, read side by side; what may not be read is named in it.

use std::sync::Arc;

use futures::stream::{self, StreamExt as _};
use jiff::Timestamp;
use serde_json::Value;

use super::sidecars;
use crate::cluster::{Cluster, Refusal, Select};
use crate::dapr::control_plane::TRUST_BUNDLE;
use crate::diagnose::{Snapshot, Unknown};
use crate::error::Result;
use crate::manifest::{Kind, Object, without_values};

/// What to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The namespace of the apps; all of them when absent.
    pub namespace: Option<String>,
    /// The control plane's namespace.
    pub dapr: String,
    /// Events, too: they tell why, and there can be thousands.
    pub events: bool,
}

/// Lists that are read at once. Each takes a connection, and to open one costs more than to read a list.
const AT_ONCE: usize = 8;

/// One list to read.
pub(super) struct List {
    pub(super) kind: Kind,
    pub(super) namespace: Option<String>,
    pub(super) select: Select,
    /// Whether their metadata are enough: definitions hold whole schemas.
    is_metadata: bool,
    /// Only those whose names begin so.
    prefix: &'static str,
}

const DAPR: [(&str, &str); 7] = [
    ("dapr.io/v1alpha1", "Component"),
    ("dapr.io/v1alpha1", "Configuration"),
    ("dapr.io/v1alpha1", "HTTPEndpoint"),
    ("dapr.io/v1alpha1", "MCPServer"),
    ("dapr.io/v1alpha1", "Resiliency"),
    ("dapr.io/v1alpha1", "WorkflowAccessPolicy"),
    ("dapr.io/v2alpha1", "Subscription"),
];
const WORKLOADS: [(&str, &str); 6] = [
    ("apps/v1", "Deployment"),
    ("apps/v1", "ReplicaSet"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"),
    ("v1", "Pod"),
];
const BESIDE: [(&str, &str); 4] = [
    ("v1", "Event"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Service"),
    ("discovery.k8s.io/v1", "EndpointSlice"),
];
const ACCESS: [(&str, &str); 3] = [
    ("v1", "ServiceAccount"),
    ("rbac.authorization.k8s.io/v1", "Role"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"),
];
const GLOBAL_ACCESS: [(&str, &str); 2] = [
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
];

/// Reads all of it, and asks the sidecars that run.
///
/// # Errors
/// The cluster cannot be reached, or does not know who we are. What we have no right to see, and a sidecar that does
/// not answer, are named in the snapshot.
pub async fn collect(cluster: &Cluster, scope: &Scope) -> Result<Snapshot> {
    let mut snapshot = Snapshot {
        now: Timestamp::now(),
        ..Snapshot::default()
    };
    let (pods, others): (Vec<_>, Vec<_>) = lists(scope)
        .into_iter()
        .partition(|list| list.kind.kind == "Pod");
    // The sidecars are known with the pods, and answer while the other lists come.
    let pods_and_sidecars = async {
        let mut part = Snapshot::default();
        read_all(cluster, &pods, &mut part).await?;
        part.sidecars = sidecars::asked(cluster, &part.pods).await;
        Ok(part)
    };
    let (part, done) = tokio::join!(pods_and_sidecars, read_all(cluster, &others, &mut snapshot));
    let part = part?;
    done?;
    snapshot.pods = part.pods;
    snapshot.sidecars = part.sidecars;
    snapshot.unknown.extend(part.unknown);
    once_each(&mut snapshot);
    Ok(snapshot)
}

/// As [`collect`], without asking the sidecars, which takes long where there are very many.
///
/// # Errors
/// As those of [`collect`].
pub async fn collect_objects(cluster: &Cluster, scope: &Scope) -> Result<Snapshot> {
    let mut snapshot = Snapshot {
        now: Timestamp::now(),
        ..Snapshot::default()
    };
    read_all(cluster, &lists(scope), &mut snapshot).await?;
    once_each(&mut snapshot);
    Ok(snapshot)
}

/// Reads lists into a snapshot; what may not be read is named in it.
async fn read_all(cluster: &Cluster, lists: &[List], snapshot: &mut Snapshot) -> Result<()> {
    let read = lists.iter().map(|list| read(cluster, list));
    let read: Vec<_> = stream::iter(read).buffered(AT_ONCE).collect().await;
    for (list, objects) in lists.iter().zip(read) {
        match objects {
            Ok(objects) => {
                let objects = objects.into_iter().map(Arc::new);
                put(snapshot, &list.kind.kind, objects);
            }
            Err(refusal @ (Refusal::Unreachable(_) | Refusal::Unauthorized(_))) => {
                return Err(refusal.explain(&format!("list {}", list.name())));
            }
            Err(refusal) => snapshot.unknown.push(list.unknown(&refusal, "list")),
        }
    }
    Ok(())
}

/// The snapshot of a cluster that would have just these objects.
pub fn of_objects(objects: impl IntoIterator<Item = Arc<Object>>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for object in objects {
        let kind = object.kind().to_owned();
        if is_read(&kind) {
            let object = kept((*object).clone()).map(Arc::new);
            put(&mut snapshot, &kind, object);
        }
    }
    once_each(&mut snapshot);
    snapshot
}

/// Whether objects of this kind have a place in a snapshot.
fn is_read(kind: &str) -> bool {
    const OTHERS: [&str; 4] = [
        "Secret",
        "StorageClass",
        "MutatingWebhookConfiguration",
        "CustomResourceDefinition",
    ];
    let lists = [&DAPR[..], &WORKLOADS, &BESIDE, &ACCESS, &GLOBAL_ACCESS];
    lists
        .iter()
        .any(|list| list.iter().any(|(_, name)| *name == kind))
        || OTHERS.contains(&kind)
}

pub(super) fn lists(scope: &Scope) -> Vec<List> {
    let apps = scope.namespace.as_deref();
    let mut places = vec![apps];
    if apps.is_some_and(|apps| apps != scope.dapr) {
        places.push(Some(&scope.dapr));
    }
    let mut lists = Vec::new();
    for place in places {
        lists.extend(
            WORKLOADS
                .iter()
                .chain(&BESIDE)
                .map(|kind| List::of(*kind, place)),
        );
    }
    lists.extend(DAPR.iter().map(|kind| List::of(*kind, apps)));
    lists.push(List::of(("v1", "Secret"), apps));
    let dapr = Some(scope.dapr.as_str());
    lists.extend(ACCESS.iter().map(|kind| List::of(*kind, dapr)));
    lists.push(List {
        select: Select {
            fields: Some(format!("metadata.name={TRUST_BUNDLE}")),
            labels: None,
        },
        ..List::of(("v1", "ConfigMap"), dapr)
    });
    lists.extend(global());
    lists.retain(|list| scope.events || list.kind.kind != "Event");
    lists
}

fn global() -> Vec<List> {
    let of_dapr = |kind: &(&str, &str)| List {
        prefix: "dapr-",
        ..List::of(*kind, None)
    };
    let mut lists: Vec<_> = GLOBAL_ACCESS.iter().map(of_dapr).collect();
    lists.push(List::of(("storage.k8s.io/v1", "StorageClass"), None));
    let webhooks = (
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
    );
    lists.push(List::of(webhooks, None));
    lists.push(List {
        is_metadata: true,
        ..List::of(
            ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
            None,
        )
    });
    lists
}

impl List {
    fn of((api_version, kind): (&str, &str), namespace: Option<&str>) -> Self {
        Self {
            kind: Kind::known(api_version, kind).expect("a known kind"),
            namespace: namespace.map(str::to_owned),
            select: Select::default(),
            is_metadata: false,
            prefix: "",
        }
    }

    pub(super) fn wants(&self, object: &Object) -> bool {
        object.name().starts_with(self.prefix)
    }

    /// `secrets in shop`, `storageclasses`.
    fn name(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{} in {namespace}", self.kind.plural),
            None if self.kind.namespaced => format!("{} in all namespaces", self.kind.plural),
            None => self.kind.plural.clone(),
        }
    }

    /// `verbs`: what it takes to see it.
    pub(super) fn unknown(&self, refusal: &Refusal, verbs: &str) -> Unknown {
        let lacks = matches!(refusal, Refusal::Forbidden(_));
        Unknown {
            what: self.name(),
            why: refusal.to_string(),
            right: if lacks {
                format!("{verbs} {}", self.name())
            } else {
                String::new()
            },
        }
    }
}

async fn read(cluster: &Cluster, list: &List) -> Result<Vec<Object>, Refusal> {
    let namespace = list.namespace.as_deref();
    if list.is_metadata {
        let all = cluster.list_metadata(&list.kind, namespace, &list.select);
        return Ok(all.await?.into_iter().filter_map(kept).collect());
    }
    let keep = |object: Object| {
        let wanted = Some(object).filter(|object| list.wants(object));
        wanted.and_then(kept)
    };
    cluster
        .list_map(&list.kind, namespace, &list.select, keep)
        .await
}

/// What is kept of an object: of Secrets no values, of definitions no schemas and only Dapr's; of none who wrote which
/// field, which is a third of it.
pub(super) fn kept(mut object: Object) -> Option<Object> {
    if let Some(metadata) = object.0.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    match object.kind() {
        "Secret" => return Some(without_values(object)),
        "CustomResourceDefinition" => {
            if !object.name().ends_with(".dapr.io") {
                return None;
            }
            if let Some(fields) = object.0.as_object_mut() {
                fields.remove("spec");
                fields.remove("status");
            }
        }
        _ => {}
    }
    Some(object)
}

pub(super) fn put(
    snapshot: &mut Snapshot,
    kind: &str,
    objects: impl IntoIterator<Item = Arc<Object>>,
) {
    let list = match kind {
        "Pod" => &mut snapshot.pods,
        "Event" => &mut snapshot.events,
        "PersistentVolumeClaim" => &mut snapshot.claims,
        "Service" => &mut snapshot.services,
        "EndpointSlice" => &mut snapshot.endpoints,
        "ConfigMap" => &mut snapshot.config_maps,
        "CustomResourceDefinition" => &mut snapshot.definitions,
        "Secret" => snapshot.secrets.get_or_insert_default(),
        "StorageClass" => snapshot.storage_classes.get_or_insert_default(),
        "MutatingWebhookConfiguration" => snapshot.webhooks.get_or_insert_default(),
        _ if DAPR.iter().any(|(_, name)| *name == kind) => &mut snapshot.resources,
        _ if WORKLOADS.iter().any(|(_, name)| *name == kind) => &mut snapshot.workloads,
        _ => &mut snapshot.access,
    };
    list.extend(objects);
}

/// Each by kind, namespace and name, so that the same cluster gives the same snapshot.
pub(super) fn once_each(snapshot: &mut Snapshot) {
    let lists = [
        &mut snapshot.pods,
        &mut snapshot.workloads,
        &mut snapshot.events,
        &mut snapshot.claims,
        &mut snapshot.services,
        &mut snapshot.endpoints,
        &mut snapshot.resources,
        &mut snapshot.access,
    ];
    for list in lists {
        list.sort_by(|one, other| one.place().cmp(&other.place()));
    }
    snapshot.unknown.sort();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_and_the_control_planes_are_listed_each_once() {
        let named = |namespace: Option<&str>| -> Vec<String> {
            let scope = Scope {
                namespace: namespace.map(str::to_owned),
                dapr: "dapr-system".into(),
                events: false,
            };
            lists(&scope).iter().map(List::name).collect()
        };
        let count = |names: &[String], name: &str| names.iter().filter(|one| *one == name).count();
        let shop = named(Some("shop"));
        assert_eq!(count(&shop, "pods in shop"), 1);
        assert_eq!(count(&shop, "pods in dapr-system"), 1);
        assert_eq!(count(&shop, "secrets in dapr-system"), 0);
        assert_eq!(count(&named(Some("dapr-system")), "pods in dapr-system"), 1);
        assert_eq!(count(&named(None), "pods in all namespaces"), 1);
        assert_eq!(count(&named(None), "storageclasses"), 1);
    }
}
