//! `tutorial`: learn, and be tested.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Session, session};
use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::event::{Body, Column, Event, Outcome, Row, Table};
use crate::install::{Lease, namespace};
use crate::manifest::Kind;
use crate::settings::{Output, Tutorial as Settings, TutorialAction, Which};
use crate::target::Target;
use crate::tutorial::check::Look;
use crate::tutorial::{
    self, Ended, Kept, Part, Progress, Report, Runner, Shell, Source, Tally, Tutorial, Whereabouts,
};

mod preview;
mod reset;

/// Who holds a namespace while a tutorial runs in it.
const LEASE: &str = "tutorial";
/// How long a run that was killed is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    match &settings.action {
        TutorialAction::List => list(session, settings).await,
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
            let mut room = Room::open(session, settings, &source).await?;
            if let Some(registry) = registry {
                registry.clone_into(&mut room.kept.progress.image_registry);
            }
            let asked = Asked {
                again: again(session, which),
                from: from.as_deref(),
                auto: *auto,
            };
            if session.common.dry_run {
                let shell = shell(session, PathBuf::new(), *auto)?;
                return preview::run(&room.runner(session, &tutorial, &asked, shell), asked.from);
            }
            let shell = room.shell(session, settings, &source, *auto)?;
            let held = room.hold(session).await?;
            let cancel = held.cancel.clone();
            let done = room.go(session, &tutorial, &asked, shell, cancel).await;
            held.end(done).await
        }
        TutorialAction::Reset(which) => {
            let source = source(which)?;
            let tutorial = source.read()?;
            let room = Room::open(session, settings, &source).await?;
            reset::run(session, settings, room, &source, &tutorial).await
        }
    }
}

/// A run as it was asked for.
struct Asked<'a> {
    /// How it is asked for in another command.
    again: String,
    from: Option<&'a str>,
    auto: bool,
}

