//! The sidecar's container.

use serde_json::{Map, Value, json};

use super::arguments::arguments;
use super::asked::Asked;
use super::{environment, volumes};
use crate::manifest::Quantity;

/// The container named `daprd`; `components` is the folder of pluggable components' sockets.
pub(super) fn container(asked: &Asked, components: Option<&str>) -> Value {
    let mut container = json!({"name": crate::dapr::CONTAINER, "image": image(asked)});
    let (command, arguments) = command(asked);
    if ignores_entrypoint(asked) {
        container["command"] = json!([command]);
        container["args"] = json!(arguments);
    } else {
        let mut words = vec![command.to_owned()];
        words.extend(arguments);
        container["args"] = json!(words);
    }
    let env = environment::sidecar(asked, components);
    container["ports"] = ports(asked);
    container["resources"] = resources(asked);
    if asked.native() {
        container["restartPolicy"] = "Always".into();
    }
    container["volumeMounts"] = volumes::mounts(asked, components).into();
    container["livenessProbe"] = liveness(asked);
    container["readinessProbe"] = readiness(asked);
    container["imagePullPolicy"] = pull_policy(asked).into();
    container["securityContext"] = security(asked, &env);
    container["env"] = env.into();
    container
}

fn image<'a>(asked: &Asked<'a>) -> &'a str {
    let default = asked.setting("SIDECAR_IMAGE").unwrap_or_default();
    asked.text("sidecar-image", default)
}

fn pull_policy(asked: &Asked) -> &'static str {
    match asked.injection.environment.get("SIDECAR_IMAGE_PULL_POLICY") {
        None => "Always",
        Some(policy) => match policy.as_str() {
            "Always" => "Always",
            "Never" => "Never",
            _ => "IfNotPresent",
        },
    }
}

/// With a debugger in front of it, if that is asked for.
fn command(asked: &Asked) -> (&'static str, Vec<String>) {
    let arguments = arguments(asked);
    if !asked.flag("enable-debug", false) {
        return ("/daprd", arguments);
    }
    let listen = format!(":{}", asked.number("debug-port", 40000));
    let debugger = [
        "--listen",
        listen.as_str(),
        "--accept-multiclient",
        "--headless=true",
        "--log",
        "--api-version=2",
        "exec",
        "/daprd",
        "--",
    ];
    let words = debugger.into_iter().map(str::to_owned).chain(arguments);
    ("/dlv", words.collect())
}

/// On virtual nodes, which are told by their tolerations, an image's entry point does not count.
fn ignores_entrypoint(asked: &Asked) -> bool {
    let setting = asked.setting("IGNORE_ENTRYPOINT_TOLERATIONS");
    let wanted = setting.and_then(|text| serde_json::from_str::<Vec<Value>>(text).ok());
    let of_pod = asked
        .pod
        .pointer("/spec/tolerations")
        .and_then(Value::as_array);
    match (wanted, of_pod) {
        (Some(wanted), Some(of_pod)) => wanted.iter().any(|one| of_pod.contains(one)),
        _ => false,
    }
}

fn ports(asked: &Asked) -> Value {
    let port = |name: &str, number: i64| json!({"name": name, "containerPort": number});
    let mut ports = vec![
        port("dapr-http", 3500),
        port("dapr-grpc", asked.number("grpc-port", 50001)),
        port("dapr-internal", asked.number("internal-grpc-port", 50002)),
        port("dapr-metrics", asked.number("metrics-port", 9090)),
    ];
    if asked.flag("enable-debug", false) {
        ports.push(port("dapr-debug", asked.number("debug-port", 40000)));
    }
    ports.into()
}

fn readiness(asked: &Asked) -> Value {
    let of =
        |name: &str, default| asked.number(&format!("sidecar-readiness-probe-{name}"), default);
    json!({
        "httpGet": {"path": "/v1.0/healthz", "port": 3501},
        "initialDelaySeconds": of("delay-seconds", 1),
        "timeoutSeconds": of("timeout-seconds", 1),
        "periodSeconds": of("period-seconds", 1),
        "failureThreshold": of("threshold", 5),
    })
}

fn liveness(asked: &Asked) -> Value {
    let of = |name: &str, default| asked.number(&format!("sidecar-liveness-probe-{name}"), default);
    json!({
        "tcpSocket": {"port": 3501},
        "initialDelaySeconds": of("delay-seconds", 180),
        "timeoutSeconds": of("timeout-seconds", 3),
        "periodSeconds": of("period-seconds", 10),
        "failureThreshold": of("threshold", 5),
    })
}

/// Requests and limits; one that is no quantity makes the injector leave out all of them.
fn resources(asked: &Asked) -> Value {
    let limits = amounts(asked, "limit");
    let requests = amounts(asked, "request");
    let (Some(limits), Some(requests)) = (limits, requests) else {
        return json!({});
    };
    let mut resources = Map::new();
    for (name, amounts) in [("limits", limits), ("requests", requests)] {
        if !amounts.is_empty() {
            resources.insert(name.to_owned(), Value::Object(amounts));
        }
    }
    Value::Object(resources)
}

fn amounts(asked: &Asked, kind: &str) -> Option<Map<String, Value>> {
    let mut amounts = Map::new();
    for resource in ["cpu", "memory"] {
        let text = asked.text(&format!("sidecar-{resource}-{kind}"), "");
        if !text.is_empty() {
            Quantity::parse(text)?;
            amounts.insert(resource.to_owned(), text.into());
        }
    }
    Some(amounts)
}

/// `SSL_CERT_DIR` needs an administrator on Windows, and the injector cannot know where the pod
/// will run.
fn security(asked: &Asked, env: &[Value]) -> Value {
    let certificates = env.iter().any(|one| one["name"] == "SSL_CERT_DIR");
    let on = |name| asked.setting_flag(name, true) && !certificates;
    let mut context = json!({});
    if asked.setting_flag("SIDECAR_DROP_ALL_CAPABILITIES", false) {
        context["capabilities"] = json!({"drop": ["ALL"]});
    }
    if certificates {
        context["windowsOptions"] = json!({"runAsUserName": "ContainerAdministrator"});
    }
    for (field, setting) in [
        ("runAsUser", "SIDECAR_RUN_AS_USER"),
        ("runAsGroup", "SIDECAR_RUN_AS_GROUP"),
    ] {
        let id = asked.setting(setting).and_then(|id| id.parse::<i64>().ok());
        if let (Some(id), false) = (id, certificates) {
            context[field] = id.into();
        }
    }
    context["runAsNonRoot"] = on("SIDECAR_RUN_AS_NON_ROOT").into();
    context["readOnlyRootFilesystem"] = on("SIDECAR_READ_ONLY_ROOT_FILESYSTEM").into();
    context["allowPrivilegeEscalation"] = false.into();
    let seccomp = asked.text("sidecar-seccomp-profile-type", "");
    if !seccomp.is_empty() {
        context["seccompProfile"] = json!({"type": seccomp});
    }
    context
}
