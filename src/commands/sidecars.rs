//! Apps whose pods have no sidecar, or one of another version: they have to be restarted.

use std::collections::BTreeSet;

use crate::cluster::{Cluster, Select};
use crate::dapr::{annotations, app, asks_for_sidecar, image};
use crate::manifest::{Kind, Object};

/// The image that the injector among these objects gives to apps.
pub(super) fn image(objects: &[Object]) -> Option<&str> {
    let containers = objects
        .iter()
        .flat_map(|object| object.items("/spec/template/spec/containers"));
    let mut variables = containers
        .filter_map(|container| container["env"].as_array())
        .flatten();
    variables.find(|variable| variable["name"] == "SIDECAR_IMAGE")?["value"].as_str()
}

/// What `keep` makes of every pod that the cluster lets us see; without the right to look, nothing.
async fn pods<T>(cluster: &Cluster, keep: impl FnMut(Object) -> Option<T>) -> Vec<T> {
    let kind = Kind::known("v1", "Pod").expect("a known kind");
    cluster
        .list_map(&kind, None, &Select::default(), keep)
        .await
        .unwrap_or_default()
}

/// What a pod lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    Sidecar,
    Version,
}

fn lack(pod: &Object, version: &str) -> Option<Lack> {
    match app(pod) {
        None if asks_for_sidecar(pod) => Some(Lack::Sidecar),
        Some(app) if app.daprd_version != version => Some(Lack::Version),
        _ => None,
    }
}

/// Remarks about pods that were made before this control plane.
pub(super) async fn remarks(cluster: &Cluster, daprd_image: &str) -> Vec<String> {
    let version = image::version(daprd_image);
    let lacking = pods(cluster, |pod| Some((lack(&pod, version)?, name(&pod)))).await;
    let of = |lack: Lack| -> BTreeSet<_> {
        let same = lacking.iter().filter(|(one, _)| *one == lack);
        same.map(|(_, name)| name.clone()).collect()
    };
    let rows = [
        ("without a sidecar", of(Lack::Sidecar)),
        ("with a sidecar of another version", of(Lack::Version)),
    ];
    rows.into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| remark(what, &names))
        .collect()
}

/// `app-id in namespace`.
fn name(pod: &Object) -> (String, String) {
    let id = pod
        .annotation(annotations::APP_ID)
        .unwrap_or_else(|| pod.name());
    (
        id.to_owned(),
        pod.namespace().unwrap_or_default().to_owned(),
    )
}

fn remark(what: &str, names: &BTreeSet<(String, String)>) -> String {
    let shown: Vec<_> = names
        .iter()
        .take(5)
        .map(|(app, namespace)| format!("{app} in {namespace}"))
        .collect();
    let more = names.len().saturating_sub(shown.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let namespace = names
        .first()
        .map_or("", |(_, namespace)| namespace.as_str());
    format!(
        "apps {what}: {}{more}; `kubectl rollout restart deployment -n {namespace}` gives them one",
        shown.join(", ")
    )
}

/// Apps whose pods carry a sidecar now, as `app in namespace`.
pub(super) async fn injected(cluster: &Cluster) -> Vec<String> {
    let words = |pod: Object| app(&pod).map(|app| format!("{} in {}", app.app_id, app.namespace));
    let names: BTreeSet<String> = pods(cluster, words).await.into_iter().collect();
    names.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_injector_names_the_sidecars_image() {
        let workload =
            |env| Object(json!({"spec": {"template": {"spec": {"containers": [{"env": env}]}}}}));
        let other = workload(json!([{"name": "X", "value": "x"}]));
        let injector = workload(json!([
            {"name": "NAMESPACE", "valueFrom": {}},
            {"name": "SIDECAR_IMAGE", "value": "ghcr.io/dapr/daprd:1.18.3"},
        ]));
        assert_eq!(image(std::slice::from_ref(&other)), None);
        assert_eq!(
            image(&[Object(json!({})), other, injector]),
            Some("ghcr.io/dapr/daprd:1.18.3")
        );
    }
}
