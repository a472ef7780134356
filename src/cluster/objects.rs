//! Reading and changing objects.

use http::Method;
use serde_json::{Value, json};

use super::send::{encoded, media};
use super::{Cluster, Refusal, listing};
use crate::error::Result;
use crate::manifest::{Kind, Object, ObjectId};

/// The field manager under which everything is applied.
pub const FIELD_MANAGER: &str = "daprk";

/// Lists come in pages of this size, as kubectl asks for them.
const PAGE: usize = 500;

/// Which objects of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// Label selector, `app in (a,b)`.
    pub labels: Option<String>,
    /// Field selector, `metadata.name=x`.
    pub fields: Option<String>,
}

impl Select {
    /// By labels.
    pub fn labels(selector: impl Into<String>) -> Self {
        Self {
            labels: Some(selector.into()),
            fields: None,
        }
    }

    pub(super) fn query(&self) -> Vec<String> {
        let labels = self
            .labels
            .iter()
            .map(|text| format!("labelSelector={}", encoded(text)));
        let fields = self
            .fields
            .iter()
            .map(|text| format!("fieldSelector={}", encoded(text)));
        labels.chain(fields).collect()
    }
}

/// How to apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apply {
    /// Take fields that other managers own.
    pub force: bool,
    /// Let the server work it out, but keep nothing.
    pub dry_run: bool,
}

/// What happens to an object's dependents when it is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Propagation {
    /// They go after it.
    Background,
    /// They go before it.
    Foreground,
}

