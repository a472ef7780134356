//! `uninstall`: the control plane goes; with flags also its definitions, its data, and what
//! `--dev` brought.

use super::apps::{DEV_NAMESPACE, DEV_REDIS, DEV_ZIPKIN};
use super::{Session, control_plane, elsewhere, sidecars};
use crate::cluster::Cluster;
use crate::error::Result;
use crate::event::{Body, Danger, Event, Outcome, Question};
use crate::install::{Ledger, Removal, Removed, counted, remains};
use crate::manifest::{Object, ObjectId};
use crate::release::Standing;
use crate::settings::Uninstall;

pub(super) async fn run(session: &Session<'_>, settings: Uninstall) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.common.dapr_namespace();
    session.started("Dapr, to be removed", &cluster, namespace);
    check_elsewhere(&cluster, namespace, settings.all).await?;
    let removals = removals(session, settings);
    let lines = consequences(session, &cluster, settings, &removals).await?;
    if session.common.dry_run {
        return Ok(preview(&lines));
    }
    confirm(session, &cluster, settings, lines)?;
    let started = tokio::time::Instant::now();
    let mut removed = Removed::default();
    for removal in &removals {
        let one = removal.run(&session.context(&cluster)).await?;
        removed.was_there |= one.was_there && removal.release == control_plane::RELEASE;
        removed.objects.extend(one.objects);
    }
    clean_up(session, &cluster, settings, &mut removed).await?;
    session.reporter.emit(Event::Finished {
        message: farewell(namespace, &removed),
        seconds: started.elapsed().as_secs_f64(),
        next: Vec::new(),
    });
    Ok(Outcome {
        remarks: left(session, &cluster, settings).await?,
        ..Outcome::quiet()
    })
}

/// Refuses what would harm, or was meant for, a control plane in another namespace.
async fn check_elsewhere(cluster: &Cluster, namespace: &str, all: bool) -> Result<()> {
    let found = elsewhere::find(cluster, namespace).await;
    // Definitions are everybody's: whoever may not see who uses them may not delete them.
    let found = if all {
        found.map_err(|refusal| refusal.explain("look for Dapr in other namespaces"))?
    } else {
        found.unwrap_or_default()
    };
    if found.is_empty() {
        return Ok(());
    }
    let ledger = Ledger::read(cluster, namespace, control_plane::RELEASE).await?;
    elsewhere::only_here(&found, !matches!(ledger.standing(), Standing::Absent))?;
    if all {
        elsewhere::definitions_unused(&found)?;
    }
    Ok(())
}

/// What a yes would mean, instead of the question.
fn preview(lines: &[String]) -> Outcome {
    if lines.is_empty() {
        return Outcome {
            remarks: vec!["nothing to remove".to_owned()],
            ..Outcome::quiet()
        };
    }
    Outcome::done(Body::Text(lines.join("\n") + "\n"))
}

/// What is gone; `was_there` is about the control plane.
fn farewell(namespace: &str, removed: &Removed) -> String {
    let count = removed.objects.len();
    let objects = counted(count, "");
    match (removed.was_there, count) {
        (true, _) => format!("Dapr is gone from {namespace}: {objects}"),
        (false, 0) => format!("there is no Dapr in {namespace}: nothing to remove"),
        (false, _) => format!("{objects} gone; there was no Dapr in {namespace}"),
    }
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
        removals.push(removal(DEV_REDIS, DEV_NAMESPACE));
        removals.push(removal(DEV_ZIPKIN, DEV_NAMESPACE));
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
    let mut going: Vec<ObjectId> = Vec::new();
    for removal in removals {
        let (_, objects) = removal.plan(&session.context(cluster)).await?;
        if !objects.is_empty() {
            let of = format!(" of release {} in {}", removal.release, removal.namespace);
            lines.push(counted(objects.len(), &of));
            going.extend(objects.iter().map(Object::id));
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
        going.extend(claims.iter().map(Object::id));
    }
    // Where nothing goes, they lose nothing.
    if lines.is_empty() {
        return Ok(lines);
    }
    let namespace = session.common.dapr_namespace();
    let to_go = remains::namespace_to_go(cluster, namespace, control_plane::RELEASE, &going);
    lines.extend(to_go.await?.map(|id| id.subject().to_string()));
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
    session.reporter.confirm(&question)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_are_true() {
        let id = ObjectId {
            api_version: "v1".into(),
            kind: "Service".into(),
            namespace: Some("default".into()),
            name: "dapr-dev-redis-master".into(),
        };
        let rows = [
            (true, 0, "Dapr is gone from here: 0 objects"),
            (true, 1, "Dapr is gone from here: 1 object"),
            (true, 2, "Dapr is gone from here: 2 objects"),
            (true, 1, "Dapr is gone from here: 1 object"),
            (false, 0, "there is no Dapr in here: nothing to remove"),
            (false, 1, "1 object gone; there was no Dapr in here"),
            (false, 2, "2 objects gone; there was no Dapr in here"),
        ];
        for (was_there, count, words) in rows {
            let removed = Removed {
                objects: vec![id.clone(); count],
                was_there,
            };
            assert_eq!(farewell("here", &removed), words);
        }
    }

    #[test]
    fn a_preview_of_nothing_says_so() {
        let nothing = preview(&[]);
        assert_eq!(nothing.body, Body::Nothing);
        assert_eq!(nothing.remarks, ["nothing to remove"]);
        let some = preview(&["a".to_owned(), "b".to_owned()]);
        assert_eq!(some.body, Body::Text("a\nb\n".to_owned()));
    }
}
