//! `deploy`: a bundled set of apps, or manifests of one's own, until they are healthy.

use super::{Session, apps, preview, report};
use crate::error::{Exit, Result};
use crate::event::{Event, Outcome};
use crate::install;
use crate::settings::{AppSet, Deploy};

pub(super) async fn run(session: &Session<'_>, settings: &Deploy) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let wanted = apps::wanted(session, &cluster, &namespace, &settings.app).await?;
    session.started(&wanted.title, &cluster, &namespace);
    if session.common.dry_run {
        let preview = preview::of(session, &cluster, wanted).await?;
        return Ok(preview::outcome(&[preview], Exit::Done));
    }
    let options = session.options(settings.wait);
    let report = install::run(&session.context(&cluster), &wanted, options).await?;
    session.reporter.emit(Event::Finished {
        message: report::message(&wanted, &report, settings.wait),
        seconds: report.seconds,
        next: next(session, &settings.app.set),
    });
    Ok(report::outcome(&wanted, &report, Vec::new()))
}

/// Commands worth typing now, for the namespace it went to.
fn next(session: &Session<'_>, set: &AppSet) -> Vec<String> {
    let place = session
        .common
        .namespace
        .as_ref()
        .map_or_else(String::new, |namespace| format!(" -n {namespace}"));
    let list = format!("daprk list -k{place}");
    match set {
        AppSet::Bundled { name } if name == "hello-kubernetes" => {
            vec![format!("daprk logs -k{place} -a nodeapp -c app -f"), list]
        }
        _ => vec![list],
    }
}
