//! What a release leaves behind on purpose: definitions, claims with data, the namespace. It goes
//! only when asked for.

use std::time::Duration;

use tokio::time::Instant;

use super::context::{Context, MADE_BY};
use super::remove::{delete, until_gone};
use crate::cluster::{Cluster, Refusal, Select};
use crate::error::{Error, Result};
use crate::manifest::{Kind, Object, ObjectId};

/// Group of Dapr's definitions.
const GROUP: &str = "dapr.io";

fn explain(what: &str) -> impl Fn(Refusal) -> Error + '_ {
    move |refusal| refusal.explain(what)
}

/// Dapr's definitions, as they stand.
async fn definitions(cluster: &Cluster) -> Result<Vec<Object>> {
    let kind =
        Kind::known("apiextensions.k8s.io/v1", "CustomResourceDefinition").expect("a known kind");
    let all = cluster
        .list(&kind, None, &Select::default())
        .await
        .map_err(explain("list definitions"))?;
    Ok(all
        .into_iter()
        .filter(|definition| definition.text("/spec/group") == GROUP)
        .collect())
}

/// Whether any of Dapr's definitions stands.
pub async fn has_definitions(cluster: &Cluster) -> Result<bool> {
    Ok(!definitions(cluster).await?.is_empty())
}

/// A line for each of Dapr's definitions, with how many objects go with it.
pub async fn custom_resources(cluster: &Cluster) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for definition in definitions(cluster).await? {
        let objects = objects_of(cluster, &definition).await?;
        let word = if objects.len() == 1 {
            "object"
        } else {
            "objects"
        };
        lines.push(format!(
            "definition {}, with {} {word} of it",
            definition.name(),
            objects.len()
        ));
    }
    Ok(lines)
}

async fn objects_of(cluster: &Cluster, definition: &Object) -> Result<Vec<Object>> {
    let versions = definition.items("/spec/versions");
    let stored = versions
        .iter()
        .find(|version| version["storage"] == true)
        .or(versions.first());
    let Some(version) = stored.and_then(|version| version["name"].as_str()) else {
        return Ok(Vec::new());
    };
    let kind = Kind {
        api_version: format!("{GROUP}/{version}"),
        kind: definition.text("/spec/names/kind").to_owned(),
        plural: definition.text("/spec/names/plural").to_owned(),
        namespaced: true,
    };
    cluster
        .list(&kind, None, &Select::default())
        .await
        .map_err(explain("count custom resources"))
}

/// Deletes Dapr's definitions, and with them every object of theirs.
pub async fn remove_definitions(cx: &Context<'_>, timeout: Duration) -> Result<Vec<ObjectId>> {
    let ids: Vec<ObjectId> = definitions(cx.cluster)
        .await?
        .iter()
        .map(Object::id)
        .collect();
    remove(cx, ids, timeout).await
}

/// Names of the claims that hold the scheduler's jobs begin so.
pub const SCHEDULER_CLAIMS: &str = "dapr-scheduler-data-dir-dapr-scheduler-server-";
/// Names of the claims that hold the development Redis' data begin so.
pub const REDIS_CLAIMS: &str = "redis-data-dapr-dev-redis-master-";

/// Claims whose names begin so: a `StatefulSet` leaves its own behind.
pub async fn claims(cluster: &Cluster, namespace: &str, prefix: &str) -> Result<Vec<Object>> {
    let kind = Kind::known("v1", "PersistentVolumeClaim").expect("a known kind");
    let claims = cluster
        .list(&kind, Some(namespace), &Select::default())
        .await
        .map_err(explain("list claims"))?;
    Ok(claims
        .into_iter()
        .filter(|claim| claim.name().starts_with(prefix))
        .collect())
}

/// Deletes these objects and waits until they are gone.
pub async fn remove_all(
    cx: &Context<'_>,
    objects: &[Object],
    timeout: Duration,
) -> Result<Vec<ObjectId>> {
    remove(cx, objects.iter().map(Object::id).collect(), timeout).await
}

async fn remove(cx: &Context<'_>, ids: Vec<ObjectId>, timeout: Duration) -> Result<Vec<ObjectId>> {
    let deadline = Instant::now() + timeout;
    for id in &ids {
        delete(cx, id).await?;
    }
    for id in &ids {
        until_gone(cx, id, deadline).await?;
    }
    Ok(ids)
}

/// Deletes the namespace if we made it and nothing of anybody's is in it; with a `timeout` waits
/// until it is gone, so that it can be made again.
pub async fn remove_namespace(
    cx: &Context<'_>,
    name: &str,
    timeout: Option<Duration>,
) -> Result<Vec<ObjectId>> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let found = cx
        .cluster
        .get(&kind, None, name)
        .await
        .map_err(explain("read the namespace"))?;
    match found {
        Some(namespace)
            if namespace.label(MADE_BY.0) == Some(MADE_BY.1)
                && is_empty(cx.cluster, name).await? =>
        {
            delete(cx, &namespace.id()).await?;
            if let Some(timeout) = timeout {
                until_gone(cx, &namespace.id(), Instant::now() + timeout).await?;
            }
            Ok(vec![namespace.id()])
        }
        _ => Ok(Vec::new()),
    }
}

/// Whether nothing is in the namespace but what Kubernetes itself (and sentry) puts there.
async fn is_empty(cluster: &Cluster, namespace: &str) -> Result<bool> {
    const TELLING: [(&str, &str); 8] = [
        ("v1", "Pod"),
        ("v1", "Service"),
        ("v1", "Secret"),
        ("v1", "ConfigMap"),
        ("v1", "PersistentVolumeClaim"),
        ("apps/v1", "Deployment"),
        ("apps/v1", "StatefulSet"),
        ("dapr.io/v1alpha1", "Component"),
    ];
    for (api_version, name) in TELLING {
        let kind = Kind::known(api_version, name).expect("a known kind");
        let objects = cluster
            .list(&kind, Some(namespace), &Select::default())
            .await
            .map_err(explain("look into the namespace"))?;
        if objects.iter().any(|object| !is_kubernetes_own(object)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What is in every namespace, and what Dapr's own elections leave.
fn is_kubernetes_own(object: &Object) -> bool {
    const LEFT: [&str; 3] = ["kube-root-ca.crt", "operator.dapr.io", "webhooks.dapr.io"];
    object.kind() == "ConfigMap" && LEFT.contains(&object.name())
        || object.text("/type") == "kubernetes.io/service-account-token"
}
