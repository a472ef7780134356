//! Namespaces that we make.

use serde_json::json;

use super::context::MADE_BY;
use crate::cluster::{Cluster, Refusal};
use crate::error::Result;
use crate::manifest::{Kind, Object};

/// Makes the namespace if it isn't there; whether it was made. `ours`: it says that we made it, so
/// that it goes once nothing is in it.
///
/// # Errors
/// The cluster can't be reached, or refuses to make it.
pub async fn ensure(cluster: &Cluster, name: &str, ours: bool) -> Result<bool> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    let doing = format!("make the namespace {name}");
    match cluster.get(&kind, None, name).await {
        Ok(None) => {}
        // Whoever may not look at the namespace may still work in it.
        Ok(Some(_)) | Err(Refusal::Forbidden(_)) => return Ok(false),
        Err(refusal) => return Err(refusal.explain(&doing)),
    }
    let mut namespace = Object(json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": { "name": name },
    }));
    if ours {
        namespace.set_label(MADE_BY.0, MADE_BY.1);
    }
    match cluster.create(&namespace).await {
        Ok(_) => Ok(true),
        Err(Refusal::AlreadyExists(_)) => Ok(false),
        Err(refusal) => Err(refusal.explain(&doing)),
    }
}