impl Cluster {
    /// The object, or `None` if there is none (also when its kind is unknown to the cluster).
    pub async fn get(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Object>, Refusal> {
        found(self.read(&kind.path(namespace, Some(name))).await)
    }

    /// The object that an id names, or `None` if there is none.
    pub async fn find(&self, id: &ObjectId) -> Result<Option<Object>, Refusal> {
        match self.kind(&id.api_version, &id.kind).await {
            Ok(kind) => self.get(&kind, id.namespace.as_deref(), &id.name).await,
            Err(refusal) if refusal.is_not_found() => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// The objects of a kind in a namespace, or in all of them. An unknown kind has none.
    pub async fn list(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        select: &Select,
    ) -> Result<Vec<Object>, Refusal> {
        self.list_map(kind, namespace, select, Some).await
    }

    /// As [`Self::list`], with only what `keep` makes of each object: a page at a time is held as
    /// a whole.
    pub async fn list_map<T>(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        select: &Select,
        keep: impl FnMut(Object) -> Option<T>,
    ) -> Result<Vec<T>, Refusal> {
        let page = |next| self.page(kind, namespace, select, media::JSON, next);
        listing::all(page, kind, keep).await
    }

    /// As [`Self::list`], with nothing but the objects' metadata.
    pub async fn list_metadata(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        select: &Select,
    ) -> Result<Vec<Object>, Refusal> {
        let page = |next| self.page(kind, namespace, select, media::METADATA_LIST, next);
        listing::all(page, kind, Some).await
    }

    async fn page(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        select: &Select,
        form: &'static str,
        next: Option<String>,
    ) -> Result<Value, Refusal> {
        let mut query = select.query();
        query.push(format!("limit={PAGE}"));
        query.extend(next.map(|token| format!("continue={}", encoded(&token))));
        let path = format!("{}?{}", kind.path(namespace, None), query.join("&"));
        self.read_as(&path, form).await
    }

    /// Server-side apply as [`FIELD_MANAGER`]; answers the object as it is then.
    pub async fn apply(&self, object: &Object, how: Apply) -> Result<Object, Refusal> {
        let kind = self.kind_of(object).await?;
        let path = format!(
            "{}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict&force={}{}",
            kind.path(object.namespace(), Some(object.name())),
            how.force,
            if how.dry_run { "&dryRun=All" } else { "" },
        );
        self.change(Method::PATCH, &path, media::APPLY, &object.0)
            .await
    }

    /// Creates it; fails if it exists.
    pub async fn create(&self, object: &Object) -> Result<Object, Refusal> {
        let kind = self.kind_of(object).await?;
        let path = format!(
            "{}?fieldManager={FIELD_MANAGER}",
            kind.path(object.namespace(), None)
        );
        self.change(Method::POST, &path, media::JSON, &object.0)
            .await
    }

    /// What would be made of it if `user` created it; nothing is kept. Needs the right to impersonate.
    pub async fn try_create(&self, object: &Object, user: &str) -> Result<Object, Refusal> {
        let kind = self.kind_of(object).await?;
        let path = kind.path(object.namespace(), None);
        self.try_as(user, &format!("{path}?dryRun=All"), &object.0)
            .await
            .map(Object)
    }

    /// Replaces it; fails if `metadata.resourceVersion` is given and no longer current.
    pub async fn replace(&self, object: &Object) -> Result<Object, Refusal> {
        let kind = self.kind_of(object).await?;
        let path = format!(
            "{}?fieldManager={FIELD_MANAGER}",
            kind.path(object.namespace(), Some(object.name()))
        );
        self.change(Method::PUT, &path, media::JSON, &object.0)
            .await
    }

    /// A JSON patch (RFC 6902).
    pub async fn json_patch(&self, id: &ObjectId, patch: &Value) -> Result<Object, Refusal> {
        let url = self.patch_path(id).await?;
        self.change(Method::PATCH, &url, media::JSON_PATCH, patch)
            .await
    }

    /// A merge patch (RFC 7386).
    pub async fn merge_patch(&self, id: &ObjectId, patch: &Value) -> Result<Object, Refusal> {
        let url = self.patch_path(id).await?;
        self.change(Method::PATCH, &url, media::MERGE_PATCH, patch)
            .await
    }

    async fn patch_path(&self, id: &ObjectId) -> Result<String, Refusal> {
        let kind = self.kind(&id.api_version, &id.kind).await?;
        let path = kind.path(id.namespace.as_deref(), Some(&id.name));
        Ok(format!("{path}?fieldManager={FIELD_MANAGER}"))
    }

    /// Deletes it; `false` if there was none.
    pub async fn delete(&self, id: &ObjectId, propagation: Propagation) -> Result<bool, Refusal> {
        let kind = match self.kind(&id.api_version, &id.kind).await {
            Err(refusal) if refusal.is_not_found() => return Ok(false),
            kind => kind?,
        };
        let policy = match propagation {
            Propagation::Background => "Background",
            Propagation::Foreground => "Foreground",
        };
        let path = kind.path(id.namespace.as_deref(), Some(&id.name));
        let options = json!({ "propagationPolicy": policy });
        match self
            .send(
                Method::DELETE,
                &path,
                Some((media::JSON, options.to_string().into_bytes())),
            )
            .await
        {
            Err(refusal) if refusal.is_not_found() => Ok(false),
            answer => answer.map(|_| true),
        }
    }

    /// Deletes the object if it is still this very version; answers whether it was.
    pub async fn delete_exactly(&self, object: &Object) -> Result<bool, Refusal> {
        let kind = self.kind_of(object).await?;
        let path = kind.path(object.namespace(), Some(object.name()));
        let options = json!({ "preconditions": {
            "uid": object.text("/metadata/uid"),
            "resourceVersion": object.text("/metadata/resourceVersion"),
        }});
        let body = Some((media::JSON, options.to_string().into_bytes()));
        match self.send(Method::DELETE, &path, body).await {
            Err(Refusal::NotFound(_) | Refusal::Changed(_)) => Ok(false),
            answer => answer.map(|_| true),
        }
    }

    async fn change(
        &self,
        method: Method,
        path: &str,
        media: &'static str,
        body: &Value,
    ) -> Result<Object, Refusal> {
        self.send(method, path, Some((media, body.to_string().into_bytes())))
            .await
            .map(Object)
    }
}

fn found(answer: Result<Value, Refusal>) -> Result<Option<Object>, Refusal> {
    match answer {
        Err(refusal) if refusal.is_not_found() => Ok(None),
        answer => answer.map(|value| Some(Object(value))),
    }
}
