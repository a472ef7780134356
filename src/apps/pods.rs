//! The pods of a Dapr app, and what is said when there are none.

use std::collections::BTreeSet;

use crate::cluster::{Cluster, Select};
use crate::dapr::{self, annotations};
use crate::error::{Error, Result};
use crate::manifest::{Kind, Object};

/// The pods of a namespace, those of an app apart.
pub struct AppPods {
    /// Those of the app.
    pub of_app: Vec<Object>,
    /// Why there is none.
    pub none: Option<Error>,
}

impl AppPods {
    /// Those of the app, of which there has to be one.
    pub fn required(self) -> Result<Vec<Object>> {
        self.none.map_or(Ok(self.of_app), Err)
    }
}

/// Looks for the pods of an app, by name.
///
/// # Errors
/// The cluster refuses to list pods.
pub async fn find(cluster: &Cluster, namespace: &str, id: &str) -> Result<AppPods> {
    let pods = pods(cluster, Some(namespace), &Select::default()).await?;
    let (of_app, others): (Vec<_>, Vec<_>) =
        pods.into_iter().partition(|pod| app_id(pod) == Some(id));
    let none = if of_app.is_empty() {
        let elsewhere = namespaces_of(cluster, id).await;
        Some(no_app(id, namespace, &others, &elsewhere))
    } else {
        None
    };
    Ok(AppPods { of_app, none })
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

/// What pods are among kinds.
pub fn pod_kind() -> Kind {
    Kind::known("v1", "Pod").expect("pods are among the known kinds")
}

/// The app that a pod belongs to. A pod whose sidecar was not injected says so as well: what its
/// app writes can still be read.
pub fn app_id(pod: &Object) -> Option<&str> {
    let sidecar = dapr::sidecar(pod);
    sidecar
        .and_then(|sidecar| sidecar.app_id())
        .or_else(|| pod.label(annotations::APP_ID))
        .or_else(|| pod.annotation(annotations::APP_ID))
        .or_else(|| (sidecar.is_some() || dapr::asks_for_sidecar(pod)).then(|| pod.name()))
}

/// Other namespaces that have the app; a guess for a hint, so a refusal is no error.
async fn namespaces_of(cluster: &Cluster, id: &str) -> BTreeSet<String> {
    let injected = Select::labels(annotations::APP_ID);
    let pods = pods(cluster, None, &injected).await.unwrap_or_default();
    let of_app = pods.iter().filter(|pod| self::app_id(pod) == Some(id));
    of_app
        .filter_map(|pod| pod.namespace().map(str::to_owned))
        .collect()
}

/// Nobody has this app id, in words that name who has which.
fn no_app(id: &str, namespace: &str, others: &[Object], elsewhere: &BTreeSet<String>) -> Error {
    let message = format!("there is no pod of app `{id}` in namespace {namespace}");
    let error = Error::failed("app-not-found", message);
    if !elsewhere.is_empty() {
        return error.hint(format!(
            "it is in namespace {}; choose with -n",
            listed(elsewhere)
        ));
    }
    let apps: BTreeSet<_> = others.iter().filter_map(app_id).collect();
    if apps.is_empty() {
        return error.hint(format!(
            "there are no Dapr apps in {namespace}; choose another namespace with -n"
        ));
    }
    error.hint(format!("apps there are: {}", listed(&apps)))
}

/// Names, the first of them if there are many.
pub fn listed<T: AsRef<str>>(names: &BTreeSet<T>) -> String {
    const SHOWN: usize = 10;
    let mut shown: Vec<_> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let more = format!("and {} more", names.len().saturating_sub(SHOWN));
    if names.len() > SHOWN {
        shown.push(&more);
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_app_that_is_not_here_is_looked_for() {
        let cart =
            Object(json!({"metadata": {"name": "cart-1", "labels": {"dapr.io/app-id": "cart"}}}));
        let names = |names: &[&str]| -> BTreeSet<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let rows = [
            (
                vec![cart.clone()],
                names(&["a", "b"]),
                "it is in namespace a, b; choose with -n",
            ),
            (vec![cart], names(&[]), "apps there are: cart"),
            (
                vec![],
                names(&[]),
                "there are no Dapr apps in shop; choose another namespace with -n",
            ),
        ];
        for (pods, elsewhere, hint) in rows {
            let expected = Error::failed(
                "app-not-found",
                "there is no pod of app `card` in namespace shop",
            )
            .hint(hint);
            assert_eq!(no_app("card", "shop", &pods, &elsewhere), expected);
        }
    }
}
