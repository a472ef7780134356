//! `daprk logs`: the log lines of an app's containers, of all its replicas.

mod follow;
mod output;
mod sources;

use tokio_util::sync::CancellationToken;

use crate::cluster::{Cluster, LogOptions, Merge, Refusal};
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Event, Outcome, Reporter};
use crate::settings::Logs;
use output::{Output, Written};
use sources::Wanted;

/// Prints the log of an app's containers; with `follow` until the app's only pod is gone, and
/// otherwise until `cancel`.
///
/// # Errors
/// There is no such app, pod or container, it has no log (yet), or it cannot be read.
pub async fn run(
    cluster: &Cluster,
    reporter: &dyn Reporter,
    cancel: CancellationToken,
    namespace: &str,
    settings: &Logs,
) -> Result<Outcome> {
    let wanted = Wanted {
        namespace,
        settings,
    };
    let work = async {
        if settings.follow {
            follow::follow(cluster, reporter, wanted).await
        } else {
            print(cluster, reporter, wanted).await
        }
    };
    tokio::select! {
        biased;
        () = cancel.cancelled() => Ok(Outcome { exit: Exit::Interrupted, ..Outcome::quiet() }),
        outcome = work => outcome,
    }
}

/// Prints what is there, in the order of time.
async fn print(cluster: &Cluster, reporter: &dyn Reporter, wanted: Wanted<'_>) -> Result<Outcome> {
    let found = sources::find(cluster, wanted).await?;
    if let Some(error) = found.none {
        return Err(error);
    }
    let sources = found.sources;
    let mut output = Output::new(reporter, wanted.settings, sources.len() > 1);
    let options = options(wanted.settings);
    let mut merge = Merge::new(
        sources
            .iter()
            .map(|source| cluster.log_stream(source, options)),
    );
    output.add(&sources);
    let mut failures = Vec::new();
    while let Some((number, item)) = merge.next().await {
        match item {
            Ok(item) => {
                if output.take(number, &item)? == Written::Closed {
                    return Ok(Outcome::quiet());
                }
            }
            Err(refusal) => failures.push((sources[number].to_string(), refusal)),
        }
    }
    let all_failed = failures.len() == sources.len();
    ended(reporter, wanted.settings, failures, all_failed)
}

fn options(settings: &Logs) -> LogOptions {
    LogOptions {
        follow: settings.follow,
        tail: settings.tail,
        since: settings.since,
        previous: settings.previous,
        is_new: false,
    }
}

/// Logs that could not be read are told of; when none could, that is the error.
fn ended(
    reporter: &dyn Reporter,
    settings: &Logs,
    failures: Vec<(String, Refusal)>,
    all_failed: bool,
) -> Result<Outcome> {
    let mut exit = Exit::Done;
    for (source, refusal) in failures {
        let is_absent = matches!(refusal, Refusal::Invalid(_));
        let is_ours = matches!(refusal, Refusal::Forbidden(_) | Refusal::Unauthorized(_));
        let error = failure(&source, refusal, settings);
        if all_failed || is_ours {
            return Err(error);
        }
        let message = error.to_string();
        if is_absent {
            reporter.emit(Event::Note { message });
        } else {
            exit = Exit::Failed;
            reporter.emit(Event::Warning { message });
        }
    }
    Ok(Outcome {
        body: Body::Nothing,
        exit,
        remarks: Vec::new(),
    })
}

fn failure(source: &str, refusal: Refusal, settings: &Logs) -> Error {
    match refusal {
        Refusal::Invalid(says) if settings.previous && says.contains("not found") => Error::failed(
            "no-previous-log",
            format!("{source} has no previous log: it never restarted"),
        )
        .hint("leave --previous out to see its present log"),
        Refusal::Invalid(says) => {
            Error::failed("no-log", format!("{source} has no log")).says(says)
        }
        refusal => refusal.explain(&format!("read the log of {source}")),
    }
}
