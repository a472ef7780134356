//! Kinds that are not known beforehand, looked up in the cluster once.

use std::collections::BTreeSet;

use serde_json::Value;

use super::send::media;
use super::{Cluster, Refusal};
use crate::manifest::{Kind, Object};

/// The kinds whose objects live in namespaces and can be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamespacedKinds {
    /// Each kind in one version.
    pub kinds: Vec<Kind>,
    /// Groups whose kinds the API server doesn't know just now, since it can't reach whoever
    /// serves them.
    pub unknown: Vec<String>,
}

impl Cluster {
    /// All kinds whose objects live in namespaces.
    ///
    /// # Errors
    /// The API server refuses, or can't tell all groups in one answer (before Kubernetes 1.30).
    pub async fn namespaced_kinds(&self) -> Result<NamespacedKinds, Refusal> {
        let (core, groups) = tokio::try_join!(
            self.read_as("/api", media::DISCOVERY),
            self.read_as("/apis", media::DISCOVERY)
        )?;
        let mut all = NamespacedKinds::default();
        for answer in [core, groups] {
            if answer["kind"] != "APIGroupDiscoveryList" {
                return Err(Refusal::Other {
                    code: 406,
                    message: "the API server does not list its kinds".to_owned(),
                });
            }
            all.add(&answer);
        }
        Ok(all)
    }

    /// Where objects of this kind live.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when the cluster doesn't know the kind.
    pub async fn kind(&self, api_version: &str, kind: &str) -> Result<Kind, Refusal> {
        if let Some(known) =
            Kind::known(api_version, kind).or_else(|| self.remembered(api_version, kind))
        {
            return Ok(known);
        }
        let root = if api_version.contains('/') {
            "/apis"
        } else {
            "/api"
        };
        let unknown = || {
            Refusal::NotFound(format!(
                "the cluster has no kind `{kind}` in `{api_version}`; is its definition installed?"
            ))
        };
        let resources = match self.read(&format!("{root}/{api_version}")).await {
            Err(refusal) if refusal.is_not_found() => return Err(unknown()),
            resources => resources?,
        };
        self.remember(kinds(api_version, &resources));
        self.remembered(api_version, kind).ok_or_else(unknown)
    }

    /// Whether the cluster has this group and version at all.
    pub async fn serves(&self, api_version: &str) -> Result<bool, Refusal> {
        match self.read(&format!("/apis/{api_version}")).await {
            Err(refusal) if refusal.is_not_found() => Ok(false),
            answer => answer.map(|_| true),
        }
    }

    /// Takes note of the kinds that a `CustomResourceDefinition` defines, so that its objects can
    /// be told before it is there.
    pub fn learn(&self, definition: &Object) {
        if definition.kind() != "CustomResourceDefinition" {
            return;
        }
        let versions = definition.items("/spec/versions").iter();
        let names = versions.filter_map(|version| version.get("name")?.as_str());
        let kinds = names.map(|version| Kind {
            api_version: format!("{}/{version}", definition.text("/spec/group")),
            kind: definition.text("/spec/names/kind").to_owned(),
            plural: definition.text("/spec/names/plural").to_owned(),
            namespaced: definition.text("/spec/scope") == "Namespaced",
        });
        self.remember(kinds.collect());
    }

    /// Where this object lives.
    ///
    /// # Errors
    /// As [`Self::kind`].
    pub async fn kind_of(&self, object: &Object) -> Result<Kind, Refusal> {
        self.kind(object.api_version(), object.kind()).await
    }

    fn remembered(&self, api_version: &str, kind: &str) -> Option<Kind> {
        let discovered = self
            .discovered
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        discovered
            .iter()
            .find(|known| known.api_version == api_version && known.kind == kind)
            .cloned()
    }

    fn remember(&self, kinds: Vec<Kind>) {
        self.discovered
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .extend(kinds);
    }
}

impl NamespacedKinds {
    fn add(&mut self, groups: &Value) {
        for group in list(groups, "items") {
            let name = group["metadata"]["name"].as_str().unwrap_or_default();
            let mut seen = BTreeSet::new();
            for version in list(group, "versions") {
                if version["freshness"] == "Stale" {
                    self.unknown.push(name.to_owned());
                }
                let resources = list(version, "resources").filter_map(|resource| {
                    let version = version["version"].as_str()?;
                    let api_version = match name {
                        "" => version.to_owned(),
                        group => format!("{group}/{version}"),
                    };
                    namespaced(api_version, resource)
                });
                // Versions come with the preferred one first.
                let new = resources.filter(|kind| seen.insert(kind.plural.clone()));
                self.kinds.extend(new);
            }
        }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// An `APIResourceDiscovery`, if its objects live in namespaces and can be listed.
fn namespaced(api_version: String, resource: &Value) -> Option<Kind> {
    let can_list = list(resource, "verbs").any(|verb| verb == "list");
    (can_list && resource["scope"] == "Namespaced").then_some(())?;
    Some(Kind {
        api_version,
        kind: resource.pointer("/responseKind/kind")?.as_str()?.to_owned(),
        plural: resource.get("resource")?.as_str()?.to_owned(),
        namespaced: true,
    })
}

/// The kinds of an `APIResourceList`, subresources left out.
fn kinds(api_version: &str, resources: &Value) -> Vec<Kind> {
    let list = resources.get("resources").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|resource| {
            let plural = resource.get("name")?.as_str()?;
            (!plural.contains('/')).then_some(())?;
            Some(Kind {
                api_version: api_version.to_owned(),
                kind: resource.get("kind")?.as_str()?.to_owned(),
                plural: plural.to_owned(),
                namespaced: resource.get("namespaced")?.as_bool()?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(name: &str, kind: &str, scope: &str, verbs: &[&str]) -> Value {
        json!({"resource": name, "responseKind": {"group": "", "version": "", "kind": kind}, "scope": scope, "verbs": verbs})
    }

    #[test]
    fn each_namespaced_kind_that_can_be_listed_is_found_once() {
        let all = ["get", "list"];
        let components = resource("components", "Component", "Namespaced", &all);
        let core = json!({"kind": "APIGroupDiscoveryList", "items": [{"versions": [{"version": "v1", "freshness": "Current", "resources": [
            resource("pods", "Pod", "Namespaced", &all),
            resource("bindings", "Binding", "Namespaced", &["create"]),
            resource("nodes", "Node", "Cluster", &all),
        ]}]}]});
        let groups = json!({"items": [
            {"metadata": {"name": "dapr.io"}, "versions": [
                {"version": "v2alpha1", "freshness": "Current", "resources": [resource("subscriptions", "Subscription", "Namespaced", &all)]},
                {"version": "v1alpha1", "freshness": "Current", "resources": [components, resource("subscriptions", "Subscription", "Namespaced", &all)]},
            ]},
            {"metadata": {"name": "metrics.k8s.io"}, "versions": [{"version": "v1beta1", "freshness": "Stale"}]},
        ]});
        let mut found = NamespacedKinds::default();
        found.add(&core);
        found.add(&groups);
        let paths: Vec<_> = found
            .kinds
            .iter()
            .map(|kind| kind.path(Some("a"), None))
            .collect();
        let expected = [
            "/api/v1/namespaces/a/pods",
            "/apis/dapr.io/v2alpha1/namespaces/a/subscriptions",
            "/apis/dapr.io/v1alpha1/namespaces/a/components",
        ];
        assert_eq!(paths, expected);
        assert_eq!(found.unknown, ["metrics.k8s.io"]);
    }
}
