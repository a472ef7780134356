//! `init`: the control plane, and with `--dev` a Redis and a Zipkin.

use super::{Session, control_plane, dev, preview, report, sidecars};
use crate::cluster::Cluster;
use crate::error::{Exit, Result};
use crate::event::{Event, Outcome};
use crate::install::{self, Wanted};
use crate::settings::Init;

pub(super) async fn run(session: &Session<'_>, settings: &Init) -> Result<Outcome> {
    let next = ["daprk deploy hello-kubernetes -k", "daprk status -k"];
    let namespace = session.common.dapr_namespace();
    let cluster = session.cluster_with(settings.daprd.as_deref()).await?;
    let found = control_plane::find(&cluster, namespace).await?;
    found.only_here()?;
    let wanted = found.wanted(session, &settings.control_plane)?;
    session.started(&wanted.title, &cluster, namespace);
    let parts = if settings.dev {
        dev::look(session, &cluster, settings, &wanted.definitions).await?
    } else {
        Vec::new()
    };
    if session.common.dry_run {
        let mut previews = vec![preview::of(session, &cluster, wanted).await?];
        previews.extend(parts.into_iter().map(|part| part.preview));
        return Ok(preview::outcome(&previews, Exit::Done));
    }
    let outcome = install(session, &cluster, &wanted, settings.wait, &next).await?;
    dev::run(session, &cluster, settings, parts).await?;
    Ok(outcome)
}

/// Brings the control plane to what is wanted.
pub(super) async fn install(
    session: &Session<'_>,
    cluster: &Cluster,
    wanted: &Wanted,
    wait: bool,
    next: &[&str],
) -> Result<Outcome> {
    if !wait {
        session.reporter.emit(Event::Note {
            message: "not waiting: the first start may take two minutes".to_owned(),
        });
    }
    let report = install::run(&session.context(cluster), wanted, session.options(wait)).await?;
    let remarks = sidecars::remarks(
        cluster,
        sidecars::image(&wanted.objects).unwrap_or_default(),
    )
    .await;
    session.reporter.emit(Event::Finished {
        message: report::message(wanted, &report, wait),
        seconds: report.seconds,
        next: next.iter().map(|command| (*command).to_owned()).collect(),
    });
    Ok(report::outcome(wanted, &report, remarks))
}
