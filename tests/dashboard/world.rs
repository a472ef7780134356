//! A small cluster for a fake API server: Dapr, two apps with sidecars, a component. Words of a test's own stand wherever
//! somebody could write some.

use serde_json::{Value, json};

use crate::fake::{Answer, Fake};

const CREATED: &str = "2026-11-23T08:20:11Z";

/// A fake API server with that cluster in it.
pub(super) fn world(words: &str) -> Fake {
    let fake = Fake::start();
    fake.put(
        "pods",
        vec![app("cart", words), app("stock", "plain"), operator_pod()],
    );
    fake.put(
        "deployments",
        vec![
            workload("shop", "cart", words),
            workload("shop", "stock", "plain"),
            operator(),
        ],
    );
    fake.put("components", vec![component(words)]);
    fake.put("configurations", vec![configuration(words)]);
    fake.put("events", vec![event(words)]);
    fake.put(
        "secrets",
        vec![named(
            "shop",
            "redis",
            json!({"data": {"password": "c2VjcmV0"}}),
        )],
    );
    fake
}

/// What a sidecar of that cluster answers to a request of the proxy, with these words in it; none to another request.
pub(super) fn sidecar(asked: &str, words: &str) -> Option<Answer> {
    if asked.contains("/proxy/v1.0/metadata") {
        return Some(Answer::Body(metadata(words).to_string().into_bytes()));
    }
    let is_metrics = asked.contains(":9090/proxy/");
    is_metrics.then(|| Answer::Body(metrics(words, 100).into_bytes()))
}

pub(super) fn metadata(words: &str) -> Value {
    json!({
        "id": words, "runtimeVersion": words,
        "components": [
            {"name": "statestore", "type": words, "version": words, "capabilities": [words]},
            {"name": words, "type": "state.redis", "version": "v1"},
        ],
        "subscriptions": [{"pubsubname": words, "topic": words, "type": words}],
        "httpEndpoints": [{"name": words}],
        "actorRuntime": {"activeActors": [{"type": words, "count": 1}]},
    })
}

pub(super) fn metrics(words: &str, count: u64) -> String {
    let label = words
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!(
        "# HELP {label}\n\
         dapr_component_state_count{{app_id=\"cart\",component=\"statestore\",operation=\"{label}\",success=\"true\"}} {count}\n\
         dapr_component_pubsub_egress_count{{app_id=\"cart\",component=\"{label}\",topic=\"{label}\",success=\"true\"}} {count}\n\
         dapr_runtime_service_invocation_req_sent_total{{app_id=\"cart\",dst_app_id=\"{label}\"}} {count}\n\
         dapr_http_server_request_count{{path=\"/v1.0/state/{label}\",status=\"400\"}} {count}\n"
    )
}

/// `more` beside its metadata.
fn named(namespace: &str, name: &str, more: Value) -> Value {
    let mut object = json!({"metadata": {
        "name": name, "namespace": namespace, "uid": name, "resourceVersion": "1", "creationTimestamp": CREATED,
    }});
    let (Value::Object(own), Value::Object(more)) = (&mut object, more) else {
        unreachable!()
    };
    own.extend(more);
    object
}

fn annotated(mut object: Value, id: &str, words: &str) -> Value {
    object["metadata"]["annotations"] = json!({
        "dapr.io/enabled": "true", "dapr.io/app-id": id, "dapr.io/config": words, "dapr.io/nobody-knows": words,
    });
    object["metadata"]["labels"] = json!({"app": id, "note": words});
    object
}

/// A pod that runs; its app id is the words, if they are no plain ones.
fn app(name: &str, words: &str) -> Value {
    let id = id_of(name, words);
    let status = |name: &str| {
        json!({"name": name, "ready": true, "restartCount": 0, "containerID": "containerd://1", "image": words,
               "state": {"running": {"startedAt": CREATED}}})
    };
    let pod = named(
        "shop",
        &format!("{name}-1"),
        json!({
            "spec": {"nodeName": words, "containers": [
                {"name": "app", "image": words},
                {"name": "daprd", "image": format!("ghcr.io/dapr/daprd:{words}"),
                 "args": ["/daprd", "--app-id", id, "--app-port", "3000", "--config", words]},
            ]},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
                       "containerStatuses": [status("app"), status("daprd")]},
        }),
    );
    annotated(pod, id, words)
}

fn id_of<'a>(name: &'a str, words: &'a str) -> &'a str {
    if words == "plain" { name } else { words }
}

fn workload(namespace: &str, name: &str, words: &str) -> Value {
    let id = id_of(name, words);
    let template = annotated(json!({"metadata": {}}), id, words);
    let mut workload = named(
        namespace,
        name,
        json!({
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": id}}, "template": template},
            "status": {"replicas": 1, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 1},
        }),
    );
    workload["spec"]["template"]["spec"] =
        json!({"containers": [{"name": "app", "image": words, "args": [words]}]});
    workload["metadata"]["annotations"] = json!({"note": words});
    workload
}

fn operator() -> Value {
    let mut operator = workload("dapr-system", "dapr-operator", "plain");
    operator["metadata"]["labels"] = json!({"app": "dapr-operator"});
    operator["spec"]["template"]["metadata"] = json!({"labels": {"app": "dapr-operator"}});
    operator
}

fn operator_pod() -> Value {
    let mut pod = app("dapr-operator", "plain");
    pod["metadata"]["namespace"] = json!("dapr-system");
    pod["metadata"]["annotations"] = json!({});
    pod["spec"]["containers"] =
        json!([{"name": "dapr-operator", "image": "ghcr.io/dapr/operator:1.18.3"}]);
    pod["status"]["containerStatuses"][0]["name"] = json!("dapr-operator");
    pod
}

fn component(words: &str) -> Value {
    let spec = json!({"type": words, "version": words, "metadata": [
        {"name": "redisHost", "value": words}, {"name": words, "value": words},
        {"name": "password", "secretKeyRef": {"name": words, "key": words}},
    ]});
    let mut component = named(
        "shop",
        "statestore",
        json!({"spec": spec, "scopes": [words, "cart"]}),
    );
    component["metadata"]["annotations"] = json!({"note": words});
    component
}

fn configuration(words: &str) -> Value {
    named(
        "shop",
        "appconfig",
        json!({"spec": {"tracing": {"samplingRate": words}}}),
    )
}

fn event(words: &str) -> Value {
    let about = json!({"kind": "Pod", "namespace": "shop", "name": "cart-1"});
    named(
        "shop",
        "event-1",
        json!({"involvedObject": about, "reason": words, "message": words, "lastTimestamp": CREATED, "type": "Warning"}),
    )
}
