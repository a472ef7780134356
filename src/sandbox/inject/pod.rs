//! The pod with its sidecar.

use serde_json::{Map, Value};

use super::asked::{Asked, app_id};
use super::{container, environment, volumes};

/// What the injector knows beside the pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injection {
    /// Namespace of the control plane.
    pub control_plane: String,
    /// Container environment of the injector's Deployment (`SIDECAR_IMAGE`, …).
    pub environment: std::collections::BTreeMap<String, String>,
    /// `ca.crt` of the trust bundle, PEM.
    pub trust_anchors: String,
    /// Whether `daprsystem` has mTLS on.
    pub mtls: bool,
    /// Whether the injector was started with `--scheduler-enabled=true`.
    pub scheduler: bool,
}

/// The pod with its sidecar, if it asks for one and has none. The pod has its name (or will be
/// named after its app id), its namespace, and its defaults; what is added has none yet.
pub fn inject(pod: &Value, injection: &Injection) -> Option<Value> {
    if !wanted(pod) || refusal(pod).is_some() {
        return None;
    }
    let asked = Asked::of(pod, injection);
    let plugged = plugged(&asked);
    let components = components(&asked, &plugged);
    let sidecar = container::container(&asked, components);
    let mut changed = pod.clone();
    for container in containers(&mut changed) {
        if plugged.contains(&container["name"]) {
            plug(container, components);
        } else {
            tell(&asked, container);
        }
    }
    let spec = changed.get_mut("spec")?;
    volumes::add_volumes(spec, volumes::volumes(&asked, components));
    let list = if asked.native() {
        "initContainers"
    } else {
        "containers"
    };
    volumes::list(spec, list)?.push(sidecar);
    mark(&asked, &mut changed);
    Some(changed)
}

/// Why the injector refuses the pod, in the words that the API server makes of it; none if it
/// takes it, or is not asked.
pub fn refusal(pod: &Value) -> Option<String> {
    if !wanted(pod) {
        return None;
    }
    let id = app_id(pod);
    let why = if id.is_empty() {
        "value for the dapr.io/app-id annotation is empty".to_owned()
    } else {
        let faults = label_faults(&format!("{id}-dapr"));
        if faults.is_empty() {
            return None;
        }
        let faults = faults.join("\n");
        format!("invalid app id (input: '{id}', service: '{id}-dapr'): {faults}")
    };
    Some(format!(
        "admission webhook \"sidecar-injector.dapr.io\" denied the request: {why}"
    ))
}

fn wanted(pod: &Value) -> bool {
    let enabled = pod
        .pointer("/metadata/annotations/dapr.io~1enabled")
        .and_then(Value::as_str)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    enabled && !has_sidecar(pod)
}

fn has_sidecar(pod: &Value) -> bool {
    ["/spec/containers", "/spec/initContainers"]
        .iter()
        .filter_map(|list| pod.pointer(list)?.as_array())
        .flatten()
        .any(|container| container["name"] == crate::dapr::CONTAINER)
}

/// What keeps a name from being a DNS label.
fn label_faults(name: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if name.len() > 63 {
        faults.push("must be no more than 63 characters".to_owned());
    }
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let edge = |c: char| c != '-';
    if !name.chars().all(inside) || !name.starts_with(edge) || !name.ends_with(edge) {
        let label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters \
                     or '-', and must start and end with an alphanumeric character";
        faults.push(format!(
            "{label} (e.g. 'my-name',  or '123-abc', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        ));
    }
    faults
}

/// Names of the containers that are pluggable components.
fn plugged(asked: &Asked) -> Vec<Value> {
    let names = asked.text("pluggable-components", "").split(',');
    names
        .filter(|name| !name.is_empty())
        .map(Value::from)
        .collect()
}

/// The folder of their sockets, if the pod has any of them.
fn components<'a>(asked: &Asked<'a>, plugged: &[Value]) -> Option<&'a str> {
    let containers = asked.pod.pointer("/spec/containers")?.as_array()?;
    containers
        .iter()
        .find(|one| plugged.contains(&one["name"]))?;
    let folder = asked.text("pluggable-components-sockets-folder", "");
    Some(if folder.is_empty() {
        "/tmp/dapr-components-sockets"
    } else {
        folder
    })
}

fn containers(pod: &mut Value) -> impl Iterator<Item = &mut Value> {
    let list = pod.pointer_mut("/spec/containers");
    list.and_then(Value::as_array_mut).into_iter().flatten()
}

fn plug(container: &mut Value, components: Option<&str>) {
    if let Some(folder) = components {
        let variable = environment::variable("DAPR_COMPONENT_SOCKETS_FOLDER", folder);
        environment::add(container, vec![variable]);
        volumes::add_mount(container, volumes::components_mount(folder));
    }
}

fn tell(asked: &Asked, container: &mut Value) {
    environment::tell_app(asked, container);
    if let Some(mount) = volumes::app_mount(asked) {
        volumes::add_mount(container, mount);
    }
}

/// The labels by which an injected pod is known.
fn mark(asked: &Asked, pod: &mut Value) {
    let Some(metadata) = pod.get_mut("metadata").and_then(Value::as_object_mut) else {
        return;
    };
    let labels = metadata.entry("labels").or_insert(Value::Null);
    if !labels.is_object() {
        *labels = Value::Object(Map::new());
    }
    let metrics = asked.flag("enable-metrics", true).to_string();
    labels[crate::dapr::annotations::INJECTED] = "true".into();
    labels[crate::dapr::annotations::APP_ID] = asked.app_id().into();
    labels["dapr.io/metrics-enabled"] = metrics.into();
}
