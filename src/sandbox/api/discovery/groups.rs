//! Resources in their groups and versions.

use std::cmp::Reverse;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::registry::{Resource, Subresource};

/// The resources of one version of a group.
pub(in crate::sandbox::api) struct GroupVersion {
    pub(in crate::sandbox::api) group: String,
    pub(in crate::sandbox::api) version: String,
    pub(in crate::sandbox::api) resources: Vec<Arc<Resource>>,
}

impl GroupVersion {
    /// `apps/v1`, `v1`.
    pub(in crate::sandbox::api) fn api_version(&self) -> String {
        self.resources[0].api_version()
    }
}

/// All of them: groups in the order of their first resources, each one's preferred version first.
pub(in crate::sandbox::api) fn group_versions(resources: &[Arc<Resource>]) -> Vec<GroupVersion> {
    let mut groups: Vec<&str> = Vec::new();
    let mut all: Vec<GroupVersion> = Vec::new();
    for resource in resources {
        if !groups.contains(&resource.group.as_str()) {
            groups.push(&resource.group);
        }
        let same = |one: &&mut GroupVersion| {
            one.group == resource.group && one.version == resource.version
        };
        match all.iter_mut().find(same) {
            Some(one) => one.resources.push(Arc::clone(resource)),
            None => all.push(GroupVersion {
                group: resource.group.clone(),
                version: resource.version.clone(),
                resources: vec![Arc::clone(resource)],
            }),
        }
    }
    let place = |group: &str| groups.iter().position(|one| *one == group);
    all.sort_by_key(|one| (place(&one.group), Reverse(priority(&one.version))));
    all
}

/// Kubernetes' own order of versions: `v2 > v1 > v2beta1 > v1beta2 > v1alpha1 > anything else`.
fn priority(version: &str) -> (u8, u32, u32, Reverse<String>) {
    let none = (0, 0, 0, Reverse(version.to_owned()));
    let Some(rest) = version.strip_prefix('v') else {
        return none;
    };
    let (major, rest) = digits(rest);
    let Some(major) = major else {
        return none;
    };
    let same = Reverse(String::new());
    if rest.is_empty() {
        return (3, major, 0, same);
    }
    let stages = [("beta", 2), ("alpha", 1)];
    let stage = stages
        .into_iter()
        .find_map(|(name, stage)| Some((rest.strip_prefix(name)?, stage)));
    match stage.map(|(rest, stage)| (digits(rest), stage)) {
        Some(((Some(minor), ""), stage)) => (stage, major, minor, same),
        _ => none,
    }
}

fn digits(text: &str) -> (Option<u32>, &str) {
    let end = text
        .find(|one: char| !one.is_ascii_digit())
        .unwrap_or(text.len());
    (text[..end].parse().ok(), &text[end..])
}

/// A part of an object as discovery tells it.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) verbs: &'static [&'static str],
}

/// The parts of a resource.
pub(super) fn parts(of: &Resource) -> impl Iterator<Item = Part> + '_ {
    of.subresources.iter().map(|one| part(of, *one))
}

const READ_WRITE: &[&str] = &["get", "patch", "update"];

fn part(of: &Resource, part: Subresource) -> Part {
    let own = |name, verbs| (name, &*of.group, &*of.version, &*of.kind, verbs);
    let (name, group, version, kind, verbs): (_, _, _, _, &'static [&'static str]) = match part {
        Subresource::Status => own("status", READ_WRITE),
        Subresource::Scale => ("scale", "autoscaling", "v1", "Scale", READ_WRITE),
        Subresource::Other(name) => match name {
            "eviction" => (name, "policy", "v1", "Eviction", &["create"]),
            "binding" => (name, "", "v1", "Binding", &["create"]),
            "token" => (
                name,
                "authentication.k8s.io",
                "v1",
                "TokenRequest",
                &["create"],
            ),
            "log" => own(name, &["get"]),
            "finalize" => own(name, &["update"]),
            "exec" => (name, "", "v1", "PodExecOptions", &["create", "get"]),
            "attach" => (name, "", "v1", "PodAttachOptions", &["create", "get"]),
            "portforward" => (name, "", "v1", "PodPortForwardOptions", &["create", "get"]),
            "proxy" => {
                let verbs = &["create", "delete", "get", "patch", "update"];
                let kind = match of.kind.as_str() {
                    "Service" => "ServiceProxyOptions",
                    "Node" => "NodeProxyOptions",
                    _ => "PodProxyOptions",
                };
                (name, "", "v1", kind, verbs)
            }
            name => own(name, READ_WRITE),
        },
    };
    Part {
        name,
        group: group.to_owned(),
        version: version.to_owned(),
        kind: kind.to_owned(),
        verbs,
    }
}

/// The verbs of a resource, in the order that a real server tells them.
pub(super) fn verbs(of: &Resource) -> Value {
    let mut verbs = of.verbs.clone();
    verbs.sort_unstable();
    json!(verbs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_kubernetes_orders_them() {
        let ordered = [
            "v10",
            "v2",
            "v1",
            "v11beta2",
            "v10beta3",
            "v3beta1",
            "v12alpha1",
            "v11alpha2",
            "foo1",
            "foo10",
        ];
        for pair in ordered.windows(2) {
            assert!(priority(pair[0]) > priority(pair[1]), "{pair:?}");
        }
    }
}
