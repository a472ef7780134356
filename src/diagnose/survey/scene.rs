//! The snapshot as the checks read it.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::check::Survey;
use crate::dapr::control_plane::{INJECTOR, Service};
use crate::dapr::{Workload, is_for};
use crate::diagnose::finding::Finding;
use crate::diagnose::findings::findings;
use crate::diagnose::services::services;
use crate::diagnose::snapshot::{Answers, Snapshot};
use crate::diagnose::workloads::workloads;
use crate::health::ServiceRow;
use crate::manifest::{Object, ObjectId, look};

/// What every check reads.
pub(super) struct Scene<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) survey: &'a Survey,
    /// What makes pods, by namespace and name.
    pub(super) workloads: Vec<Workload<'a>>,
    /// The services of the control plane in its namespace; none where it has none.
    pub(super) rows: Vec<ServiceRow>,
    /// What a wait for any of the workloads would tell.
    pub(super) findings: Vec<Finding>,
    /// By namespace, where in `workloads` its apps are. A check that looks through all of them for each of them would
    /// take minutes for thousands.
    apps: BTreeMap<&'a str, Vec<usize>>,
    /// By namespace and name: Dapr's resources of all kinds, and Services.
    named: HashMap<(&'a str, &'a str), Vec<&'a Object>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, survey: &'a Survey) -> Self {
        let workloads = workloads(snapshot);
        let mut apps: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (at, workload) in workloads.iter().enumerate() {
            if workload.is_app() {
                apps.entry(workload.namespace()).or_default().push(at);
            }
        }
        let wanted: Vec<ObjectId> = workloads.iter().map(|it| it.object.id()).collect();
        Self {
            rows: services(snapshot, Some(&survey.dapr)),
            findings: findings(snapshot, &wanted),
            named: named(snapshot),
            apps,
            snapshot,
            survey,
            workloads,
        }
    }

    /// The workloads that are apps, or are meant to be, in their order.
    pub(super) fn apps(&self) -> impl Iterator<Item = &Workload<'a>> {
        // `workloads` are by namespace first, as these are.
        let places = self.apps.values().flatten();
        places.map(|at| &self.workloads[*at])
    }

    /// The apps of a namespace.
    pub(super) fn apps_in(&self, namespace: &str) -> impl Iterator<Item = &Workload<'a>> {
        let places = self.apps.get(namespace).into_iter().flatten();
        places.map(|at| &self.workloads[*at])
    }

    /// The app of a namespace with this id.
    pub(super) fn app(&self, namespace: &str, id: &str) -> Option<&Workload<'a>> {
        self.apps_in(namespace).find(|app| app.id() == id)
    }

    /// Every pod of an app that has a sidecar.
    pub(super) fn replicas(&self) -> impl Iterator<Item = (&Workload<'a>, &'a Object)> {
        self.apps()
            .flat_map(|app| app.pods.iter().map(move |pod| (app, *pod)))
            .filter(|(_, pod)| crate::dapr::sidecar(pod).is_some())
    }

    /// What the sidecar of a pod answered.
    pub(super) fn answers(&self, pod: &Object) -> Option<&'a Answers> {
        let namespace = pod.namespace().unwrap_or_default();
        let key = (namespace.to_owned(), pod.name().to_owned());
        self.snapshot.sidecars.get(&key)
    }

    /// The names of the components that the sidecar of a pod has loaded, with their types.
    pub(super) fn loaded(&self, pod: &Object) -> Option<BTreeMap<&'a str, &'a str>> {
        let metadata = self.answers(pod)?.metadata.as_ref()?;
        let components = look::items(metadata, "/components").iter();
        let text = |component: &'a Value, key: &str| component[key].as_str().unwrap_or_default();
        Some(
            components
                .map(|component| (text(component, "name"), text(component, "type")))
                .collect(),
        )
    }

    /// Dapr's resources of a kind.
    pub(super) fn resources(&self, kind: &str) -> impl Iterator<Item = &'a Object> {
        let resources = self.snapshot.resources.iter().map(AsRef::as_ref);
        resources.filter(move |object: &&Object| object.kind() == kind)
    }

    /// One of Dapr's resources.
    pub(super) fn resource(&self, kind: &str, namespace: &str, name: &str) -> Option<&'a Object> {
        let mut named = self.named.get(&(namespace, name))?.iter().copied();
        named.find(|it| it.kind() == kind)
    }

    /// The apps that a resource is for: those of its namespace that its scopes name, or all of them.
    pub(super) fn in_scope(&self, resource: &Object) -> Vec<&Workload<'a>> {
        let namespace = resource.namespace().unwrap_or_default();
        self.apps_in(namespace)
            .filter(|app| is_for(resource, app.id()))
            .collect()
    }

    /// The ids of the apps that a resource is for.
    pub(super) fn ids_in_scope(&self, resource: &Object) -> Vec<String> {
        let apps = self.in_scope(resource);
        apps.iter().map(|app| app.id().to_owned()).collect()
    }

    /// Whether a namespace was looked at, so that what isn't in the snapshot isn't in the cluster.
    pub(super) fn saw(&self, namespace: &str) -> bool {
        let only = self.survey.namespace.as_deref();
        only.is_none_or(|only| only == namespace) || namespace == self.survey.dapr
    }

    /// A Service.
    pub(super) fn service(&self, namespace: &str, name: &str) -> Option<&'a Object> {
        self.resource("Service", namespace, name)
    }

    /// Whether a workload is one of the control plane's.
    pub(super) fn is_control_plane(&self, object: &Object) -> bool {
        object.namespace() == Some(&self.survey.dapr) && Service::of_workload(object).is_some()
    }

    /// The version of the control plane, as its injector's image has it.
    pub(super) fn version(&self) -> Option<&str> {
        let injector = self.rows.iter().find(|row| row.name == INJECTOR.name)?;
        Some(injector.version.as_str()).filter(|version| !version.is_empty())
    }
}

fn named(snapshot: &Snapshot) -> HashMap<(&str, &str), Vec<&Object>> {
    let mut named: HashMap<_, Vec<&Object>> = HashMap::new();
    for object in snapshot.resources.iter().chain(&snapshot.services) {
        let key = (object.namespace().unwrap_or_default(), object.name());
        named.entry(key).or_default().push(object);
    }
    named
}
