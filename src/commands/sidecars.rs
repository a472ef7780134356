//! Apps whose pods have no sidecar, or one of another version: they have to be restarted.

use std::collections::{BTreeMap, BTreeSet};

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

/// A pod that lacks something: its app, and who makes it anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lacking {
    namespace: String,
    app: String,
    /// `deployment/cart`; none for a pod of nobody.
    owner: Option<String>,
}

/// Remarks about pods that were made before this control plane.
pub(super) async fn remarks(cluster: &Cluster, daprd_image: &str) -> Vec<String> {
    let version = image::version(daprd_image);
    let lacking = pods(cluster, |pod| Some((lack(&pod, version)?, lacking(&pod)))).await;
    let of = |lack: Lack| -> BTreeSet<_> {
        let same = lacking.iter().filter(|(one, _)| *one == lack);
        same.map(|(_, found)| found.clone()).collect()
    };
    let rows = [
        ("without a sidecar", of(Lack::Sidecar)),
        ("with a sidecar of another version", of(Lack::Version)),
    ];
    rows.into_iter()
        .filter(|(_, found)| !found.is_empty())
        .map(|(what, found)| remark(what, &found))
        .collect()
}

fn lacking(pod: &Object) -> Lacking {
    let id = pod
        .annotation(annotations::APP_ID)
        .unwrap_or_else(|| pod.name());
    Lacking {
        namespace: pod.namespace().unwrap_or_default().to_owned(),
        app: id.to_owned(),
        owner: owner(pod),
    }
}

/// The workload that a pod is of, as `kubectl rollout` names it. A `ReplicaSet` has its Deployment's name and the hash
/// that its pods carry.
fn owner(pod: &Object) -> Option<String> {
    let owners = pod.items("/metadata/ownerReferences");
    let owner = owners.iter().find(|owner| owner["controller"] == true)?;
    let name = owner["name"].as_str()?;
    match owner["kind"].as_str()? {
        "ReplicaSet" => {
            let name = name.strip_suffix(pod.label("pod-template-hash")?)?;
            Some(format!("deployment/{}", name.strip_suffix('-')?))
        }
        kind @ ("StatefulSet" | "DaemonSet") => Some(format!("{}/{name}", kind.to_lowercase())),
        _ => None,
    }
}

fn remark(what: &str, found: &BTreeSet<Lacking>) -> String {
    const SHOWN: usize = 5;
    let names: BTreeSet<_> = found.iter().map(|it| (&it.namespace, &it.app)).collect();
    let mut apps: Vec<_> = names
        .iter()
        .take(SHOWN)
        .map(|(namespace, app)| format!("{app} in {namespace}"))
        .collect();
    if names.len() > SHOWN {
        apps.push(format!("and {} more", names.len() - SHOWN));
    }
    let apps = format!("apps {what}: {}", apps.join(", "));
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for it in found {
        let of = owners.entry(&it.namespace).or_default();
        of.extend(it.owner.as_deref());
    }
    let restarts = owners.iter().filter(|(_, owners)| !owners.is_empty());
    let restarts: Vec<_> = restarts
        .take(SHOWN)
        .map(|(namespace, owners)| {
            let owners: Vec<_> = owners.iter().copied().collect();
            format!(
                "`kubectl rollout restart -n {namespace} {}`",
                owners.join(" ")
            )
        })
        .collect();
    match restarts.as_slice() {
        [] => format!("{apps}; their pods have to be made anew"),
        restarts => format!("{apps}; made anew they get one: {}", restarts.join(", ")),
    }
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

    #[test]
    fn pods_that_lack_something() {
        let pod = |enabled: &str, image: Option<&str>| {
            let sidecar = image.map(|image| json!({"name": "daprd", "image": image}));
            let containers: Vec<_> = sidecar.into_iter().collect();
            Object(json!({
                "metadata": {"name": "cart", "annotations": {"dapr.io/enabled": enabled}},
                "spec": {"containers": containers},
            }))
        };
        let rows = [
            (pod("true", None), Some(Lack::Sidecar)),
            (pod("false", None), None),
            (pod("true", Some("ghcr.io/dapr/daprd:1.18.3")), None),
            (
                pod("true", Some("ghcr.io/dapr/daprd:1.18.2")),
                Some(Lack::Version),
            ),
        ];
        for (pod, expected) in rows {
            assert_eq!(lack(&pod, "1.18.3"), expected, "{pod:?}");
        }
    }

    #[test]
    fn a_remark_restarts_just_what_lacks_something() {
        let pod = |namespace: &str, app: &str, owner: (&str, &str)| {
            lacking(&Object(json!({"metadata": {
                "name": format!("{app}-1"), "namespace": namespace, "labels": {"pod-template-hash": "7f"},
                "annotations": {"dapr.io/app-id": app},
                "ownerReferences": [{"kind": owner.0, "name": owner.1, "controller": true}],
            }})))
        };
        let found = BTreeSet::from([
            pod("a", "cart", ("ReplicaSet", "cart-7f")),
            pod("a", "store", ("StatefulSet", "store")),
            pod("b", "cart", ("ReplicaSet", "shop-cart-7f")),
            pod("c", "job", ("Job", "job")),
        ]);
        assert_eq!(
            remark("without a sidecar", &found),
            "apps without a sidecar: cart in a, store in a, cart in b, job in c; made anew they get one: \
             `kubectl rollout restart -n a deployment/cart statefulset/store`, \
             `kubectl rollout restart -n b deployment/shop-cart`"
        );
        let alone = BTreeSet::from([pod("c", "job", ("Job", "job"))]);
        let expected = "apps without a sidecar: job in c; their pods have to be made anew";
        assert_eq!(remark("without a sidecar", &alone), expected);
    }
}
