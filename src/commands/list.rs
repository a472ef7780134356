//! `list`: the Dapr apps, a row for each replica.

use jiff::Timestamp;
use serde_json::json;

use super::Session;
use super::age::{age, created};
use crate::cluster::Select;
use crate::dapr::{App, app};
use crate::error::Result;
use crate::event::{Body, Column, Outcome, Row, Table};
use crate::manifest::Kind;
use crate::settings::List;

pub(super) async fn run(session: &Session<'_>, settings: &List) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    // As with the dapr CLI, no namespace means all of them.
    let namespace = session
        .common
        .namespace
        .as_deref()
        .filter(|_| !settings.all_namespaces);
    let kind = Kind::known("v1", "Pod").expect("a known kind");
    let mut apps: Vec<App> = cluster
        .list_map(&kind, namespace, &Select::default(), |pod| app(&pod))
        .await
        .map_err(|refusal| refusal.explain("list pods"))?;
    apps.sort_by(|a, b| (&a.namespace, &a.app_id, &a.pod).cmp(&(&b.namespace, &b.app_id, &b.pod)));
    let empty = match namespace {
        Some(namespace) => format!("no Dapr apps in namespace {namespace}"),
        None => {
            "no Dapr apps in this cluster; `daprk deploy hello-kubernetes -k` makes two".to_owned()
        }
    };
    Ok(Outcome::done(table(&apps, empty)))
}

fn table(apps: &[App], empty: String) -> Body {
    const COLUMNS: [(&str, bool); 8] = [
        ("NAMESPACE", false),
        ("APP ID", false),
        ("APP PORT", false),
        ("AGE", false),
        ("CREATED", false),
        ("POD", true),
        ("SIDECAR", true),
        ("NATIVE", true),
    ];
    Body::Table(Table {
        kind: "AppList",
        columns: COLUMNS.map(|(title, wide)| Column { title, wide }).to_vec(),
        rows: apps.iter().map(row).collect(),
        empty,
    })
}

fn row(app: &App) -> Row {
    let port = app
        .app_port
        .map(|port| port.to_string())
        .unwrap_or_default();
    let sidecar = app.runs.as_ref().unwrap_or(&app.daprd_version);
    let cells = [
        app.namespace.clone(),
        app.app_id.clone(),
        port,
        age(app.created.as_deref(), Timestamp::now()),
        created(app.created.as_deref()),
        app.pod.clone(),
        sidecar.clone(),
        if app.native { "True" } else { "False" }.to_owned(),
    ];
    Row {
        cells: cells.to_vec(),
        name: format!("pod/{}", app.pod),
        item: json!({
            "namespace": app.namespace,
            "appId": app.app_id,
            "appPort": app.app_port,
            "created": app.created,
            "pod": app.pod,
            "sidecarVersion": sidecar,
            "nativeSidecar": app.native,
        }),
    }
}
