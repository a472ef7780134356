//! Secrets of Kubernetes.

use std::time::Instant;

use serde_json::json;

use super::super::answer::{Handled, json as json_answer};
use super::super::app::milliseconds;
use super::super::go;
use super::super::problem::Problem;
use super::super::shared::Sidecar;
use super::call::Call;

/// `GET /v1.0/secrets/STORE/NAME`.
pub(super) async fn one(sidecar: &Sidecar, store: &str, name: &str, call: &Call) -> Handled {
    let namespace = namespace(sidecar, store, call)?;
    let started = Instant::now();
    let result = sidecar.cluster.secret(&namespace, name).await;
    count(sidecar, store, "get", result.is_ok(), started);
    let data = result.map_err(|reason| {
        let message =
            format!("failed getting secret with key {name} from secret store {store}: {reason}");
        Problem::new(500, "ERR_SECRET_GET", message)
    })?;
    Ok(json_answer(200, go::json(&json!(data)) + "\n"))
}

/// `GET /v1.0/secrets/STORE/bulk`.
pub(super) async fn all(sidecar: &Sidecar, store: &str, call: &Call) -> Handled {
    let namespace = namespace(sidecar, store, call)?;
    let started = Instant::now();
    let result = sidecar.cluster.secrets(&namespace).await;
    count(sidecar, store, "bulk_get", result.is_ok(), started);
    let secrets = result.map_err(|reason| {
        let message = format!("failed getting secrets from secret store {store}: {reason}");
        Problem::new(500, "ERR_SECRET_GET", message)
    })?;
    Ok(json_answer(200, go::json(&json!(secrets)) + "\n"))
}

/// The caller's, the sidecar's, the store's.
fn namespace(sidecar: &Sidecar, store: &str, call: &Call) -> Result<String, Problem> {
    let default = sidecar.loaded.secrets(store)?;
    let asked = call
        .metadata()
        .remove("namespace")
        .filter(|namespace| !namespace.is_empty());
    let own = Some(sidecar.options.namespace.clone()).filter(|namespace| !namespace.is_empty());
    Ok(asked.or(own).or(default).unwrap_or_default())
}

fn count(sidecar: &Sidecar, store: &str, operation: &str, success: bool, started: Instant) {
    let names = [
        "dapr_component_secret_count",
        "dapr_component_secret_latencies",
    ];
    let success = if success { "true" } else { "false" };
    let labels = [
        ("component", store),
        ("operation", operation),
        ("success", success),
    ];
    sidecar
        .metrics
        .component(names, &labels, milliseconds(started));
}
