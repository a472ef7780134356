//! Components and the other resources that a sidecar loads, as files.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::addresses::{Find, apart, rewrite};

/// Resources that are files, by version and kind. A Configuration is none of them: it is named by
/// the pod.
pub(crate) const KINDS: [(&str, &str); 6] = [
    ("dapr.io/v1alpha1", "Component"),
    ("dapr.io/v2alpha1", "Subscription"),
    ("dapr.io/v1alpha1", "Resiliency"),
    ("dapr.io/v1alpha1", "HTTPEndpoint"),
    ("dapr.io/v1alpha1", "MCPServer"),
    ("dapr.io/v1alpha1", "WorkflowAccessPolicy"),
];

/// Dapr's store of Kubernetes' Secrets, which needs no Component in a cluster.
const KUBERNETES: &str = "kubernetes";
/// Its type.
const KUBERNETES_STORE: &str = "secretstores.kubernetes";

/// For whom files are.
pub(crate) struct Reader<'a> {
    pub(crate) app_id: &'a str,
    pub(crate) namespace: &'a str,
    /// Whether Secrets can be read without a Component for them.
    pub(crate) builtin_secrets: bool,
    /// Of the sandbox: where a store of Kubernetes' Secrets reads.
    pub(crate) kubeconfig: &'a Path,
    pub(crate) find: Find<'a>,
}

/// Files by name, from objects of the reader's namespace: those that are for its app. JSON, which
/// is YAML that nobody can read in two ways.
pub(crate) fn files<'v>(
    reader: &Reader<'_>,
    objects: impl IntoIterator<Item = &'v Value>,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put = |object: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_lowercase();
        let (kind, name) = (text(&object["kind"]), text(&object["metadata"]["name"]));
        let file = file(reader, object).to_string();
        files.insert(format!("{kind}-{name}.yaml"), file + "\n");
    };
    if reader.builtin_secrets {
        put(&json!({
            "apiVersion": "dapr.io/v1alpha1",
            "kind": "Component",
            "metadata": {"name": KUBERNETES},
            "spec": {"type": KUBERNETES_STORE, "version": "v1", "metadata": []},
        }));
    }
    for object in objects.into_iter().filter(|it| is_for(it, reader.app_id)) {
        put(object);
    }
    files
}

/// Whether it names no apps or this one, and is not about to go.
fn is_for(object: &Value, app_id: &str) -> bool {
    let scopes = object["scopes"].as_array().map_or(&[][..], Vec::as_slice);
    let meant = scopes.is_empty() || scopes.iter().any(|scope| scope == app_id);
    meant && object["metadata"]["deletionTimestamp"].is_null()
}

fn file(reader: &Reader<'_>, object: &Value) -> Value {
    let mut file = Map::new();
    for (key, value) in object.as_object().into_iter().flatten() {
        if !matches!(key.as_str(), "metadata" | "status") {
            file.insert(key.clone(), value.clone());
        }
    }
    let name = object["metadata"]["name"].clone();
    let metadata = json!({"name": name, "namespace": reader.namespace});
    file.insert("metadata".to_owned(), metadata);
    let mut file = Value::Object(file);
    match object["kind"].as_str() {
        Some("Component") => component(reader, &mut file),
        Some("HTTPEndpoint" | "MCPServer") => endpoint(reader, &mut file),
        Some("Subscription") => subscription(&mut file),
        _ => {}
    }
    file
}

fn component(reader: &Reader<'_>, file: &mut Value) {
    host_and_port(reader, &mut file["spec"]["metadata"]);
    for item in list(&mut file["spec"]["metadata"]) {
        if let Some(text) = item["value"].as_str() {
            item["value"] = rewrite(text, reader.namespace, reader.find).into();
        }
    }
    let kind = file["spec"]["type"].as_str().unwrap_or_default();
    if kind.eq_ignore_ascii_case(KUBERNETES_STORE) {
        let path = reader.kubeconfig.to_string_lossy();
        let item = json!({"name": "kubeconfigPath", "value": path});
        match &mut file["spec"]["metadata"] {
            Value::Array(items) => items.push(item),
            none => *none = json!([item]),
        }
    }
    let refers = |item: &Value| item["secretKeyRef"].is_object();
    let items = file["spec"]["metadata"].as_array();
    if items.is_some_and(|items| items.iter().any(refers)) {
        secret_store(file);
    }
}

