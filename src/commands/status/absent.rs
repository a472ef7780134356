//! A control plane of which no workload stands: whether there is meant to be one, and where.

use std::collections::BTreeSet;

use crate::cluster::{Cluster, Select};
use crate::commands::{control_plane, elsewhere};
use crate::dapr::control_plane::{SERVICES, Service, WEBHOOK, called_by};
use crate::error::Error;
use crate::health::{self, ServiceRow};
use crate::install::Ledger;
use crate::manifest::{Kind, Object};
use crate::release::{self, Standing};
use crate::settings::Common;

/// A row for each service that a release or the webhook tells of, with a word on how to go on. Whoever may not read them
/// gets none.
pub(super) async fn rows(
    cluster: &Cluster,
    namespace: Option<&str>,
) -> (Vec<ServiceRow>, Vec<String>) {
    let (mut rows, mut remarks) = (Vec::new(), Vec::new());
    for namespace in recorded(cluster, namespace).await {
        let ledger = Ledger::read(cluster, &namespace, control_plane::RELEASE).await;
        let Some((services, verb)) = ledger.ok().as_ref().and_then(meant) else {
            continue;
        };
        rows.extend(health::missing(&namespace, &services));
        remarks.push(format!(
            "a release in {namespace} tells of them: `daprk {verb} -k{}` goes on from there",
            flag(&namespace)
        ));
    }
    if rows.is_empty()
        && let Some(place) = called(cluster, namespace).await
    {
        rows = health::missing(&place, &SERVICES);
        remarks.push(format!(
            "the webhook {WEBHOOK} calls one of them: `daprk init -k{}` brings them",
            flag(&place)
        ));
    }
    (rows, remarks)
}

/// ` -n other`, where it is needed.
fn flag(namespace: &str) -> String {
    if namespace == Common::DAPR_SYSTEM {
        return String::new();
    }
    format!(" -n {namespace}")
}

/// Namespaces in which the release has a record.
async fn recorded(cluster: &Cluster, namespace: Option<&str>) -> BTreeSet<String> {
    let kind = Kind::known("v1", "Secret").expect("a known kind");
    let labels = format!("{},name={}", release::LABEL_OWNER, control_plane::RELEASE);
    let found = cluster
        .list_metadata(&kind, namespace, &Select::labels(labels))
        .await;
    let found = found.unwrap_or_default();
    let places = found.iter().filter_map(Object::namespace);
    places.map(str::to_owned).collect()
}

/// The services that the release is to have, and the command that goes on with it.
fn meant(ledger: &Ledger) -> Option<(Vec<Service>, &'static str)> {
    let verb = match ledger.standing() {
        Standing::Absent => return None,
        Standing::Uninstalling(_) => "uninstall",
        _ => "init",
    };
    let services = ledger.objects().iter().filter_map(Service::of_workload);
    Some((services.collect(), verb))
}

/// Where the webhook leads.
async fn called(cluster: &Cluster, namespace: Option<&str>) -> Option<String> {
    let kind = Kind::known(
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
    )?;
    let webhook = cluster.get(&kind, None, WEBHOOK).await.ok()??;
    let place = called_by(&webhook);
    let is_asked = namespace.is_none_or(|asked| asked == place);
    (is_asked && !place.is_empty()).then(|| place.to_owned())
}

/// What is said where nothing tells of one.
pub(super) async fn error(cluster: &Cluster, namespace: Option<&str>) -> Error {
    let found = match namespace {
        Some(asked) => elsewhere::find(cluster, asked).await.unwrap_or_default(),
        None => Vec::new(),
    };
    words(namespace, found.first().map(String::as_str)).on(format!("context {}", cluster.context))
}

fn words(namespace: Option<&str>, elsewhere: Option<&str>) -> Error {
    let error = Error::failed("not-installed", empty(namespace));
    match (namespace, elsewhere) {
        (_, Some(other)) => error.hint(format!(
            "Dapr is installed in namespace {other}: `daprk status -k{}`",
            flag(other)
        )),
        (Some(asked), None) => error.hint(format!("`daprk init -k -n {asked}` installs it there")),
        (None, None) => error.hint("`daprk init -k` installs it"),
    }
}

/// As [`error`], in one line.
pub(super) fn empty(namespace: Option<&str>) -> String {
    match namespace {
        Some(namespace) => format!("there is no Dapr in namespace {namespace}"),
        None => "there is no Dapr in this cluster".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_none_is_said() {
        let rows = [
            (
                None,
                None,
                "there is no Dapr in this cluster",
                "`daprk init -k` installs it",
            ),
            (
                Some("foo"),
                None,
                "there is no Dapr in namespace foo",
                "`daprk init -k -n foo` installs it there",
            ),
            (
                Some("foo"),
                Some("dapr-system"),
                "there is no Dapr in namespace foo",
                "Dapr is installed in namespace dapr-system: `daprk status -k`",
            ),
        ];
        for (namespace, elsewhere, message, hint) in rows {
            let error = words(namespace, elsewhere);
            assert_eq!(error.message, message);
            assert_eq!(error.hint.as_deref(), Some(hint));
        }
    }
}
