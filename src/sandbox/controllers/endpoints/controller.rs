//! Reads, plans, writes.

use std::sync::Arc;

use serde_json::Value;

use super::backend::backends;
use super::legacy::endpoints;
use super::slices::{SERVICE as OF_SERVICE, Step, ours, plan};
use crate::sandbox::controllers::context::{Context, ENDPOINT_SLICE, ENDPOINTS, POD, SERVICE};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, deleting, key, label, managed_by, map, namespace, text,
};
use crate::sandbox::controllers::selector::selects;
use crate::sandbox::status::Reply;

/// Tells where pods of Services listen.
pub(in crate::sandbox::controllers) struct ServiceEndpoints(
    pub(in crate::sandbox::controllers) Context,
);

impl Controller for ServiceEndpoints {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(SERVICE, |service| vec![key(service)]),
            Source::of(POD, move |pod| serving(&context, pod)),
            Source::of(ENDPOINT_SLICE, |slice| {
                let service = label(slice, OF_SERVICE).filter(|_| ours(slice));
                service
                    .map(|name| (namespace(slice).to_owned(), name.to_owned()))
                    .into_iter()
                    .collect()
            }),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// Services that a pod stands behind, or stood behind until its labels changed.
fn serving(context: &Context, pod: &Value) -> Vec<Key> {
    let services = context.list(SERVICE, namespace(pod)).unwrap_or_default();
    let slices = context
        .list(ENDPOINT_SLICE, namespace(pod))
        .unwrap_or_default();
    let told = slices
        .iter()
        .filter(|slice| ours(slice) && tells_of(slice, pod));
    let told = told.filter_map(|slice| label(slice, OF_SERVICE));
    let told = told.map(|name| (namespace(pod).to_owned(), name.to_owned()));
    let behind = services.iter().filter(|service| {
        selector(service).is_some_and(|selector| {
            selects(
                &serde_json::json!({"matchLabels": selector}),
                map(pod, "/metadata/labels"),
            )
        })
    });
    let mut keys: Vec<Key> = behind.map(|service| key(service)).chain(told).collect();
    keys.sort();
    keys.dedup();
    keys
}

fn tells_of(slice: &Value, pod: &Value) -> bool {
    let uid = &pod["metadata"]["uid"];
    let endpoints = super::super::object::items(slice, "/endpoints");
    endpoints.iter().any(|one| one["targetRef"]["uid"] == *uid)
}

/// A selector; a Service without one tells its endpoints itself.
fn selector(service: &Value) -> Option<&Value> {
    let selector = service.pointer("/spec/selector")?;
    let wanted = selector.as_object().is_some_and(|map| !map.is_empty());
    (wanted && text(service, "/spec/type") != "ExternalName").then_some(selector)
}

impl ServiceEndpoints {
    async fn look(&self, key: &Key) -> Looked {
        let Some(service) = self.0.get(SERVICE, &key.0, &key.1)? else {
            self.forget(key).await?;
            return Ok(None);
        };
        if deleting(&service) || selector(&service).is_none() {
            return Ok(None);
        }
        let backends = backends(&service, &self.0.list(POD, &key.0)?);
        let mut there = self.0.list(ENDPOINT_SLICE, &key.0)?;
        there.retain(|slice| ours(slice) && managed_by(slice, &service) && !deleting(slice));
        for step in plan(&service, &backends, &there) {
            self.take(step).await?;
        }
        self.write(key, endpoints(&service, &backends)).await?;
        Ok(None)
    }

    async fn take(&self, step: Step) -> Reply<()> {
        match step {
            Step::Create(slice) => {
                let of = namespace(&slice).to_owned();
                self.0.create(ENDPOINT_SLICE, &of, slice).await.map(drop)
            }
            Step::Delete(slice) => self.0.delete(ENDPOINT_SLICE, &slice).await,
            Step::Update(old, new) => {
                let change = |found: &mut Value| {
                    for part in ["endpoints", "ports"] {
                        found[part] = new[part].clone();
                    }
                    found["metadata"]["labels"] = new["metadata"]["labels"].clone();
                    true
                };
                self.0
                    .edit(ENDPOINT_SLICE, &old, None, &change)
                    .await
                    .map(drop)
            }
        }
    }

    async fn write(&self, key: &Key, new: Value) -> Reply<()> {
        let Some(found) = self.0.get(ENDPOINTS, &key.0, &key.1)? else {
            return self.0.ensure(ENDPOINTS, &key.0, new).await;
        };
        let labels = new["metadata"]["labels"].clone();
        let change = |found: &mut Value| {
            let same =
                found.get("subsets") == new.get("subsets") && found["metadata"]["labels"] == labels;
            found["metadata"]["labels"] = labels.clone();
            match new.get("subsets") {
                Some(subsets) => found["subsets"] = subsets.clone(),
                None => drop(found.as_object_mut().map(|map| map.shift_remove("subsets"))),
            }
            !same
        };
        self.0
            .edit(ENDPOINTS, &found, None, &change)
            .await
            .map(drop)
    }

    /// Endpoints go with their Service; nobody owns them.
    async fn forget(&self, key: &Key) -> Reply<()> {
        let found: Option<Arc<Value>> = self.0.get(ENDPOINTS, &key.0, &key.1)?;
        let own = |found: &Arc<Value>| label(found, "endpoints.kubernetes.io/managed-by").is_some();
        match found.filter(own) {
            Some(found) => self.0.delete(ENDPOINTS, &found).await,
            None => Ok(()),
        }
    }
}
