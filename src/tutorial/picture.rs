//! The system as it is now, in a few lines of text.
//!
//! ```text
//! dapr-system  operator + sentry + injector + placement + scheduler +
//! default      pythonapp + [app daprd]
//!              nodeapp   + [app daprd] -- statestore -- dapr-dev-redis-master
//! ```

use std::collections::BTreeMap;

use super::check::Look;
use crate::apps::app_id;
use crate::cluster::Select;
use crate::dapr;
use crate::error::Result;
use crate::health;
use crate::manifest::{Kind, Object};

/// The lines.
///
/// # Errors
/// The cluster does not answer.
pub(super) async fn lines(look: &Look) -> Result<Vec<String>> {
    let list = async |api_version: &str, kind: &str, namespace: Option<&str>, labels: &str| {
        let kind = Kind::known(api_version, kind).expect("a known kind");
        let select = if labels.is_empty() {
            Select::default()
        } else {
            Select::labels(labels)
        };
        let listed = look.cluster.list(&kind, namespace, &select).await;
        listed.map_err(|refusal| refusal.explain("look at the system"))
    };
    let namespace = Some(look.namespace.as_str());
    let control_plane = "app.kubernetes.io/part-of=dapr";
    let (services, pods, components) = tokio::try_join!(
        list("v1", "Pod", None, control_plane),
        list("v1", "Pod", namespace, ""),
        list("dapr.io/v1alpha1", "Component", namespace, ""),
    )?;
    let mut lines = Vec::new();
    lines.extend(control_plane_line(&services));
    lines.extend(app_lines(&look.namespace, &pods, &components));
    Ok(lines)
}

fn mark(ready: bool) -> &'static str {
    if ready { "✔" } else { "◌" }
}

/// The services of the control plane that have pods, each with whether one of them is ready.
fn control_plane_line(pods: &[Object]) -> Option<String> {
    let mut services: BTreeMap<&str, bool> = BTreeMap::new();
    for pod in pods {
        let name = pod.label("app").unwrap_or_default();
        let name = name.trim_start_matches("dapr-").trim_end_matches("-server");
        let name = name.trim_start_matches("sidecar-");
        *services.entry(name).or_default() |= health::pod_is_ready(pod);
    }
    let namespace = pods.first()?.namespace()?;
    let marked = services
        .iter()
        .map(|(name, ready)| format!("{name} {}", mark(*ready)));
    let marked: Vec<String> = marked.collect();
    Some(format!("{namespace}: {}", marked.join("  ")))
}

/// Each app: whether it is ready, what runs in it, and which components its sidecar may use.
fn app_lines(namespace: &str, pods: &[Object], components: &[Object]) -> Vec<String> {
    let mut apps: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for pod in pods {
        let is_app = dapr::sidecar(pod).is_some() || dapr::asks_for_sidecar(pod);
        if let (true, Some(id)) = (is_app, app_id(pod)) {
            apps.entry(id).or_default().push(pod);
        }
    }
    let lines = |(id, pods): (&&str, &Vec<&Object>)| {
        let ready = pods.iter().any(|pod| health::pod_is_ready(pod));
        let injected = pods.iter().any(|pod| dapr::sidecar(pod).is_some());
        let parts = if injected {
            "[app|daprd]"
        } else {
            "[app] without a sidecar"
        };
        let used: Vec<String> = components
            .iter()
            .filter(|component| injected && dapr::is_for(component, id))
            .map(told)
            .collect();
        beside(format!("{namespace}: {id} {} {parts}", mark(ready)), &used)
    };
    apps.iter().flat_map(lines).collect()
}

/// An app with what it uses behind it: one a line, as several would be wider than the screen.
fn beside(app: String, used: &[String]) -> Vec<String> {
    let indent = " ".repeat(app.chars().count());
    let line = |(index, used): (usize, &String)| {
        let before = if index == 0 { &app } else { &indent };
        format!("{before} ─▶ {used}")
    };
    if used.is_empty() {
        return vec![app];
    }
    used.iter().enumerate().map(line).collect()
}

/// `statestore (state.redis)`
fn told(component: &Object) -> String {
    format!("{} ({})", component.name(), component.text("/spec/type"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(name: &str, labels: &serde_json::Value, daprd: bool, ready: bool) -> Object {
        let mut containers = vec![json!({"name": "app"})];
        if daprd {
            containers.push(json!({"name": "daprd", "args": ["--app-id", name]}));
        }
        Object(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": name, "namespace": "shop", "labels": labels,
                "annotations": {"dapr.io/enabled": "true", "dapr.io/app-id": name}},
            "spec": {"containers": containers},
            "status": {"phase": "Running", "conditions": [
                {"type": "Ready", "status": if ready { "True" } else { "False" }}]},
        }))
    }

    #[test]
    fn the_system_is_drawn() {
        let services = [
            pod("a", &json!({"app": "dapr-operator"}), false, true),
            pod("b", &json!({"app": "dapr-placement-server"}), false, false),
            pod("c", &json!({"app": "dapr-sidecar-injector"}), false, true),
        ];
        assert_eq!(
            control_plane_line(&services).unwrap(),
            "shop: injector ✔  operator ✔  placement ◌"
        );
        assert_eq!(control_plane_line(&[]), None);
        let component = |name: &str, scopes: &[&str]| {
            Object(json!({"metadata": {"name": name}, "scopes": scopes,
                "spec": {"type": "state.redis"}}))
        };
        let pods = [
            pod("node", &json!({}), true, true),
            pod("web", &json!({}), false, true),
        ];
        let components = [component("statestore", &["node"]), component("other", &[])];
        let lines = app_lines("shop", &pods, &components);
        assert_eq!(
            lines,
            [
                "shop: node ✔ [app|daprd] ─▶ statestore (state.redis)",
                "                         ─▶ other (state.redis)",
                "shop: web ✔ [app] without a sidecar",
            ]
        );
    }
}
