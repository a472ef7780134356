//! Candidates that only the cluster knows, for completion.

use std::future::Future;

use crate::cluster::{Cluster, Refusal, Select};
use crate::commands::target_of;
use crate::complete::Lookup;
use crate::dapr::app;
use crate::error::Result;
use crate::manifest::{Kind, Object};
use crate::render::CONTROL_PLANE;
use crate::settings::Common;
use crate::target;

/// Looks names up in the cluster of the words typed so far.
pub(crate) struct ClusterLookup;

impl Lookup for ClusterLookup {
    fn namespaces(&self, common: &Common) -> Vec<String> {
        names(common, |cluster| async move {
            list(&cluster, "Namespace", None, "").await
        })
    }

    fn app_ids(&self, common: &Common) -> Vec<String> {
        let found = pods(common);
        sorted(found.iter().filter_map(app).map(|app| app.app_id))
    }

    fn pods(&self, common: &Common) -> Vec<String> {
        sorted(pods(common).iter().filter_map(app).map(|app| app.pod))
    }

    fn releases(&self, common: &Common) -> Vec<String> {
        let found = objects(common, |cluster, namespace| async move {
            // A record can be a megabyte, and its name is in the labels.
            let kind = Kind::known("v1", "Secret").expect("a known kind");
            let select = Select::labels("owner=helm,status=deployed");
            cluster
                .list_metadata(&kind, Some(&namespace), &select)
                .await
        });
        app_releases(&found)
    }
}

/// The names of releases by the labels of their records; the control plane is no application.
fn app_releases(records: &[Object]) -> Vec<String> {
    let names = records.iter().filter_map(|secret| secret.label("name"));
    let apps = names.filter(|name| *name != CONTROL_PLANE);
    sorted(apps.map(str::to_owned))
}

fn pods(common: &Common) -> Vec<Object> {
    objects(common, |cluster, namespace| async move {
        list(&cluster, "Pod", Some(namespace), "").await
    })
}

async fn list(
    cluster: &Cluster,
    kind: &str,
    namespace: Option<String>,
    labels: &str,
) -> Result<Vec<Object>, Refusal> {
    let kind = Kind::known("v1", kind).expect("a known kind");
    let select = if labels.is_empty() {
        Select::default()
    } else {
        Select::labels(labels)
    };
    cluster.list(&kind, namespace.as_deref(), &select).await
}

fn names<F>(common: &Common, ask: impl FnOnce(Cluster) -> F) -> Vec<String>
where
    F: Future<Output = Result<Vec<Object>, Refusal>>,
{
    let found = objects(common, |cluster, _| ask(cluster));
    sorted(found.iter().map(|object| object.name().to_owned()))
}

/// Asks the cluster, or the sandbox if it runs; silent on any trouble, as completion has to be.
fn objects<F>(common: &Common, ask: impl FnOnce(Cluster, String) -> F) -> Vec<Object>
where
    F: Future<Output = Result<Vec<Object>, Refusal>>,
{
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return Vec::new();
    };
    runtime.block_on(async {
        let Ok(Some(cluster)) = target::running(&target_of(common)).await else {
            return Vec::new();
        };
        let namespace = common
            .namespace
            .clone()
            .unwrap_or_else(|| cluster.namespace.clone());
        ask(cluster, namespace).await.unwrap_or_default()
    })
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn releases_are_named_once_and_without_the_control_plane() {
        let record = |name| Object(json!({"metadata": {"labels": {"name": name}}}));
        let unlabelled = Object(json!({"metadata": {"name": "x"}}));
        let records = [
            record("shop"),
            record("dapr"),
            unlabelled,
            record("a"),
            record("shop"),
        ];
        assert_eq!(app_releases(&records), ["a", "shop"]);
    }
}
