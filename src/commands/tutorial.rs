//! `tutorial`: learn, and be tested.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Session, session};
use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Column, Event, Outcome, Row, Table};
use crate::install::Lease;
use crate::manifest::Kind;
use crate::settings::{Output, Tutorial as Settings, TutorialAction, Which};
use crate::target::Target;
use crate::tutorial::check::Look;
use crate::tutorial::{
    self, Ended, Kept, Part, Progress, Report, Reset, Runner, Shell, Source, Tutorial, Whereabouts,
};

/// Who holds a namespace while a tutorial runs in it.
const LEASE: &str = "tutorial";
/// How long a run that was killed is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    match &settings.action {
        TutorialAction::List => list(session, settings),
        TutorialAction::Show(which) => Ok(show(&source(which)?.read()?)),
        TutorialAction::Lint(which) => Ok(lint(&source(which)?)),
        TutorialAction::Run {
            which,
            auto,
            from,
            registry,
        } => {
            let source = source(which)?;
            let tutorial = source.read()?;
            let registry = registry.as_deref();
            let room = Room::open(session, settings, &source, *auto, registry).await?;
            let held = room.hold(session).await?;
            let again = again(which);
            let done = room
                .go(session, &tutorial, *auto, from.as_deref(), &again)
                .await;
            held.release().await;
            done
        }
        TutorialAction::Reset(which) => {
            let source = source(which)?;
            let tutorial = source.read()?;
            let room = Room::open(session, settings, &source, true, None).await?;
            let held = room.hold(session).await?;
            let done = room.reset(session, &tutorial).await;
            held.release().await;
            done
        }
    }
}

/// How it is named in another command.
fn again(which: &Which) -> String {
    match which {
        Which::Named(name) => name.clone(),
        Which::Folder(folder) => format!("--dir {}", folder.display()),
    }
}

fn source(which: &Which) -> Result<Source> {
    match which {
        Which::Named(name) => Source::bundled(name),
        Which::Folder(folder) => Source::folder(folder),
    }
}

/// How a person names the cluster.
fn target_name(session: &Session<'_>, context: &str) -> String {
    match session::target_of(session.common) {
        Target::Sandbox(folder) => format!("sandbox {}", folder.display()),
        Target::Context(_) => format!("context {context}"),
    }
}

// --- list, show, lint --------------------------------------------------------

fn list(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    let kept = tutorial::all(&settings.progress);
    let rows = tutorial::names().into_iter().map(|name| {
        let tutorial = Source::bundled(name)?.read()?;
        let here = |progress: &&Progress| progress.tutorial == name && is_here(session, progress);
        Ok(row(&tutorial, kept.iter().rfind(here)))
    });
    let rows = rows.collect::<Result<Vec<Row>>>()?;
    let column = |title| Column { title, wide: false };
    Ok(Outcome::done(Body::Table(Table {
        kind: "TutorialList",
        columns: ["NAME", "MINUTES", "PROGRESS", "TEACHES"]
            .map(column)
            .to_vec(),
        rows,
        empty: "there are no tutorials".to_owned(),
    })))
}

/// Whether it was done on the target that the flags name.
fn is_here(session: &Session<'_>, progress: &Progress) -> bool {
    let target = &progress.place.target;
    match session::target_of(session.common) {
        Target::Sandbox(_) => *target == target_name(session, ""),
        Target::Context(access) => match access.context {
            Some(context) => *target == format!("context {context}"),
            None => target.starts_with("context "),
        },
    }
}

fn row(tutorial: &Tutorial, progress: Option<&Progress>) -> Row {
    let steps = tutorial.steps().len();
    let done = progress.map_or(0, |it| it.steps.len().min(steps));
    let far = match (done, progress.and_then(|it| it.next.as_ref())) {
        (0, _) => "-".to_owned(),
        (_, None) => "done".to_owned(),
        (done, Some(_)) => format!("{done}/{steps}"),
    };
    Row {
        cells: vec![
            tutorial.name.clone(),
            tutorial.minutes.to_string(),
            far,
            tutorial.teaches.clone(),
        ],
        name: format!("tutorial/{}", tutorial.name),
        item: json!({
            "name": tutorial.name,
            "title": tutorial.title,
            "teaches": tutorial.teaches,
            "minutes": tutorial.minutes,
            "chapters": tutorial.chapters.len(),
            "steps": steps,
            "done": done,
            "next": progress.and_then(|it| it.next.clone()),
        }),
    }
}

