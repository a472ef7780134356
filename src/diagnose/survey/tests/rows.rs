//! For each check at least one change to the healthy cluster, and what the check then says.

use serde_json::json;

use super::{ROOT, add, answers, count, find, remove, set, yaml};
use crate::diagnose::{Answers, Snapshot, Unknown};

/// A check, a change, and what the check then says.
type Row = (&'static str, fn(&mut Snapshot), &'static str);

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    ("right-missing", |s| { s.unknown.push(Unknown { what: "secrets in shop".into(), why: "no".into(), right: "list secrets in shop".into() }); }, r#""#),
    ("clock-skew", |s| { s.now = "2026-11-26T08:00:00Z".parse().unwrap(); }, r#""#),
    ("claim-unbound", |s| { set(s, "PersistentVolumeClaim", "data", "/status/phase", json!("Pending")); set(s, "PersistentVolumeClaim", "data", "/spec/storageClassName", json!("slow")); }, r#""#),
    ("dapr-missing", |s| { s.workloads.retain(|it| it.namespace() != Some("dapr-system")); }, r#""#),
    ("dapr-twice", |s| { yaml(s, "{apiVersion: apps/v1, kind: Deployment, metadata: {name: dapr-operator, namespace: old}, spec: {replicas: 0}}"); }, r#""#),
    ("service-unhealthy", |s| { set(s, "Deployment", "dapr-sidecar-injector", "/spec/replicas", json!(0)); set(s, "Deployment", "dapr-sidecar-injector", "/status", json!({"replicas": 0})); }, r#""#),
    ("service-troubled", |s| { let at = "/status/containerStatuses/0"; set(s, "Pod", "dapr-scheduler-server-0", &format!("{at}/ready"), json!(false)); set(s, "Pod", "dapr-scheduler-server-0", &format!("{at}/state"), json!({"waiting": {"reason": "ImagePullBackOff", "message": "x"}})); }, r#""#),
    ("service-version-skew", |s| { set(s, "Deployment", "dapr-sentry", "/spec/template/spec/containers/0/image", json!("x/sentry:1.17.0")); }, r#""#),
    ("definition-missing", |s| { remove(s, "CustomResourceDefinition", "components.dapr.io"); }, r#""#),
    ("definition-differs", |s| { set(s, "CustomResourceDefinition", "components.dapr.io", "/metadata/annotations/controller-gen.kubebuilder.io~1version", json!("v0.9.0")); }, r#""#),
    ("root-certificate-expires", |s| { s.now = "2036-11-10T00:00:00Z".parse().unwrap(); }, r#""#),
    ("root-certificate-expires", |s| { s.now = "2036-11-21T00:00:00Z".parse().unwrap(); }, r#""#),
    ("root-certificate-expires", |s| { s.config_maps.clear(); }, r#""#),
    ("webhook-missing", |s| { s.webhooks = Some(Vec::new()); }, r#""#),
    ("webhook-untrusted", |s| { set(s, "ConfigMap", "dapr-trust-bundle", "/data/ca.crt", json!(ROOT.replace("MIIB", "MIIC"))); }, r#""#),
    ("sidecar-missing", |s| { let only = s.pods[1].0["spec"]["containers"][0].clone(); set(s, "Pod", "cart-1-a", "/spec/containers", json!([only])); set(s, "Deployment", "dapr-sidecar-injector", "/status", json!({"replicas": 1})); }, r#""#),
    ("pod-older-than-injector", |s| { let only = s.pods[1].0["spec"]["containers"][0].clone(); set(s, "Pod", "cart-1-a", "/spec/containers", json!([only])); set(s, "Pod", "cart-1-a", "/metadata/creationTimestamp", json!("2026-11-25T00:00:00Z")); }, r#""#),
    ("controller-not-allowed", |s| { let only = s.pods[1].0["spec"]["containers"][0].clone(); set(s, "Pod", "cart-1-a", "/spec/containers", json!([only])); set(s, "Pod", "cart-1-a", "/metadata/ownerReferences", json!([{"kind": "Rollout", "name": "cart"}])); }, r#""#),
    ("sidecar-not-asked", |s| { let only = s.pods[1].0["spec"]["containers"][0].clone(); set(s, "Pod", "cart-1-a", "/spec/containers", json!([only])); find(s, "Deployment", "cart").0["spec"]["template"]["metadata"]["annotations"] = json!({"dapr.io/app-id": "cart"}); }, r#""#),
    ("sidecar-version-skew", |s| { set(s, "Pod", "cart-1-a", "/spec/containers/1/image", json!("x/daprd:1.17.0")); }, r#""#),
    ("sidecar-unhealthy", |s| { let at = "/status/containerStatuses/1"; set(s, "Pod", "cart-1-a", &format!("{at}/ready"), json!(false)); set(s, "Pod", "cart-1-a", "/status/conditions/0/status", json!("False")); set(s, "Pod", "cart-1-a", &format!("{at}/restartCount"), json!(3)); set(s, "Pod", "cart-1-a", &format!("{at}/lastState"), json!({"terminated": {"exitCode": 1}})); set(s, "Pod", "cart-1-a", &format!("{at}/state"), json!({"waiting": {"reason": "CrashLoopBackOff"}})); s.last_lines.insert(("shop".into(), "cart-1-a".into(), "daprd".into()), vec![r#"level=fatal msg="Fatal error from runtime: failed to load components: [INIT_COMPONENT_FAILURE]: initialization error occurred for statestore (state.redis/v1): [INIT_COMPONENT_FAILURE]: WRONGPASS""#.into()]); }, r#""#),
    ("sidecar-not-answering", |s| { answers(s).metadata = None; answers(s).trouble = Some("no answer within 2 s".into()); let well = Answers { metadata: Some(json!({})), ..Answers::default() }; s.sidecars.insert(("shop".into(), "other".into()), well); }, r#""#),
    ("scheduler-not-connected", |s| { answers(s).metadata.as_mut().unwrap()["scheduler"] = json!({"connected_addresses": []}); }, r#""#),
    ("component-asked-but-not-loaded", |s| { set(s, "Component", "statestore", "/metadata/name", json!("state-store")); answers(s).metadata.as_mut().unwrap()["components"][0]["name"] = json!("state-store"); count(s, "dapr_http_server_request_count{path=\"/v1.0/state/statestore\",status=\"400\"} 14"); }, r#""#),
    ("component-asked-but-not-loaded", |s| { set(s, "Component", "statestore", "/metadata/namespace", json!("dapr-system")); answers(s).metadata.as_mut().unwrap()["components"] = json!([]); answers(s).metrics = None; s.last_lines.insert(("shop".into(), "cart-1-a".into(), "daprd".into()), vec![r#"level=info msg="HTTP API Called" app_id=cart code=500 method="GET /v1.0/state/statestore/order""#.into()]); }, r#""#),
    ("scope-excludes-app", |s| { set(s, "Component", "statestore", "/scopes", json!(["other"])); answers(s).metadata.as_mut().unwrap()["components"] = json!([]); count(s, "dapr_http_server_request_count{path=\"/v1.0/state/statestore/order\",status=\"400\"} 1"); }, r#""#),
    ("scope-names-no-app", |s| { set(s, "Component", "statestore", "/scopes", json!(["card"])); }, r#""#),
    ("scope-names-no-app", |s| { set(s, "Component", "statestore", "/scopes", json!(["cart", "zzz"])); }, r#""#),
    ("component-not-loaded", |s| { answers(s).metadata.as_mut().unwrap()["components"] = json!([{"name": "statestore", "type": "state.redis"}]); }, r#""#),
    ("component-failed", |s| { answers(s).metadata.as_mut().unwrap()["components"] = json!([]); count(s, "dapr_runtime_component_init_fail_total{component=\"pubsub.redis\",componentName=\"pubsub\",reason=\"init\"} 1"); }, r#""#),
    ("component-type-unknown", |s| { set(s, "Component", "pubsub", "/spec/type", json!("redis")); }, r#""#),
    ("component-type-unknown", |s| { set(s, "Component", "pubsub", "/spec/type", json!("pubsub.reddis")); }, r#""#),
    ("actor-store-twice", |s| { let mut two = find(s, "Component", "statestore").0.clone(); two["metadata"]["name"] = json!("two"); add(s, two); }, r#""#),
    ("secret-missing", |s| { remove(s, "Secret", "redis"); }, r#""#),
    ("secret-key-missing", |s| { set(s, "Component", "statestore", "/spec/metadata/1/secretKeyRef/key", json!("password")); }, r#""#),
    ("secret-store-unknown", |s| { set(s, "Component", "statestore", "/auth/secretStore", json!("vault")); }, r#""#),
    ("backend-missing", |s| { set(s, "Component", "pubsub", "/spec/metadata/0/value", json!("reddis:6379")); }, r#""#),
    ("backend-port-missing", |s| { set(s, "Component", "pubsub", "/spec/metadata/0/value", json!("redis:6380")); }, r#""#),
    ("backend-without-endpoints", |s| { s.endpoints.clear(); remove(s, "Component", "statestore"); set(s, "StatefulSet", "redis", "/spec/replicas", json!(0)); }, r#""#),
    ("tracing-backend-missing", |s| { set(s, "Configuration", "appconfig", "/spec/tracing/zipkin/endpointAddress", json!("http://zipkin:9411/api/v2/spans")); }, r#""#),
    ("resource-without-app", |s| { set(s, "Component", "pubsub", "/metadata/namespace", json!("dapr-system")); }, r#""#),
    ("workload-unhealthy", |s| { set(s, "Pod", "cart-1-a", "/status/conditions/0/status", json!("False")); let at = "/status/containerStatuses/0"; set(s, "Pod", "cart-1-a", &format!("{at}/ready"), json!(false)); set(s, "Pod", "cart-1-a", &format!("{at}/state"), json!({"waiting": {"reason": "ErrImageNeverPull", "message": "not present"}})); }, r#""#),
    ("app-port-not-answering", |s| { let at = "/status/containerStatuses/1"; set(s, "Pod", "cart-1-a", &format!("{at}/ready"), json!(false)); set(s, "Pod", "cart-1-a", "/status/conditions/0/status", json!("False")); set(s, "Pod", "cart-1-a", "/spec/containers/1/args/4", json!("3001")); }, r#""#),
    ("app-id-invalid", |s| { set(s, "Deployment", "cart", "/spec/template/metadata/annotations/dapr.io~1app-id", json!("Cart_1")); }, r#""#),
    ("app-id-twice", |s| { let mut two = find(s, "Deployment", "cart").0.clone(); two["metadata"]["name"] = json!("cart2"); add(s, two); }, r#""#),
    ("called-app-missing", |s| { count(s, "dapr_runtime_service_invocation_req_sent_total{dst_app_id=\"carts\"} 3"); }, r#""#),
    ("configuration-missing", |s| { set(s, "Deployment", "cart", "/spec/template/metadata/annotations/dapr.io~1config", json!("appcfg")); }, r#""#),
    ("token-secret-missing", |s| { set(s, "Deployment", "cart", "/spec/template/metadata/annotations/dapr.io~1api-token-secret", json!("token")); }, r#""#),
    ("service-without-app", |s| { set(s, "Service", "cart-dapr", "/metadata/annotations/dapr.io~1app-id", json!("gone")); }, r#""#),
    ("subscription-pubsub-unknown", |s| { set(s, "Subscription", "orders", "/spec/pubsubname", json!("pubsubs")); }, r#""#),
    ("subscription-scope-unknown", |s| { set(s, "Subscription", "orders", "/scopes", json!(["card"])); }, r#""#),
    ("subscription-without-port", |s| { find(s, "Deployment", "cart").0["spec"]["template"]["metadata"]["annotations"].as_object_mut().unwrap().remove("dapr.io/app-port"); }, r#""#),
    ("resiliency-app-unknown", |s| { set(s, "Resiliency", "calm", "/spec/targets/apps", json!({"card": {"timeout": "short"}})); }, r#""#),
    ("resiliency-component-unknown", |s| { set(s, "Resiliency", "calm", "/spec/targets/components", json!({"statestor": {}})); }, r#""#),
    ("resiliency-policy-unknown", |s| { set(s, "Resiliency", "calm", "/spec/targets/apps/cart/timeout", json!("long")); }, r#""#),
    ("resiliency-scope-unknown", |s| { set(s, "Resiliency", "calm", "/scopes", json!(["zzz"])); }, r#""#),
];
