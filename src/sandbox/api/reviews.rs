//! Reviews: who somebody is, and what they may do. Everybody who is known here may do everything.

use http::header;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::app::{Api, Call};
use super::body;
use super::objects::Subject;
use super::query::{Write, write_options};
use super::refusal::{Wrong, invalid};
use super::reply::{self, Answer};
use crate::sandbox::registry::Resource;
use crate::sandbox::status::Reply;

/// Whether objects of the resource are answered and never stored.
pub(super) fn is_review(resource: &Resource) -> bool {
    matches!(
        resource.group.as_str(),
        "authorization.k8s.io" | "authentication.k8s.io"
    )
}

/// POST of a review.
pub(super) async fn answer(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    let wanted = call.wanted()?;
    write_options(&call.query, call.header(header::USER_AGENT), Write::Create)?;
    let kind = &subject.resource.kind;
    let bytes = call.read().await?;
    let review = body::object(body::media_type(&call.headers), &bytes, kind)?;
    if kind.ends_with("AccessReview") {
        check_access(&review)?;
    }
    let status = status(api, kind, &review, &call);
    let mut answer = json!({
        "kind": kind,
        "apiVersion": subject.resource.api_version(),
        "metadata": {"creationTimestamp": null},
    });
    if kind != "SelfSubjectReview" {
        answer["spec"] = review.get("spec").cloned().unwrap_or_else(|| json!({}));
    }
    answer["status"] = status;
    Ok(reply::object(201, &answer, wanted))
}

/// An access review asks about one thing.
fn check_access(review: &Value) -> Reply<()> {
    let asked = |field: &str| {
        review["spec"]
            .get(field)
            .is_some_and(|asked| !asked.is_null())
    };
    if asked("resourceAttributes") != asked("nonResourceAttributes") {
        return Ok(());
    }
    let why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    let wrong = Wrong::invalid("spec.resourceAttributes", "null", why);
    Err(invalid("authorization.k8s.io", "", &[wrong]))
}

fn status(api: &Api, kind: &str, review: &Value, call: &Call) -> Value {
    match kind {
        "SelfSubjectReview" => json!({"userInfo": call.user.to_value()}),
        "TokenReview" => token_status(api, review),
        "SelfSubjectRulesReview" => json!({
            "incomplete": false,
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
        }),
        _ => json!({"allowed": true}),
    }
}

fn token_status(api: &Api, review: &Value) -> Value {
    let spec = &review["spec"];
    let token = spec["token"].as_str().unwrap_or_default();
    let now = Timestamp::now().as_second();
    let Some(user) = api.tokens.user(token, now) else {
        return json!({"user": {}, "error": "[invalid bearer token]"});
    };
    let mut status = json!({"authenticated": true, "user": user.to_value()});
    let own = api
        .tokens
        .claims(token, now)
        .map(|claims| claims["aud"].clone());
    let own: Vec<Value> = own
        .and_then(|own| own.as_array().cloned())
        .unwrap_or_default();
    let asked = spec["audiences"].as_array().cloned().unwrap_or_default();
    if asked.is_empty() {
        return status;
    }
    let common: Vec<Value> = asked.into_iter().filter(|one| own.contains(one)).collect();
    if common.is_empty() {
        return json!({"user": {}, "error": "[invalid bearer token, token audiences do not match]"});
    }
    status["audiences"] = common.into();
    status
}
