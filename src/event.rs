//! The contract between the engines and whoever watches them.
//!
//! An engine tells what happens as [`Event`]s and hands its result back as an [`Outcome`]; it
//! never prints. The terminal, `-o json` and a CI log are three consumers of the same stream.

mod lesson;
mod target;

use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Exit, Result};
pub use lesson::{ENTER, Keys, Lesson, Prompt, Text, Typing, Waiting, Watch};
pub use target::Typed;

/// A Kubernetes object as people name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// `Deployment`, `Pod`, `CustomResourceDefinition` …
    pub kind: String,
    /// Absent for cluster-scoped objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The object's name.
    pub name: String,
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// What was, or would be, done to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It was not there.
    Created,
    /// It was there and differs now.
    Configured,
    /// It is as wanted already.
    Unchanged,
    /// It is gone.
    Deleted,
    /// It was left alone on purpose.
    Kept,
}

/// How far a thing in the wait tree has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// As wanted.
    Ready,
    /// On its way; waiting helps.
    Waiting,
    /// Something is in its way that may still mend itself (slow, not hopeless).
    Blocked,
    /// Waiting cannot help.
    Hopeless,
}

/// One line of the wait tree: workload > pod > container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WaitNode {
    /// What it is about.
    pub subject: Subject,
    /// How far it is.
    pub progress: Progress,
    /// The state in words, with the reason it isn't ready: `1 of 3 ready`,
    /// `image x not found`. Empty when there is nothing to say.
    pub reason: String,
    /// Parts of it that are worth a line (ready ones may be left out).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<WaitNode>,
}

/// What an engine tells while it works.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// The first line: what is about to happen, and to which cluster.
    Started {
        /// `Dapr 1.18.3`
        what: String,
        /// Kube context, or `in-cluster`.
        context: String,
        /// Namespace that the work is about.
        namespace: String,
    },
    /// A phase of the sequence begins (`definitions`, `foundation`, `sentry` …).
    PhaseStarted {
        /// Its short name.
        phase: String,
    },
    /// A phase ended well.
    PhaseDone {
        /// Its short name.
        phase: String,
        /// What came of it: `34 objects`.
        detail: String,
        /// Seconds it took.
        seconds: f64,
    },
    /// An object was sent.
    Applied {
        /// Which.
        subject: Subject,
        /// What that did to it.
        action: Action,
    },
    /// The wait tree as it stands now; sent when something in it changed.
    Waiting {
        /// The phase that waits.
        phase: String,
        /// One node for each thing waited for.
        tree: Vec<WaitNode>,
    },
    /// Something a person should know that doesn't stop the work.
    Warning {
        /// One sentence.
        message: String,
    },
    /// A remark, shown unless `-q`.
    Note {
        /// One sentence.
        message: String,
    },
    /// A tutorial goes on.
    Lesson(Lesson),
    /// The work ended: what stands, and what to type next.
    Finished {
        /// `Dapr 1.18.3 is healthy in dapr-system`
        message: String,
        /// Seconds the whole took.
        seconds: f64,
        /// Commands worth typing now.
        next: Vec<String>,
    },
}

/// Something only a person can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Lines shown above the question.
    pub context: Vec<String>,
    /// The question without `[y/N]`.
    pub prompt: String,
    /// How grave a yes is.
    pub danger: Danger,
}

/// How grave a yes is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Danger {
    /// Enter means no.
    Moderate,
    /// The word given here has to be typed.
    Severe(String),
}

/// Where engines send what happens. `ui` implements it for people, JSON and CI.
pub trait Reporter: Send + Sync {
    /// Takes an event; never fails, never blocks for long.
    fn emit(&self, event: Event);

    /// Asks; `Ok(true)` is a yes. With `--yes` it answers yes, and off a terminal it ends with
    /// [`Exit::NeedsConfirmation`].
    fn ask(&self, question: &Question) -> Result<bool>;

    /// Asks, and goes on with a yes alone.
    ///
    /// # Errors
    /// `declined` for a no, and those of [`Reporter::ask`].
    fn confirm(&self, question: &Question) -> Result<()> {
        if self.ask(question)? {
            return Ok(());
        }
        Err(Error::new(
            Exit::NeedsConfirmation,
            "declined",
            "the answer was no, so nothing was changed",
        ))
    }

    /// Shows something to a person who reads: as [`Reporter::emit`], but what is longer than the
    /// screen is shown a screen at a time.
    ///
    /// # Errors
    /// [`Exit::Interrupted`] after Ctrl-C.
    fn read(&self, lesson: Lesson) -> Result<()> {
        self.emit(Event::Lesson(lesson));
        Ok(())
    }

    /// Whether a person is there, who reads all that is shown and can press keys.
    fn has_reader(&self) -> bool {
        false
    }

