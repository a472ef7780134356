//! What a release leaves behind on purpose: definitions, claims with data, the namespace. It goes
//! only when asked for.

use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::Value;
use tokio::time::Instant;

use super::context::{Context, MADE_BY};
use super::lease;
use super::plan::PARALLEL;
use super::remove::{delete, until_gone};
use crate::cluster::{Cluster, Refusal, Select};
use crate::error::{Error, Result};
use crate::manifest::{Kind, Object, ObjectId};
use crate::release::owner;

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

/// Objects of Dapr's kinds that are to stay and that no such release made.
///
/// # Errors
/// The cluster can't be reached, or refuses to list them.
pub async fn objects_of_others(cluster: &Cluster, release: &str) -> Result<Vec<ObjectId>> {
    let mut others = Vec::new();
    for definition in definitions(cluster).await? {
        let objects = objects_of(cluster, &definition).await?;
        let is_others = |object: &&Object| {
            let made = owner(object).is_some_and(|(name, _)| name == release);
            !made && object.text("/metadata/deletionTimestamp").is_empty()
        };
        others.extend(objects.iter().filter(is_others).map(Object::id));
    }
    Ok(others)
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

/// Deletes the namespace if we made it, nothing of anybody's is in it, and no run of ours is at
/// something there (a tutorial, which removes what it made as it goes); with a `timeout` waits
/// until it is gone, so that it can be made again.
pub async fn remove_namespace(
    cx: &Context<'_>,
    name: &str,
    timeout: Option<Duration>,
) -> Result<Vec<ObjectId>> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let namespace = match cx.cluster.get(&kind, None, name).await {
        // Whoever may not look at namespaces made none.
        Err(Refusal::Forbidden(_)) => return Ok(Vec::new()),
        found => found.map_err(explain("read the namespace"))?,
    };
    let ours = namespace.filter(|it| it.label(MADE_BY.0) == Some(MADE_BY.1));
    let Some(namespace) = ours else {
        return Ok(Vec::new());
    };
    if lease::is_at_work(cx.cluster, name).await || !is_empty(cx.cluster, name).await {
        return Ok(Vec::new());
    }
    delete(cx, &namespace.id()).await?;
    if let Some(timeout) = timeout {
        until_gone(cx, &namespace.id(), Instant::now() + timeout).await?;
    }
    Ok(vec![namespace.id()])
}

/// Whether nothing is in the namespace but what Kubernetes itself puts there. Where we can't see
/// all that is in it, it isn't empty.
async fn is_empty(cluster: &Cluster, namespace: &str) -> bool {
    let Ok(found) = cluster.namespaced_kinds().await else {
        return false;
    };
    if found.unknown.iter().any(|group| !is_computed(group)) {
        return false;
    }
    let kinds: Vec<Kind> = found.kinds.into_iter().filter(is_telling).collect();
    let everything = Select::default();
    let mut lists = stream::iter(&kinds)
        .map(|kind| cluster.list_metadata(kind, Some(namespace), &everything))
        .buffer_unordered(PARALLEL);
    while let Some(objects) = lists.next().await {
        match objects {
            Ok(objects) if !objects.iter().any(|object| is_somebodys(object, &kinds)) => {}
            _ => return false,
        }
    }
    true
}

/// Metrics are computed when asked for; nobody stores them.
fn is_computed(group: &str) -> bool {
    group == "metrics.k8s.io" || group.ends_with(".metrics.k8s.io")
}

fn group(kind: &Kind) -> &str {
    let group = kind.api_version.split_once('/');
    group.map_or("", |(group, _)| group)
}

/// Whether objects of this kind are put there by somebody. Leases are left by elections (Dapr's,
/// too), events by everything.
fn is_telling(kind: &Kind) -> bool {
    let group = group(kind);
    let is_kubernetes_own = matches!(
        (group, kind.kind.as_str()),
        ("" | "events.k8s.io", "Event")
            | ("", "Endpoints")
            | ("discovery.k8s.io", "EndpointSlice")
            | ("coordination.k8s.io", "Lease")
    );
    !is_kubernetes_own && !is_computed(group)
}

