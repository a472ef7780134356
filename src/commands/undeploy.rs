//! `undeploy`: what a deploy of that name applied goes.

use super::{Session, apps, control_plane};
use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::event::{Body, Danger, Event, Outcome, Question};
use crate::install::{Ledger, Removal, counted, remains};
use crate::manifest::{Object, ObjectId};
use crate::settings::Undeploy;

pub(super) async fn run(session: &Session<'_>, settings: &Undeploy) -> Result<Outcome> {
    is_app(&settings.name)?;
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let release = apps::release_name(&settings.name).to_owned();
    let removal = Removal {
        release,
        namespace,
        wait: settings.wait,
        timeout: session.common.timeout,
    };
    let cx = session.context(&cluster);
    let (ledger, objects) = removal.plan(&cx).await?;
    if ledger.records().is_empty() {
        if !session.common.dry_run {
            // A run that was killed at its very end may have left its lease.
            removal.run(&cx).await?;
        }
        return Err(Error::failed(
            "no-release",
            format!(
                "nothing named `{}` is deployed in {}",
                removal.release, removal.namespace
            ),
        )
        .hint(format!(
            "`helm ls -n {}` lists what is; -n names another namespace",
            removal.namespace
        )));
    }
    let names = going(&cluster, &removal, &objects).await?;
    if session.common.dry_run {
        return Ok(preview(&names, &cluster.context));
    }
    session.started(&settings.name, &cluster, &removal.namespace);
    if !names.is_empty() {
        session.reporter.confirm(&Question {
            context: names,
            prompt: format!("Delete these from {}?", cluster.context),
            danger: Danger::Moderate,
        })?;
    }
    let started = tokio::time::Instant::now();
    let patience = settings.wait.then_some(session.common.timeout);
    let mut removed = removal.run(&cx).await?;
    removed
        .objects
        .extend(remains::remove_namespace(&cx, &removal.namespace, patience).await?);
    session.reporter.emit(Event::Finished {
        message: format!(
            "{} is gone from {}: {}",
            settings.name,
            removal.namespace,
            counted(removed.objects.len(), "")
        ),
        seconds: started.elapsed().as_secs_f64(),
        next: Vec::new(),
    });
    Ok(Outcome {
        remarks: left(&cluster, &ledger).await?,
        ..Outcome::quiet()
    })
}

/// What a yes deletes: the objects, and the namespace if it was made for them alone.
async fn going(cluster: &Cluster, removal: &Removal, objects: &[Object]) -> Result<Vec<String>> {
    let mut ids: Vec<ObjectId> = objects.iter().map(Object::id).collect();
    let (place, release) = (&removal.namespace, &removal.release);
    ids.extend(remains::namespace_to_go(cluster, place, release, &ids).await?);
    Ok(ids.iter().map(ObjectId::to_string).collect())
}

/// What a yes would mean, instead of the question.
fn preview(names: &[String], context: &str) -> Outcome {
    if names.is_empty() {
        return Outcome {
            remarks: vec!["no object is there; the release's record would go".to_owned()],
            ..Outcome::quiet()
        };
    }
    Outcome {
        remarks: vec![format!(
            "{} would be deleted from {context}",
            counted(names.len(), "")
        )],
        ..Outcome::done(Body::Text(names.join("\n") + "\n"))
    }
}

/// Claims that stay, and how they go.
async fn left(cluster: &Cluster, ledger: &Ledger) -> Result<Vec<String>> {
    let claims = remains::claims_of(cluster, ledger.objects()).await?;
    let remark = |claim: &Object| {
        let (name, place) = (claim.name(), claim.namespace().unwrap_or("default"));
        format!(
            "claim {name} stays, with the data in it; `kubectl delete pvc {name} -n {place}` deletes it"
        )
    };
    Ok(claims.iter().map(remark).collect())
}

/// The control plane has a command of its own, which knows what hangs on it.
fn is_app(name: &str) -> Result<()> {
    if name != control_plane::RELEASE {
        return Ok(());
    }
    Err(Error::usage(
        "reserved-name",
        format!("`{name}` is Dapr itself, and no application"),
    )
    .hint("`daprk uninstall -k` removes it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_plane_is_no_application() {
        for name in ["hello-kubernetes", "redis", "dapr-dev-redis", "shop"] {
            assert_eq!(is_app(name), Ok(()), "{name}");
        }
        let error = is_app("dapr").unwrap_err();
        assert_eq!(
            error.hint.as_deref(),
            Some("`daprk uninstall -k` removes it")
        );
    }
}
