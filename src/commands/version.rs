//! `version`: of daprk, of the control plane, of the cluster.

use std::fmt::Write as _;

use serde_json::json;

use super::{Session, target_of};
use crate::cluster::{Cluster, Select};
use crate::dapr::image;
use crate::error::Result;
use crate::event::{Body, Outcome};
use crate::manifest::Kind;
use crate::settings::RENDERED_VERSION;
use crate::target;

pub(super) async fn run(session: &Session<'_>) -> Result<Outcome> {
    let client = env!("CARGO_PKG_VERSION");
    let target = target_of(session.common);
    let (control_plane, cluster) = if let Some(cluster) = target::running(&target).await? {
        let (control_plane, version) = tokio::join!(control_plane(&cluster), cluster.version());
        let version =
            version.map_err(|refusal| refusal.explain("ask for the cluster's version"))?;
        (Some(control_plane), Some(version))
    } else {
        (None, None)
    };
    let mut text = format!("daprk {client} (renders Dapr {RENDERED_VERSION})\n");
    if let Some(found) = &control_plane {
        let shown = if found.is_empty() {
            "not installed"
        } else {
            found
        };
        let _ = writeln!(text, "control plane {shown}");
    }
    if let Some(version) = &cluster {
        let _ = writeln!(text, "Kubernetes {version}");
    }
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "Version",
        "client": client,
        "renders": RENDERED_VERSION,
        "controlPlane": control_plane.filter(|version| !version.is_empty()),
        "kubernetes": cluster,
    });
    Ok(Outcome::done(Body::Record { value, text }))
}

/// The version of the operator's image; empty without one.
async fn control_plane(cluster: &Cluster) -> String {
    let kind = Kind::known("apps/v1", "Deployment").expect("a known kind");
    let found = cluster
        .list(&kind, None, &Select::labels("app=dapr-operator"))
        .await
        .unwrap_or_default();
    let containers = found
        .iter()
        .flat_map(|operator| operator.items("/spec/template/spec/containers"));
    let operator = containers
        .filter(|container| container["name"] == "dapr-operator")
        .find_map(|container| container["image"].as_str());
    operator.map(image::version).unwrap_or_default().to_owned()
}
