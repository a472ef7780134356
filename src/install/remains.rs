//! What a release leaves behind on purpose: definitions, claims with data, the namespace. It goes
//! only when asked for.

use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::Value;
use tokio::time::Instant;

use super::context::{Context, MADE_BY, counted};
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
        lines.push(format!(
            "definition {}, with {}",
            definition.name(),
            counted(objects.len(), " of it")
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

/// Claims whose names begin so and end in a number: a `StatefulSet` leaves its own behind.
pub async fn claims(cluster: &Cluster, namespace: &str, prefix: &str) -> Result<Vec<Object>> {
    let kind = Kind::known("v1", "PersistentVolumeClaim").expect("a known kind");
    let claims = cluster
        .list(&kind, Some(namespace), &Select::default())
        .await
        .map_err(explain("list claims"))?;
    let is_one = |claim: &Object| {
        let number = claim.name().strip_prefix(prefix);
        number.is_some_and(|number| number.parse::<u32>().is_ok())
    };
    Ok(claims.into_iter().filter(is_one).collect())
}

/// Claims that the `StatefulSet`s among these objects leave behind.
pub async fn claims_of(cluster: &Cluster, objects: &[Object]) -> Result<Vec<Object>> {
    let mut found = Vec::new();
    for object in objects.iter().filter(|one| one.kind() == "StatefulSet") {
        for prefix in claim_prefixes(object) {
            let namespace = object.namespace().unwrap_or("default");
            found.extend(claims(cluster, namespace, &prefix).await?);
        }
    }
    Ok(found)
}

/// How the names of a set's claims begin, unless it takes them along.
fn claim_prefixes(set: &Object) -> Vec<String> {
    let policy = set.text("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted");
    if policy == "Delete" {
        return Vec::new();
    }
    let templates = set.items("/spec/volumeClaimTemplates").iter();
    let names = templates.filter_map(|template| template.pointer("/metadata/name")?.as_str());
    names
        .map(|name| format!("{name}-{}-", set.name()))
        .collect()
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
    let Some(namespace) = made(cx.cluster, name).await? else {
        return Ok(Vec::new());
    };
    if lease::is_at_work(cx.cluster, name).await || !is_empty(cx.cluster, name, &|_| false).await {
        return Ok(Vec::new());
    }
    delete(cx, &namespace.id()).await?;
    if let Some(timeout) = timeout {
        until_gone(cx, &namespace.id(), Instant::now() + timeout).await?;
    }
    Ok(vec![namespace.id()])
}

/// The namespace that [`remove_namespace`] would delete once these objects and the release's records
/// are gone.
pub async fn namespace_to_go(
    cluster: &Cluster,
    name: &str,
    release: &str,
    going: &[ObjectId],
) -> Result<Option<ObjectId>> {
    let Some(namespace) = made(cluster, name).await? else {
        return Ok(None);
    };
    let is_record = |object: &Object| {
        object.kind() == "Secret"
            && object.label("owner") == Some("helm")
            && object.label("name") == Some(release)
    };
    let goes =
        |object: &Object| is_record(object) || going.iter().any(|id| id.same_object(&object.id()));
    let goes_too = !lease::is_at_work(cluster, name).await && is_empty(cluster, name, &goes).await;
    Ok(goes_too.then(|| namespace.id()))
}

/// The namespace, if we made it.
async fn made(cluster: &Cluster, name: &str) -> Result<Option<Object>> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let namespace = match cluster.get(&kind, None, name).await {
        // Whoever may not look at namespaces made none.
        Err(Refusal::Forbidden(_)) => return Ok(None),
        found => found.map_err(explain("read the namespace"))?,
    };
    Ok(namespace.filter(|it| it.label(MADE_BY.0) == Some(MADE_BY.1)))
}

/// Whether nothing is in the namespace but what Kubernetes itself puts there, and what `goes`. Where
/// we can't see all that is in it, it isn't empty.
async fn is_empty(
    cluster: &Cluster,
    namespace: &str,
    goes: &(dyn Fn(&Object) -> bool + Sync),
) -> bool {
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
    let stays = |object: &Object| is_somebodys(object, &kinds) && !goes(object);
    while let Some(objects) = lists.next().await {
        match objects {
            Ok(objects) if !objects.iter().any(stays) => {}
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
    fn claims_are_known_by_their_set() {
        let set = |policy: &str| {
            Object(
                json!({"kind": "StatefulSet", "metadata": {"name": "redis-master"}, "spec": {
                    "persistentVolumeClaimRetentionPolicy": {"whenDeleted": policy},
                    "volumeClaimTemplates": [{"metadata": {"name": "data"}}, {"metadata": {"name": "log"}}],
                }}),
            )
        };
        let names = ["data-redis-master-", "log-redis-master-"];
        assert_eq!(claim_prefixes(&set("Retain")), names);
        assert!(claim_prefixes(&set("Delete")).is_empty());
        assert!(claim_prefixes(&Object(json!({}))).is_empty());
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
