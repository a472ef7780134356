//! Defaults that depend on something.

use serde_json::{Map, Value, json};

use super::defaults::put;

type Object = Map<String, Value>;

/// What has to be done before the plain defaults of a type.
pub(super) fn before(name: &str, object: &mut Object) {
    match name {
        "apps.v1.StatefulSetUpdateStrategy" if !object.contains_key("type") => {
            put(object, "type", &json!("RollingUpdate"));
            put(object, "rollingUpdate", &json!({}));
        }
        "apps.v1.StatefulSetSpec" => claims(object),
        "apps.v1.DaemonSet" => generation(object),
        "core.v1.Secret" => string_data(object),
        "core.v1.Volume" if object.keys().all(|field| field == "name") => {
            put(object, "emptyDir", &json!({}));
        }
        "core.v1.Pod" => pod(object),
        "core.v1.ReplicationController" => {
            let labels = object
                .pointer(&["spec", "template", "metadata", "labels"])
                .cloned();
            if let Some(labels) = labels {
                put(object, "metadata", &json!({}));
                inside(object, "metadata", |metadata| {
                    put(metadata, "labels", &labels)
                });
                inside(object, "spec", |spec| put(spec, "selector", &labels));
            }
        }
        "batch.v1.Job" => job(object),
        "core.v1.Namespace" => namespace(object),
        "networking.v1.NetworkPolicySpec" if !object.contains_key("policyTypes") => {
            let egress = object.contains_key("egress");
            let types = if egress {
                json!(["Ingress", "Egress"])
            } else {
                json!(["Ingress"])
            };
            put(object, "policyTypes", &types);
        }
        "rbac.v1.Subject"
            if object
                .get("kind")
                .is_some_and(|kind| kind == "User" || kind == "Group") =>
        {
            put(object, "apiGroup", &json!("rbac.authorization.k8s.io"));
        }
        _ => {}
    }
}

/// What depends on the plain defaults of a type.
pub(super) fn after(name: &str, object: &mut Object) {
    match name {
        "apps.v1.DeploymentStrategy" | "apps.v1.DaemonSetUpdateStrategy"
            if object.get("type") == Some(&json!("RollingUpdate")) =>
        {
            put(object, "rollingUpdate", &json!({}));
        }
        "autoscaling.v2.HorizontalPodAutoscalerSpec" => autoscaler(object),
        "apiextensions.v1.CustomResourceDefinition" => definition(object),
        "core.v1.Container" | "core.v1.EphemeralContainer" => {
            let policy = pull_policy(text(object, "image"));
            put(object, "imagePullPolicy", &json!(policy));
        }
        "core.v1.ImageVolumeSource" => {
            let policy = pull_policy(text(object, "reference"));
            put(object, "pullPolicy", &json!(policy));
        }
        "core.v1.LimitRangeItem" if text(object, "type") == "Container" => limits(object),
        "core.v1.PodSpec" => service_account(object),
        "core.v1.ServicePort" => {
            if object
                .get("targetPort")
                .is_none_or(|port| *port == 0 || port == "")
            {
                let port = object.get("port").cloned().unwrap_or_else(|| json!(0));
                object.insert("targetPort".into(), port);
            }
        }
        "core.v1.ServiceSpec" => service(object),
        _ => {}
    }
}

trait Pointer {
    fn pointer(&self, path: &[&str]) -> Option<&Value>;
}

impl Pointer for Object {
    fn pointer(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter()
            .try_fold(self.get(*first)?, |value, name| value.get(name))
    }
}

fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn inside(object: &mut Object, name: &str, change: impl FnOnce(&mut Object)) {
    if let Some(object) = object.get_mut(name).and_then(Value::as_object_mut) {
        change(object);
    }
}

