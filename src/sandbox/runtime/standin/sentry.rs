//! The one thing that sentry does here: the trust bundle.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::certificates::{self, Bundle};
use super::stand_in::Log;
use crate::dapr::control_plane::TRUST_BUNDLE;
use crate::manifest::Object;
use crate::sandbox::runtime::objects::Objects;

/// Until the objects are looked for again.
const AGAIN: Duration = Duration::from_secs(2);
/// The keys of the Secret.
const KEYS: [&str; 3] = ["ca.crt", "issuer.crt", "issuer.key"];

/// Fills Secret and `ConfigMap` of the trust bundle where they are empty or don't fit each other,
/// as sentry does when it starts. Both have to exist.
pub(super) async fn run(objects: Objects, pod: Object, mut log: Log) {
    let namespace = pod.namespace().unwrap_or_default().to_owned();
    while let Err(words) = keep(&objects, &namespace, &mut log).await {
        log.say(&words);
        tokio::time::sleep(AGAIN).await;
    }
    std::future::pending::<()>().await;
}

async fn keep(objects: &Objects, namespace: &str, log: &mut Log) -> Result<(), String> {
    let get = |kind: &str| {
        let found = objects.get("v1", kind, Some(namespace), TRUST_BUNDLE);
        found.ok_or_else(|| format!("waiting for {kind} {namespace}/{TRUST_BUNDLE}"))
    };
    let (secret, config_map) = (get("Secret")?, get("ConfigMap")?);
    if fits(&secret, &config_map) {
        log.say("the trust bundle is there already");
        return Ok(());
    }
    let made = certificates::bundle(namespace, SystemTime::now());
    let bundle = made.map_err(|error| format!("no certificates: {error}"))?;
    let secret = data(&bundle, |pem| STANDARD.encode(pem), &KEYS);
    objects
        .set_data("Secret", namespace, TRUST_BUNDLE, &secret)
        .await?;
    let public = data(&bundle, str::to_owned, &KEYS[..1]);
    objects
        .set_data("ConfigMap", namespace, TRUST_BUNDLE, &public)
        .await?;
    log.say("a root certificate and an issuer were made, good for a year");
    Ok(())
}

/// Whether all keys are there, and both have the same root.
fn fits(secret: &Value, config_map: &Value) -> bool {
    let has = |key: &&str| {
        secret["data"][*key]
            .as_str()
            .is_some_and(|it| !it.is_empty())
    };
    let root = secret["data"]["ca.crt"].as_str().unwrap_or_default();
    let root = STANDARD.decode(root).unwrap_or_default();
    let public = config_map["data"]["ca.crt"].as_str().unwrap_or_default();
    KEYS.iter().all(has) && root == public.as_bytes()
}

fn data(bundle: &Bundle, write: impl Fn(&str) -> String, keys: &[&str]) -> Map<String, Value> {
    let texts = [&bundle.root, &bundle.issuer, &bundle.key];
    let pairs = keys.iter().zip(texts);
    pairs
        .map(|(key, pem)| ((*key).to_owned(), json!(write(pem))))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fits;

    #[test]
    fn a_bundle_fits_when_it_is_whole() {
        let whole = json!({"ca.crt": "YQ==", "issuer.crt": "Yg==", "issuer.key": "Yw=="});
        let rows = [
            (
                json!({"data": whole}),
                json!({"data": {"ca.crt": "a"}}),
                true,
            ),
            (
                json!({"data": whole}),
                json!({"data": {"ca.crt": "b"}}),
                false,
            ),
            (json!({"data": whole}), json!({}), false),
            (json!({}), json!({}), false),
            (
                json!({"data": {"ca.crt": "YQ==", "issuer.crt": "", "issuer.key": "Yw=="}}),
                json!({"data": {"ca.crt": "a"}}),
                false,
            ),
        ];
        for (secret, config_map, expected) in rows {
            assert_eq!(
                fits(&secret, &config_map),
                expected,
                "{secret} {config_map}"
            );
        }
    }
}
