//! `run` and `stop`: the applications of a multi-app file.

use std::path::{Path, PathBuf};

use futures::future::try_join_all;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Session, inputs, logs, preview, report};
use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Danger, Event, Outcome, Question};
use crate::install::{self, Context, Ledger, Order, Removal, Wanted, counted, listed};
use crate::manifest::Object;
use crate::release::{ChartInfo, Record, inventory};
use crate::render::{RunFile, run_file};
use crate::settings::{Containers, Logs, Run, Stop};

/// The file that a folder has.
const FILE: &str = "dapr.yaml";
/// What the releases of such files begin with.
const PREFIX: &str = "run-";
/// The value by which such a release says which file it came from.
const RUN_FILE: &str = "runFile";

/// The release of a file.
struct Release {
    /// By the folder that the file is in: files of other projects may have the same.
    name: String,
    /// The file's whole path; none for standard input.
    file: Option<String>,
}

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
    let ours = (&release, &file);
    may_take(session, &cluster, ours, &namespace, "Replace it?").await?;
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
        remove(session, &cluster, &release.name, &namespace, true).await?;
        return Ok(Outcome {
            exit: Exit::Interrupted,
            ..Outcome::done(Body::Nothing)
        });
    }
    Ok(Outcome::quiet())
}

pub(super) async fn stop(session: &Session<'_>, settings: &Stop) -> Result<Outcome> {
    let (file, release) = read(&settings.file)?;
    let cluster = session.cluster().await?;
    let namespace = session.app_namespace(&cluster);
    let ours = (&release, &file);
    may_take(session, &cluster, ours, &namespace, "Stop it?").await?;
    let gone = remove(session, &cluster, &release.name, &namespace, settings.wait).await?;
    if gone == 0 {
        return Err(Error::failed(
            "no-release",
            format!("nothing of {} runs in {namespace}", settings.file),
        )
        .hint("-n names another namespace"));
    }
    Ok(Outcome::quiet())
}

/// The file, and its release.
fn read(typed: &str) -> Result<(RunFile, Release)> {
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
    let whole = std::fs::canonicalize(&path).ok();
    let whole = whole.filter(|_| origin != "-");
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
    let release = Release {
        name: format!("{PREFIX}{name}"),
        file: whole.map(|path| path.display().to_string()),
    };
    Ok((file, release))
}

/// Asks, where the release of that name came from another file and something would go that this one
/// does not have. A project that was moved is still the same.
async fn may_take(
    session: &Session<'_>,
    cluster: &Cluster,
    (release, file): (&Release, &RunFile),
    namespace: &str,
    prompt: &str,
) -> Result<()> {
    let own = release.file.as_deref().unwrap_or("standard input");
    let ledger = Ledger::read(cluster, namespace, &release.name).await?;
    let Some(other) = other_file(ledger.records(), own) else {
        return Ok(());
    };
    let foreign = foreign(ledger.objects(), &file.objects);
    if foreign.is_empty() {
        return Ok(());
    }
    let mut context = vec![
        format!("release {} runs {other}, not {own}", release.name),
        format!("it holds {}", listed(&foreign, ", ", 5)),
    ];
    if Path::new(other).exists() {
        let quoted = shlex::try_quote(other).unwrap_or_default();
        context.push(format!(
            "`daprk stop -f {quoted} -k -n {namespace}` ends that one"
        ));
    }
    session.reporter.confirm(&Question {
        context,
        prompt: prompt.to_owned(),
        danger: Danger::Severe(release.name.clone()),
    })
}

/// What is held and is none of these.
fn foreign(held: &[Object], own: &[Object]) -> Vec<String> {
    let is_own = |object: &&Object| {
        let same = |one: &Object| one.kind() == object.kind() && one.name() == object.name();
        !own.iter().any(same)
    };
    let others = held.iter().filter(is_own);
    others.map(|object| object.subject().to_string()).collect()
}

