//! Kubernetes' own objects around Dapr: Services and where they lead, what makes the pods, and who may do what.

use super::apps::ports;
use crate::dapr::{Workload, control_plane::Service};
use crate::diagnose::Snapshot;
use crate::graph::draft::{Draft, id};
use crate::graph::model::{NodeKind, State};
use crate::health;
use crate::manifest::{Object, look};

pub(super) fn draw(draft: &mut Draft, snapshot: &Snapshot, workloads: &[Workload<'_>]) {
    let is_top = |workload: &&Workload<'_>| {
        let is_owned = !workload
            .object
            .items("/metadata/ownerReferences")
            .is_empty();
        !is_owned && !matches!(workload.object.kind(), "Pod" | "ReplicaSet")
    };
    let drawn: Vec<_> = workloads.iter().filter(is_top).collect();
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
fn runs(draft: &mut Draft, workload: &Workload<'_>) {
    let (workload, app) = (workload.object, workload.id());
    let place = namespace(workload).to_owned();
    let to = match Service::of_workload(workload) {
        Some(service) => id(NodeKind::ControlPlane, &place, service.name),
        None => id(NodeKind::App, &place, app),
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
fn leads(draft: &mut Draft, service: &Object, workloads: &[&Workload<'_>]) {
    let place = namespace(service);
    let is_selected = |workload: &&Object| {
        let template = workload.at("/spec/template");
        namespace(workload) == place && template.is_some_and(|it| look::selects(&service.0, it))
    };
    let is_drawn = |workload: &&Object| {
        let name = format!("{} {}", workload.kind(), workload.name());
        draft.known(&id(NodeKind::Workload, place, &name)).is_some()
    };
    let mut selected = workloads.iter().map(|it| it.object).filter(is_selected);
    let found = selected.clone().find(is_drawn);
    let backend = id(NodeKind::Backend, place, service.name());
    let is_backend = draft.known(&backend).is_some();
    let any = selected.next().filter(|_| is_backend);
    let Some(workload) = found.or(any) else {
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
