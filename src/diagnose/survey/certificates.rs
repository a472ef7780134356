//! The root certificate, and the webhook that shows it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::fix;
use super::issue::Issue;
use super::scene::Scene;
use crate::dapr::certificate;
use crate::dapr::control_plane::{
    INJECTOR, SENTRY, TRUST_BUNDLE, WEBHOOK, webhook as webhook_subject,
};
use crate::event::Subject;
use crate::health::ServiceRow;
use crate::manifest::Object;

/// Days before its end at which the dapr CLI begins to warn.
const WARN_BEFORE: i64 = 30;

/// Sentry's `ConfigMap`.
fn bundle<'a>(scene: &Scene<'a>) -> Option<&'a Object> {
    let maps = scene.snapshot.config_maps.iter().map(AsRef::as_ref);
    let own =
        |it: &&'a Object| it.name() == TRUST_BUNDLE && it.namespace() == Some(&scene.survey.dapr);
    maps.into_iter().find(own)
}

fn webhook<'a>(scene: &Scene<'a>) -> Option<&'a Arc<Object>> {
    let webhooks = scene.snapshot.webhooks.iter().flatten();
    webhooks
        .into_iter()
        .find(|webhook| webhook.name() == WEBHOOK)
}

fn runs(scene: &Scene<'_>, name: &str) -> bool {
    let named = |row: &&ServiceRow| row.name == name && !row.is_missing();
    scene.rows.iter().any(|row| named(&row))
}

/// When the root certificate ends.
pub(super) fn root(scene: &Scene<'_>) -> Vec<Issue> {
    if !runs(scene, SENTRY.name) {
        return Vec::new();
    }
    let text = bundle(scene).map(|bundle| bundle.text("/data/ca.crt"));
    let on = Subject {
        kind: "ConfigMap".to_owned(),
        namespace: Some(scene.survey.dapr.clone()),
        name: TRUST_BUNDLE.to_owned(),
    };
    let Some(end) = text.and_then(certificate::not_after) else {
        let message = "there is no root certificate: sentry has not written it";
        let fix = format!(
            "kubectl logs -n {} deployment/{}",
            scene.survey.dapr, SENTRY.name
        );
        return vec![Issue::error("root-certificate-missing", on, message).fix(fix)];
    };
    let days = end
        .duration_since(scene.snapshot.now)
        .as_hours()
        .div_euclid(24);
    let (grave, message) = match days {
        days if days > WARN_BEFORE => return Vec::new(),
        ..0 => (
            true,
            "the root certificate has expired: no sidecar trusts another".to_owned(),
        ),
        days => (
            false,
            format!("the root certificate expires in {days} days"),
        ),
    };
    let renew = "dapr mtls renew-certificate -k --valid-until 365 --restart";
    vec![
        Issue::error("root-certificate-expires", on, message)
            .grave(grave)
            .says(format!("it is valid until {end}"))
            .fix(renew),
    ]
}

/// Whether the webhook is there.
pub(super) fn webhook_missing(scene: &Scene<'_>) -> Vec<Issue> {
    if !runs(scene, INJECTOR.name) || webhook(scene).is_some() {
        return Vec::new();
    }
    let message = "is missing: no pod gets a sidecar";
    vec![Issue::error("webhook-missing", webhook_subject(), message).fix("daprk upgrade -k")]
}

/// Whether the API server trusts the injector: by its caBundle, which is to be the root certificate.
pub(super) fn webhook_trust(scene: &Scene<'_>) -> Vec<Issue> {
    let injector = scene.rows.iter().find(|row| row.name == INJECTOR.name);
    let (Some(webhook), Some(injector)) = (webhook(scene), injector) else {
        return Vec::new();
    };
    // The sandbox asks its own injector, without a certificate; one that is scaled to 0 has no pod that would say so.
    let built_in = scene.rows.iter().any(|row| row.built_in);
    if built_in || injector.is_missing() {
        return Vec::new();
    }
    let shown = webhook.text("/webhooks/0/clientConfig/caBundle");
    let root = bundle(scene).map_or("", |bundle| bundle.text("/data/ca.crt"));
    let message = match shown {
        "" => "has no caBundle: the API server does not trust the injector",
        shown if !root.is_empty() && !same(shown, root) => {
            "has another caBundle than the root certificate: the API server does not trust the injector"
        }
        _ => return Vec::new(),
    };
    let on = INJECTOR.subject(&scene.survey.dapr);
    vec![
        Issue::error("webhook-untrusted", webhook_subject(), message)
            .names(on.clone())
            .fix(fix::restart(&on)),
    ]
}

/// Whether a caBundle is this PEM text, blanks apart.
fn same(bundle: &str, pem: &str) -> bool {
    let decoded = STANDARD.decode(bundle).unwrap_or_default();
    String::from_utf8_lossy(&decoded)
        .split_whitespace()
        .eq(pem.split_whitespace())
}
