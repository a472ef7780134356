//! Before anything is changed: can we reach it, does it fit, may we.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{Context, listed};
use super::plan::Plan;
use crate::cluster::{Cluster, Right};
use crate::error::{Error, Exit, Result};
use crate::event::Action;
use crate::manifest::Object;

/// The oldest minor version of Kubernetes that enforces the rules (CEL) in Dapr 1.18's definitions.
const OLDEST_MINOR: u32 = 25;

/// The cluster's version, `1.34.4`; it must be one that Dapr runs on.
///
/// # Errors
/// `cluster-too-old`, and those of the request.
pub async fn version(cluster: &Cluster) -> Result<String> {
    let version = cluster.version().await.map_err(|refusal| {
        refusal
            .explain("ask for the cluster's version")
            .on(cluster.server.clone())
    })?;
    let minor = version
        .split('.')
        .nth(1)
        .and_then(|minor| minor.parse::<u32>().ok());
    if minor.is_some_and(|minor| minor < OLDEST_MINOR) {
        return Err(Error::failed(
            "cluster-too-old",
            format!("Kubernetes {version} is too old"),
        )
        .hint(format!(
            "Dapr 1.18 needs Kubernetes 1.{OLDEST_MINOR} or later"
        )));
    }
    Ok(version)
}

/// Whether the cluster knows Dapr's kinds, where the plan needs them and doesn't bring them.
///
/// # Errors
/// Dapr isn't installed; nothing was changed.
pub(super) async fn definitions(cluster: &Cluster, plan: &Plan) -> Result<()> {
    let brings_them = plan.steps.iter().any(|step| {
        step.object.kind() == "CustomResourceDefinition"
            && step.object.text("/spec/group") == "dapr.io"
    });
    let new = plan
        .steps
        .iter()
        .filter(|step| step.action == Action::Created);
    let Some(needs) = new
        .map(|step| &step.object)
        .find(|object| object.id().group() == "dapr.io")
    else {
        return Ok(());
    };
    if brings_them
        || cluster
            .serves(needs.api_version())
            .await
            .map_err(|refusal| refusal.explain("ask for Dapr's kinds"))?
    {
        return Ok(());
    }
    Err(
        Error::failed("dapr-missing", "Dapr is not installed in this cluster")
            .on(needs.id().to_string())
            .hint("`daprk init -k` installs it; nothing was changed"),
    )
}

/// Whether we may do all of this.
///
/// # Errors
/// Names each verb and resource that is missing, before anything was changed.
pub(super) async fn rights(cx: &Context<'_>, plan: &Plan, namespace: &str) -> Result<usize> {
    let doing = "ask for our rights";
    let everything = Right {
        verb: "*",
        group: "*".into(),
        resource: "*".into(),
        namespace: None,
    };
    let needed = needed(cx.cluster, plan, namespace).await?;
    let missing = cx.cluster.missing_rights(std::slice::from_ref(&everything));
    if missing
        .await
        .map_err(|refusal| refusal.explain(doing))?
        .is_empty()
    {
        return Ok(needed.len());
    }
    let missing = cx
        .cluster
        .missing_rights(&needed)
        .await
        .map_err(|refusal| refusal.explain(doing))?;
    if missing.is_empty() {
        return Ok(needed.len());
    }
    Err(Error::new(
        Exit::Unreachable,
        "forbidden",
        format!("{} of {} rights are missing", missing.len(), needed.len()),
    )
    .on(format!("context {}", cx.cluster.context))
    .says(format!("may not {}", words(&missing)))
    .hint("ask for them, or use a context that has them (--context); nothing was changed"))
}

