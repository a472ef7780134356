//! `init`: the control plane, and with `--dev` a Redis and a Zipkin.

use serde_json::Value;

use super::{Session, apps, control_plane, preview, report, sidecars};
use crate::cluster::Cluster;
use crate::error::{Exit, Result};
use crate::event::{Event, Outcome};
use crate::install::{self, Wanted};
use crate::settings::{App, AppSet, ControlPlane, Init, SetKind, ValuesInput};

/// Where the development Redis and Zipkin go, as with the dapr CLI.
const DEV_NAMESPACE: &str = "default";

pub(super) async fn run(session: &Session<'_>, settings: &Init) -> Result<Outcome> {
    let next = ["daprk deploy hello-kubernetes -k", "daprk status -k"];
    let cluster = session.cluster().await?;
    let outcome = install(
        session,
        &cluster,
        &settings.control_plane,
        settings.wait,
        &next,
    )
    .await?;
    if settings.dev && !session.common.dry_run {
        dev(session, &cluster, settings.wait).await?;
    }
    Ok(outcome)
}

/// Brings the control plane to what is asked for.
pub(super) async fn install(
    session: &Session<'_>,
    cluster: &Cluster,
    asked: &ControlPlane,
    wait: bool,
    next: &[&str],
) -> Result<Outcome> {
    let namespace = session.common.dapr_namespace();
    let (wanted, ()) = tokio::try_join!(
        control_plane::wanted(cluster, namespace, asked),
        control_plane::only_here(cluster, namespace),
    )?;
    session.started(&wanted.title, cluster, namespace);
    let cx = session.context(cluster);
    if session.common.dry_run {
        let plan = install::plan(&cx, &wanted).await?;
        return Ok(preview::outcome(&wanted, &plan, Exit::Done));
    }
    if !wait {
        session.reporter.emit(Event::Note {
            message: "not waiting: the first start may take two minutes".to_owned(),
        });
    }
    let report = install::run(&cx, &wanted, session.options(wait)).await?;
    let remarks = sidecars::remarks(cluster, &daprd_image(&wanted)).await;
    session.reporter.emit(Event::Finished {
        message: report::message(&wanted, &report, wait),
        seconds: report.seconds,
        next: next.iter().map(|command| (*command).to_owned()).collect(),
    });
    Ok(report::outcome(&wanted, &report, remarks))
}

/// The image that the injector gives to apps.
fn daprd_image(wanted: &Wanted) -> String {
    let containers = wanted
        .objects
        .iter()
        .flat_map(|object| object.items("/spec/template/spec/containers"));
    let variables = containers
        .filter_map(|container| container.get("env")?.as_array())
        .flatten();
    let image = variables
        .filter(|variable| variable["name"] == "SIDECAR_IMAGE")
        .find_map(|variable| variable.get("value"));
    image.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What the dapr CLI's `--dev` brings. A part that somebody else has put there already is left
/// alone with a word, and the rest goes on.
async fn dev(session: &Session<'_>, cluster: &Cluster, wait: bool) -> Result<()> {
    for set in ["redis", "zipkin"] {
        match dev_set(session, cluster, set, wait).await {
            Err(error) if error.code == "not-ours" => {
                session.reporter.emit(Event::Warning {
                    message: format!("{set} is left as it is: {error}"),
                });
            }
            done => done?,
        }
    }
    Ok(())
}

async fn dev_set(session: &Session<'_>, cluster: &Cluster, set: &str, wait: bool) -> Result<()> {
    let mut app = App {
        set: AppSet::Bundled {
            name: set.to_owned(),
        },
        values: ValuesInput::default(),
        images: Vec::new(),
        replicas: Vec::new(),
        state_store: None,
    };
    for (key, object) in apps::foreign(cluster, DEV_NAMESPACE, set).await? {
        let message = format!("{} is there already and is left as it is", object.id());
        session.reporter.emit(Event::Warning { message });
        app.values
            .sets
            .push((SetKind::Typed, format!("{key}=false")));
    }
    let wanted = apps::wanted(cluster, DEV_NAMESPACE, &app).await?;
    session.started(&wanted.title, cluster, DEV_NAMESPACE);
    let report = install::run(&session.context(cluster), &wanted, session.options(wait)).await?;
    session.reporter.emit(Event::Finished {
        message: report::message(&wanted, &report, wait),
        seconds: report.seconds,
        next: Vec::new(),
    });
    Ok(())
}
