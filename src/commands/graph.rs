//! `graph`: the picture of Dapr in a cluster, in manifests, or as it was kept.

mod difference;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;

use super::{Session, own, tour};
use crate::check::{self, Scope};
use crate::cluster::Cluster;
use crate::diagnose::{self, Snapshot};
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Outcome};
use crate::graph::{self, Frame, Graph, Recording, Theme};
use crate::settings::{Drawing, Graph as Settings, Of, Output, Source, View};

/// How often `-w` looks.
const LOOK: Duration = Duration::from_secs(2);

pub(super) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    if settings.diff {
        return difference::run(session, settings).await;
    }
    match &settings.of {
        Of::Manifests(sources) => {
            let snapshot = of_manifests(session, sources).await?;
            drawn(
                session,
                settings,
                &graph::build_manifests("manifests", &snapshot),
            )
        }
        Of::Recording(file) => drawn(session, settings, &last(file)?),
        Of::Cluster(window) => once(session, settings, *window).await,
        Of::Watched => watch(session, settings).await,
        Of::Tour(files) => tour::run(session, settings, files).await,
    }
}

async fn once(
    session: &Session<'_>,
    settings: &Settings,
    window: Option<Duration>,
) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let scope = scope(session, &cluster, settings).await?;
    let mut before = None;
    if let Some(window) = window {
        before = Some(check::collect(&cluster, &scope).await?);
        tokio::select! {
            () = tokio::time::sleep(window) => {}
            () = session.cancel.cancelled() => return Err(Error::interrupted()),
        }
    }
    let now = check::collect(&cluster, &scope).await?;
    let graph = picture(session, &cluster, &scope, &now, before.as_ref());
    keep(settings, &[frame(&now, &graph)])?;
    drawn(session, settings, &graph)
}

/// Shows it anew whenever it changes, until Ctrl-C.
async fn watch(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let scope = scope(session, &cluster, settings).await?;
    let mut before: Option<Snapshot> = None;
    let mut shown: Option<Outcome> = None;
    let mut frames = Vec::new();
    loop {
        match check::collect(&cluster, &scope).await {
            Ok(now) => {
                let graph = picture(session, &cluster, &scope, &now, before.as_ref());
                if settings.record.is_some() {
                    frames.push(frame(&now, &graph));
                    keep(settings, &frames)?;
                }
                let outcome = drawn(session, settings, &graph)?;
                if shown.as_ref() != Some(&outcome) {
                    if session.reporter.show_again(&outcome).is_err() {
                        return Ok(Outcome::quiet());
                    }
                    shown = Some(outcome);
                }
                before = Some(now);
            }
            // A server that is away for a moment ends no watch.
            Err(error) if shown.is_some() && error.code == "cluster-unreachable" => {}
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = session.cancel.cancelled() => return Ok(Outcome { exit: Exit::Interrupted, ..Outcome::quiet() }),
        }
    }
}

pub(super) async fn scope(
    session: &Session<'_>,
    cluster: &Cluster,
    settings: &Settings,
) -> Result<Scope> {
    let namespace = session.app_namespace(cluster);
    let named = (!settings.all_namespaces).then_some(namespace);
    super::scope::of(cluster, named, settings.check).await
}

/// The graph of a snapshot, with what is wrong in it.
pub(super) fn picture(
    session: &Session<'_>,
    cluster: &Cluster,
    scope: &Scope,
    now: &Snapshot,
    before: Option<&Snapshot>,
) -> Graph {
    let mut graph = graph::build(&format!("context {}", cluster.context), now, before);
    let survey = session.survey(scope);
    graph.problems = graph::problems(&graph, &diagnose::survey(now, &survey));
    graph.command = command(session);
    graph
}

/// What a person types to draw it again.
pub(super) fn command(session: &Session<'_>) -> String {
    session.typed.text("daprk graph -k")
}

/// The snapshot of a cluster that has nothing but these manifests.
async fn of_manifests(session: &Session<'_>, sources: &[Source]) -> Result<Snapshot> {
    let place = session.common.namespace.as_deref().unwrap_or("default");
    let mut objects = own::objects(sources).await?;
    for object in &mut objects {
        if object.namespace().is_none() {
            object.set_namespace(place);
        }
    }
    Ok(check::of_objects(objects.into_iter().map(Arc::new)))
}

fn frame(now: &Snapshot, graph: &Graph) -> Frame {
    Frame {
        at: now.now,
        graph: graph.clone(),
    }
}

