//! Bundled application sets, as flags and values describe them.

use serde_json::{Value, json};

use super::inputs::{self, put};
use super::own;
use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::install::{Ledger, Order, Wanted};
use crate::manifest::{Kind, Object};
use crate::release::{self, Record, Standing};
use crate::render::{CONTROL_PLANE, Chart, Live, ReleaseContext};
use crate::settings::{App, AppSet};

/// Release of the development Redis, as the dapr CLI's `--dev` names it.
pub(super) const DEV_REDIS: &str = "dapr-dev-redis";
/// Release of the development Zipkin, as the dapr CLI's `--dev` names it.
pub(super) const DEV_ZIPKIN: &str = "dapr-dev-zipkin";

/// Stands for a generated password where there is no cluster to keep it.
const PLACEHOLDER: &str = "generated-at-deploy";

/// What should stand, given what stands: values and secrets that the set has are kept.
pub(super) async fn wanted(cluster: &Cluster, namespace: &str, app: &App) -> Result<Wanted> {
    let name = match &app.set {
        AppSet::Own { name, sources } => return own::wanted(namespace, name, sources, app).await,
        AppSet::Bundled { name } => name,
    };
    let chart = chart(name)?;
    let release = release_name(name);
    let ledger = Ledger::read(cluster, namespace, release).await?;
    let mut config = config(ledger.latest(), app)?;
    if chart.defaults().get("redis").is_some() && has_dev_redis(cluster, namespace).await? {
        put(&mut config, &["redis", "enabled"], false);
    }
    let password = match redis_password(cluster, namespace).await? {
        Some(password) => password,
        None => generated(),
    };
    render(&chart, release, namespace, config, password)
}

/// What would stand in an empty cluster.
pub(super) async fn offline(namespace: &str, app: &App) -> Result<Wanted> {
    match &app.set {
        AppSet::Own { name, sources } => own::wanted(namespace, name, sources, app).await,
        AppSet::Bundled { name } => {
            let config = config(None, app)?;
            render(
                &chart(name)?,
                release_name(name),
                namespace,
                config,
                PLACEHOLDER.to_owned(),
            )
        }
    }
}

/// The release that a bundled set is recorded as.
pub(super) fn release_name(set: &str) -> &str {
    match set {
        "redis" => DEV_REDIS,
        "zipkin" => DEV_ZIPKIN,
        other => other,
    }
}

fn chart(name: &str) -> Result<Chart> {
    let is_set = name != CONTROL_PLANE;
    Chart::bundled(name).filter(|_| is_set).ok_or_else(|| {
        Error::usage("unknown-set", format!("there is no set `{name}`")).hint(format!(
            "sets are: {}; manifests of your own go with -f and --name",
            Chart::sets().join(", ")
        ))
    })
}

fn render(
    chart: &Chart,
    release: &str,
    namespace: &str,
    config: Value,
    password: String,
) -> Result<Wanted> {
    let values = chart.values(&config)?;
    let context = ReleaseContext {
        name: release.to_owned(),
        namespace: namespace.to_owned(),
        live: Live {
            redis_password: Some(password),
            ..Live::default()
        },
    };
    Ok(Wanted {
        release: release.to_owned(),
        namespace: namespace.to_owned(),
        title: chart.name.clone(),
        objects: chart.render(&context, &values)?,
        chart: inputs::recorded(chart),
        config,
        definitions: Vec::new(),
        order: Order::Plain,
    })
}

fn config(before: Option<&Record>, app: &App) -> Result<Value> {
    let mut config = before.map_or(Value::Null, |record| record.config.clone());
    if !config.is_object() {
        config = json!({});
    }
    for (name, image) in &app.images {
        put(&mut config, &[name, "image"], image.clone());
    }
    for (name, replicas) in &app.replicas {
        put(&mut config, &[name, "replicas"], *replicas);
    }
    if let Some(store) = &app.state_store {
        put(&mut config, &["nodeapp", "stateStore"], store.clone());
    }
    inputs::lay(&mut config, &inputs::config(&app.values)?);
    Ok(config)
}

/// Dapr resources of a development set that stand already and belong to no release or another
/// one, with the value that switches each off.
pub(super) async fn foreign(
    cluster: &Cluster,
    namespace: &str,
    set: &str,
) -> Result<Vec<(&'static str, Object)>> {
    const PARTS: [(&str, &str, &str, &str); 3] = [
        (
            "redis",
            "components.statestore.enabled",
            "Component",
            "statestore",
        ),
        ("redis", "components.pubsub.enabled", "Component", "pubsub"),
        (
            "zipkin",
            "configuration.enabled",
            "Configuration",
            "appconfig",
        ),
    ];
    let mut foreign = Vec::new();
    for (_, key, kind, name) in PARTS.into_iter().filter(|(of, ..)| *of == set) {
        let kind = Kind::known("dapr.io/v1alpha1", kind).expect("a known kind");
        let found = cluster
            .get(&kind, Some(namespace), name)
            .await
            .map_err(|refusal| refusal.explain("read Dapr's resources"))?;
        let is_ours =
            |object: &Object| release::may_adopt(object, release_name(set), namespace).is_ok();
        foreign.extend(
            found
                .filter(|object| !is_ours(object))
                .map(|object| (key, object)),
        );
    }
    Ok(foreign)
}

/// Whether `init --dev` (of daprk or of dapr) has put a Redis with its components there already.
async fn has_dev_redis(cluster: &Cluster, namespace: &str) -> Result<bool> {
    let ledger = Ledger::read(cluster, namespace, DEV_REDIS).await?;
    Ok(!matches!(ledger.standing(), Standing::Absent))
}

/// The password that Redis has, so that running it again doesn't change it.
async fn redis_password(cluster: &Cluster, namespace: &str) -> Result<Option<String>> {
    use base64::Engine as _;
    let kind = Kind::known("v1", "Secret").expect("a known kind");
    let secret = cluster
        .get(&kind, Some(namespace), DEV_REDIS)
        .await
        .map_err(|refusal| refusal.explain(&format!("read the Secret {DEV_REDIS}")))?;
    let encoded = secret
        .as_ref()
        .map(|secret| secret.text("/data/redis-password").to_owned());
    let decoded =
        encoded.and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    Ok(decoded
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|password| !password.is_empty()))
}

/// 20 letters and digits: 119 bits.
fn generated() -> String {
    use rand::Rng as _;
    use rand::distr::Alphanumeric;
    rand::rng()
        .sample_iter(Alphanumeric)
        .take(20)
        .map(char::from)
        .collect()
}