/// Whether somebody put the object there: not Kubernetes, nor Dapr's elections of old, and not the
/// controller of an object that is looked at itself (what it made goes after it).
fn is_somebodys(object: &Object, looked_at: &[Kind]) -> bool {
    const LEFT: [&str; 3] = ["kube-root-ca.crt", "operator.dapr.io", "webhooks.dapr.io"];
    let is_left = match (object.api_version(), object.kind()) {
        ("v1", "ConfigMap") => LEFT.contains(&object.name()),
        ("v1", "ServiceAccount") => object.name() == "default",
        ("v1", "Secret") => object
            .annotation("kubernetes.io/service-account.uid")
            .is_some(),
        _ => false,
    };
    let mut owners = object.items("/metadata/ownerReferences").iter();
    let is_looked_at = |owner: &Value| {
        let owner_group = owner["apiVersion"]
            .as_str()
            .and_then(|it| it.split_once('/'));
        let owner_group = owner_group.map_or("", |(group, _)| group);
        let mut kinds = looked_at.iter();
        kinds.any(|kind| owner["kind"] == kind.kind.as_str() && group(kind) == owner_group)
    };
    !is_left && !owners.any(is_looked_at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(api_version: &str, kind: &str) -> Kind {
        Kind {
            api_version: api_version.into(),
            kind: kind.into(),
            plural: String::new(),
            namespaced: true,
        }
    }

    #[test]
    fn what_only_kubernetes_makes_tells_nothing() {
        let rows = [
            ("v1", "Event", false),
            ("events.k8s.io/v1", "Event", false),
            ("example.com/v1", "Event", true),
            ("v1", "Endpoints", false),
            ("discovery.k8s.io/v1", "EndpointSlice", false),
            ("coordination.k8s.io/v1", "Lease", false),
            ("metrics.k8s.io/v1beta1", "PodMetrics", false),
            ("custom.metrics.k8s.io/v1beta1", "pods/x", false),
            ("batch/v1", "CronJob", true),
            ("networking.k8s.io/v1", "Ingress", true),
            ("rbac.authorization.k8s.io/v1", "Role", true),
            ("dapr.io/v1alpha1", "Configuration", true),
        ];
        for (api_version, name, expected) in rows {
            assert_eq!(is_telling(&kind(api_version, name)), expected, "{name}");
        }
    }

    #[test]
    fn what_everybody_else_makes_is_kept() {
        let looked_at = [kind("apps/v1", "StatefulSet"), kind("v1", "Pod")];
        let owned =
            |kind: &str| json!({"ownerReferences": [{"apiVersion": "apps/v1", "kind": kind}]});
        let token = json!({"annotations": {"kubernetes.io/service-account.uid": "u"}});
        let none = json!({});
        let rows = [
            ("v1", "ConfigMap", "kube-root-ca.crt", &none, false),
            ("v1", "ConfigMap", "operator.dapr.io", &none, false),
            ("v1", "ConfigMap", "settings", &none, true),
            (
                "example.com/v1",
                "ConfigMap",
                "kube-root-ca.crt",
                &none,
                true,
            ),
            ("v1", "ServiceAccount", "default", &none, false),
            ("v1", "ServiceAccount", "cart", &none, true),
            ("v1", "Secret", "default-token-x", &token, false),
            ("v1", "Secret", "pin", &none, true),
            (
                "apps/v1",
                "ControllerRevision",
                "a",
                &owned("StatefulSet"),
                false,
            ),
            ("v1", "Pod", "a", &owned("Machine"), true),
            ("apps/v1", "ControllerRevision", "a", &none, true),
        ];
        for (api_version, kind, name, metadata, expected) in rows {
            let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": metadata});
            object["metadata"]["name"] = json!(name);
            let somebodys = is_somebodys(&Object(object), &looked_at);
            assert_eq!(somebodys, expected, "{kind} {name}");
        }
    }
}
