//! The control plane as flags and values describe it, ready to be compared or installed.

use std::path::Path;

use serde_json::{Value, json};

use super::inputs::{self, put};
use crate::cluster::{Cluster, Select};
use crate::error::{Error, Result};
use crate::install::{Ledger, Order, Wanted};
use crate::manifest::{Kind, Object};
use crate::release::{Record, Standing};
use crate::render::{CONTROL_PLANE, Chart, Live, ReleaseContext, crds};
use crate::settings::{Certificates, ControlPlane, RENDERED_VERSION};

/// Name of the control plane's release: its chart's, as helm's documentation and the dapr CLI have it.
pub(super) const RELEASE: &str = CONTROL_PLANE;

/// The control plane's chart.
pub(super) fn chart() -> Chart {
    Chart::bundled(RELEASE).expect("the control plane's chart is embedded")
}

/// What should stand, given what stands: values that a release has are kept unless changed.
pub(super) async fn wanted(
    cluster: &Cluster,
    namespace: &str,
    asked: &ControlPlane,
) -> Result<Wanted> {
    let (ledger, live) = tokio::try_join!(Ledger::read(cluster, namespace, RELEASE), async {
        live(cluster, namespace).await
    },)?;
    let config = config(ledger.latest(), asked)?;
    render(namespace, config, live)
}

/// What would stand in an empty cluster.
pub(super) fn offline(namespace: &str, asked: &ControlPlane) -> Result<Wanted> {
    render(namespace, config(None, asked)?, Live::default())
}

fn render(namespace: &str, config: Value, live: Live) -> Result<Wanted> {
    let chart = chart();
    let values = chart.values(&config)?;
    let release = ReleaseContext {
        name: RELEASE.to_owned(),
        namespace: namespace.to_owned(),
        live,
    };
    let objects = chart.render(&release, &values)?;
    let tag = values
        .pointer("/global/tag")
        .and_then(Value::as_str)
        .unwrap_or(RENDERED_VERSION);
    Ok(Wanted {
        release: RELEASE.to_owned(),
        namespace: namespace.to_owned(),
        title: format!("Dapr {tag}"),
        chart: inputs::recorded(&chart),
        config,
        definitions: definitions(namespace),
        objects,
        order: Order::ControlPlane,
    })
}

/// The definitions; the conversion webhook is the operator's, in this namespace.
fn definitions(namespace: &str) -> Vec<Object> {
    let mut definitions = crds();
    for definition in &mut definitions {
        let place = "/spec/conversion/webhook/clientConfig/service/namespace";
        if let Some(of) = definition.0.pointer_mut(place) {
            *of = namespace.into();
        }
    }
    definitions
}

/// The user's values: those of the release, then the flags, then values files and `--set`.
fn config(before: Option<&Record>, asked: &ControlPlane) -> Result<Value> {
    let mut config = before.map_or(Value::Null, |record| record.config.clone());
    if !config.is_object() {
        config = json!({});
    }
    let variant = variant(before, &mut config, asked);
    match variant {
        Some(variant) => put(
            &mut config,
            &["global", "tag"],
            format!("{}-{variant}", asked.version),
        ),
        None if asked.version != RENDERED_VERSION => {
            put(&mut config, &["global", "tag"], asked.version.clone());
        }
        None => {}
    }
    if let Some(mtls) = asked.mtls {
        put(&mut config, &["global", "mtls", "enabled"], mtls);
    }
    if let Some(ha) = asked.ha {
        put(&mut config, &["global", "ha", "enabled"], ha);
    }
    if let Some(registry) = &asked.registry {
        put(&mut config, &["global", "registry"], registry.clone());
    }
    if let Some(certificates) = &asked.certificates {
        put_certificates(&mut config, certificates)?;
    }
    inputs::lay(&mut config, &inputs::config(&asked.values)?);
    Ok(config)
}

