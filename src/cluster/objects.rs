//! Reading and changing objects.

use http::{HeaderValue, Method, Request, header};
use serde_json::{Value, json};

use super::send::{encoded, media, request};
use super::{Cluster, Refusal};
use crate::error::Result;
use crate::manifest::{Kind, Object, ObjectId};

/// The field manager under which everything is applied.
pub const FIELD_MANAGER: &str = "daprk";

/// Lists come in pages of this size, as kubectl asks for them.
const PAGE: usize = 500;

/// Asks a server for the metadata of objects alone.
const METADATA_ONLY: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

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

    /// The objects of a kind in a namespace, or in all of them. An unknown kind has none.
    pub async fn list(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        select: &Select,
    ) -> Result<Vec<Object>, Refusal> {
        let mut objects = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let mut query = select.query();
            query.push(format!("limit={PAGE}"));
            query.extend(
                next.iter()
                    .map(|token| format!("continue={}", encoded(token))),
            );
            let path = format!("{}?{}", kind.path(namespace, None), query.join("&"));
            let page = match self.read(&path).await {
                Err(refusal) if refusal.is_not_found() => return Ok(objects),
                page => page?,
            };
            next = continue_token(&page);
            objects.extend(items(page, kind));
            if next.is_none() {
                return Ok(objects);
            }
        }
    }

    /// The metadata of the objects of a kind in a namespace, or in all of them: nothing else of
    /// them is sent. An unknown kind has none.
    pub async fn list_metadata(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        select: &Select,
    ) -> Result<Vec<Object>, Refusal> {
        let request = metadata_request(kind, namespace, select)?;
        let answer = self.client.request::<Value>(request).await;
        match answer.map_err(Refusal::from) {
            Err(refusal) if refusal.is_not_found() => Ok(Vec::new()),
            answer => answer.map(|page| items(page, kind).collect()),
        }
    }

    /// Server-side apply as [`FIELD_MANAGER`]; answers the object as it is then.
    pub async fn apply(&self, object: &Object, how: Apply) -> Result<Object, Refusal> {
        let kind = self.kind_of(object).await?;
        let path = format!(
            "{}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict&force={}{}",
            kind.path(object.namespace(), Some(object.name())),
            how.force,
            dry_run(how.dry_run, '&'),
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
    pub async fn json_patch(
        &self,
        id: &ObjectId,
        patch: &Value,
        is_dry_run: bool,
    ) -> Result<Object, Refusal> {
        let url = self.patch_path(id, is_dry_run).await?;
        self.change(Method::PATCH, &url, media::JSON_PATCH, patch)
            .await
    }

    /// A merge patch (RFC 7386).
    pub async fn merge_patch(&self, id: &ObjectId, patch: &Value) -> Result<Object, Refusal> {
        let url = self.patch_path(id, false).await?;
        self.change(Method::PATCH, &url, media::MERGE_PATCH, patch)
            .await
    }

    async fn patch_path(&self, id: &ObjectId, is_dry_run: bool) -> Result<String, Refusal> {
        let kind = self.kind(&id.api_version, &id.kind).await?;
        let path = kind.path(id.namespace.as_deref(), Some(&id.name));
        Ok(format!(
            "{path}?fieldManager={FIELD_MANAGER}{}",
            dry_run(is_dry_run, '&')
        ))
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

/// Whole, without pages: without their contents, a request for every page would take longer.
fn metadata_request(
    kind: &Kind,
    namespace: Option<&str>,
    select: &Select,
) -> Result<Request<Vec<u8>>, Refusal> {
    let path = format!(
        "{}?{}",
        kind.path(namespace, None),
        select.query().join("&")
    );
    let mut request = request(Method::GET, &path, None)?;
    let accept = HeaderValue::from_static(METADATA_ONLY);
    request.headers_mut().insert(header::ACCEPT, accept);
    Ok(request)
}

fn found(answer: Result<Value, Refusal>) -> Result<Option<Object>, Refusal> {
    match answer {
        Err(refusal) if refusal.is_not_found() => Ok(None),
        answer => answer.map(|value| Some(Object(value))),
    }
}

fn dry_run(is_dry_run: bool, separator: char) -> String {
    if is_dry_run {
        format!("{separator}dryRun=All")
    } else {
        String::new()
    }
}

fn continue_token(page: &Value) -> Option<String> {
    let token = page.pointer("/metadata/continue")?.as_str()?;
    (!token.is_empty()).then(|| token.to_owned())
}

/// A list leaves `kind` and `apiVersion` of its items out.
fn items(mut page: Value, kind: &Kind) -> impl Iterator<Item = Object> {
    let items = page
        .get_mut("items")
        .and_then(Value::as_array_mut)
        .map(std::mem::take)
        .unwrap_or_default();
    let (api_version, kind) = (kind.api_version.clone(), kind.kind.clone());
    items.into_iter().map(move |mut item| {
        if let Some(map) = item.as_object_mut() {
            map.insert("apiVersion".into(), api_version.clone().into());
            map.insert("kind".into(), kind.clone().into());
        }
        Object(item)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_asked_for_alone() {
        let kind = Kind::known("v1", "Secret").unwrap();
        let rows = [
            (
                Select::labels("owner=helm"),
                "/api/v1/namespaces/shop/secrets?labelSelector=owner%3Dhelm",
            ),
            (Select::default(), "/api/v1/namespaces/shop/secrets?"),
        ];
        for (select, uri) in rows {
            let request = metadata_request(&kind, Some("shop"), &select).unwrap();
            assert_eq!(request.uri(), uri);
            let accept: Vec<_> = request.headers().get_all(header::ACCEPT).iter().collect();
            assert_eq!(accept, [METADATA_ONLY]);
        }
    }

    /// A list of metadata calls its items `PartialObjectMetadata`; they are still Secrets.
    #[test]
    fn items_are_of_the_kind_that_was_asked_for() {
        let kind = Kind::known("v1", "Secret").unwrap();
        let page = json!({"kind": "PartialObjectMetadataList", "items": [
            {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
             "metadata": {"name": "a", "labels": {"name": "shop"}}},
        ]});
        let objects: Vec<_> = items(page, &kind).collect();
        assert_eq!(objects.len(), 1);
        assert_eq!(
            (objects[0].kind(), objects[0].label("name")),
            ("Secret", Some("shop"))
        );
    }
}
