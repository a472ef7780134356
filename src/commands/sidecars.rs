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

/// Every pod that the cluster lets us see; without the right to look, none.
async fn pods(cluster: &Cluster) -> Vec<Object> {
    let kind = Kind::known("v1", "Pod").expect("a known kind");
    cluster
        .list(&kind, None, &Select::default())
        .await
        .unwrap_or_default()
}

/// Remarks about pods that were made before this control plane.
pub(super) async fn remarks(cluster: &Cluster, daprd_image: &str) -> Vec<String> {
    let version = image::version(daprd_image);
    let pods = pods(cluster).await;
    let mut without = BTreeSet::new();
    let mut old = BTreeSet::new();
    for pod in &pods {
        match app(pod) {
            None if asks_for_sidecar(pod) => drop(without.insert(name(pod))),
            Some(app) if app.daprd_version != version => drop(old.insert(name(pod))),
            _ => {}
        }
    }
    let rows = [
        ("without a sidecar", without),
        ("with a sidecar of another version", old),
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
    let pods = pods(cluster).await;
    let names: BTreeSet<String> = pods
        .iter()
        .filter_map(app)
        .map(|app| format!("{} in {}", app.app_id, app.namespace))
        .collect();
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
