//! Answers of a real API server (1.34), and what becomes of them.

use kube::core::Status;
use serde_json::{Value, json};

use super::*;

fn refusal(code: u16, reason: &str, message: &str) -> Refusal {
    with_details(code, reason, message, &Value::Null)
}

fn with_details(code: u16, reason: &str, message: &str, details: &Value) -> Refusal {
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code, "details": details,
    });
    let status: Status = serde_json::from_value(status).expect("a Status");
    Refusal::from(kube::Error::Api(status.boxed()))
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn answers_are_told_apart() {
    let rows: [(u16, &str, &str, &str, Exit); 22] = [
        (
            401,
            "Unauthorized",
            "Unauthorized",
            "unauthorized",
            Exit::Unreachable,
        ),
        (
            403,
            "Forbidden",
            r#"pods is forbidden: User "system:serviceaccount:a:b" cannot list resource "pods" in API group "" in the namespace "x""#,
            "forbidden",
            Exit::Unreachable,
        ),
        (
            403,
            "Forbidden",
            r#"pods "big" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1"#,
            "denied",
            Exit::Failed,
        ),
        (
            403,
            "Forbidden",
            r#"pods "root" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false"#,
            "denied",
            Exit::Failed,
        ),
        (
            403,
            "Forbidden",
            r#"admission webhook "x.y" denied the request: no"#,
            "denied",
            Exit::Failed,
        ),
        (
            403,
            "Forbidden",
            r#"forbidden: User "system:anonymous" cannot get path "/api""#,
            "forbidden",
            Exit::Unreachable,
        ),
        (
            403,
            "Forbidden",
            r#"roles.rbac.authorization.k8s.io "r" is forbidden: user "a" (groups=["b"]) is attempting to grant RBAC permissions not currently held:"#,
            "forbidden",
            Exit::Unreachable,
        ),
        (
            403,
            "Forbidden",
            r#"users "b" is forbidden: User "a" cannot impersonate resource "users" in API group "" at the cluster scope"#,
            "forbidden",
            Exit::Unreachable,
        ),
        (
            403,
            "Forbidden",
            r#"pods "a" is forbidden: failed quota: small: must specify limits.cpu for: app"#,
            "denied",
            Exit::Failed,
        ),
        (
            403,
            "Forbidden",
            r#"pods "a" is forbidden: maximum cpu usage per Container is 1, but limit is 2"#,
            "denied",
            Exit::Failed,
        ),
        (
            403,
            "Forbidden",
            r#"configmaps "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: User "x" cannot do this"#,
            "denied",
            Exit::Failed,
        ),
        (
            422,
            "Invalid",
            r#"admission webhook "x.y" denied the request: no"#,
            "denied",
            Exit::Failed,
        ),
        (
            404,
            "NotFound",
            r#"admission webhook "x.y" denied the request: no such team"#,
            "denied",
            Exit::Failed,
        ),
        (
            500,
            "InternalError",
            r#"Internal error occurred: failed calling webhook "x.y": failed to call webhook: Post "https://x.a.svc:443/": no endpoints available for service "x""#,
            "refused",
            Exit::Failed,
        ),
        (
            404,
            "NotFound",
            r#"configmaps "a" not found"#,
            "not-found",
            Exit::Failed,
        ),
        (
            409,
            "AlreadyExists",
            r#"configmaps "a" already exists"#,
            "already-exists",
            Exit::Failed,
        ),
        (
            409,
            "Conflict",
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified",
            "conflict",
            Exit::Failed,
        ),
        (
            410,
            "Expired",
            "too old resource version: 1 (2)",
            "expired",
            Exit::Failed,
        ),
        (
            422,
            "Invalid",
            r#"Service "a" is invalid: spec.ports: Required value"#,
            "invalid-object",
            Exit::Failed,
        ),
        (
            400,
            "BadRequest",
            r#"strict decoding error: unknown field "spec.replicaz""#,
            "invalid-object",
            Exit::Failed,
        ),
        (
            429,
            "TooManyRequests",
            "too many requests",
            "refused",
            Exit::Failed,
        ),
        (
            503,
            "ServiceUnavailable",
            "the server is starting",
            "refused",
            Exit::Failed,
        ),
    ];
    for (code, reason, message, expected, exit) in rows {
        let error = refusal(code, reason, message).explain("apply it");
        assert_eq!(
            (error.code, error.exit),
            (expected, exit),
            "{code} {message}"
        );
        assert_eq!(error.says.as_deref(), Some(message));
    }
}

#[test]
fn only_what_may_pass_is_tried_again() {
    let passing = |code| refusal(code, "", "x").is_passing();
    assert!([429, 500, 502, 503, 504].into_iter().all(passing));
    assert!(![400, 401, 403, 404, 409, 410, 422].into_iter().any(passing));
    assert!(Refusal::Unreachable("gone".into()).is_passing());
}