fn show(tutorial: &Tutorial) -> Outcome {
    let mut text = format!("{}: {}\n", tutorial.title, tutorial.teaches);
    let mut chapters = Vec::new();
    for (number, chapter) in (1..).zip(&tutorial.chapters) {
        let _ = write!(text, "\n{number}  {}\n", chapter.title);
        let mut steps = Vec::new();
        for (place, step) in (1..).zip(&chapter.steps) {
            let _ = writeln!(text, "{number}.{place}  {}", step.title);
            let runs = step.parts.iter().filter_map(|part| match part {
                Part::Run(run) => Some(run.lines.clone()),
                _ => None,
            });
            let commands: Vec<String> = runs.flatten().collect();
            for command in &commands {
                let _ = writeln!(text, "       $ {command}");
            }
            steps.push(json!({"number": format!("{number}.{place}"), "title": step.title, "commands": commands}));
        }
        chapters.push(json!({"title": chapter.title, "steps": steps}));
    }
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "Tutorial",
        "name": tutorial.name,
        "title": tutorial.title,
        "teaches": tutorial.teaches,
        "minutes": tutorial.minutes,
        "chapters": chapters,
    });
    Outcome::done(Body::Record { value, text })
}

fn lint(source: &Source) -> Outcome {
    let wrong = match source.tutorial() {
        Ok(tutorial) => {
            let text = format!(
                "{}: {} chapters, {} steps, no mistakes\n",
                tutorial.name,
                tutorial.chapters.len(),
                tutorial.steps().len()
            );
            let value = json!({"apiVersion": "daprk/v1", "kind": "TutorialLint", "mistakes": []});
            return Outcome::done(Body::Record { value, text });
        }
        Err(wrong) => wrong,
    };
    let text: String = wrong.iter().map(|it| source.told(it) + "\n").collect();
    let mistakes: Vec<Value> = wrong
        .iter()
        .map(|it| json!({"line": it.line, "message": it.words}))
        .collect();
    let value = json!({"apiVersion": "daprk/v1", "kind": "TutorialLint", "mistakes": mistakes});
    Outcome {
        exit: Exit::Failed,
        ..Outcome::done(Body::Record { value, text })
    }
}

// --- run and reset -------------------------------------------------------------

/// Where a tutorial runs.
struct Room {
    cluster: Cluster,
    namespace: String,
    kept: Kept,
    shell: Shell,
}

impl Room {
    async fn open(
        session: &Session<'_>,
        settings: &Settings,
        source: &Source,
        unattended: bool,
        registry: Option<&str>,
    ) -> Result<Self> {
        let cluster = session.cluster().await?;
        let namespace = session.app_namespace(&cluster);
        let place = Whereabouts {
            target: target_name(session, &cluster.context),
            cluster: identity(&cluster).await?,
            namespace: namespace.clone(),
        };
        let mut kept = Kept::open(&settings.progress, &source.name, place)?;
        if let Some(registry) = registry {
            registry.clone_into(&mut kept.progress.image_registry);
        }
        let anew = kept.progress.next.is_none();
        let shell = Shell {
            registry: kept.progress.image_registry.clone(),
            ..shell(session, source.place(&settings.files, anew)?, unattended)?
        };
        Ok(Self {
            cluster,
            namespace,
            kept,
            shell,
        })
    }

    /// Nobody else runs a tutorial in this namespace until this is let go.
    async fn hold(&self, session: &Session<'_>) -> Result<Lease> {
        let cx = session.context(&self.cluster);
        let deadline = tokio::time::Instant::now() + PATIENCE;
        Lease::acquire(&cx, &self.namespace, LEASE, deadline).await
    }

    fn look(&self) -> Look {
        Look {
            cluster: self.cluster.clone(),
            namespace: self.namespace.clone(),
        }
    }

    async fn go(
        self,
        session: &Session<'_>,
        tutorial: &Tutorial,
        auto: bool,
        from: Option<&str>,
        again: &str,
    ) -> Result<Outcome> {
        let mut runner = Runner {
            tutorial,
            look: self.look(),
            shell: self.shell,
            reporter: session.reporter,
            cancel: session.cancel.clone(),
            kept: self.kept,
            auto,
            drawn: Vec::new(),
        };
        if !auto {
            greet(session, tutorial, &runner);
        }
        if !runner.shell.registry.is_empty() {
            session.reporter.emit(Event::Note {
                message: images_from(&runner.shell.registry),
            });
        }
        let report = runner.run(from).await;
        let report = report.map_err(|error| match error.exit {
            Exit::Interrupted if !auto => {
                error.hint(format!("`daprk tutorial run {again} -k` goes on from here"))
            }
            _ => error,
        })?;
        Ok(told(session, tutorial, &report, auto, again))
    }

