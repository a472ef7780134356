//! The one thing that sentry does here: the trust bundle.

use std::time::{Duration, SystemTime};

use super::stand_in::Log;
use crate::dapr::control_plane::TRUST_BUNDLE;
use crate::dapr::trust_bundle::{Bundle, Kept, TRUST_DOMAIN, kept};
use crate::manifest::Object;
use crate::sandbox::runtime::objects::Objects;

/// Until the objects are looked for again.
const AGAIN: Duration = Duration::from_secs(2);

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
    if kept(&*get("Secret")?, &*get("ConfigMap")?) == Kept::Whole {
        log.say("the trust bundle is there already");
        return Ok(());
    }
    let made = Bundle::new(TRUST_DOMAIN, namespace, SystemTime::now());
    let bundle = made.map_err(|error| format!("no certificates: {error}"))?;
    for (kind, data) in [
        ("Secret", bundle.secret()),
        ("ConfigMap", bundle.config_map()),
    ] {
        objects
            .set_data(kind, namespace, TRUST_BUNDLE, &data)
            .await?;
    }
    log.say("a root certificate and an issuer were made, good for a year");
    Ok(())
}
