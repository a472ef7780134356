//! Reviews: answered, not stored. Everything is allowed here, to the one who has the credentials.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::{set, text};
use super::{Resource, Written, identity};
use crate::sandbox::status::Reply;

/// Who the clients of a sandbox are.
const USER: &str = "kubernetes-admin";

/// The review with its status.
pub(super) fn answer(of: &Resource, namespace: Option<&str>, mut review: Value) -> Reply<Written> {
    identity::kind(of, &mut review)?;
    if let Some(namespace) = namespace.filter(|_| of.namespaced) {
        set(&mut review, "/metadata/namespace", namespace);
    }
    let status = match &*of.kind {
        "SelfSubjectRulesReview" => rules(),
        "SelfSubjectReview" => json!({"userInfo": user(USER)}),
        "TokenReview" => token(text(&review, "/spec/token")),
        _ => json!({"allowed": true}),
    };
    set(&mut review, "/status", status);
    super::fields::default(&mut review, "/metadata", json!({}));
    Ok(Written {
        object: Arc::new(review),
        created: true,
        warnings: Vec::new(),
    })
}

fn user(name: &str) -> Value {
    json!({"username": name, "groups": ["system:masters", "system:authenticated"]})
}

fn rules() -> Value {
    json!({
        "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
        "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
        "incomplete": false,
    })
}

fn token(token: &str) -> Value {
    if token.is_empty() {
        return json!({"user": {}, "error": "[invalid bearer token]"});
    }
    json!({"authenticated": true, "user": user(USER)})
}
