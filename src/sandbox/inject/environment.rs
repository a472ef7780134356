//! Variables: those of the sidecar and those that tell the app about it.

use serde_json::{Value, json};

use super::asked::Asked;

/// The sidecar's variables, in the injector's order; `sockets` is the folder of pluggable
/// components, where there are any.
pub(super) fn sidecar(asked: &Asked, sockets: Option<&str>) -> Vec<Value> {
    let mut all = vec![
        variable("NAMESPACE", asked.namespace()),
        variable("DAPR_TRUST_ANCHORS", &asked.injection.trust_anchors),
        field("POD_NAME", "metadata.name"),
        variable(
            "DAPR_CONTROLPLANE_NAMESPACE",
            &asked.injection.control_plane,
        ),
        variable("DAPR_CONTROLPLANE_TRUST_DOMAIN", asked.trust_domain()),
    ];
    if asked.setting_flag("ENABLE_K8S_DOWNWARD_APIS", false) {
        all.push(field("DAPR_HOST_IP", "status.podIP"));
    }
    let mut names = Vec::new();
    written(asked, &mut all, &mut names);
    if !names.is_empty() {
        all.push(variable("DAPR_ENV_KEYS", &names.join(" ")));
    }
    if let Some(folder) = sockets {
        all.push(variable("DAPR_COMPONENT_SOCKETS_FOLDER", folder));
    }
    tokens(asked, &mut all);
    all
}

/// What the pod's author wrote into `dapr.io/env` and `dapr.io/env-from-secret`.
fn written<'a>(asked: &Asked<'a>, all: &mut Vec<Value>, names: &mut Vec<&'a str>) {
    for (name, value) in pairs(asked.text("env", "")) {
        names.push(name);
        all.push(variable(name, value));
    }
    for (name, value) in pairs(asked.text("env-from-secret", "")) {
        names.push(name);
        all.extend(secret_pair(value).map(|(secret, key)| from_secret(name, secret, key)));
    }
}

fn tokens(asked: &Asked, all: &mut Vec<Value>) {
    let wanted = [
        ("DAPR_API_TOKEN", "api-token-secret"),
        ("APP_API_TOKEN", "app-token-secret"),
    ];
    for (name, annotation) in wanted {
        let secret = asked.text(annotation, "");
        if !secret.is_empty() {
            all.push(from_secret(name, secret, "token"));
        }
    }
}

/// `a=1, b=2`: a comma separates only where a name and `=` follow, so values may hold commas.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(found) = rest[from..].find(',') {
        let comma = from + found;
        if begins_with_name(&rest[comma + 1..]) {
            parts.push(&rest[..comma]);
            rest = &rest[comma + 1..];
            from = 0;
        } else {
            from = comma + 1;
        }
    }
    parts.push(rest);
    parts
        .into_iter()
        .filter_map(|part| part.trim().split_once('='))
        .collect()
}

fn begins_with_name(text: &str) -> bool {
    let Some((name, _)) = text.trim_start().split_once('=') else {
        return false;
    };
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    first && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `secret:key`, or one word for both.
fn secret_pair(value: &str) -> Option<(&str, &str)> {
    let value = value.trim();
    match value.split_once(':') {
        None => Some((value, value)),
        Some((_, key)) if key.contains(':') => None,
        Some((secret, key)) => Some((secret.trim(), key.trim())),
    }
}

/// Tells an app's container where its sidecar listens; what it has itself stays.
pub(super) fn tell_app(asked: &Asked, container: &mut Value) {
    let grpc = asked.number("grpc-port", 50001).to_string();
    let mut told = vec![
        variable("DAPR_HTTP_PORT", "3500"),
        variable("DAPR_GRPC_PORT", &grpc),
    ];
    told.extend(
        asked
            .app_protocol()
            .map(|name| variable("APP_PROTOCOL", name)),
    );
    add(container, told);
}

/// Adds variables that the container has none of by that name.
pub(super) fn add(container: &mut Value, variables: Vec<Value>) {
    let Some(all) = super::volumes::list(container, "env") else {
        return;
    };
    let had: Vec<Value> = all.iter().map(|one| one["name"].clone()).collect();
    all.extend(
        variables
            .into_iter()
            .filter(|one| !had.contains(&one["name"])),
    );
}

/// An empty value is written as none, as Go's encoder does.
pub(super) fn variable(name: &str, value: &str) -> Value {
    if value.is_empty() {
        json!({"name": name})
    } else {
        json!({"name": name, "value": value})
    }
}

fn field(name: &str, path: &str) -> Value {
    json!({"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}})
}

fn from_secret(name: &str, secret: &str, key: &str) -> Value {
    json!({"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}})
}

#[cfg(test)]
mod tests {
    use super::{pairs, secret_pair};

    #[test]
    fn variables_are_told_apart() {
        let rows: [(&str, &[(&str, &str)]); 8] = [
            ("", &[]),
            ("A=1", &[("A", "1")]),
            ("A=1,B=2", &[("A", "1"), ("B", "2")]),
            (" A=1 , B_2= x ", &[("A", "1"), ("B_2", " x")]),
            ("A=1, B = 2", &[("A", "1, B = 2")]),
            ("A=1,2,3,B=4", &[("A", "1,2,3"), ("B", "4")]),
            ("A=x=y,9B=2", &[("A", "x=y,9B=2")]),
            ("lonely,A=1", &[("A", "1")]),
        ];
        for (text, expected) in rows {
            assert_eq!(pairs(text), expected, "{text}");
        }
    }

    #[test]
    fn a_secret_and_its_key() {
        let rows = [
            ("token", Some(("token", "token"))),
            (" s : k ", Some(("s", "k"))),
            ("a:b:c", None),
        ];
        for (text, expected) in rows {
            assert_eq!(secret_pair(text), expected, "{text}");
        }
    }
}
