//! `graph --tour`: Dapr explained, part by part of the picture.

use std::path::Path;
use std::time::Duration;

use super::{Session, graph, tutorial};
use crate::check;
use crate::error::{Error, Result};
use crate::event::{Body, Outcome};
use crate::settings::{Drawing, Graph as Settings, Output};
use crate::tutorial::check::Look;
use crate::tutorial::{Source, Tour, Walk};

/// The tutorial that it is a tour of.
const TUTORIAL: &str = "understanding-dapr";
/// Between two looks at what has to grow: the apps of the tutorial do something each second.
const AGAIN: Duration = Duration::from_secs(2);

pub(super) async fn run(
    session: &Session<'_>,
    settings: &Settings,
    files: &Path,
) -> Result<Outcome> {
    let output = session.common.output;
    match output {
        Output::Drawing(Drawing::Text) => {}
        Output::Drawing(drawing) => return Err(no_form(drawing.word())),
        Output::Name => return Err(no_form("name")),
        _ => {}
    }
    let cluster = session.cluster().await?;
    let scope = graph::scope(session, &cluster, settings).await?;
    let draw = async || {
        let now = check::collect(&cluster, &scope).await?;
        Ok(graph::picture(session, &cluster, &scope, &now, None))
    };
    let look = Look {
        cluster: cluster.clone(),
        namespace: session.app_namespace(&cluster),
    };
    let mut tour = of(session, files)?;
    if output == Output::Table && session.reporter.has_reader() {
        let walk = Walk {
            tour,
            look,
            reporter: session.reporter,
            cancel: session.cancel.clone(),
        };
        walk.run(draw).await?;
        return Ok(Outcome::quiet());
    }
    tour.find(&draw().await?, &look.namespace);
    tour.look(&look).await;
    if tour.has_to_grow() {
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => tour.look(&look).await,
            () = session.cancel.cancelled() => return Err(Error::interrupted()),
        }
    }
    Ok(Outcome::done(Body::Record {
        text: tour.text(),
        value: graph::record("Tour", &tour)?,
    }))
}

/// The tour with commands as they are typed for the cluster that the flags name. `files`: where its tutorial's files
/// are put.
pub(super) fn of(session: &Session<'_>, files: &Path) -> Result<Tour> {
    let source = Source::bundled(TUTORIAL)?;
    let folder = source.place(files, false)?;
    let shell = tutorial::shell(session, folder, false)?;
    Ok(Tour::of(&source.read()?).typed(&shell))
}

fn no_form(form: &str) -> Error {
    let message = format!("a tour cannot be told as {form}");
    Error::usage("no-drawing", message).hint("-o is text, json or yaml here")
}
