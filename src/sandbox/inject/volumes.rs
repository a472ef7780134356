//! Volumes of the pod, and where the sidecar and the app see them.

use serde_json::{Value, json};

use super::asked::{Asked, text};

/// Where the sidecar has its Unix sockets.
pub(super) const SOCKETS: &str = "/var/run/dapr-sockets";
const SOCKETS_VOLUME: &str = "dapr-unix-domain-socket";
const TOKEN_VOLUME: &str = "dapr-identity-token";
const COMPONENTS_VOLUME: &str = "dapr-components-unix-domain-socket";

/// What the pod gets beside what it has.
pub(super) fn volumes(asked: &Asked, components: Option<&str>) -> Vec<Value> {
    let mut all = Vec::new();
    if socket_path(asked).is_some() {
        all.push(json!({"name": SOCKETS_VOLUME, "emptyDir": {"medium": "Memory"}}));
    }
    all.push(token_volume(asked));
    if components.is_some() {
        all.push(json!({"name": COMPONENTS_VOLUME, "emptyDir": {}}));
    }
    all
}

/// A token that sentry alone accepts.
fn token_volume(asked: &Asked) -> Value {
    let (domain, namespace) = (asked.trust_domain(), &asked.injection.control_plane);
    let audience = format!("spiffe://{domain}/ns/{namespace}/dapr-sentry");
    json!({"name": TOKEN_VOLUME, "projected": {
        "sources": [{"serviceAccountToken": {
            "audience": audience, "expirationSeconds": 7200, "path": "token",
        }}],
        "defaultMode": 420,
    }})
}

/// The sidecar's mounts: those asked for (of volumes that the pod has), then its own.
pub(super) fn mounts(asked: &Asked, components: Option<&str>) -> Vec<Value> {
    let mut all = written(asked, "volume-mounts", true);
    all.extend(written(asked, "volume-mounts-rw", false));
    if socket_path(asked).is_some() {
        all.push(mount(SOCKETS_VOLUME, SOCKETS, false));
    }
    let token = "/var/run/secrets/dapr.io/sentrytoken";
    all.push(mount(TOKEN_VOLUME, token, true));
    all.extend(components.map(components_mount));
    all
}

/// `volume:/path,volume:/path`.
fn written(asked: &Asked, annotation: &str, read_only: bool) -> Vec<Value> {
    let there = asked.pod.pointer("/spec/volumes").and_then(Value::as_array);
    let has = |name: &str| there.is_some_and(|all| all.iter().any(|one| one["name"] == name));
    asked
        .text(annotation, "")
        .split(',')
        .filter_map(|one| one.trim().split_once(':'))
        .filter(|(name, path)| has(name) && !path.contains(':'))
        .map(|(name, path)| mount(name, path, read_only))
        .collect()
}

fn mount(name: &str, path: &str, read_only: bool) -> Value {
    if read_only {
        json!({"name": name, "readOnly": true, "mountPath": path})
    } else {
        json!({"name": name, "mountPath": path})
    }
}

/// Where the app wants the sidecar's Unix sockets.
fn socket_path<'a>(asked: &Asked<'a>) -> Option<&'a str> {
    Some(asked.text("unix-domain-socket-path", "")).filter(|path| !path.is_empty())
}

/// The app's own mount of the sockets.
pub(super) fn app_mount(asked: &Asked) -> Option<Value> {
    socket_path(asked).map(|path| mount(SOCKETS_VOLUME, path, false))
}

/// The mount that pluggable components share with the sidecar.
pub(super) fn components_mount(folder: &str) -> Value {
    mount(COMPONENTS_VOLUME, folder, false)
}

/// Adds a mount, unless its volume or its place is taken already.
pub(super) fn add_mount(container: &mut Value, mount: Value) {
    let Some(all) = list(container, "volumeMounts") else {
        return;
    };
    let taken = |one: &Value| {
        one["name"] == mount["name"] || text(one, "/mountPath") == text(&mount, "/mountPath")
    };
    if !all.iter().any(taken) {
        all.push(mount);
    }
}

/// Adds volumes whose names are free.
pub(super) fn add_volumes(spec: &mut Value, volumes: Vec<Value>) {
    let Some(all) = list(spec, "volumes") else {
        return;
    };
    for volume in volumes {
        if !all.iter().any(|one| one["name"] == volume["name"]) {
            all.push(volume);
        }
    }
}

/// A list of an object, made if there is none.
pub(super) fn list<'a>(of: &'a mut Value, name: &str) -> Option<&'a mut Vec<Value>> {
    let list = of.as_object_mut()?.entry(name).or_insert(Value::Null);
    if !list.is_array() {
        *list = json!([]);
    }
    list.as_array_mut()
}