/// `Always` for the tag `latest`, which is also that of an image without one.
fn pull_policy(image: &str) -> &'static str {
    let (image, digest) = match image.split_once('@') {
        Some((image, _)) => (image, true),
        None => (image, false),
    };
    let name = image.rsplit('/').next().unwrap_or(image);
    match name.split_once(':') {
        Some((_, "latest")) => "Always",
        None if !digest && !image.is_empty() => "Always",
        _ => "IfNotPresent",
    }
}

/// `stringData` goes into `data`.
fn string_data(secret: &mut Object) {
    use base64::Engine as _;
    let Some(Value::Object(texts)) = secret.shift_remove("stringData") else {
        return;
    };
    put(secret, "data", &json!({}));
    inside(secret, "data", |data| {
        for (name, value) in texts {
            let text = value.as_str().unwrap_or_default();
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            data.insert(name, encoded.into());
        }
    });
}

/// The old name and the new one are one field.
fn service_account(spec: &mut Object) {
    let name = spec
        .get("serviceAccountName")
        .or_else(|| spec.get("serviceAccount"))
        .cloned();
    if let Some(name) = name {
        spec.insert("serviceAccountName".into(), name.clone());
        spec.insert("serviceAccount".into(), name);
    }
}

/// Claims in a StatefulSet say what they are.
fn claims(spec: &mut Object) {
    let claims = spec
        .get_mut("volumeClaimTemplates")
        .and_then(Value::as_array_mut);
    for claim in claims
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        put(claim, "kind", &json!("PersistentVolumeClaim"));
        put(claim, "apiVersion", &json!("v1"));
    }
}

/// The old field of the template's generation lives on as an annotation.
fn generation(set: &mut Object) {
    inside(set, "metadata", |metadata| {
        put(metadata, "annotations", &json!({}));
        inside(metadata, "annotations", |annotations| {
            put(
                annotations,
                "deprecated.daemonset.template.generation",
                &json!("1"),
            );
        });
    });
}

fn pod(pod: &mut Object) {
    inside(pod, "spec", |spec| {
        put(spec, "enableServiceLinks", &json!(true));
        let host = spec.get("hostNetwork") == Some(&json!(true));
        for list in ["containers", "initContainers"] {
            let containers = spec.get_mut(list).and_then(Value::as_array_mut);
            for container in containers.into_iter().flatten() {
                requests(container);
                if host {
                    host_ports(container);
                }
            }
        }
    });
}

/// What is limited is requested.
fn requests(container: &mut Value) {
    let Some(resources) = container
        .get_mut("resources")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    if let Some(Value::Object(limits)) = resources.get("limits").cloned() {
        put(resources, "requests", &json!({}));
        inside(resources, "requests", |requests| {
            limits
                .iter()
                .for_each(|(name, value)| put(requests, name, value));
        });
    }
}

fn host_ports(container: &mut Value) {
    let ports = container.get_mut("ports").and_then(Value::as_array_mut);
    for port in ports.into_iter().flatten().filter_map(Value::as_object_mut) {
        if let Some(number) = port.get("containerPort").cloned() {
            put(port, "hostPort", &number);
        }
    }
}

fn namespace(namespace: &mut Object) {
    inside(namespace, "metadata", |metadata| {
        if let Some(name) = metadata.get("name").cloned() {
            put(metadata, "labels", &json!({}));
            inside(metadata, "labels", |labels| {
                labels.insert("kubernetes.io/metadata.name".into(), name);
            });
        }
    });
}

fn job(job: &mut Object) {
    let labels = job
        .pointer(&["spec", "template", "metadata", "labels"])
        .cloned();
    inside(job, "spec", |spec| {
        if !spec.contains_key("parallelism") {
            put(spec, "completions", &json!(1));
        }
        let has = |spec: &Object, name: &str| spec.contains_key(name);
        let backoff = if has(spec, "backoffLimitPerIndex") {
            i32::MAX
        } else {
            6
        };
        let replace = has(spec, "podFailurePolicy");
        put(spec, "parallelism", &json!(1));
        put(spec, "backoffLimit", &json!(backoff));
        put(spec, "completionMode", &json!("NonIndexed"));
        put(spec, "suspend", &json!(false));
        put(spec, "manualSelector", &json!(false));
        let policy = if replace {
            "Failed"
        } else {
            "TerminatingOrFailed"
        };
        put(spec, "podReplacementPolicy", &json!(policy));
    });
    if let Some(labels) = labels {
        inside(job, "metadata", |metadata| put(metadata, "labels", &labels));
    }
}

