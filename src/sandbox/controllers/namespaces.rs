//! Namespaces: what each of them has from the beginning, and how it empties.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::{CONFIG_MAP, Context, NAMESPACE, SERVICE_ACCOUNT};
use super::driver::{Controller, Looked, Looking, Source};
use super::everything::Seen;
use super::object::{Key, deleting, items, name, namespace};
use super::remaining::Remaining;
use crate::sandbox::registry::{Propagation, Resource, Selection, Subresource};
use crate::sandbox::status::Reply;
use crate::sandbox::store::Change;

const ROOT: &str = "kube-root-ca.crt";
/// Until what is left is told anew though nothing of it went: a finalizer of several may have.
const AGAIN: Duration = Duration::from_secs(8);

/// Fills new namespaces and empties old ones.
pub(super) struct Namespaces(pub(super) Context);

impl Controller for Namespaces {
    fn sources(&self) -> Vec<Source> {
        vec![
            Source::of(NAMESPACE, |object| cluster_key(name(object))),
            Source::of(SERVICE_ACCOUNT, of_name("default")),
            Source::of(CONFIG_MAP, of_name(ROOT)),
            Source::everything(left),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(&key.1))
    }
}

fn cluster_key(name: &str) -> Vec<Key> {
    vec![(String::new(), name.to_owned())]
}

/// The namespace of an object of this name.
fn of_name(wanted: &'static str) -> impl Fn(&Value) -> Vec<Key> {
    move |object| {
        if name(object) == wanted {
            cluster_key(namespace(object))
        } else {
            Vec::new()
        }
    }
}

/// Where something is gone, a namespace may be empty now.
fn left(seen: &Seen) -> Vec<Key> {
    if seen.change == Change::Deleted && seen.resource.namespaced {
        cluster_key(namespace(&seen.object))
    } else {
        Vec::new()
    }
}

impl Namespaces {
    async fn look(&self, name: &str) -> Looked {
        match self.0.get(NAMESPACE, "", name)? {
            None => {}
            Some(found) if deleting(&found) => return self.empty(&found).await,
            Some(_) => self.fill(name).await?,
        }
        Ok(None)
    }

    async fn fill(&self, namespace: &str) -> Reply<()> {
        let account = json!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": namespace},
        });
        let root = root(namespace, &self.0.options.root_certificate);
        let account = self.0.ensure(SERVICE_ACCOUNT, namespace, account);
        let data = root["data"].clone();
        let (account, map) =
            tokio::join!(account, self.0.ensure(CONFIG_MAP, namespace, root.clone()));
        account.and(map)?;
        let put_right = |found: &mut Value| {
            let wrong = found["data"] != data;
            found["data"] = data.clone();
            wrong
        };
        match self.0.get(CONFIG_MAP, namespace, ROOT)? {
            Some(found) if found["data"] != data => self
                .0
                .edit(CONFIG_MAP, &found, None, &put_right)
                .await
                .map(drop),
            _ => Ok(()),
        }
    }

    /// Deletes what is in it; when there is nothing any more, it may go itself.
    async fn empty(&self, found: &Value) -> Looked {
        let name = name(found);
        let mut left = Remaining::default();
        for resource in self.0.registry.resources() {
            // Of two names for the same objects the core group's is told.
            let own = resource.group != "events.k8s.io";
            if resource.namespaced && own && resource.verbs.contains(&"delete") {
                self.clear(&resource, name, &mut left).await?;
            }
        }
        if !left.is_nothing() {
            self.say_what_remains(found, &left).await?;
            return left.into_fault().map_or(Ok(Some(AGAIN)), Err);
        }
        if items(found, "/spec/finalizers").is_empty() {
            return Ok(None);
        }
        let finalize = |found: &mut Value| {
            found["spec"]["finalizers"] = json!([]);
            true
        };
        let part = Some(Subresource::Other("finalize"));
        self.0
            .edit(NAMESPACE, found, part, &finalize)
            .await
            .map(|_| None)
    }

    async fn say_what_remains(&self, found: &Value, left: &Remaining) -> Reply<()> {
        let mut status = found["status"].clone();
        status["phase"] = "Terminating".into();
        let mut conditions = items(found, "/status/conditions").to_vec();
        left.tell(&mut conditions, Timestamp::now());
        status["conditions"] = conditions.into();
        self.0.set_status(NAMESPACE, found, &status).await
    }

    /// Deletes all objects of a resource in a namespace, and counts those that stay.
    async fn clear(
        &self,
        resource: &Arc<Resource>,
        namespace: &str,
        left: &mut Remaining,
    ) -> Reply<()> {
        let all = || {
            let everything = Selection::default();
            self.0
                .registry
                .list(resource, Some(namespace), &everything, 0, "")
        };
        let there = all()?.items;
        if there.is_empty() {
            return Ok(());
        }
        let going = there.iter().filter(|object| !deleting(object));
        let deleted =
            going.map(|object| self.0.delete_as(resource, object, Propagation::Background));
        for fault in futures::future::join_all(deleted).await {
            left.refused(fault.err());
        }
        left.count(resource, &all()?.items);
        Ok(())
    }
}

fn root(namespace: &str, certificate: &str) -> Value {
    let description = "Contains a CA bundle that can be used to verify the kube-apiserver when \
                       using internal endpoints such as the internal service IP or \
                       kubernetes.default.svc. No other usage is guaranteed across distributions \
                       of Kubernetes clusters.";
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": ROOT,
            "namespace": namespace,
            "annotations": {"kubernetes.io/description": description},
        },
        "data": {"ca.crt": certificate},
    })
}
