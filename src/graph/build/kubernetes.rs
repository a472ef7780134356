//! Kubernetes' own objects around Dapr: Services and where they lead, what makes the pods, and who may do what.

use serde_json::{Map, Value};

use super::apps::ports;
use crate::apps::app_id;
use crate::dapr::{self, control_plane::Service};
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::health;
use crate::manifest::Object;

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot) {
    let drawn: Vec<&Object> = snapshot
        .workloads
        .iter()
        .map(AsRef::as_ref)
        .filter(|workload| workload.items("/metadata/ownerReferences").is_empty())
        .filter(|workload| workload.kind() != "ReplicaSet")
        .collect();
    for workload in &drawn {
        runs(draft, workload);
    }
    for service in &snapshot.services {
        leads(draft, service, &drawn);
    }
    for object in &snapshot.access {
        if matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding") {
            allowed(draft, object);
        }
    }
}

fn workload_id(draft: &mut Draft, workload: &Object) -> String {
    let name = format!("{} {}", workload.kind(), workload.name());
    let node = draft.node(NodeKind::Workload, namespace(workload), &name);
    // A manifest has no status.
    if workload.at("/status").is_some() {
        let health = health::of(workload);
        node.state = if health.is_ready() {
            State::Good
        } else {
            State::Bad
        };
        node.words = format!("ready {}/{}", health.ready, health.wanted);
    }
    node.id.clone()
}

/// A workload of an app, or of the control plane, and who its pods are.
fn runs(draft: &mut Draft, workload: &Object) {
    let place = namespace(workload).to_owned();
    let to = if let Some(service) = Service::of_workload(workload) {
        id(NodeKind::ControlPlane, &place, service.name)
    } else {
        let mut pod = workload.at("/spec/template").cloned().unwrap_or_default();
        pod["metadata"]["name"] = workload.name().into();
        let pod = Object(pod);
        match app_id(&pod).filter(|_| dapr::asks_for_sidecar(&pod)) {
            Some(app) => id(NodeKind::App, &place, app),
            None => return,
        }
    };
    if draft.known(&to).is_none() {
        return;
    }
    let from = workload_id(draft, workload);
    draft.relation(&from, &to, "runs").declared("spec.template");
    let account = workload.text("/spec/template/spec/serviceAccountName");
    if !account.is_empty() && account != "default" {
        let account = draft.node(NodeKind::Account, &place, account).id.clone();
        let relation = draft.relation(&from, &account, "acts as");
        relation.declared("spec.template.spec.serviceAccountName");
    }
}

/// A Service and the workload whose pods it selects: those of Dapr, and what components connect to.
fn leads(draft: &mut Draft, service: &Object, workloads: &[&Object]) {
    let Some(selector) = service.at("/spec/selector").and_then(Value::as_object) else {
        return;
    };
    let place = namespace(service);
    let is_selected = |workload: &&&Object| {
        let labels = workload.at("/spec/template/metadata/labels");
        namespace(workload) == place && matches(selector, labels)
    };
    let is_drawn = |workload: &&&Object| {
        let name = format!("{} {}", workload.kind(), workload.name());
        draft.known(&id(NodeKind::Workload, place, &name)).is_some()
    };
    let found = workloads.iter().filter(is_selected).find(is_drawn);
    let backend = id(NodeKind::Backend, place, service.name());
    let is_backend = draft.known(&backend).is_some();
    let any = workloads.iter().find(is_selected);
    let Some(workload) = found.or_else(|| any.filter(|_| is_backend)) else {
        return;
    };
    let to = workload_id(draft, workload);
    let from = if is_backend {
        backend
    } else {
        let node = draft.node(NodeKind::Service, place, service.name());
        node.detail = ports(service);
        node.id.clone()
    };
    draft
        .relation(&from, &to, "leads to")
        .declared("Service spec.selector");
}

fn matches(selector: &Map<String, Value>, labels: Option<&Value>) -> bool {
    !selector.is_empty()
        && selector
            .iter()
            .all(|(key, value)| labels.is_some_and(|labels| labels.get(key) == Some(value)))
}

/// A role, and the accounts that a binding gives it to.
fn allowed(draft: &mut Draft, binding: &Object) {
    let role_kind = binding.text("/roleRef/kind");
    let place = if role_kind == "Role" {
        namespace(binding)
    } else {
        ""
    };
    let name = binding.text("/roleRef/name");
    for subject in binding.items("/subjects") {
        if subject["kind"] != "ServiceAccount" {
            continue;
        }
        let own = namespace(binding);
        let space = subject["namespace"].as_str().unwrap_or(own);
        let account = id(
            NodeKind::Account,
            space,
            subject["name"].as_str().unwrap_or_default(),
        );
        if draft.known(&account).is_none() {
            continue;
        }
        let node = draft.node(NodeKind::Role, place, name);
        role_kind.clone_into(&mut node.detail);
        let role = node.id.clone();
        let source = format!("{} {}", binding.kind(), binding.name());
        draft.relation(&account, &role, "may do").declared(source);
    }
}

fn namespace(object: &Object) -> &str {
    object.namespace().unwrap_or("default")
}
