//! Which pods and containers an app's log comes from.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::apps::{self, app_id, listed};
use crate::cluster::{Cluster, LogSource, Select};
use crate::dapr::{self, annotations};
use crate::error::{Error, Result};
use crate::manifest::Object;
use crate::settings::{Containers, Logs};

/// What is looked for, and where.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) namespace: &'a str,
    pub(super) settings: &'a Logs,
}

/// What was found.
pub(super) struct Found {
    /// The containers, by pod and then in the pod's order.
    pub(super) sources: Vec<LogSource>,
    /// The pods of the app, for those who wait for more of them.
    pub(super) select: Select,
    /// Whether there may be more of them: not if one was asked for that never comes back.
    pub(super) may_grow: bool,
    /// Why there is none.
    pub(super) none: Option<Error>,
}

/// Looks for the app's containers.
///
/// # Errors
/// The app is there, but not the pod or the container; or the cluster refuses to list pods.
pub(super) async fn find(cluster: &Cluster, wanted: Wanted<'_>) -> Result<Found> {
    let pods = apps::find(cluster, wanted.namespace, &wanted.settings.app_id).await?;
    let of_app: Vec<&Object> = pods.of_app.iter().collect();
    let mut found = Found {
        sources: Vec::new(),
        select: select(wanted, &of_app),
        may_grow: true,
        none: None,
    };
    if pods.none.is_some() {
        found.none = pods.none;
        return Ok(found);
    }
    let chosen = chosen(wanted, &of_app)?;
    found.may_grow = wanted.settings.pod.is_none() || chosen.iter().any(|pod| comes_back(pod));
    found.sources = sources(wanted, &chosen)?;
    Ok(found)
}

fn chosen<'a>(wanted: Wanted<'_>, of_app: &[&'a Object]) -> Result<Vec<&'a Object>> {
    let chosen: Vec<_> = of_app
        .iter()
        .copied()
        .filter(|pod| wanted.is_chosen(pod))
        .collect();
    if chosen.is_empty() {
        return Err(no_such_pod(wanted, of_app));
    }
    Ok(chosen)
}

fn sources(wanted: Wanted<'_>, pods: &[&Object]) -> Result<Vec<LogSource>> {
    let sources: Vec<_> = pods.iter().flat_map(|pod| wanted.sources(pod)).collect();
    match pods {
        [pod, ..] if sources.is_empty() => Err(no_container(wanted, pod)),
        _ => Ok(sources),
    }
}

/// The pods of an injected app carry its id as a label, too; without one every pod has to be
/// looked at.
fn select(wanted: Wanted<'_>, of_app: &[&Object]) -> Select {
    let id = wanted.settings.app_id.as_str();
    let is_labelled = |pod: &&Object| pod.label(annotations::APP_ID) == Some(id);
    if !of_app.is_empty() && of_app.iter().all(is_labelled) {
        return Select::labels(format!("{}={id}", annotations::APP_ID));
    }
    Select::default()
}

/// Whether a pod of this name comes after it.
fn comes_back(pod: &Object) -> bool {
    let mut owners = pod.items("/metadata/ownerReferences").iter();
    owners.any(|owner| owner["kind"] == "StatefulSet")
}

impl Wanted<'_> {
    /// The containers of a pod whose logs are wanted; none of a pod that isn't the app's.
    pub(super) fn sources(&self, pod: &Object) -> Vec<LogSource> {
        if !self.is_of_app(pod) || !self.is_chosen(pod) {
            return Vec::new();
        }
        let source = |container: &str| LogSource {
            namespace: self.namespace.to_owned(),
            pod: pod.name().to_owned(),
            uid: pod.text("/metadata/uid").to_owned(),
            container: container.to_owned(),
        };
        containers(pod, &self.settings.containers)
            .map(source)
            .collect()
    }

    pub(super) fn is_of_app(&self, pod: &Object) -> bool {
        app_id(pod) == Some(&self.settings.app_id)
    }

    fn is_chosen(&self, pod: &Object) -> bool {
        self.settings
            .pod
            .as_deref()
            .is_none_or(|name| pod.name() == name)
    }
}

fn containers<'a>(pod: &'a Object, wanted: &'a Containers) -> impl Iterator<Item = &'a str> {
    all_containers(pod)
        .filter(move |(list, name)| match wanted {
            Containers::Daprd => *name == dapr::CONTAINER,
            Containers::App => *list == "containers" && *name != dapr::CONTAINER,
            Containers::All => true,
            Containers::Named(wanted) => name == wanted,
        })
        .map(|(_, name)| name)
}

/// In the order in which they start.
fn all_containers(pod: &Object) -> impl Iterator<Item = (&'static str, &str)> {
    ["initContainers", "containers", "ephemeralContainers"]
        .into_iter()
        .flat_map(|list| {
            pod.items(&format!("/spec/{list}"))
                .iter()
                .map(move |container| (list, container))
        })
        .filter_map(|(list, container)| {
            Some((list, container.get("name").and_then(Value::as_str)?))
        })
}

fn no_such_pod(wanted: Wanted<'_>, of_app: &[&Object]) -> Error {
    let settings = wanted.settings;
    let name = settings.pod.as_deref().unwrap_or_default();
    let names: BTreeSet<_> = of_app.iter().map(|pod| pod.name()).collect();
    Error::failed(
        "pod-not-found",
        format!("app `{}` has no pod `{name}`", settings.app_id),
    )
    .on(format!("namespace {}", wanted.namespace))
    .hint(format!("its pods are: {}", listed(&names)))
}

fn no_container(wanted: Wanted<'_>, pod: &Object) -> Error {
    let names: BTreeSet<_> = all_containers(pod).map(|(_, name)| name).collect();
    let (what, hint) = match &wanted.settings.containers {
        Containers::Daprd => (
            "sidecar (container `daprd`)".to_owned(),
            "it was not injected; the app's own log comes with -c app".to_owned(),
        ),
        Containers::Named(name) => (
            format!("container `{name}`"),
            format!("its containers are: {}", listed(&names)),
        ),
        Containers::App | Containers::All => (
            "container beside the sidecar".to_owned(),
            format!("its containers are: {}", listed(&names)),
        ),
    };
    Error::failed(
        "container-not-found",
        format!("app `{}` has no {what}", wanted.settings.app_id),
    )
    .on(format!(
        "pod {} in namespace {}",
        pod.name(),
        wanted.namespace
    ))
    .hint(hint)
}

#[cfg(test)]
mod tests;
