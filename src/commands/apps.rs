//! Bundled application sets, as flags and values describe them.

use serde_json::{Value, json};

use super::inputs::{self, put};
use super::{Session, own, registry};
use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::install::{Ledger, Order, Wanted};
use crate::manifest::{Kind, Object};
use crate::release::{Record, Standing};
use crate::render::{CONTROL_PLANE, Chart, Live, ReleaseContext};
use crate::settings::{App, AppSet};

/// Where the development Redis and Zipkin go, as with the dapr CLI.
pub(super) const DEV_NAMESPACE: &str = "default";
/// Release of the development Redis, as the dapr CLI's `--dev` names it.
pub(super) const DEV_REDIS: &str = "dapr-dev-redis";
/// Release of the development Zipkin, as the dapr CLI's `--dev` names it.
pub(super) const DEV_ZIPKIN: &str = "dapr-dev-zipkin";

/// Stands for a generated password where there is no cluster to keep it.
const PLACEHOLDER: &str = "generated-at-deploy";

/// What should stand, given what stands: values and secrets that the set has are kept.
pub(super) async fn wanted(
    session: &Session<'_>,
    cluster: &Cluster,
    namespace: &str,
    app: &App,
) -> Result<Wanted> {
    let name = match &app.set {
        AppSet::Own { name, sources } => return own::wanted(namespace, name, sources, app).await,
        AppSet::Bundled { name } => name,
    };
    let chart = chart(name)?;
    let ledger = Ledger::read(cluster, namespace, release_name(name)).await?;
    ours(&chart, ledger.latest())?;
    let inherited = inputs::inherited(session.reporter, &chart, ledger.latest());
    let config = config(&chart, inherited, app)?;
    let has_redis = has_dependency(&chart) && has_dev_redis(cluster, namespace).await?;
    let values = values(&chart, &config, has_redis)?;
    if chart.name == "redis" {
        is_free(cluster, namespace, &values).await?;
    }
    let password = match password_secret(&chart, &values) {
        Some(secret) => redis_password(cluster, namespace, secret).await?,
        None => None,
    };
    let password = password.unwrap_or_else(generated);
    render(&chart, namespace, config, &values, password)
}

/// What would stand in an empty cluster.
pub(super) async fn offline(namespace: &str, app: &App) -> Result<Wanted> {
    match &app.set {
        AppSet::Own { name, sources } => own::wanted(namespace, name, sources, app).await,
        AppSet::Bundled { name } => {
            // It takes no manifests.
            let chart = chart(name).map_err(|error| error.hint(sets()))?;
            let config = config(&chart, json!({}), app)?;
            let values = values(&chart, &config, false)?;
            render(&chart, namespace, config, &values, PLACEHOLDER.to_owned())
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
            "{}; manifests of your own go with -f and --name",
            sets()
        ))
    })
}

fn sets() -> String {
    format!("sets are: {}", Chart::sets().join(", "))
}

/// Refuses a release of that name that was made from another chart, which may be called the same
/// (`dapr init -k --dev` takes one called redis): going on from it would take its objects away.
fn ours(chart: &Chart, before: Option<&Record>) -> Result<()> {
    let Some(record) = before else {
        return Ok(());
    };
    let theirs = &record.chart;
    if theirs.name == chart.name && !theirs.is_helms() {
        return Ok(());
    }
    let (release, namespace) = (&record.name, &record.namespace);
    Err(Error::failed(
        "not-ours",
        format!(
            "release {release} in {namespace} was made from another chart: {} {}",
            theirs.name, theirs.version
        ),
    )
    .hint(format!(
        "`daprk undeploy {release} -k -n {namespace}` removes it first"
    )))
}

/// The values to render with. A Redis that is there already is used, unless the user says
/// otherwise; no record keeps that, for it holds only as long as that Redis is there.
fn values(chart: &Chart, config: &Value, has_redis: bool) -> Result<Value> {
    let given = config.get("redis");
    let is_open = given.is_none_or(|redis| redis.is_object() && redis.get("enabled").is_none());
    if has_redis && is_open {
        let mut config = config.clone();
        put(&mut config, &["redis", "enabled"], false);
        return chart.values(&config);
    }
    chart.values(config)
}

/// Whether the chart brings a Redis along with its apps.
fn has_dependency(chart: &Chart) -> bool {
    chart.defaults().get("redis").is_some()
}

/// The Secret that holds Redis' password, as the templates name it.
fn password_secret<'a>(chart: &Chart, values: &'a Value) -> Option<&'a str> {
    let place = if chart.name == "redis" {
        "/fullname"
    } else {
        "/redis/fullname"
    };
    values.pointer(place)?.as_str()
}

fn render(
    chart: &Chart,
    namespace: &str,
    config: Value,
    values: &Value,
    password: String,
) -> Result<Wanted> {
    let release = release_name(&chart.name);
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
        objects: chart.render(&context, values)?,
        chart: inputs::recorded(chart),
        config,
        definitions: Vec::new(),
        order: Order::Plain,
    })
}