    async fn reset(self, session: &Session<'_>, tutorial: &Tutorial) -> Result<Outcome> {
        let reset = Reset {
            tutorial,
            look: self.look(),
            shell: self.shell,
            reporter: session.reporter,
            cancel: session.cancel.clone(),
        };
        let undone = reset.run(self.kept).await?;
        session.reporter.emit(Event::Note {
            message: format!("{}: {undone} steps taken back", tutorial.name),
        });
        Ok(Outcome::quiet())
    }
}

fn greet(session: &Session<'_>, tutorial: &Tutorial, runner: &Runner<'_>) {
    let files = runner.shell.folder().display();
    let at = match &runner.kept.progress.next {
        Some(next) => format!("going on with `{next}`"),
        None => format!("about {} minutes", tutorial.minutes),
    };
    session.reporter.emit(Event::Note {
        message: format!("{}: {at}; its files are in {files}", tutorial.title),
    });
}

/// What the commands that are shown do not say.
fn images_from(registry: &str) -> String {
    format!(
        "images of applications come from {registry}, until it is reset; for commands in another \
         window: export DAPRK_APP_REGISTRY={registry}"
    )
}

/// How commands run in a folder.
pub(super) fn shell(session: &Session<'_>, folder: PathBuf, unattended: bool) -> Result<Shell> {
    Ok(Shell {
        program: std::env::current_exe()
            .map_err(|error| Error::bug(format!("where is daprk itself? {error}")))?,
        folder,
        flags: flags(session),
        namespace: session.common.namespace.clone(),
        sandbox: session.common.sandbox.clone(),
        registry: String::new(),
        unattended,
        kept: session.common.output != Output::Table,
    })
}

/// The flags that lead commands to the same cluster.
pub(super) fn flags(session: &Session<'_>) -> Vec<String> {
    let common = session.common;
    if !common.kubernetes {
        return Vec::new();
    }
    let mut flags = vec!["-k".to_owned()];
    if let Some(context) = &common.context {
        flags.extend(["--context".to_owned(), context.clone()]);
    }
    if let Some(file) = &common.kubeconfig {
        flags.extend(["--kubeconfig".to_owned(), file.display().to_string()]);
    }
    flags
}

/// Tells a cluster from every other one.
async fn identity(cluster: &Cluster) -> Result<String> {
    let kind = Kind::known("v1", "Namespace").expect("a known kind");
    match cluster.get(&kind, None, "kube-system").await {
        Ok(found) => Ok(found.map_or(String::new(), |it| it.text("/metadata/uid").to_owned())),
        // Whoever may not see it is told apart by the context alone.
        Err(crate::cluster::Refusal::Forbidden(_)) => Ok(String::new()),
        Err(refusal) => Err(refusal.explain("look at the cluster")),
    }
}

/// What a run came to.
fn told(
    session: &Session<'_>,
    tutorial: &Tutorial,
    report: &Report,
    auto: bool,
    again: &str,
) -> Outcome {
    let failed = report.steps.iter().find(|step| step.ended == Ended::Failed);
    let counts = BTreeMap::from([
        ("done", report.count(Ended::Done)),
        ("skipped", report.count(Ended::Skipped)),
        ("failed", report.count(Ended::Failed)),
    ]);
    let name = &tutorial.name;
    let message = match failed {
        Some(step) => format!("{name} failed at step {} {}", step.number, step.title),
        None if report.complete => format!("{name} is done: {} steps", tutorial.steps().len()),
        None => format!("{name} is left for later"),
    };
    let next = if report.complete {
        vec![format!("daprk tutorial reset {again} -k")]
    } else {
        vec![format!("daprk tutorial run {again} -k")]
    };
    session.reporter.emit(Event::Finished {
        message,
        seconds: report.seconds,
        next,
    });
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "TutorialReport",
        "tutorial": name,
        "counts": counts,
        "complete": report.complete,
        "seconds": report.seconds,
        "steps": report.steps,
    });
    let body = if auto && session.common.output != Output::Table {
        Body::Record {
            value,
            text: String::new(),
        }
    } else {
        Body::Nothing
    };
    Outcome {
        exit: if failed.is_some() {
            Exit::Failed
        } else {
            Exit::Done
        },
        ..Outcome::done(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tutorial_is_shown_with_its_commands() {
        for name in tutorial::names() {
            let tutorial = Source::bundled(name).unwrap().read().unwrap();
            let Body::Record { text, .. } = show(&tutorial).body else {
                panic!("a record");
            };
            assert!(text.contains("$ daprk "), "{text}");
        }
    }
}