/// How it is named in another command.
fn again(session: &Session<'_>, which: &Which) -> String {
    let quoted = |text: &str| shlex::try_quote(text).unwrap_or_default().into_owned();
    let named = match which {
        Which::Named(name) => name.clone(),
        Which::Folder(folder) => format!("--dir {}", quoted(&folder.display().to_string())),
    };
    match &session.common.namespace {
        Some(namespace) => format!("{named} -n {}", quoted(namespace)),
        None => named,
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

async fn list(session: &Session<'_>, settings: &Settings) -> Result<Outcome> {
    let kept = tutorial::all(&settings.progress);
    let here = here(session).await;
    let rows = tutorial::names().into_iter().map(|name| {
        let tutorial = Source::bundled(name)?.read()?;
        let is_it = |progress: &&Progress| {
            let place = (&progress.place.target, &progress.place.namespace);
            progress.tutorial == name
                && progress.folder.is_none()
                && here
                    .as_ref()
                    .is_some_and(|(target, namespace)| place == (target, namespace))
        };
        Ok(row(&tutorial, kept.iter().rfind(is_it)))
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

/// The target and the namespace that the flags name; nothing where they name none.
async fn here(session: &Session<'_>) -> Option<(String, String)> {
    let typed = session.common.namespace.clone();
    match session::target_of(session.common) {
        Target::Sandbox(_) => {
            let namespace = typed.unwrap_or_else(|| "default".to_owned());
            Some((target_name(session, ""), namespace))
        }
        Target::Context(access) => {
            // It is not asked anything.
            let cluster = Cluster::connect(&access).await.ok()?;
            let namespace = session.app_namespace(&cluster);
            Some((target_name(session, &cluster.context), namespace))
        }
    }
}

/// How far somebody is.
fn far(progress: &Progress, tally: Tally, steps: usize) -> String {
    match (progress.next.is_some(), tally) {
        (
            false,
            Tally {
                done: 0,
                skipped: 0,
            },
        ) => "-".to_owned(),
        (false, Tally { skipped: 0, .. }) => "done".to_owned(),
        (false, Tally { done, skipped }) => format!("{done}/{steps}, {skipped} skipped"),
        (true, Tally { done, .. }) => format!("{done}/{steps}"),
    }
}

fn row(tutorial: &Tutorial, progress: Option<&Progress>) -> Row {
    let steps = tutorial.steps().len();
    let tally = progress.map_or_else(Tally::default, |it| it.tally(tutorial));
    let far = progress.map_or_else(|| "-".to_owned(), |it| far(it, tally, steps));
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
            "done": tally.done,
            "skipped": tally.skipped,
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
}

/// A room in which nobody else runs a tutorial.
struct Held {
    lease: Lease,
    /// Set by the first Ctrl-C, and when another run has taken over.
    cancel: CancellationToken,
}

impl Held {
    /// Lets others in, with what was done; where they came in before, that is told.
    async fn end<T>(self, done: Result<T>) -> Result<T> {
        let ours = self.lease.check();
        self.lease.release().await;
        match done {
            Err(error) if error.exit == Exit::Interrupted => ours.and(Err(error)),
            done => done,
        }
    }
}

impl Room {
    async fn open(session: &Session<'_>, settings: &Settings, source: &Source) -> Result<Self> {
        let cluster = session.cluster().await?;
        let namespace = session.app_namespace(&cluster);
        let place = Whereabouts {
            target: target_name(session, &cluster.context),
            cluster: identity(&cluster).await?,
            namespace: namespace.clone(),
        };
        Ok(Self {
            kept: Kept::open(&settings.progress, source, place)?,
            cluster,
            namespace,
        })
    }

    /// How commands run, in the tutorial's folder.
    fn shell(
        &self,
        session: &Session<'_>,
        settings: &Settings,
        source: &Source,
        unattended: bool,
    ) -> Result<Shell> {
        let anew = self.kept.progress.next.is_none();
        Ok(Shell {
            registry: self.kept.progress.image_registry.clone(),
            ..shell(session, source.place(&settings.files, anew)?, unattended)?
        })
    }

    /// Nobody else runs a tutorial in this namespace until this is let go. The namespace is made
    /// where it is not there.
    async fn hold(&self, session: &Session<'_>) -> Result<Held> {
        let made = namespace::ensure_named(&self.cluster, &self.namespace).await;
        let hint = format!(
            "`kubectl create namespace {}` makes it, or take another one with -n",
            self.namespace
        );
        if made.map_err(|error| error.hint(hint))? {
            session.reporter.emit(Event::Note {
                message: format!("namespace {} is made for it", self.namespace),
            });
        }
        let cx = session.context(&self.cluster);
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let lease = Lease::acquire(&cx, &self.namespace, LEASE, deadline).await?;
        let cancel = session.cancel.child_token();
        lease.guards(&cancel);
        Ok(Held { lease, cancel })
    }

    fn look(&self) -> Look {
        Look {
            cluster: self.cluster.clone(),
            namespace: self.namespace.clone(),
        }
    }

    fn runner<'a>(
        self,
        session: &Session<'a>,
        tutorial: &'a Tutorial,
        asked: &Asked<'_>,
        shell: Shell,
    ) -> Runner<'a> {
        Runner {
            tutorial,
            look: self.look(),
            shell,
            reporter: session.reporter,
            cancel: session.cancel.clone(),
            kept: self.kept,
            auto: asked.auto,
            drawn: Vec::new(),
        }
    }

    async fn go(
        self,
        session: &Session<'_>,
        tutorial: &Tutorial,
        asked: &Asked<'_>,
        shell: Shell,
        cancel: CancellationToken,
    ) -> Result<Outcome> {
        let mut runner = self.runner(session, tutorial, asked, shell);
        runner.cancel = cancel;
        if !asked.auto {
            greet(session, tutorial, &runner);
        }
        if !runner.shell.registry.is_empty() {
            session.reporter.emit(Event::Note {
                message: images_from(&runner.shell.registry),
            });
        }
        let goes_on = runner.kept.progress.next.is_some() && !asked.auto;
        if !goes_on && asked.from.is_none() {
            runner.kept.progress.begin();
        }
        let report = runner.run(asked.from).await;
        let report = report.map_err(|error| match error.exit {
            Exit::Interrupted if !asked.auto => error.hint(format!(
                "`daprk tutorial run {} -k` goes on from here",
                asked.again
            )),
            _ => error,
        })?;
        Ok(told(session, &runner, &report, asked))
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

/// What a run came to, in words.
fn message(tutorial: &Tutorial, report: &Report, tally: Tally) -> String {
    let name = &tutorial.name;
    let failed = report.steps.iter().find(|step| step.ended == Ended::Failed);
    match (failed, tally) {
        (Some(step), _) => format!("{name} failed at step {} {}", step.number, step.title),
        (None, _) if !report.complete => format!("{name} is left for later"),
        (None, Tally { done, skipped: 0 }) => format!("{name} is done: {}", counted(done, "step")),
        (None, Tally { done, skipped }) => format!(
            "{name} is at its end: {} done, {skipped} skipped",
            counted(done, "step")
        ),
    }
}

/// `1 step`, `3 steps`
fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// What a run came to.
fn told(session: &Session<'_>, runner: &Runner<'_>, report: &Report, asked: &Asked<'_>) -> Outcome {
    let tutorial = runner.tutorial;
    let failed = report.count(Ended::Failed) > 0;
    let counts = BTreeMap::from([
        ("done", report.count(Ended::Done)),
        ("skipped", report.count(Ended::Skipped)),
        ("failed", report.count(Ended::Failed)),
    ]);
    let message = message(tutorial, report, runner.kept.progress.tally(tutorial));
    let verb = if report.complete { "reset" } else { "run" };
    let next = vec![format!("daprk tutorial {verb} {} -k", asked.again)];
    session.reporter.emit(Event::Finished {
        message,
        // That of all sittings.
        seconds: Duration::from_millis(runner.kept.progress.milliseconds).as_secs_f64(),
        next,
    });
    let value = json!({
        "apiVersion": "daprk/v1",
        "kind": "TutorialReport",
        "tutorial": tutorial.name,
        "counts": counts,
        "complete": report.complete,
        "seconds": report.seconds,
        "steps": report.steps,
    });
    let body = if asked.auto && session.common.output != Output::Table {
        Body::Record {
            value,
            text: String::new(),
        }
    } else {
        Body::Nothing
    };
    Outcome {
        exit: if failed { Exit::Failed } else { Exit::Done },
        ..Outcome::done(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_somebody_is() {
        let tally = |done, skipped| Tally { done, skipped };
        for (next, tally, words) in [
            (None, tally(0, 0), "-"),
            (None, tally(11, 0), "done"),
            (None, tally(0, 11), "0/11, 11 skipped"),
            (None, tally(9, 2), "9/11, 2 skipped"),
            (Some("One"), tally(0, 0), "0/11"),
            (Some("Two"), tally(3, 1), "3/11"),
        ] {
            let progress = Progress {
                next: next.map(str::to_owned),
                ..Progress::default()
            };
            assert_eq!(far(&progress, tally, 11), words);
        }
    }

    #[test]
    fn the_last_words_are_true() {
        let tutorial = Source::bundled("pub-sub").unwrap().read().unwrap();
        let complete = Report {
            complete: true,
            ..Report::default()
        };
        let tally = |done, skipped| Tally { done, skipped };
        for (report, tally, words) in [
            (&complete, tally(8, 0), "pub-sub is done: 8 steps"),
            (
                &complete,
                tally(0, 8),
                "pub-sub is at its end: 0 steps done, 8 skipped",
            ),
            (
                &complete,
                tally(1, 7),
                "pub-sub is at its end: 1 step done, 7 skipped",
            ),
            (&Report::default(), tally(3, 0), "pub-sub is left for later"),
        ] {
            assert_eq!(message(&tutorial, report, tally), words);
        }
    }

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
