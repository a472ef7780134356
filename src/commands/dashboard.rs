//! `dashboard`: the live picture as a page on this machine.

use super::{Session, graph, scope, tour};
use crate::dashboard::{self, Dashboard};
use crate::error::{Exit, Result};
use crate::event::{Body, Event, Outcome};
use crate::settings::Dashboard as Settings;

pub(super) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let named = (!settings.all_namespaces).then(|| namespace.clone());
    let scope = scope::of(&cluster, named, true).await?;
    let shown = dashboard::Settings {
        tour: tour::of(session, &settings.files)?,
        home: namespace,
        title: format!("context {}", cluster.context),
        command: graph::command(session),
        survey: session.survey(&scope),
        scope,
        cluster,
        port: settings.port,
    };
    let dashboard = Dashboard::bind(shown, session.cancel.clone()).await?;
    let link = dashboard.link();
    let told = Outcome::done(Body::Text(format!("{link}\n")));
    if session.reporter.show(&told).is_err() {
        return Ok(Outcome::quiet());
    }
    session.reporter.emit(Event::Note {
        message: "the link opens once; Ctrl-C ends the page".to_owned(),
    });
    if settings.open
        && let Err(error) = open::that_detached(&link)
    {
        session.reporter.emit(Event::Warning {
            message: format!("no browser could be started: {error}"),
        });
    }
    let say = |link: String| {
        session.reporter.emit(Event::Note {
            message: format!("an old link was opened; this one is new: {link}"),
        });
    };
    dashboard.serve(say).await;
    Ok(Outcome {
        exit: Exit::Interrupted,
        ..Outcome::quiet()
    })
}
