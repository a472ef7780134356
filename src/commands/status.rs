//! `status`: a row for each service of the control plane, the missing ones included.

mod absent;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::Session;
use super::age::{age, created};
use crate::cluster::{Cluster, Refusal, Select};
use crate::dapr::annotations::SIDECAR;
use crate::dapr::certificate;
use crate::dapr::control_plane::{Expected, INJECTOR, SERVICES};
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Column, Outcome, Row, Table};
use crate::health::{self, ServiceRow};
use crate::manifest::{Kind, Object};
use crate::settings::{Common, Status};

/// The dapr CLI warns this long before the root certificate ends.
const WARN_BEFORE_DAYS: i64 = 30;
/// How often `-w` looks.
const LOOK: Duration = Duration::from_secs(1);

pub(super) async fn run(session: &Session<'_>, settings: &Status) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    if settings.watch {
        return watch(session, &cluster).await;
    }
    look(session.common, &cluster).await
}

/// Shows the table anew whenever it changes, until Ctrl-C.
async fn watch(session: &Session<'_>, cluster: &Cluster) -> Result<Outcome> {
    let mut shown: Option<Vec<ServiceRow>> = None;
    loop {
        match read(session.common, cluster).await {
            Ok((rows, remarks)) if shown.as_ref() != Some(&rows) => {
                let outcome = Outcome {
                    body: table(&rows, session.common.namespace.as_deref()),
                    remarks,
                    exit: Exit::Done,
                };
                if session.reporter.show_again(&outcome).is_err() {
                    return Ok(Outcome::quiet());
                }
                shown = Some(rows);
            }
            Err(refusal) if shown.is_none() || !refusal.is_passing() => {
                return Err(unread(refusal));
            }
            // A server that is away for a moment ends no watch.
            _ => {}
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = session.cancel.cancelled() => return Ok(Outcome { exit: Exit::Interrupted, ..Outcome::quiet() }),
        }
    }
}

async fn look(common: &Common, cluster: &Cluster) -> Result<Outcome> {
    let (rows, mut remarks) = read(common, cluster).await.map_err(unread)?;
    let unhealthy = rows.iter().filter(|row| !row.healthy).count();
    let namespace = common.namespace.as_deref();
    if rows.is_empty() {
        return Err(absent::error(cluster, namespace).await);
    }
    if unhealthy > 0 {
        remarks.push(format!(
            "{unhealthy} of {} services are not healthy",
            rows.len()
        ));
    }
    let exit = if unhealthy > 0 {
        Exit::Failed
    } else {
        Exit::Done
    };
    Ok(Outcome {
        body: table(&rows, namespace),
        exit,
        remarks,
    })
}

fn unread(refusal: Refusal) -> Error {
    refusal.explain("read the control plane")
}

/// One round of requests, all at once.
async fn read(
    common: &Common,
    cluster: &Cluster,
) -> Result<(Vec<ServiceRow>, Vec<String>), Refusal> {
    let names: Vec<_> = SERVICES.iter().map(|service| service.name).collect();
    let select = Select::labels(format!("app in ({})", names.join(",")));
    let bundle = Select {
        fields: Some("metadata.name=dapr-trust-bundle".into()),
        labels: None,
    };
    let namespace = common.namespace.as_deref();
    let list =
        |kind: Kind, select: Select| async move { cluster.list(&kind, namespace, &select).await };
    let (deployments, sets, pods, bundles) = tokio::join!(
        list(kind("apps/v1", "Deployment"), select.clone()),
        list(kind("apps/v1", "StatefulSet"), select.clone()),
        list(kind("v1", "Pod"), select.clone()),
        list(kind("v1", "ConfigMap"), bundle),
    );
    let mut workloads = deployments?;
    workloads.extend(sets?);
    let pods = pods?;
    let injector = workloads
        .iter()
        .find(|workload| workload.name() == INJECTOR.name);
    let rows = health::rows(&workloads, &pods, Expected::of(injector));
    if rows.is_empty() {
        return Ok(absent::rows(cluster, namespace).await);
    }
    // The certificate is a courtesy: whoever may not read it still gets the rows.
    let bundles = bundles.unwrap_or_default();
    let warnings = bundles.iter().filter_map(certificate_warning);
    let remarks = warnings.chain(pods.iter().find_map(sidecars)).collect();
    Ok((rows, remarks))
}

/// In a sandbox: what runs as sidecar, where images are only names.
fn sidecars(pod: &Object) -> Option<String> {
    let words = pod.annotation(SIDECAR).filter(|_| INJECTOR.owns(pod))?;
    Some(match words {
        "built-in" => "sidecars are built in".to_owned(),
        "unusable" => "sidecars cannot be started: `daprk sandbox status` says why".to_owned(),
        version => format!("sidecars are a real daprd {version}"),
    })
}

fn certificate_warning(bundle: &Object) -> Option<String> {
    let ends = certificate::not_after(bundle.text("/data/ca.crt"))?;
    let days = ends
        .duration_since(Timestamp::now())
        .as_hours()
        .div_euclid(24);
    let when = match days {
        days if days > WARN_BEFORE_DAYS => return None,
        ..0 => "has expired".to_owned(),
        0 => "expires today".to_owned(),
        1 => "expires in 1 day".to_owned(),
        days => format!("expires in {days} days"),
    };
    Some(format!(
        "warning: the root certificate of Dapr in {} {when} ({ends})",
        bundle.namespace()?
    ))
}

fn kind(api_version: &str, kind: &str) -> Kind {
    Kind::known(api_version, kind).expect("a known kind")
}

fn table(rows: &[ServiceRow], namespace: Option<&str>) -> Body {
    const COLUMNS: [(&str, bool); 9] = [
        ("NAME", false),
        ("NAMESPACE", false),
        ("HEALTHY", false),
        ("STATUS", false),
        ("REPLICAS", false),
        ("READY", true),
        ("VERSION", false),
        ("AGE", false),
        ("CREATED", false),
    ];
    Body::Table(Table {
        kind: "StatusList",
        columns: COLUMNS.map(|(title, wide)| Column { title, wide }).to_vec(),
        rows: rows.iter().map(row).collect(),
        empty: absent::empty(namespace),
    })
}

fn row(row: &ServiceRow) -> Row {
    let healthy = if row.healthy { "True" } else { "False" };
    let version = if row.built_in {
        "built-in"
    } else {
        &row.version
    };
    let cells = [
        row.name.clone(),
        row.namespace.clone(),
        healthy.to_owned(),
        row.status.clone(),
        row.replicas.to_string(),
        format!("{}/{}", row.ready, row.replicas),
        version.to_owned(),
        age(row.created.as_deref(), Timestamp::now()),
        created(row.created.as_deref()),
    ];
    Row {
        cells: cells.to_vec(),
        name: row.name.clone(),
        item: json!({
            "name": row.name,
            "namespace": row.namespace,
            "healthy": row.healthy,
            "status": row.status,
            "replicas": row.replicas,
            "ready": row.ready,
            "version": row.version,
            "builtIn": row.built_in,
            "created": row.created,
        }),
    }
}
