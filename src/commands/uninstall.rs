//! `uninstall`: the control plane goes; with flags also its definitions, its data, and what
//! `--dev` brought.

use super::{Session, apps, control_plane, sidecars};
use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::event::{Danger, Event, Outcome, Question};
use crate::install::{Removal, Removed, remains};
use crate::manifest::Object;
use crate::settings::Uninstall;

/// Where `init --dev` puts Redis and Zipkin.
const DEV_NAMESPACE: &str = "default";

pub(super) async fn run(session: &Session<'_>, settings: Uninstall) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.common.dapr_namespace();
    session.started("Dapr, to be removed", &cluster, namespace);
    let removals = removals(session, settings);
    let lines = consequences(session, &cluster, settings, &removals).await?;
    if session.common.dry_run {
        let text = lines.join("\n") + "\n";
        return Ok(Outcome::done(crate::event::Body::Text(text)));
    }
    confirm(session, &cluster, settings, lines)?;
    let started = tokio::time::Instant::now();
    let mut removed = Removed::default();
    for removal in &removals {
        let one = removal.run(&session.context(&cluster)).await?;
        if !one.was_there && removal.release == control_plane::RELEASE {
            warn_absent(session, &cluster, namespace).await;
        }
        removed.objects.extend(one.objects);
    }
    clean_up(session, &cluster, settings, &mut removed).await?;
    session.reporter.emit(Event::Finished {
        message: format!(
            "Dapr is gone from {namespace}: {} objects",
            removed.objects.len()
        ),
        seconds: started.elapsed().as_secs_f64(),
        next: Vec::new(),
    });
    Ok(Outcome {
        remarks: left(session, &cluster, settings).await?,
        ..Outcome::quiet()
    })
}

fn removals(session: &Session<'_>, settings: Uninstall) -> Vec<Removal> {
    let removal = |release: &str, namespace: &str| Removal {
        release: release.to_owned(),
        namespace: namespace.to_owned(),
        wait: settings.wait,
        timeout: session.common.timeout,
    };
    let mut removals = Vec::new();
    if settings.dev {
        removals.push(removal(apps::DEV_REDIS, DEV_NAMESPACE));
        removals.push(removal(apps::DEV_ZIPKIN, DEV_NAMESPACE));
    }
    removals.push(removal(
        control_plane::RELEASE,
        session.common.dapr_namespace(),
    ));
    removals
}

/// What a yes means, in lines.
async fn consequences(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: Uninstall,
    removals: &[Removal],
) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for removal in removals {
        let (_, objects) = removal.plan(&session.context(cluster)).await?;
        if !objects.is_empty() {
            lines.push(format!(
                "{} objects of release {} in {}",
                objects.len(),
                removal.release,
                removal.namespace
            ));
        }
    }
    if settings.all {
        lines.extend(remains::custom_resources(cluster).await?);
    }
    if settings.purge_data {
        let claims = claims(session, cluster, settings).await?;
        lines.extend(
            claims
                .iter()
                .map(|claim| format!("{}, with the data in it", claim.subject())),
        );
    }
    let apps = sidecars::injected(cluster).await;
    if !apps.is_empty() {
        lines.push(format!(
            "apps that still carry a sidecar, which loses its control plane: {}",
            apps.join(", ")
        ));
    }
    Ok(lines)
}

fn confirm(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: Uninstall,
    lines: Vec<String>,
) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let question = Question {
        context: lines,
        prompt: format!("Remove this from {}?", cluster.context),
        danger: if settings.all {
            Danger::Severe(cluster.context.clone())
        } else {
            Danger::Moderate
        },
    };
    if session.reporter.ask(&question)? {
        return Ok(());
    }
    Err(Error::new(
        Exit::NeedsConfirmation,
        "declined",
        "nothing was changed",
    ))
}

async fn warn_absent(session: &Session<'_>, cluster: &Cluster, namespace: &str) {
    let elsewhere = control_plane::elsewhere(cluster, namespace).await;
    let message = match elsewhere.first() {
        Some(other) => format!(
            "there is no release `dapr` in {namespace}; Dapr stands in {other} (-n {other})"
        ),
        None => format!("there is no release `dapr` in {namespace}"),
    };
    session.reporter.emit(Event::Warning { message });
}

async fn clean_up(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: Uninstall,
    removed: &mut Removed,
) -> Result<()> {
    let cx = session.context(cluster);
    let namespace = session.common.dapr_namespace();
    let patience = settings.wait.then_some(session.common.timeout);
    if settings.purge_data {
        let claims = claims(session, cluster, settings).await?;
        removed
            .objects
            .extend(remains::remove_all(&cx, &claims, session.common.timeout).await?);
    }
    if settings.all {
        removed
            .objects
            .extend(remains::remove_definitions(&cx, session.common.timeout).await?);
    }
    removed
        .objects
        .extend(remains::remove_namespace(&cx, namespace, patience).await?);
    Ok(())
}

/// Claims that hold the data of what is removed.
async fn claims(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: Uninstall,
) -> Result<Vec<Object>> {
    let namespace = session.common.dapr_namespace();
    let mut claims = remains::claims(cluster, namespace, remains::SCHEDULER_CLAIMS).await?;
    if settings.dev {
        claims.extend(remains::claims(cluster, DEV_NAMESPACE, remains::REDIS_CLAIMS).await?);
    }
    Ok(claims)
}

/// What stays, and why.
async fn left(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: Uninstall,
) -> Result<Vec<String>> {
    let mut left = Vec::new();
    let claims = claims(session, cluster, settings).await?;
    if !claims.is_empty() && !settings.purge_data {
        let names: Vec<_> = claims.iter().map(Object::name).collect();
        left.push(format!(
            "claims stay, with the data in them: {}; --purge-data deletes them",
            names.join(", ")
        ));
    }
    if !settings.all && remains::has_definitions(cluster).await? {
        left.push(
            "Dapr's definitions and the components and configurations made of them stay: --all deletes them".to_owned(),
        );
    }
    Ok(left)
}
