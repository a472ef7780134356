//! `run` and `stop`: the applications of a multi-app file.

use std::path::{Path, PathBuf};

use futures::future::try_join_all;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Session, inputs, logs, preview, report};
use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Event, Outcome};
use crate::install::{self, Context, Order, Removal, Wanted, counted};
use crate::release::ChartInfo;
use crate::render::{RunFile, run_file};
use crate::settings::{Containers, Logs, Run, Stop};

/// The file that a folder has.
const FILE: &str = "dapr.yaml";
/// What the releases of such files begin with.
const PREFIX: &str = "run-";

pub(super) async fn run(session: &Session<'_>, settings: &Run) -> Result<Outcome> {
    let (file, release) = read(&settings.file)?;
    if !file.ignored.is_empty() {
        session.reporter.emit(Event::Note {
            message: format!("without effect in a cluster: {}", file.ignored.join(", ")),
        });
    }
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let wanted = wanted(&file, &release, &namespace);
    session.started(&wanted.title, &cluster, &namespace);
    if session.common.dry_run {
        let preview = preview::of(session, &cluster, wanted).await?;
        return Ok(preview::outcome(&[preview], Exit::Done));
    }
    let options = session.options(settings.wait);
    let report = install::run(&session.context(&cluster), &wanted, options).await?;
    let follows = !settings.detach && settings.wait;
    session.reporter.emit(Event::Finished {
        message: report::message(&wanted, &report, settings.wait),
        seconds: report.seconds,
        next: if follows {
            Vec::new()
        } else {
            vec![format!("daprk stop -f {} -k", settings.file)]
        },
    });
    if !follows {
        return Ok(report::outcome(&wanted, &report, Vec::new()));
    }
    session.reporter.emit(Event::Note {
        message: "Ctrl-C ends the applications".to_owned(),
    });
    follow(session, &cluster, &namespace, &file.apps).await?;
    if session.cancel.is_cancelled() {
        remove(session, &cluster, &release, &namespace, true).await?;
        return Ok(Outcome {
            exit: Exit::Interrupted,
            ..Outcome::done(Body::Nothing)
        });
    }
    Ok(Outcome::quiet())
}

pub(super) async fn stop(session: &Session<'_>, settings: &Stop) -> Result<Outcome> {
    let (_, release) = read(&settings.file)?;
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let gone = remove(session, &cluster, &release, &namespace, settings.wait).await?;
    if gone == 0 {
        return Err(Error::failed(
            "no-release",
            format!("nothing of {} runs in {namespace}", settings.file),
        )
        .hint("-n names another namespace"));
    }
    Ok(Outcome::quiet())
}

/// The file, and the name that its release has: by the folder that it is in.
fn read(typed: &str) -> Result<(RunFile, String)> {
    let path = if Path::new(typed).is_dir() {
        Path::new(typed).join(FILE)
    } else {
        PathBuf::from(typed)
    };
    let origin = path.display().to_string();
    let text = inputs::read(&origin).map_err(|error| {
        Error::usage("unreadable", format!("cannot read {origin}")).says(error.to_string())
    })?;
    let file = run_file(&text, &origin)?;
    let folder = std::path::absolute(&path).unwrap_or(path);
    let folder = folder.parent().and_then(Path::file_name);
    let name = folder.map_or_else(String::new, |name| name.to_string_lossy().to_lowercase());
    let name: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .take(40)
        .collect();
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "apps" } else { name };
    Ok((file, format!("{PREFIX}{name}")))
}

fn wanted(file: &RunFile, release: &str, namespace: &str) -> Wanted {
    Wanted {
        release: release.to_owned(),
        namespace: namespace.to_owned(),
        title: report::enumerated(&file.apps),
        chart: ChartInfo::new(release, "0.1.0", "", json!({})),
        config: json!({}),
        definitions: Vec::new(),
        objects: file.objects.clone(),
        order: Order::Plain,
    }
}

/// What all of them say, until Ctrl-C or until they are gone.
async fn follow(
    session: &Session<'_>,
    cluster: &Cluster,
    namespace: &str,
    apps: &[String],
) -> Result<()> {
    let all: Vec<Logs> = apps.iter().map(|app| everything(app)).collect();
    let logs = all.iter().map(|one| {
        logs::run(
            cluster,
            session.reporter,
            session.cancel.clone(),
            namespace,
            one,
        )
    });
    try_join_all(logs).await?;
    Ok(())
}

fn everything(app: &str) -> Logs {
    Logs {
        app_id: app.to_owned(),
        containers: Containers::All,
        pod: None,
        follow: true,
        tail: None,
        since: None,
        previous: false,
        timestamps: false,
        prefix: true,
    }
}

/// How many objects went.
async fn remove(
    session: &Session<'_>,
    cluster: &Cluster,
    release: &str,
    namespace: &str,
    wait: bool,
) -> Result<usize> {
    // The first Ctrl-C asked for this; a second one ends the program.
    let cx = Context {
        cluster,
        reporter: session.reporter,
        cancel: CancellationToken::new(),
    };
    let removal = Removal {
        release: release.to_owned(),
        namespace: namespace.to_owned(),
        wait,
        timeout: session.common.timeout,
    };
    let started = tokio::time::Instant::now();
    let count = removal.run(&cx).await?.objects.len();
    if count > 0 {
        session.reporter.emit(Event::Finished {
            message: gone(count, namespace),
            seconds: started.elapsed().as_secs_f64(),
            next: Vec::new(),
        });
    }
    Ok(count)
}

fn gone(count: usize, namespace: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    counted(count, &format!(" {verb} gone from {namespace}"))
}
