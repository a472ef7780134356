//! `/v1.0/metadata`.

use std::sync::PoisonError;

use serde_json::{Value, json};

use super::super::answer::{Answer, Handled, empty, json as json_answer};
use super::super::go;
use super::super::options::VERSION;
use super::super::problem::Problem;
use super::super::shared::Sidecar;
use super::call::Call;

/// Key of what tells this sidecar from Dapr's own.
const BUILT_IN: &str = "daprkBuiltIn";

/// `GET`: what is loaded, and how the app is reached.
pub(super) fn get(sidecar: &Sidecar) -> Answer {
    let options = &sidecar.options;
    let mut body = json!({"id": options.app_id, "runtimeVersion": VERSION});
    body["enabledFeatures"] = json!(["HotReload"]);
    list(&mut body, "components", sidecar.loaded.describe());
    body["extended"] = extended(sidecar);
    list(&mut body, "subscriptions", sidecar.subscriber.describe());
    body["appConnectionProperties"] = connection(sidecar);
    body["actorRuntime"] = json!({"runtimeStatus": "DISABLED", "hostReady": false, "placement": "placement: disconnected"});
    json_answer(200, go::json(&body) + "\n")
}

/// `PUT`: a name and a value of the app's own.
pub(super) fn put(sidecar: &Sidecar, name: &str, call: &Call) -> Handled {
    let body = call.bytes().map_err(|reason| {
        Problem::new(
            400,
            "ERR_BODY_READ",
            format!("failed to read request body: {reason}"),
        )
    })?;
    let value = String::from_utf8_lossy(&body).into_owned();
    let mut extended = sidecar
        .extended
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    extended.insert(name.to_owned(), value);
    Ok(empty())
}

fn list(body: &mut Value, name: &str, items: Vec<Value>) {
    if !items.is_empty() {
        body[name] = items.into();
    }
}

fn extended(sidecar: &Sidecar) -> Value {
    let mut extended = sidecar
        .extended
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    extended.insert("daprRuntimeVersion".into(), VERSION.into());
    extended.insert(BUILT_IN.into(), "true".into());
    json!(extended)
}

fn connection(sidecar: &Sidecar) -> Value {
    let options = &sidecar.options;
    let mut connection = json!({});
    if let Some(port) = options.app_port {
        connection["port"] = port.into();
    }
    connection["protocol"] = options.app_protocol.as_str().into();
    connection["channelAddress"] = options.app_address.as_str().into();
    if let Some(limit) = options.max_concurrency {
        connection["maxConcurrency"] = limit.into();
    }
    if let Some(health) = &options.app_health {
        connection["health"] = json!({
            "healthCheckPath": health.path,
            "healthProbeInterval": format!("{}s", health.interval.as_secs()),
            "healthProbeTimeout": format!("{}ms", health.timeout.as_millis()),
            "healthThreshold": health.threshold,
        });
    }
    connection
}