#[test]
fn a_field_conflict_names_managers_and_fields() {
    let cause = |manager: &str, field: &str| json!({"reason": "FieldManagerConflict", "message": format!("conflict with \"{manager}\" using v1"), "field": field});
    let causes: Vec<_> = (1..=5)
        .map(|n| cause("kubectl-edit", &format!(".data.k{n}")))
        .collect();
    let conflict = with_details(
        409,
        "Conflict",
        "Apply failed with 5 conflicts",
        &json!({ "causes": causes }),
    );
    let error = conflict.explain("apply ConfigMap a");
    assert_eq!(error.code, "field-conflict");
    assert_eq!(
        error.says.as_deref(),
        Some(".data.k1 is set by kubectl-edit; .data.k2 is set by kubectl-edit; and 3 more")
    );
    let hint = error.hint.as_deref();
    assert_eq!(
        hint,
        Some("`kubectl edit configmap a` sets them back; or give them here, too (--set, -f)")
    );
    let rows = [
        (
            "apply Deployment cart in shop",
            "`kubectl edit deployment cart -n shop`",
        ),
        ("apply ClusterRole cart", "`kubectl edit clusterrole cart`"),
        ("make the namespace a", "`kubectl edit`"),
    ];
    for (doing, command) in rows {
        assert_eq!(edit(doing), command);
    }
}

#[test]
fn each_reason_in_a_chain_is_said_once() {
    #[derive(Debug, thiserror::Error)]
    #[error("{text}")]
    struct Layer {
        text: &'static str,
        source: Option<Box<Layer>>,
    }
    let layer = |text, source: Option<Layer>| Layer {
        text,
        source: source.map(Box::new),
    };
    let refused = layer("Connection refused (os error 111)", None);
    let connect = layer("tcp connect error", Some(refused));
    let client = layer("client error (Connect)", Some(connect));
    let outer = layer("ServiceError: client error (Connect)", Some(client));
    assert_eq!(chain(&outer), "Connection refused (os error 111)");
}

#[test]
fn a_namespace_that_goes_is_worth_waiting_for() {
    let message = r#"configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated"#;
    let cause = json!({"reason": "NamespaceTerminating", "message": "namespace shop is being terminated", "field": "metadata.namespace"});
    let refusal = with_details(403, "Forbidden", message, &json!({"causes": [cause]}));
    let error = refusal.explain("create ConfigMap a in shop");
    assert_eq!(
        (error.code, error.exit),
        ("namespace-terminating", Exit::Failed)
    );
    assert!(error.hint.expect("a hint").contains("until"));
}

#[test]
fn values_of_secrets_are_not_told() {
    let rows = [
        (
            "failed to create typed patch object (shop/pin; /v1, Kind=Secret): .stringData.pin: expected string, got &value.valueUnstructured{Value:12345}",
            "failed to create typed patch object (shop/pin; /v1, Kind=Secret): .stringData.pin: expected string (the value is not shown)",
        ),
        (
            r#"Secret "pin" is invalid: type: Invalid value: "12345": field is immutable"#,
            r#"Secret "pin" is invalid: type (the value is not shown)"#,
        ),
        (
            r#"Secret "pin" is invalid: a: Invalid value: "12345", got "12345""#,
            r#"Secret "pin" is invalid: a (the value is not shown)"#,
        ),
        (r#"secrets "pin" not found"#, r#"secrets "pin" not found"#),
    ];
    for (message, expected) in rows {
        let told = refusal(422, "Invalid", message).without_values();
        assert_eq!(told.to_string(), expected);
    }
}

#[test]
fn fields_that_a_kind_does_not_have_are_named() {
    let typed = "failed to create typed patch object (default/u; apps/v1, Kind=Deployment): ";
    let one = ".spec.selecter: field not declared in schema";
    let four = [".a", ".b[name=\"x\"].c", ".d", ".e"]
        .map(|field| format!("\n  {field}: field not declared in schema"));
    for (says, fields) in [
        (one.to_owned(), ".spec.selecter"),
        (
            format!("errors:{}", four.concat()),
            ".a, .b[name=\"x\"].c, .d, and 1 more",
        ),
    ] {
        let refusal = refusal(500, "InternalError", &format!("{typed}{says}"));
        let error = refusal.explain("apply Deployment u in default");
        assert_eq!(
            (error.code, error.says.as_deref()),
            ("unknown-field", Some(fields))
        );
    }
    let other = refusal(500, "InternalError", &format!("{typed}.a: expected string"));
    assert_eq!(other.explain("apply Deployment u").code, "refused");
}
