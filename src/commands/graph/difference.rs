//! `graph --diff`: what is otherwise than in the cluster.

use super::{last, of_manifests, record, scope, unknown, view};
use crate::check;
use crate::commands::Session;
use crate::diagnose::Snapshot;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Outcome};
use crate::graph::{self, Graph, Theme};
use crate::settings::{Drawing, Graph as Settings, Of, Output};

pub(super) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    let form = match session.common.output {
        Output::Drawing(drawing @ (Drawing::Mermaid | Drawing::Dot)) => Some(drawing.word()),
        Output::Name => Some("name"),
        _ => None,
    };
    if let Some(form) = form {
        let what = format!("a difference has no marks in {form}");
        return Err(Error::usage("misplaced", what).hint("-o text, json, svg or html"));
    }
    // What cannot be read starts no sandbox.
    let given = given(session, settings).await?;
    let cluster = session.cluster().await?;
    let scope = scope(session, &cluster, settings).await?;
    let now = check::collect(&cluster, &scope).await?;
    let there = graph::build("now", &now, None);
    let (before, after) = match given {
        Given::Manifests(objects) => {
            let applied = now.with(*objects);
            (there, graph::build("then", &applied, None))
        }
        Given::Kept(before) => (*before, there),
    };
    let (before, after) = parts(settings, &before, &after)?;
    let difference = graph::diff(&before, &after);
    let body = match session.common.output {
        Output::Drawing(Drawing::Svg) => {
            let (graph, marks) = graph::both(&after, &difference);
            Body::Text(graph::svg_marked(&graph, &marks, Theme::Auto))
        }
        Output::Drawing(Drawing::Html) => {
            let (graph, marks) = graph::both(&after, &difference);
            Body::Text(graph::html_marked(&graph, &marks))
        }
        _ => Body::Record {
            value: record("GraphDiff", &difference)?,
            text: difference.lines(&before, &after),
        },
    };
    let mut outcome = Outcome::done(body);
    if difference.is_empty() {
        outcome.remarks.push("nothing differs".to_owned());
    } else {
        outcome.exit = Exit::Failed;
    }
    Ok(outcome)
}

/// What the cluster is compared with.
enum Given {
    /// What would be applied.
    Manifests(Box<Snapshot>),
    /// What was there.
    Kept(Box<Graph>),
}

async fn given(session: &Session<'_>, settings: &Settings) -> Result<Given> {
    match &settings.of {
        Of::Manifests(sources) => {
            let objects = of_manifests(session, sources).await?;
            Ok(Given::Manifests(Box::new(objects)))
        }
        Of::Recording(file) => Ok(Given::Kept(Box::new(last(file)?))),
        Of::Cluster(_) | Of::Watched | Of::Tour(_) => Err(Error::bug("nothing to compare with")),
    }
}

/// What of both was asked for. Near a node that only one of them has, the other has nothing.
fn parts(settings: &Settings, before: &Graph, after: &Graph) -> Result<(Graph, Graph)> {
    let [before, after] = [before, after].map(|whole| graph::view(whole, view(settings)));
    let Some((name, hops)) = &settings.focus else {
        return Ok((before, after));
    };
    match [&before, &after].map(|part| graph::focus(part, name, *hops)) {
        [Err(_), Err(near)] => Err(unknown(name, near)),
        [before, after] => Ok((before.unwrap_or_default(), after.unwrap_or_default())),
    }
}