/// Writes what was seen, whole or not at all.
fn keep(settings: &Settings, frames: &[Frame]) -> Result<()> {
    let Some(file) = &settings.record else {
        return Ok(());
    };
    let recording = Recording {
        api_version: Recording::API_VERSION.to_owned(),
        kind: Recording::KIND.to_owned(),
        frames: frames.to_vec(),
    };
    let text = serde_json::to_vec(&recording).map_err(|error| Error::bug(error.to_string()))?;
    let part = file.with_extension("part");
    std::fs::write(&part, text)
        .and_then(|()| std::fs::rename(&part, file))
        .map_err(|error| {
            Error::failed(
                "unwritable",
                format!("cannot write {}: {error}", file.display()),
            )
        })
}

fn read(file: &Path) -> Result<Recording> {
    let text = std::fs::read(file).map_err(|error| {
        Error::usage(
            "unreadable",
            format!("cannot read {}: {error}", file.display()),
        )
    })?;
    let recording: Recording = serde_json::from_slice(&text).map_err(|error| {
        Error::usage(
            "no-recording",
            format!("{} is no recording", file.display()),
        )
        .says(error.to_string())
        .hint("`daprk graph --record FILE` makes one")
    })?;
    Ok(recording)
}

/// The last picture that a file has.
fn last(file: &Path) -> Result<Graph> {
    let last = read(file)?.frames.pop();
    last.map(|frame| frame.graph)
        .ok_or_else(|| nothing_kept(file))
}

fn nothing_kept(file: &Path) -> Error {
    Error::usage(
        "no-recording",
        format!("{} has no picture in it", file.display()),
    )
}

/// The part that was asked for, in the form that was asked for.
fn drawn(session: &Session<'_>, settings: &Settings, whole: &Graph) -> Result<Outcome> {
    let mut graph = graph::view(whole, view(settings));
    if let Some((name, hops)) = &settings.focus {
        graph = graph::focus(&graph, name, *hops).map_err(|near| unknown(name, near))?;
    }
    let mut outcome = Outcome::done(body(session.common.output, &graph)?);
    if settings.check && graph.problems.iter().any(|problem| !problem.warning) {
        outcome.exit = Exit::Failed;
    }
    if graph.nodes.is_empty() {
        outcome
            .remarks
            .push(format!("there is nothing of Dapr in {}", graph.title));
    }
    Ok(outcome)
}

fn view(settings: &Settings) -> graph::View {
    match settings.view {
        View::App => graph::View::App,
        View::DataPath => graph::View::DataPath,
        View::Injection => graph::View::Injection,
        View::ControlPlane => graph::View::ControlPlane,
        View::All => graph::View::All,
    }
}

fn unknown(name: &str, near: Option<String>) -> Error {
    let error = Error::usage("no-node", format!("the picture has no `{name}`"));
    match near {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`daprk graph -o text` shows what it has"),
    }
}

fn body(output: Output, graph: &Graph) -> Result<Body> {
    Ok(match output {
        Output::Drawing(Drawing::Mermaid) => Body::Text(graph::mermaid(graph)),
        Output::Drawing(Drawing::Dot) => Body::Text(graph::dot(graph)),
        Output::Drawing(Drawing::Svg) => Body::Text(graph::svg(graph, Theme::Auto)),
        Output::Drawing(Drawing::Html) => Body::Text(graph::html(graph)),
        _ => Body::Record {
            value: record("Graph", graph)?,
            text: match output {
                Output::Name => graph::names(graph),
                Output::Wide => graph::wide_tree(graph),
                _ => graph::tree(graph),
            },
        },
    })
}

pub(super) fn record(kind: &str, of: &impl Serialize) -> Result<serde_json::Value> {
    let mut value = serde_json::to_value(of).map_err(|error| Error::bug(error.to_string()))?;
    let head = json!({"apiVersion": Recording::API_VERSION, "kind": kind});
    if let (Some(all), Some(head)) = (value.as_object_mut(), head.as_object()) {
        let rest = std::mem::take(all);
        all.extend(head.clone());
        all.extend(rest);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_recording_is_read_as_it_was_kept() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("kept.json");
        let graph = Graph {
            title: "context kind".to_owned(),
            ..Graph::default()
        };
        let settings = Settings {
            all_namespaces: false,
            view: View::All,
            focus: None,
            of: Of::Watched,
            record: Some(file.clone()),
            check: false,
            diff: false,
        };
        let frame = Frame {
            at: Timestamp::UNIX_EPOCH,
            graph,
        };
        keep(&settings, std::slice::from_ref(&frame)).unwrap();
        assert_eq!(read(&file).unwrap().frames, [frame]);
        std::fs::write(&file, "{").unwrap();
        assert_eq!(read(&file).unwrap_err().code, "no-recording");
    }
}