/// A `host` and a `port` that are settings of their own.
fn host_and_port(reader: &Reader<'_>, items: &mut Value) {
    let at = |name: &str| {
        let items = items.as_array()?;
        let named = |item: &Value| {
            let own = item["name"].as_str().unwrap_or_default();
            own.eq_ignore_ascii_case(name)
        };
        let index = items.iter().position(named)?;
        Some((index, items[index]["value"].as_str()?.to_owned()))
    };
    let (Some((at_host, host)), Some((at_port, port))) = (at("host"), at("port")) else {
        return;
    };
    if let Some((host, port)) = apart(&host, &port, reader.namespace, reader.find) {
        items[at_host]["value"] = host.into();
        items[at_port]["value"] = port.into();
    }
}

fn endpoint(reader: &Reader<'_>, file: &mut Value) {
    for place in [
        "/spec/baseUrl",
        "/spec/endpoint/streamableHTTP/url",
        "/spec/endpoint/sse/url",
    ] {
        if let Some(Value::String(url)) = file.pointer_mut(place) {
            *url = rewrite(url, reader.namespace, reader.find);
        }
    }
    let text = file["spec"].to_string();
    if text.contains("\"secretKeyRef\"") {
        secret_store(file);
    }
}

/// In a cluster a secret is one of Kubernetes' where nothing else is said.
fn secret_store(file: &mut Value) {
    if file["auth"]["secretStore"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        file["auth"] = json!({"secretStore": KUBERNETES});
    }
}

/// One that was written as `v1alpha1` keeps its `route`, which `v2alpha1` calls the default of its
/// routes.
fn subscription(file: &mut Value) {
    let Some(spec) = file["spec"].as_object_mut() else {
        return;
    };
    if let Some(route) = spec.remove("route")
        && !spec.get("routes").is_some_and(Value::is_object)
    {
        spec.insert("routes".to_owned(), json!({"default": route}));
    }
}

