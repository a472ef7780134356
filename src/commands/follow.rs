//! `follow`: one request through an app, hop by hop.

use tokio::time::sleep;

use super::graph::record;
use super::{Session, check as app, scope};
use crate::check;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Event, Outcome};
use crate::graph::follow::{Request, Watch, Whom, text};
use crate::settings::{Follow, Output};

pub(super) async fn run(session: &Session<'_>, settings: &Follow) -> Result<Outcome> {
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let scope = scope::of(&cluster, Some(namespace.clone()), false).await?;
    let snapshot = check::collect_objects(&cluster, &scope).await?;
    let found = app::exists(&snapshot, &settings.app_id);
    found.map_err(|error| error.on(format!("namespace {namespace}")))?;
    let whom = Whom {
        title: format!("context {}", cluster.context),
        namespace,
        app: settings.app_id.clone(),
        typed: session.typed.clone(),
    };
    let mut watch = Watch::start(&cluster, snapshot, whom);
    begun(session, settings, &watch);
    let mut is_first = true;
    loop {
        let late = async {
            if is_first || !settings.watch {
                sleep(session.common.timeout).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        let request = tokio::select! {
            request = watch.next() => request,
            () = late => match watch.at_once() {
                Some(request) => request,
                None => return Err(none(session, settings, &watch)),
            },
            () = session.cancel.cancelled() => return Ok(interrupted()),
        };
        let outcome = told(session, &request)?;
        if !settings.watch {
            return Ok(outcome);
        }
        if session.reporter.show(&outcome).is_err() {
            return Ok(Outcome::quiet());
        }
        is_first = false;
    }
}

fn interrupted() -> Outcome {
    Outcome {
        exit: Exit::Interrupted,
        ..Outcome::quiet()
    }
}

fn begun(session: &Session<'_>, settings: &Follow, watch: &Watch) {
    let app = &settings.app_id;
    session.reporter.emit(Event::Note {
        message: format!("waiting for a request that {app} sends or gets"),
    });
    if watch.is_silent() {
        session.reporter.emit(Event::Warning {
            message: watch.fix(),
        });
    }
}

fn told(session: &Session<'_>, request: &Request) -> Result<Outcome> {
    let is_wide = session.common.output == Output::Wide;
    Ok(Outcome::done(Body::Record {
        value: record("FollowedRequest", request)?,
        text: text(request, is_wide),
    }))
}

/// Nothing came in time.
fn none(session: &Session<'_>, settings: &Follow, watch: &Watch) -> Error {
    let app = &settings.app_id;
    let seconds = session.common.timeout.as_secs_f64();
    let error = Error::failed(
        "no-request",
        format!("no request of {app} came within {seconds} s"),
    );
    let call = format!(
        "call it meanwhile (`daprk invoke -k -a {app} -m METHOD`), or wait longer with --timeout"
    );
    if watch.is_silent() {
        return error.says(watch.fix()).hint(call);
    }
    error.hint(call)
}