    /// Columns and lines of the screen of somebody who reads: what commands write is handed to
    /// [`Self::written`] there. `None` where commands write by themselves.
    fn screen(&self) -> Option<(u16, u16)> {
        None
    }

    /// Shows what a command wrote, as it comes: a screen at a time.
    ///
    /// # Errors
    /// As [`Reporter::key`].
    fn written(&self, _bytes: &[u8]) -> Result<()> {
        Ok(())
    }

    /// Begins to wait beside somebody who may press one of these keys.
    ///
    /// # Errors
    /// As [`Reporter::key`].
    fn watch(&self, _: &Keys) -> Result<Box<dyn Watch + '_>> {
        Err(nobody())
    }

    /// Waits for one of these keys. What was typed before it was called does not count.
    ///
    /// # Errors
    /// [`Exit::Interrupted`] after Ctrl-C, and once the wait is cancelled;
    /// [`Exit::NeedsConfirmation`] where there is nobody.
    fn key(&self, _: &Keys, _: &CancellationToken) -> Result<char> {
        Err(nobody())
    }

    /// Has a line typed; `None` after Esc. What was typed before it was called does not count.
    ///
    /// # Errors
    /// As [`Reporter::key`].
    fn line(&self, _: &Prompt, _: &CancellationToken) -> Result<Option<String>> {
        Err(nobody())
    }

    /// Passes on what somebody types to a program.
    ///
    /// # Errors
    /// As [`Reporter::key`].
    fn typing(&self) -> Result<Box<dyn Typing + '_>> {
        Err(nobody())
    }

    /// As [`Self::show`]; on a terminal in the place of what this showed before (`status -w`).
    ///
    /// # Errors
    /// As [`Self::show`].
    fn show_again(&self, outcome: &Outcome) -> std::io::Result<()> {
        self.show(outcome)
    }

    /// Prints an outcome that is not the last one (`follow -w`).
    ///
    /// # Errors
    /// When standard output is closed; the caller then ends quietly.
    fn show(&self, outcome: &Outcome) -> std::io::Result<()>;

    /// Prints one line of streamed data (a log line) to standard output.
    ///
    /// # Errors
    /// When standard output is closed; the caller then ends quietly.
    fn data(&self, line: &[u8]) -> std::io::Result<()>;
}

fn nobody() -> Error {
    Error::new(
        Exit::NeedsConfirmation,
        "needs-terminal",
        "there is nobody to press a key",
    )
}

/// A column of a [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Upper-case heading.
    pub title: &'static str,
    /// Shown only with `-o wide`.
    pub wide: bool,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One text for each column.
    pub cells: Vec<String>,
    /// What `-o name` prints: `deployment/dapr-operator`.
    pub name: String,
    /// What `-o json` and `-o yaml` print.
    pub item: Value,
}

/// Rows in every format that `-o` knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Kind of the JSON list: `StatusList`.
    pub kind: &'static str,
    /// Columns of `-o table|wide`.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Said on standard error when there is no row.
    pub empty: String,
}

/// What a command prints on standard output when it is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    Nothing,
    /// Rows.
    Table(Table),
    /// Kubernetes objects: a YAML stream, or a JSON `List`.
    Objects(Vec<Value>),
    /// One record with its text for people.
    Record {
        /// For `-o json|yaml`.
        value: Value,
        /// For everybody else.
        text: String,
    },
    /// Text as it is.
    Text(String),
}

/// What a command comes back with when it did not fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Printed on standard output.
    pub body: Body,
    /// [`Exit::Done`], or [`Exit::Failed`] where the answer is «unhealthy» or «different».
    pub exit: Exit,
    /// Lines for standard error after the body.
    pub remarks: Vec<String>,
}

impl Outcome {
    /// Done, with this to print.
    pub fn done(body: Body) -> Self {
        Self {
            body,
            exit: Exit::Done,
            remarks: Vec::new(),
        }
    }

    /// Done, nothing to print.
    pub fn quiet() -> Self {
        Self::done(Body::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody who always answers the same.
    struct Answers(bool);

    impl Reporter for Answers {
        fn emit(&self, _: Event) {}

        fn ask(&self, _: &Question) -> Result<bool> {
            Ok(self.0)
        }

        fn show(&self, _: &Outcome) -> std::io::Result<()> {
            Ok(())
        }

        fn data(&self, _: &[u8]) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_a_yes_goes_on() {
        let question = Question {
            context: Vec::new(),
            prompt: "Sure?".to_owned(),
            danger: Danger::Moderate,
        };
        assert_eq!(Answers(true).confirm(&question), Ok(()));
        let error = Answers(false).confirm(&question).expect_err("a no");
        assert_eq!(
            (error.exit, error.code),
            (Exit::NeedsConfirmation, "declined")
        );
    }
}