/// The images' variant. The dapr CLI writes version and variant into `global.tag`: there they are
/// replaced by what is asked for now, but a tag of the user's own stays.
fn variant(before: Option<&Record>, config: &mut Value, asked: &ControlPlane) -> Option<String> {
    let tag = config
        .pointer("/global/tag")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let (Some(tag), Some(before)) = (tag, before) else {
        return asked.variant.clone();
    };
    let rest = tag.strip_prefix(&before.chart.version)?;
    let kept = match rest.strip_prefix('-') {
        Some(variant) => Some(variant.to_owned()),
        None if rest.is_empty() => None,
        None => return asked.variant.clone(),
    };
    if let Some(global) = config.pointer_mut("/global").and_then(Value::as_object_mut) {
        global.shift_remove("tag");
    }
    asked.variant.clone().or(kept)
}

fn put_certificates(config: &mut Value, certificates: &Certificates) -> Result<()> {
    let rows: [(&Path, &[&str], &str); 3] = [
        (
            &certificates.root,
            &["dapr_sentry", "tls", "root", "certPEM"],
            "CERTIFICATE",
        ),
        (
            &certificates.issuer,
            &["dapr_sentry", "tls", "issuer", "certPEM"],
            "CERTIFICATE",
        ),
        (
            &certificates.issuer_key,
            &["dapr_sentry", "tls", "issuer", "keyPEM"],
            "PRIVATE KEY",
        ),
    ];
    for (path, key, what) in rows {
        put(config, key, pem(path, what)?);
    }
    Ok(())
}

fn pem(path: &Path, what: &str) -> Result<String> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::usage("bad-certificate", format!("cannot read `{place}`: {error}"))
    })?;
    if text.contains("-----BEGIN ") && text.contains(&format!("{what}-----")) {
        return Ok(text);
    }
    Err(Error::usage(
        "bad-certificate",
        format!("`{place}` holds no PEM block of a {}", what.to_lowercase()),
    ))
}

/// What the running cluster pins.
async fn live(cluster: &Cluster, namespace: &str) -> Result<Live> {
    let kind = Kind::known("apps/v1", "StatefulSet").expect("a known kind");
    let scheduler = cluster
        .get(&kind, Some(namespace), "dapr-scheduler-server")
        .await
        .map_err(|refusal| refusal.explain("read the scheduler's StatefulSet"))?;
    let size = scheduler.as_ref().map(|set| {
        set.text("/spec/volumeClaimTemplates/0/spec/resources/requests/storage")
            .to_owned()
    });
    Ok(Live {
        scheduler_storage_size: size.filter(|size| !size.is_empty()),
        ..Live::default()
    })
}

/// Namespaces other than this one in which a Dapr control plane stands.
pub(super) async fn elsewhere(cluster: &Cluster, namespace: &str) -> Vec<String> {
    let kind = Kind::known("apps/v1", "Deployment").expect("a known kind");
    // Whoever may not look into other namespaces installs without this check.
    let found = cluster
        .list(&kind, None, &Select::labels("app=dapr-operator"))
        .await
        .unwrap_or_default();
    let namespaces = found.iter().filter_map(Object::namespace);
    namespaces
        .filter(|other| *other != namespace)
        .map(str::to_owned)
        .collect()
}

/// Refuses a second control plane, unless this namespace has one of its own already.
pub(super) async fn only_here(cluster: &Cluster, namespace: &str) -> Result<()> {
    let elsewhere = elsewhere(cluster, namespace).await;
    let Some(other) = elsewhere.first() else {
        return Ok(());
    };
    let ledger = Ledger::read(cluster, namespace, RELEASE).await?;
    if !matches!(ledger.standing(), Standing::Absent) {
        return Ok(());
    }
    Err(Error::failed(
        "dapr-elsewhere",
        format!("Dapr is installed in namespace {other}"),
    )
    .says("a cluster holds one control plane: its definitions, roles and webhook are shared")
    .hint(format!("add `-n {other}` to work on that one")))
}
