//! What has to be true between two waves.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::context::Context;
use super::wait::Watch;
use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::manifest::{Object, ObjectId};

/// The API server serves a new definition within some tens of milliseconds.
const FIRST_LOOK: Duration = Duration::from_millis(15);
/// Later looks come further and further apart, up to this.
const LAST_LOOK: Duration = Duration::from_millis(500);

/// Waits until each definition is served.
///
/// They come at about the same moment, so one at a time is asked for: each answer holds a whole schema, and asking for all
/// of them keeps the API server from the very work that is waited for.
pub(super) async fn established(
    cluster: &Cluster,
    definitions: &[&Object],
    deadline: Instant,
) -> Result<()> {
    for definition in definitions {
        one_established(cluster, definition, deadline).await?;
    }
    Ok(())
}

async fn one_established(cluster: &Cluster, definition: &Object, deadline: Instant) -> Result<()> {
    let doing = format!("read {}", definition.id());
    let kind = cluster
        .kind_of(definition)
        .await
        .map_err(|refusal| refusal.explain(&doing))?;
    let mut pause = FIRST_LOOK;
    loop {
        let is_over = Instant::now() >= deadline;
        match cluster.get(&kind, None, definition.name()).await {
            Ok(live) => match live.as_ref().and_then(names_refused) {
                _ if live.as_ref().is_some_and(is_established) => return Ok(()),
                Some(words) => return Err(names_refused_error(definition, words)),
                None if is_over => return Err(not_served(definition)),
                None => {}
            },
            // A server that is away for a moment ends no wait.
            Err(refusal) if is_over || !refusal.is_passing() => {
                return Err(refusal.explain(&doing));
            }
            Err(_) => {}
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LAST_LOOK);
    }
}

fn names_refused_error(definition: &Object, words: String) -> Error {
    let message = format!("{} is not accepted", definition.id());
    Error::failed("definition-refused", message).says(words)
}

fn not_served(definition: &Object) -> Error {
    let message = format!("{} is not served yet", definition.id());
    Error::new(Exit::TimedOut, "timed-out", message)
        .hint("run the same command again; it goes on from here")
}

/// Whether the definition is served.
pub(super) fn is_established(definition: &Object) -> bool {
    condition(definition, "Established").is_some_and(|condition| condition["status"] == "True")
}

fn names_refused(definition: &Object) -> Option<String> {
    let condition = condition(definition, "NamesAccepted")
        .filter(|condition| condition["status"] == "False")?;
    condition["message"].as_str().map(str::to_owned)
}

fn condition<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object
        .items("/status/conditions")
        .iter()
        .find(|condition| condition["type"] == name)
}

/// Waits until sentry's root certificate is there for the others to mount. Sentry itself need not run: they wait for it.
pub(super) async fn trust_bundle(
    cx: &Context<'_>,
    watch: &mut Watch,
    sentry: &[ObjectId],
    deadline: Instant,
) -> Result<()> {
    watch
        .until(
            cx,
            "sentry",
            sentry,
            &["ConfigMap"],
            deadline,
            &|observer, _| {
                let bundles = observer.objects(&["ConfigMap"]);
                bundles
                    .iter()
                    .any(|bundle| !bundle.text("/data/ca.crt").is_empty())
            },
        )
        .await
}

/// Waits until the injector's pods exist.
pub(super) async fn injector_pods(
    cx: &Context<'_>,
    watch: &mut Watch,
    injector: &[ObjectId],
    deadline: Instant,
) -> Result<()> {
    watch
        .until(cx, "services", injector, &[], deadline, &|observer, _| {
            let pods = observer.objects(&["Pod"]);
            pods.iter()
                .any(|pod| pod.label("app") == Some("dapr-sidecar-injector"))
        })
        .await
}
