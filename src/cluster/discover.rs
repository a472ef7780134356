//! Kinds that are not known beforehand, looked up in the cluster once.

use serde_json::Value;

use super::{Cluster, Refusal};
use crate::manifest::{Kind, Object};

impl Cluster {
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
