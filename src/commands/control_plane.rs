//! The control plane as flags and values describe it, ready to be compared or installed.

use std::path::Path;

use serde_json::{Value, json};

use super::inputs::{self, put};
use super::tag::{self, Had};
use super::{Session, elsewhere};
use crate::cluster::Cluster;
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

/// What the cluster has of the control plane.
pub(super) struct Found {
    ledger: Ledger,
    live: Live,
    elsewhere: Vec<String>,
}

/// Looks for the control plane of a namespace.
pub(super) async fn find(cluster: &Cluster, namespace: &str) -> Result<Found> {
    let (ledger, live, elsewhere) = tokio::try_join!(
        Ledger::read(cluster, namespace, RELEASE),
        live(cluster, namespace),
        // Whoever may not look into other namespaces installs without that check.
        async {
            Ok(elsewhere::find(cluster, namespace)
                .await
                .unwrap_or_default())
        },
    )?;
    Ok(Found {
        ledger,
        live,
        elsewhere,
    })
}

impl Found {
    /// Whether the namespace has a release of it.
    pub(super) fn is_here(&self) -> bool {
        !matches!(self.ledger.standing(), Standing::Absent)
    }

    /// Refuses a second control plane, unless this namespace has one of its own already.
    pub(super) fn only_here(&self) -> Result<()> {
        elsewhere::only_here(&self.elsewhere, self.is_here())
    }

    /// What should stand, given what stands: values that a release has are kept unless changed.
    pub(super) fn wanted(&self, session: &Session<'_>, asked: &ControlPlane) -> Result<Wanted> {
        let before = self.ledger.latest();
        let inherited = inputs::inherited(session.reporter, &chart(), before);
        let config = config(before, inherited, asked)?;
        render(session.common.dapr_namespace(), config, self.live.clone())
    }
}

/// What would stand in an empty cluster.
pub(super) fn offline(namespace: &str, asked: &ControlPlane) -> Result<Wanted> {
    render(namespace, config(None, json!({}), asked)?, Live::default())
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
fn config(before: Option<&Record>, inherited: Value, asked: &ControlPlane) -> Result<Value> {
    let mut config = inherited;
    put_tag(&mut config, before, asked);
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

fn put_tag(config: &mut Value, before: Option<&Record>, asked: &ControlPlane) {
    let had = config.pointer("/global/tag").and_then(Value::as_str);
    let had = had.zip(before).map(|(tag, before)| Had {
        tag,
        chart: &before.chart.version,
    });
    let was_there = had.is_some();
    let wanted = tag::wanted(had, asked.version.as_deref(), asked.variant.as_deref());
    if let Some(tag) = wanted {
        put(config, &["global", "tag"], tag);
    } else if was_there && let Some(Value::Object(global)) = config.get_mut("global") {
        global.shift_remove("tag");
    }
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::release::ChartInfo;
    use crate::settings::ValuesInput;

    fn asked(version: Option<&str>) -> ControlPlane {
        ControlPlane {
            version: version.map(str::to_owned),
            mtls: None,
            ha: Some(true),
            registry: None,
            variant: None,
            certificates: None,
            values: ValuesInput::default(),
        }
    }

    fn record(version: &str, config: &Value) -> Record {
        let chart = ChartInfo::new("dapr", version, version, json!({}));
        let mut record = Record::begin(&[], "dapr", "dapr-system", chart, Timestamp::UNIX_EPOCH);
        record.config = config.clone();
        record
    }

    #[test]
    fn the_tag_follows_what_is_asked_and_the_rest_is_kept() {
        let had = |tag: Value| json!({"global": {"mtls": {"enabled": false}, "tag": tag}});
        let wanted = |tag: Option<&str>| {
            let mut config =
                json!({"global": {"mtls": {"enabled": false}, "ha": {"enabled": true}}});
            if let Some(tag) = tag {
                put(&mut config, &["global", "tag"], tag);
            }
            config
        };
        let rows = [
            (
                "1.18.3",
                had("1.18.2".into()),
                Some("1.18.3"),
                Some("1.18.3"),
            ),
            ("1.18.3", had("1.18.2".into()), None, Some("1.18.2")),
            ("1.17.9", had("1.17.9".into()), None, None),
        ];
        for (version, before, asks, tag) in rows {
            let record = record(version, &before);
            let config = config(Some(&record), before, &asked(asks)).unwrap();
            assert_eq!(config, wanted(tag), "{version} {asks:?}");
        }
    }

    /// It is for the chart to refuse, with its key named.
    #[test]
    fn a_tag_that_is_no_text_stays() {
        let before = json!({"global": {"tag": 1.18}});
        let record = record("1.17.9", &before);
        let config = config(Some(&record), before, &asked(None)).unwrap();
        assert_eq!(config["global"]["tag"], json!(1.18));
    }
}