fn list(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_array_mut().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::{Reader, files};
    use crate::sandbox::runtime::standalone::addresses::Target;

    fn find(target: &Target) -> Option<u16> {
        (target.service == "redis" && target.namespace == "shop").then_some(41001)
    }

    fn reader(builtin_secrets: bool) -> Reader<'static> {
        Reader {
            app_id: "cart",
            namespace: "shop",
            builtin_secrets,
            kubeconfig: Path::new("/h/kubeconfig"),
            find: &find,
        }
    }

    fn object(kind: &str, rest: &Value) -> Value {
        let mut object = json!({
            "apiVersion": "dapr.io/v1alpha1", "kind": kind,
            "metadata": {"name": "it", "namespace": "shop", "uid": "u", "resourceVersion": "7", "labels": {"a": "b"}},
        });
        for (key, value) in rest.as_object().unwrap() {
            object[key] = value.clone();
        }
        object
    }

    fn one(kind: &str, rest: &Value) -> Value {
        let object = object(kind, rest);
        let files = files(&reader(false), [&object]);
        assert_eq!(files.len(), 1, "{files:?}");
        serde_json::from_str(files.values().next().unwrap()).unwrap()
    }

    #[test]
    fn what_becomes_of_components() {
        let rows = [
            (
                json!({"spec": {"type": "state.redis", "version": "v1", "metadata": [
                    {"name": "redisHost", "value": "redis:6379"}, {"name": "redisDB", "value": 3}]}}),
                json!({"spec": {"type": "state.redis", "version": "v1", "metadata": [
                    {"name": "redisHost", "value": "127.0.0.1:41001"}, {"name": "redisDB", "value": 3}]}}),
            ),
            (
                json!({"spec": {"type": "state.x", "metadata": [
                    {"name": "Host", "value": "redis.shop"}, {"name": "port", "value": "6379"}]}}),
                json!({"spec": {"type": "state.x", "metadata": [
                    {"name": "Host", "value": "127.0.0.1"}, {"name": "port", "value": "41001"}]}}),
            ),
            (
                json!({"spec": {"type": "state.x", "metadata": [
                    {"name": "pw", "secretKeyRef": {"name": "s", "key": "k"}}]}}),
                json!({"spec": {"type": "state.x", "metadata": [
                    {"name": "pw", "secretKeyRef": {"name": "s", "key": "k"}}]},
                    "auth": {"secretStore": "kubernetes"}}),
            ),
            (
                json!({"spec": {"type": "state.x", "metadata": [{"name": "pw", "secretKeyRef": {"name": "s"}}]},
                    "auth": {"secretStore": "vault"}, "scopes": ["cart"]}),
                json!({"spec": {"type": "state.x", "metadata": [{"name": "pw", "secretKeyRef": {"name": "s"}}]},
                    "auth": {"secretStore": "vault"}, "scopes": ["cart"]}),
            ),
            (
                json!({"spec": {"type": "SecretStores.Kubernetes", "version": "v1"}}),
                json!({"spec": {"type": "SecretStores.Kubernetes", "version": "v1", "metadata": [
                    {"name": "kubeconfigPath", "value": "/h/kubeconfig"}]}}),
            ),
        ];
        for (given, mut expected) in rows {
            let file = one("Component", &given);
            expected["apiVersion"] = "dapr.io/v1alpha1".into();
            expected["kind"] = "Component".into();
            expected["metadata"] = json!({"name": "it", "namespace": "shop"});
            assert_eq!(file, expected, "{given}");
        }
    }

    #[test]
    fn other_kinds() {
        let url = json!({"spec": {"baseUrl": "http://redis.shop:6379/x",
            "headers": [{"name": "a", "secretKeyRef": {"name": "s"}}]}});
        let endpoint = one("HTTPEndpoint", &url);
        assert_eq!(endpoint["spec"]["baseUrl"], "http://127.0.0.1:41001/x");
        assert_eq!(endpoint["auth"]["secretStore"], "kubernetes");

        let old = json!({"spec": {"pubsubname": "p", "topic": "t", "route": "/in"}});
        let spec = &one("Subscription", &old)["spec"];
        assert_eq!(
            *spec,
            json!({"pubsubname": "p", "topic": "t", "routes": {"default": "/in"}})
        );
        let new = json!({"spec": {"routes": {"default": "/a"}}});
        assert_eq!(one("Subscription", &new)["spec"], new["spec"]);

        let policies = json!({"spec": {"policies": {"retries": {}}}, "status": {}});
        let resiliency = one("Resiliency", &policies);
        assert_eq!(resiliency["spec"], policies["spec"]);
        assert!(resiliency.get("status").is_none());
    }

    #[test]
    fn only_what_is_for_the_app() {
        let rows = [
            (json!({"spec": {}}), true),
            (json!({"spec": {}, "scopes": []}), true),
            (json!({"spec": {}, "scopes": ["cart", "x"]}), true),
            (json!({"spec": {}, "scopes": ["x"]}), false),
            (
                json!({"metadata": {"name": "it", "deletionTimestamp": "2026-01-01T00:00:00Z"}}),
                false,
            ),
        ];
        for (rest, expected) in rows {
            let object = object("Component", &rest);
            assert_eq!(
                files(&reader(false), [&object]).len(),
                usize::from(expected),
                "{rest}"
            );
        }
    }

    #[test]
    fn secrets_need_no_component() {
        let of = |objects: &[Value]| files(&reader(true), objects);
        let files = of(&[]);
        let store: Value = serde_json::from_str(&files["component-kubernetes.yaml"]).unwrap();
        assert_eq!(store["spec"]["type"], "secretstores.kubernetes");
        assert_eq!(store["spec"]["metadata"][0]["value"], "/h/kubeconfig");
        // One of that name is the user's own.
        let own = json!({"kind": "Component", "metadata": {"name": "kubernetes"}, "spec": {"type": "secretstores.local.env"}});
        let files = of(&[own]);
        let store: Value = serde_json::from_str(&files["component-kubernetes.yaml"]).unwrap();
        assert_eq!(store["spec"]["type"], "secretstores.local.env");
    }
}
