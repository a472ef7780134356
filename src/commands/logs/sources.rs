//! Which pods and containers an app's log comes from.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cluster::{Cluster, LogSource, Select};
use crate::dapr::{self, annotations};
use crate::error::{Error, Result};
use crate::manifest::{Kind, Object};
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
    let pods = pods(cluster, Some(wanted.namespace), &Select::default()).await?;
    let (of_app, others): (Vec<_>, Vec<_>) = pods.iter().partition(|pod| wanted.is_of_app(pod));
    let mut found = Found {
        sources: Vec::new(),
        select: select(wanted, &of_app),
        may_grow: true,
        none: None,
    };
    if of_app.is_empty() {
        let elsewhere = namespaces_of(cluster, &wanted.settings.app_id).await;
        found.none = Some(no_app(wanted, &others, &elsewhere));
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

/// Pods, by name.
async fn pods(cluster: &Cluster, namespace: Option<&str>, select: &Select) -> Result<Vec<Object>> {
    let place = namespace.map_or_else(
        || "all namespaces".to_owned(),
        |name| format!("namespace {name}"),
    );
    let listed = cluster.list(&pod_kind(), namespace, select).await;
    let mut pods = listed.map_err(|refusal| refusal.explain(&format!("list pods in {place}")))?;
    pods.sort_by(|one, other| one.name().cmp(other.name()));
    Ok(pods)
}

pub(super) fn pod_kind() -> Kind {
    Kind::known("v1", "Pod").expect("pods are among the known kinds")
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

/// The app that a pod belongs to. A pod whose sidecar was not injected says so as well: what its
/// app writes can still be read.
fn app_id(pod: &Object) -> Option<&str> {
    let sidecar = dapr::sidecar(pod);
    sidecar
        .and_then(|sidecar| sidecar.app_id())
        .or_else(|| pod.label(annotations::APP_ID))
        .or_else(|| pod.annotation(annotations::APP_ID))
        .or_else(|| (sidecar.is_some() || dapr::asks_for_sidecar(pod)).then(|| pod.name()))
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

/// Other namespaces that have the app; a guess for a hint, so a refusal is no error.
async fn namespaces_of(cluster: &Cluster, app_id: &str) -> BTreeSet<String> {
    let injected = Select::labels(annotations::APP_ID);
    let pods = pods(cluster, None, &injected).await.unwrap_or_default();
    let of_app = pods.iter().filter(|pod| self::app_id(pod) == Some(app_id));
    of_app
        .filter_map(|pod| pod.namespace().map(str::to_owned))
        .collect()
}

fn no_app(wanted: Wanted<'_>, others: &[&Object], elsewhere: &BTreeSet<String>) -> Error {
    let Wanted {
        namespace,
        settings,
    } = wanted;
    let id = &settings.app_id;
    let message = format!("there is no pod of app `{id}` in namespace {namespace}");
    let error = Error::failed("app-not-found", message);
    if !elsewhere.is_empty() {
        return error.hint(format!(
            "it is in namespace {}; choose with -n",
            listed(elsewhere)
        ));
    }
    let apps: BTreeSet<_> = others.iter().filter_map(|pod| app_id(pod)).collect();
    if apps.is_empty() {
        return error.hint(format!(
            "there are no Dapr apps in {namespace}; choose another namespace with -n"
        ));
    }
    error.hint(format!("apps there are: {}", listed(&apps)))
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

fn listed<T: AsRef<str>>(names: &BTreeSet<T>) -> String {
    const SHOWN: usize = 10;
    let mut shown: Vec<_> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let more = format!("and {} more", names.len().saturating_sub(SHOWN));
    if names.len() > SHOWN {
        shown.push(&more);
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests;