/// Rights in words: `create, patch configmaps, services in shop; delete …`. Whoever has none of
/// sixty gets no list of sixty.
fn words(rights: &[Right]) -> String {
    const GROUPS: usize = 2;
    const RESOURCES: usize = 3;
    let mut verbs: BTreeMap<(String, Option<&str>), Vec<&str>> = BTreeMap::new();
    for right in rights {
        let key = (right.target(), right.namespace.as_deref());
        verbs.entry(key).or_default().push(right.verb);
    }
    let mut groups: BTreeMap<(Option<&str>, String), Vec<String>> = BTreeMap::new();
    for ((resource, namespace), verbs) in verbs {
        let key = (namespace, verbs.join(", "));
        groups.entry(key).or_default().push(resource);
    }
    let group = |((namespace, verbs), resources): (&(Option<&str>, String), &Vec<String>)| {
        let place = namespace.map_or(String::new(), |name| format!(" in {name}"));
        format!("{verbs} {}{place}", listed(resources, ", ", RESOURCES))
    };
    listed(&groups.iter().map(group).collect::<Vec<_>>(), "; ", GROUPS)
}

/// What a run does besides sending its objects: the record, and the lease.
const EVERY_RUN: [(&str, &str, &[&str]); 2] = [
    ("", "secrets", &["list", "create", "update"]),
    (
        "coordination.k8s.io",
        "leases",
        &["get", "create", "update", "delete"],
    ),
];

async fn needed(cluster: &Cluster, plan: &Plan, namespace: &str) -> Result<Vec<Right>> {
    let mut needed = BTreeSet::new();
    for (group, resource, verbs) in EVERY_RUN {
        needed.extend(rights_to(verbs, group, resource, Some(namespace)));
    }
    if let Some(namespace) = &plan.namespace {
        needed.extend(rights_on(cluster, namespace, &["create"]).await?);
    }
    for step in &plan.steps {
        let verbs: &[&'static str] = match step.action {
            _ if step.anew => &["create", "delete", "patch"],
            Action::Created => &["create", "patch"],
            Action::Configured => &["patch"],
            _ => &[],
        };
        needed.extend(rights_on(cluster, &step.object, verbs).await?);
    }
    for object in &plan.prune {
        needed.extend(rights_on(cluster, object, &["delete"]).await?);
    }
    Ok(needed.into_iter().collect())
}

async fn rights_on(
    cluster: &Cluster,
    object: &Object,
    verbs: &[&'static str],
) -> Result<Vec<Right>> {
    let kind = cluster
        .kind_of(object)
        .await
        .map_err(|refusal| refusal.explain(&format!("place {}", object.id())))?;
    let id = object.id();
    Ok(rights_to(verbs, id.group(), &kind.plural, object.namespace()).collect())
}

fn rights_to(
    verbs: &[&'static str],
    group: &str,
    resource: &str,
    namespace: Option<&str>,
) -> impl Iterator<Item = Right> {
    verbs.iter().map(move |verb| Right {
        verb,
        group: group.to_owned(),
        resource: resource.to_owned(),
        namespace: namespace.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_rights_are_told_together_and_not_all() {
        let rights = |resources: &[&str], verbs: &[&'static str], namespace: Option<&str>| {
            resources
                .iter()
                .flat_map(|resource| rights_to(verbs, "", resource, namespace))
                .collect::<Vec<Right>>()
        };
        let rows = [
            (
                rights(
                    &["configmaps", "services"],
                    &["create", "patch"],
                    Some("shop"),
                ),
                "create, patch configmaps, services in shop",
            ),
            (
                rights(&["a", "b", "c", "d", "e"], &["patch"], None),
                "patch a, b, c and 2 more",
            ),
            (
                [
                    rights(&["pods"], &["list"], Some("a")),
                    rights(&["pods"], &["list"], Some("b")),
                    rights(&["pods"], &["list"], Some("c")),
                ]
                .concat(),
                "list pods in a; list pods in b and 1 more",
            ),
        ];
        for (missing, told) in rows {
            assert_eq!(words(&missing), told);
        }
        let grouped = rights_to(&["get"], "apps", "deployments", Some("a")).collect::<Vec<_>>();
        assert_eq!(words(&grouped), "get deployments.apps in a");
    }
}