fn service(spec: &mut Object) {
    let kind = text(spec, "type").to_owned();
    let external = kind == "NodePort" || kind == "LoadBalancer";
    match text(spec, "sessionAffinity") {
        "None" => {
            spec.shift_remove("sessionAffinityConfig");
        }
        "ClientIP" => {
            let timeout = ["sessionAffinityConfig", "clientIP", "timeoutSeconds"];
            if spec.pointer(&timeout).is_none() {
                let config = json!({"clientIP": {"timeoutSeconds": 10800}});
                spec.insert("sessionAffinityConfig".into(), config);
            }
        }
        _ => {}
    }
    let outside = kind == "ClusterIP" && spec.contains_key("externalIPs");
    if external || outside {
        put(spec, "externalTrafficPolicy", &json!("Cluster"));
    }
    if external || kind == "ClusterIP" {
        put(spec, "internalTrafficPolicy", &json!("Cluster"));
    }
    if kind == "LoadBalancer" {
        put(spec, "allocateLoadBalancerNodePorts", &json!(true));
    }
}

fn autoscaler(spec: &mut Object) {
    put(
        spec,
        "metrics",
        &json!([{"type": "Resource", "resource": {
            "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80},
        }}]),
    );
    inside(spec, "behavior", |behavior| {
        let up = json!({
            "stabilizationWindowSeconds": 0,
            "selectPolicy": "Max",
            "policies": [
                {"type": "Pods", "value": 4, "periodSeconds": 15},
                {"type": "Percent", "value": 100, "periodSeconds": 15},
            ],
        });
        let down = json!({
            "selectPolicy": "Max",
            "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
        });
        for (direction, rules) in [("scaleUp", up), ("scaleDown", down)] {
            put(behavior, direction, &json!({}));
            inside(behavior, direction, |behavior| {
                for (name, value) in rules.as_object().into_iter().flatten() {
                    put(behavior, name, value);
                }
            });
        }
    });
}

fn limits(item: &mut Object) {
    for (from, to) in [
        ("max", "default"),
        ("default", "defaultRequest"),
        ("min", "defaultRequest"),
    ] {
        if let Some(Value::Object(values)) = item.get(from).cloned() {
            put(item, to, &json!({}));
            inside(item, to, |to| {
                values.iter().for_each(|(name, value)| put(to, name, value))
            });
        }
    }
}

fn definition(definition: &mut Object) {
    inside(definition, "spec", |spec| {
        inside(spec, "names", |names| {
            let kind = text(names, "kind").to_owned();
            if names.get("singular").is_none_or(|name| name == "") {
                names.insert("singular".into(), kind.to_lowercase().into());
            }
            if !kind.is_empty() && names.get("listKind").is_none_or(|name| name == "") {
                names.insert("listKind".into(), format!("{kind}List").into());
            }
        });
    });
    let versions = definition
        .pointer(&["spec", "versions"])
        .and_then(Value::as_array);
    let stored = versions
        .into_iter()
        .flatten()
        .find(|version| version["storage"] == true);
    let stored = stored.map(|version| json!([version["name"]]));
    if let Some(stored) = stored {
        inside(definition, "status", |status| {
            if status
                .get("storedVersions")
                .is_none_or(|names| names.as_array().is_none_or(Vec::is_empty))
            {
                status.insert("storedVersions".into(), stored);
            }
        });
    }
}
