//! Whether we may: `SelfSubjectAccessReview`.

use futures::future::try_join_all;
use http::Method;
use serde_json::{Value, json};

use super::send::media;
use super::{Cluster, Refusal};

/// Something that one may or may not do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    /// `create`, `patch` …
    pub verb: &'static str,
    /// API group; empty for the core.
    pub group: String,
    /// Plural.
    pub resource: String,
    /// Namespace; absent for cluster-scoped resources and for all namespaces.
    pub namespace: Option<String>,
}

impl Right {
    /// `deployments.apps`
    pub fn target(&self) -> String {
        match self.group.as_str() {
            "" => self.resource.clone(),
            group => format!("{}.{group}", self.resource),
        }
    }
}

impl std::fmt::Display for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.verb, self.target())?;
        match &self.namespace {
            Some(namespace) => write!(f, " in {namespace}"),
            None => Ok(()),
        }
    }
}

impl Cluster {
    /// Those of these rights that we don't have.
    pub async fn missing_rights(&self, rights: &[Right]) -> Result<Vec<Right>, Refusal> {
        let answers = try_join_all(rights.iter().map(|right| self.may(right))).await?;
        let pairs = rights.iter().zip(answers);
        Ok(pairs
            .filter(|(_, allowed)| !allowed)
            .map(|(right, _)| right.clone())
            .collect())
    }

    async fn may(&self, right: &Right) -> Result<bool, Refusal> {
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": { "resourceAttributes": {
                "verb": right.verb,
                "group": right.group,
                "resource": right.resource,
                "namespace": right.namespace.as_deref().unwrap_or_default(),
            }},
        });
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        let answer = self
            .send(
                Method::POST,
                path,
                Some((media::JSON, review.to_string().into_bytes())),
            )
            .await?;
        Ok(answer
            .pointer("/status/allowed")
            .and_then(Value::as_bool)
            .unwrap_or(false))
    }
}
