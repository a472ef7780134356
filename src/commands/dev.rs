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

/// A part of it.
pub(super) struct Part {
    set: &'static str,
    /// What it would change.
    pub(super) preview: Preview,
}

/// Looks what it would be, beside a control plane that brings these definitions. A part that
/// somebody else has put there already is left alone with a word: before anything is changed.
pub(super) async fn look(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: &Init,
    definitions: &[Object],
) -> Result<Vec<Part>> {
    for definition in definitions {
        cluster.learn(definition);
    }
    let mut parts = Vec::new();
    for set in ["redis", "zipkin"] {
        match part(session, cluster, set, settings).await {
            Err(error) if is_anothers(&error) => left_alone(session, set, &error),
            part => parts.push(part?),
        }
    }
    Ok(parts)
}

/// Brings it. What has come since somebody looked is left alone, too, and so is Zipkin where the
/// sandbox has no program for it; the rest goes on.
pub(super) async fn run(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: &Init,
    parts: Vec<Part>,
) -> Result<()> {
    for part in parts {
        let set = part.set;
        match install(session, cluster, settings, part).await {
            Err(error) if is_anothers(&error) => left_alone(session, set, &error),
            Err(error) if set == "zipkin" && error.code == "image-without-program" => {
                leave_out(session, cluster, set, &error).await?;
            }
            done => done?,
        }
    }
    Ok(())
}

fn is_anothers(error: &Error) -> bool {
    matches!(error.code, "not-ours" | "redis-there")
}

fn left_alone(session: &Session<'_>, set: &str, error: &Error) {
    session.reporter.emit(Event::Warning {
        message: format!("{set} is left as it is: {error}"),
    });
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
    set: &'static str,
    settings: &Init,
) -> Result<Part> {
    let wanted = wanted(session, cluster, set, settings.dev_registry.clone()).await?;
    let preview = preview::of(session, cluster, wanted).await?;
    Ok(Part { set, preview })
}

async fn install(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: &Init,
    part: Part,
) -> Result<()> {
    let (wait, wanted) = (settings.wait, part.preview.wanted);
    session.started(&wanted.title, cluster, DEV_NAMESPACE);
    let report = install::run(&session.context(cluster), &wanted, session.options(wait)).await?;
    session.reporter.emit(Event::Finished {
        message: report::message(&wanted, &report, wait),
        seconds: report.seconds,
        next: Vec::new(),
    });
    Ok(())
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
