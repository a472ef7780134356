//! Whether the app listens, and whether it is well.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method};
use hyper::body::Bytes;

use super::app::{App, Outgoing};
use super::options::AppHealth;
use super::shared::Sidecar;

const SCOPE: &str = "dapr.runtime";

/// Between two looks at the app's port.
const PAUSE: Duration = Duration::from_millis(100);

/// Waits until the app listens; an app without a port is there at once.
pub(super) async fn wait_for_app(sidecar: &Sidecar) {
    let (Some(app), Some(port)) = (&sidecar.app, sidecar.options.app_port) else {
        return;
    };
    let protocol = &sidecar.options.app_protocol;
    let log = &sidecar.log;
    log.info(SCOPE, format!("application protocol: {protocol}. waiting on port {port}.  This will block until the app is listening on that port."));
    let mut tries = 0_u32;
    while !app.listens().await {
        tries += 1;
        tokio::time::sleep(PAUSE).await;
        if tries.is_multiple_of(100) {
            log.info(
                SCOPE,
                format!("waiting for application to listen on port {port}"),
            );
        }
    }
    log.info(SCOPE, format!("application discovered on port {port}"));
}

/// Asks the app for its configuration, as Dapr does. It is about actors, which are not here: the
/// question alone shows in the app's own log.
pub(super) async fn load_app_configuration(sidecar: &Sidecar) {
    let Some(app) = sidecar
        .app
        .as_ref()
        .filter(|_| sidecar.options.init_endpoints)
    else {
        return;
    };
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    if let Ok(id) = HeaderValue::from_str(&sidecar.options.app_id) {
        headers.insert("dapr-app-id", id);
    }
    let target = "dapr/config".to_owned();
    let outgoing = Outgoing {
        method: Method::GET,
        target,
        headers,
        body: Bytes::new(),
    };
    if app.call(outgoing, &sidecar.metrics).await.is_ok() {
        sidecar.log.info(SCOPE, "Application configuration loaded");
    }
}

/// Asks the app again and again; subscriptions stand still while it is not well.
pub(super) async fn watch(sidecar: Arc<Sidecar>) {
    let (Some(app), Some(health)) = (sidecar.app.clone(), sidecar.options.app_health.clone())
    else {
        return;
    };
    let mut failures = 0;
    loop {
        failures = if well(&app, &health, &sidecar).await {
            0
        } else {
            failures + 1
        };
        let healthy = match failures {
            0 => true,
            many if many >= health.threshold => false,
            _ => sidecar.is_healthy(),
        };
        if sidecar.set_healthy(healthy) {
            change(&sidecar, healthy).await;
        }
        tokio::time::sleep(health.interval).await;
    }
}

async fn change(sidecar: &Sidecar, healthy: bool) {
    let words = if healthy { "healthy" } else { "un-healthy" };
    sidecar
        .log
        .info("dapr.apphealth", format!("App entered {words} status"));
    if healthy {
        sidecar.subscriber.go_on().await;
    } else {
        sidecar.subscriber.stop();
    }
}

async fn well(app: &App, health: &AppHealth, sidecar: &Sidecar) -> bool {
    let target = health.path.trim_start_matches('/').to_owned();
    let outgoing = Outgoing {
        method: Method::GET,
        target,
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    let call = app.call(outgoing, &sidecar.metrics);
    matches!(tokio::time::timeout(health.timeout, call).await, Ok(Ok(response)) if response.status().is_success())
}