/// The file that what stands of a release came from, where that is another one than this. What an
/// older daprk recorded names none, and counts as this one's.
fn other_file<'a>(records: &'a [Record], own: &str) -> Option<&'a str> {
    let standing = inventory(records).into_iter();
    let mut files = standing.filter_map(|record| record.config.get(RUN_FILE)?.as_str());
    files.find(|file| *file != own)
}

fn wanted(file: &RunFile, release: &Release, namespace: &str) -> Wanted {
    let config = match &release.file {
        Some(file) => json!({ RUN_FILE: file }),
        None => json!({}),
    };
    Wanted {
        release: release.name.clone(),
        namespace: namespace.to_owned(),
        title: report::enumerated(&file.apps),
        chart: ChartInfo::new(&release.name, "0.1.0", "", json!({})),
        config,
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::Value;

    use super::*;

    const OWN: &str = "/home/a/blog/k8s/dapr.yaml";
    const OTHER: &str = "/home/a/shop/k8s/dapr.yaml";

    /// A deployed revision with these values, after others.
    fn deployed(before: &[Record], config: Value) -> Record {
        let chart = ChartInfo::new("run-k8s", "0.1.0", "", json!({}));
        let mut record = Record::begin(before, "run-k8s", "default", chart, Timestamp::now());
        record.config = config;
        record.complete();
        record
    }

    /// A revision with these values that failed.
    fn failed(before: &[Record], config: Value) -> Record {
        let mut record = deployed(before, config);
        record.fail("it did not come up");
        record
    }

    #[test]
    fn a_release_of_another_file_is_known() {
        let file = |path: &str| json!({ RUN_FILE: path });
        let shop = [deployed(&[], file(OTHER))];
        let half = [shop[0].clone(), failed(&shop, file(OWN))];
        let taken = [shop[0].clone(), deployed(&shop, file(OWN))];
        let rows: [(&[Record], Option<&str>); 7] = [
            (&[], None),
            (&[deployed(&[], json!({}))], None),
            (&[deployed(&[], Value::Null)], None),
            (&[deployed(&[], file(OWN))], None),
            (&shop, Some(OTHER)),
            (&half, Some(OTHER)),
            (&taken, None),
        ];
        for (records, other) in rows {
            assert_eq!(other_file(records, OWN), other, "{records:?}");
        }
    }

    #[test]
    fn what_only_the_other_file_has_would_go() {
        let object = |kind: &str, name: &str| {
            Object(json!({"kind": kind, "metadata": {"name": name, "namespace": "shop"}}))
        };
        let (cart, till) = (object("Deployment", "cart"), object("Deployment", "till"));
        let both = [cart.clone(), till.clone()];
        assert_eq!(foreign(&both, &both), [""; 0]);
        assert_eq!(foreign(&[], &both), [""; 0]);
        assert_eq!(foreign(&both, &[cart]), ["Deployment till"]);
        let service = [object("Service", "till")];
        assert_eq!(foreign(&[till], &service), ["Deployment till"]);
    }

    #[test]
    fn a_release_is_named_by_its_folder_and_knows_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["shop", "blog"].map(|project| {
            let folder = folder.path().join(project).join("K8s");
            std::fs::create_dir_all(&folder).unwrap();
            let text = "version: 1\napps:\n  - appID: a\n    containerImage: a:1\n";
            std::fs::write(folder.join(FILE), text).unwrap();
            let (file, release) = read(&folder.display().to_string()).unwrap();
            let (_, again) = read(&folder.join("../K8s/dapr.yaml").display().to_string()).unwrap();
            assert_eq!(release.name, "run-k8s");
            assert_eq!(release.file, again.file);
            let config = wanted(&file, &release, "default").config;
            assert_eq!(config[RUN_FILE].as_str(), release.file.as_deref());
            release.file
        });
        assert!(names[0].is_some());
        assert_ne!(names[0], names[1]);
    }
}