/// The values of before, and over them what is asked for now: of images the registry first, which one that is named
/// overrides.
fn config(chart: &Chart, inherited: Value, app: &App) -> Result<Value> {
    let mut config = inherited;
    if let Some(registry) = &app.registry {
        registry::in_values(chart, &mut config, registry);
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

/// Whether `init --dev` (of daprk or of dapr) has put a Redis with its components there already.
async fn has_dev_redis(cluster: &Cluster, namespace: &str) -> Result<bool> {
    let ledger = Ledger::read(cluster, namespace, DEV_REDIS).await?;
    Ok(!matches!(ledger.standing(), Standing::Absent))
}

/// Refuses a Redis of the name of one that another set brought along.
async fn is_free(cluster: &Cluster, namespace: &str, values: &Value) -> Result<()> {
    let name = values["fullname"].as_str().unwrap_or_default();
    let is_it = |object: &Object| object.kind() == "Secret" && object.name() == name;
    for set in Chart::sets() {
        if !Chart::bundled(set).is_some_and(|chart| has_dependency(&chart)) {
            continue;
        }
        let ledger = Ledger::read(cluster, namespace, release_name(set)).await?;
        if ledger.objects().iter().any(is_it) {
            return Err(brought(set, namespace, name));
        }
    }
    Ok(())
}

fn brought(set: &str, namespace: &str, redis: &str) -> Error {
    Error::failed(
        "redis-there",
        format!("{set} has brought a Redis along already: {redis}"),
    )
    .on(format!("namespace {namespace}"))
    .hint(format!(
        "to have one by itself, which {set} uses then: `daprk undeploy {set} -k -n {namespace}`, \
         `daprk deploy redis -k -n {namespace}`, `daprk deploy {set} -k -n {namespace}`"
    ))
}

/// The password that Redis has, so that running it again doesn't change it.
async fn redis_password(
    cluster: &Cluster,
    namespace: &str,
    secret: &str,
) -> Result<Option<String>> {
    let kind = Kind::known("v1", "Secret").expect("a known kind");
    let secret = cluster
        .get(&kind, Some(namespace), secret)
        .await
        .map_err(|refusal| refusal.explain(&format!("read the Secret {secret}")))?;
    Ok(secret.and_then(|secret| secret.secret("redis-password")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release;

    fn bundled(name: &str) -> Chart {
        Chart::bundled(name).unwrap()
    }

    /// A record that helm wrote, as it would be for a chart of this name.
    fn by_helm(chart: &str) -> Record {
        let text = include_str!("../../tests/fixtures/release/helm-cart-v1.json");
        let secret = Object(serde_json::from_str(text).unwrap());
        let mut record = release::from_secret(&secret).unwrap();
        record.chart.name = chart.to_owned();
        record
    }

    #[test]
    fn a_release_of_another_chart_is_left_alone() {
        let chart = bundled("redis");
        let by_us = |name: &str| {
            let mut record = by_helm(name);
            record.chart = release::ChartInfo::new(name, "0.0.9", "7.0", json!({}));
            record
        };
        let rows = [
            (None, true),
            (Some(by_us("redis")), true),
            (Some(by_us("other")), false),
            (Some(by_helm("redis")), false),
            (Some(by_helm("other")), false),
        ];
        for (record, is_ours) in rows {
            let answer = ours(&chart, record.as_ref());
            assert_eq!(answer.is_ok(), is_ours, "{answer:?}");
        }
        let error = ours(&chart, Some(&by_helm("redis"))).unwrap_err();
        assert_eq!(error.code, "not-ours");
    }

    #[test]
    fn a_redis_that_is_there_is_used_unless_the_user_says_otherwise() {
        let chart = bundled("hello-kubernetes");
        let rows = [
            (json!({}), false, true),
            (json!({}), true, false),
            (json!({"redis": {"fullname": "cache"}}), true, false),
            (json!({"redis": {"enabled": true}}), true, true),
            (json!({"redis": {"enabled": false}}), false, false),
        ];
        for (config, has_redis, wanted) in rows {
            let values = values(&chart, &config, has_redis).unwrap();
            assert_eq!(values["redis"]["enabled"], wanted, "{config} {has_redis}");
        }
    }

    #[test]
    fn a_mistake_is_not_covered_by_a_redis_that_is_there() {
        let chart = bundled("hello-kubernetes");
        for config in [json!({"redis": null}), json!({"redis": 1})] {
            assert!(values(&chart, &config, true).is_err(), "{config}");
        }
    }

    /// The Secret that is read is the one that the templates make.
    #[test]
    fn the_password_is_kept_where_the_templates_put_it() {
        let rows = [
            ("redis", json!({}), Some("dapr-dev-redis")),
            ("redis", json!({"fullname": "cache"}), Some("cache")),
            ("hello-kubernetes", json!({}), Some("dapr-dev-redis")),
            (
                "hello-kubernetes",
                json!({"redis": {"fullname": "cache"}}),
                Some("cache"),
            ),
            ("zipkin", json!({"fullname": "traces"}), None),
        ];
        for (name, config, secret) in rows {
            let chart = bundled(name);
            let values = values(&chart, &config, false).unwrap();
            assert_eq!(password_secret(&chart, &values), secret, "{name} {config}");
            let made = render(&chart, "default", config, &values, "p".to_owned()).unwrap();
            let secrets = made.objects.iter().filter(|one| one.kind() == "Secret");
            let names: Vec<_> = secrets.map(Object::name).collect();
            assert_eq!(names, secret.into_iter().collect::<Vec<_>>(), "{name}");
        }
    }
}
