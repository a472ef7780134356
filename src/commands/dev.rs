//! What `--dev` brings beside the control plane: a Redis and a Zipkin, and what tells Dapr of them.

use super::apps::{self, DEV_NAMESPACE};
use super::preview::{self, Preview};
use super::{Session, report};
use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::install::{self, Removal, Wanted};
use crate::manifest::{Kind, Object};
use crate::release;
use crate::settings::{App, AppSet, Init, SetKind, ValuesInput};

/// Brings it; a dry run answers what it would be. A part that somebody else has put there already
/// is left alone with a word, and the rest goes on; so is Zipkin where the
/// sandbox has no program for it.
pub(super) async fn run(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: &Init,
) -> Result<Vec<Preview>> {
    let mut previews = Vec::new();
    for set in ["redis", "zipkin"] {
        match part(session, cluster, set, settings).await {
            Err(error) if matches!(error.code, "not-ours" | "redis-there") => {
                session.reporter.emit(Event::Warning {
                    message: format!("{set} is left as it is: {error}"),
                });
            }
            Err(error) if set == "zipkin" && error.code == "image-without-program" => {
                leave_out(session, cluster, set, &error).await?;
            }
            done => previews.extend(done?),
        }
    }
    Ok(previews)
}

/// A sandbox runs programs of this machine, and Zipkin is one that hardly any has: nothing else needs it, and a Deployment
/// that never gets ready would be found at fault from now on.
async fn leave_out(
    session: &Session<'_>,
    cluster: &Cluster,
    set: &str,
    error: &Error,
) -> Result<()> {
    let removal = Removal {
        release: apps::release_name(set).to_owned(),
        namespace: DEV_NAMESPACE.to_owned(),
        wait: true,
        timeout: session.common.timeout,
    };
    removal.run(&session.context(cluster)).await?;
    let why = error.message.split_once("cannot start: ");
    let why = why.map_or(error.message.as_str(), |(_, why)| why);
    session.reporter.emit(Event::Warning {
        message: format!(
            "{set} is left out: {why}; with Java and the jar from https://zipkin.io, start the sandbox with \
             --image 'zipkin-slim=java -jar /path/to/zipkin.jar'"
        ),
    });
    Ok(())
}

async fn part(
    session: &Session<'_>,
    cluster: &Cluster,
    set: &str,
    settings: &Init,
) -> Result<Option<Preview>> {
    let wait = settings.wait;
    let wanted = wanted(session, cluster, set, settings.dev_registry.clone()).await?;
    session.started(&wanted.title, cluster, DEV_NAMESPACE);
    if session.common.dry_run {
        return preview::of(session, cluster, wanted).await.map(Some);
    }
    let report = install::run(&session.context(cluster), &wanted, session.options(wait)).await?;
    session.reporter.emit(Event::Finished {
        message: report::message(&wanted, &report, wait),
        seconds: report.seconds,
        next: Vec::new(),
    });
    Ok(None)
}

async fn wanted(
    session: &Session<'_>,
    cluster: &Cluster,
    set: &str,
    registry: Option<String>,
) -> Result<Wanted> {
    let mut app = App {
        set: AppSet::Bundled {
            name: set.to_owned(),
        },
        values: ValuesInput::default(),
        images: Vec::new(),
        replicas: Vec::new(),
        state_store: None,
        registry,
    };
    let foreign = foreign(cluster, set).await?;
    let off = |key: &str| (SetKind::Typed, format!("{key}=false"));
    app.values.sets = foreign.iter().map(|(key, _)| off(key)).collect();
    let wanted = apps::wanted(session, cluster, DEV_NAMESPACE, &app).await?;
    for (_, object) in foreign {
        let message = format!("{} is there already and is left as it is", object.id());
        session.reporter.emit(Event::Warning { message });
    }
    Ok(wanted)
}

/// Dapr resources of a part that stand already and belong to no release or another one, with the
/// value that switches each off.
async fn foreign(cluster: &Cluster, set: &str) -> Result<Vec<(&'static str, Object)>> {
    const PARTS: [(&str, &str, &str, &str); 3] = [
        (
            "redis",
            "components.statestore.enabled",
            "Component",
            "statestore",
        ),
        ("redis", "components.pubsub.enabled", "Component", "pubsub"),
        (
            "zipkin",
            "configuration.enabled",
            "Configuration",
            "appconfig",
        ),
    ];
    let mut foreign = Vec::new();
    for (_, key, kind, name) in PARTS.into_iter().filter(|(of, ..)| *of == set) {
        let kind = Kind::known("dapr.io/v1alpha1", kind).expect("a known kind");
        let found = cluster
            .get(&kind, Some(DEV_NAMESPACE), name)
            .await
            .map_err(|refusal| refusal.explain("read Dapr's resources"))?;
        let release = apps::release_name(set);
        let is_ours = |object: &Object| release::may_adopt(object, release, DEV_NAMESPACE).is_ok();
        foreign.extend(
            found
                .filter(|object| !is_ours(object))
                .map(|object| (key, object)),
        );
    }
    Ok(foreign)
}
