//! Certificates for a control plane that has none.
//!
//! Sentry makes its own when it finds none. The kubelet then brings them into its pod some seconds later, which sentry
//! takes for a change: it starts again four to seven times within ten seconds (seen with Dapr 1.18.3), and services that
//! ask it for a certificate meanwhile end and come back late, in about one installation of four. With the certificates
//! there before it, it starts once.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::context::Context;
use super::plan::Step;
use crate::dapr::arguments;
use crate::dapr::control_plane::{SENTRY, TRUST_BUNDLE};
use crate::dapr::trust_bundle::{Bundle, Kept, TRUST_DOMAIN, kept};
use crate::manifest::{Object, ObjectId};

/// Fills the trust bundle of these steps where it is empty. Where that cannot be done, sentry does it.
pub(super) async fn ensure(cx: &Context<'_>, steps: &[&Step]) {
    if let Err(words) = Box::pin(fill(cx, steps)).await {
        tracing::debug!("sentry makes its own certificates: {words}");
    }
}

async fn fill(cx: &Context<'_>, steps: &[&Step]) -> Result<(), String> {
    let objects = || steps.iter().map(|step| &step.object);
    let id = |kind: &str| {
        let mut ids = objects().map(Object::id);
        ids.find(|id| id.kind == kind && id.name == TRUST_BUNDLE)
            .ok_or_else(|| format!("no {kind} {TRUST_BUNDLE}"))
    };
    let (secret, map) = (id("Secret")?, id("ConfigMap")?);
    let mut objects = objects();
    let sentry = objects.find(|it| it.kind() == "Deployment" && it.name() == SENTRY.name);
    let domain = sentry
        .and_then(trust_domain)
        .ok_or("it keeps them elsewhere")?;
    let find = |id| cx.cluster.find(id);
    let found =
        tokio::try_join!(find(&secret), find(&map)).map_err(|refusal| refusal.to_string())?;
    let (Some(kept_secret), Some(kept_map)) = found else {
        return Err(format!("{TRUST_BUNDLE} is not there"));
    };
    let give = async |id: &ObjectId, to: &Object, data: Map<String, Value>| {
        // What somebody else wrote in between stays.
        let version = to.text("/metadata/resourceVersion");
        let patch = json!({"metadata": {"resourceVersion": version}, "data": data});
        let done = cx.cluster.merge_patch(id, &patch).await;
        done.map_err(|refusal| refusal.to_string())
    };
    match kept(&kept_secret.0, &kept_map.0) {
        Kept::Nothing => {
            let namespace = secret.namespace.as_deref().unwrap_or_default();
            let made = Bundle::new(&domain, namespace, SystemTime::now());
            let bundle = made.map_err(|error| error.to_string())?;
            give(&secret, &kept_secret, bundle.secret()).await?;
            give(&map, &kept_map, bundle.config_map()).await?;
        }
        Kept::Half(root) => {
            give(&map, &kept_map, root).await?;
        }
        Kept::Whole | Kept::Else => {}
    }
    Ok(())
}

/// Where its certificates belong; `None` when it is told to read them from files of other names.
fn trust_domain(sentry: &Object) -> Option<String> {
    let args = sentry.items("/spec/template/spec/containers/0/args");
    let args: Vec<&str> = args.iter().filter_map(Value::as_str).collect();
    if args.iter().any(|arg| arg.starts_with("--issuer-")) {
        return None;
    }
    let told = arguments::value(&args, "trust-domain");
    Some(told.unwrap_or(TRUST_DOMAIN).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trust_domain_is_that_of_sentrys_arguments() {
        let rows = [
            (json!(["--mode", "kubernetes"]), Some("cluster.local")),
            (
                json!(["--trust-domain", "shop.example"]),
                Some("shop.example"),
            ),
            (
                json!(["--trust-domain", "a", "--issuer-ca-filename", "root.pem"]),
                None,
            ),
            (json!([]), Some("cluster.local")),
        ];
        for (args, expected) in rows {
            let sentry = json!({"spec": {"template": {"spec": {"containers": [{"args": args}]}}}});
            assert_eq!(trust_domain(&Object(sentry)).as_deref(), expected, "{args}");
        }
    }
}
