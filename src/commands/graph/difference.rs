//! `graph --diff`: what is otherwise than in the cluster.

use super::{last, of_manifests, record, scope, unknown, view};
use crate::check;
use crate::commands::Session;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Outcome};
use crate::graph::{self, Graph};
use crate::settings::{Drawing, Graph as Settings, Of, Output};

pub(super) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    if let Output::Drawing(drawing) = session.common.output
        && drawing != Drawing::Text
    {
        let what = format!(
            "a difference is no picture: --diff has no -o {}",
            drawing.word()
        );
        return Err(Error::usage("misplaced", what).hint("-o text or -o json"));
    }
    let cluster = session.cluster().await?;
    let scope = scope(session, &cluster, settings).await;
    let now = check::collect(&cluster, &scope).await?;
    let there = graph::build("now", &now, None);
    let (before, after) = match &settings.of {
        Of::Manifests(sources) => {
            let applied = now.with(of_manifests(session, sources).await?);
            (there, graph::build("then", &applied, None))
        }
        Of::Recording(file) => (last(file)?, there),
        Of::Cluster(_) | Of::Watched | Of::Tour(_) => {
            return Err(Error::bug("nothing to compare with"));
        }
    };
    let (before, after) = parts(settings, &before, &after)?;
    let difference = graph::diff(&before, &after);
    let mut outcome = Outcome::done(Body::Record {
        value: record("GraphDiff", &difference)?,
        text: difference.lines(&before, &after),
    });
    if difference.is_empty() {
        outcome.remarks.push("nothing differs".to_owned());
    } else {
        outcome.exit = Exit::Failed;
    }
    Ok(outcome)
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
