//! The stops of a tour.

use serde::Serialize;

use super::part::Part as Shown;
use super::text;
use crate::event::Text;
use crate::tutorial::check::{Check, Value};
use crate::tutorial::hint;
use crate::tutorial::model::{Chapter, Part, Place, Shows, Tutorial};
use crate::tutorial::shell::{self, Shell};

/// A tutorial as a tour. It is kept between looks: what was seen once stays ticked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tour {
    /// `understanding-dapr`
    pub tutorial: String,
    /// Its heading.
    pub title: String,
    /// In their order.
    pub stops: Vec<Stop>,
}

/// A step of the tutorial.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stop {
    /// `2.1`
    pub number: String,
    /// Heading of its chapter.
    pub chapter: String,
    /// Its own heading.
    pub title: String,
    /// What is read; at the first stop of a chapter with what is said of the chapter.
    #[serde(serialize_with = "text::serialize")]
    pub text: Vec<Text>,
    /// What a person types to get there, in this order. Nothing runs it.
    pub commands: Vec<String>,
    /// Its part of the picture.
    pub shows: Shown,
    /// What must be so.
    pub checks: Vec<Tick>,
    /// What can be asked here.
    pub questions: Vec<Asked>,
    /// Whether all of it was so once.
    pub done: bool,
    /// Why it is not done; empty if it is, and before the first look.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Index of its chapter.
    #[serde(skip)]
    pub(super) of: usize,
    /// What it is about, as its file has it.
    #[serde(skip)]
    pub(super) about: Shows,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tick {
    /// `deployment/nodeapp is healthy`
    pub words: String,
    /// Whether it held at the last look, or when the stop was done.
    pub done: bool,
    /// What was there in its place; `not known: …` where that could not be seen.
    pub why: String,
    /// Whether the sidecar counts that daprk asks for it, as it counts what apps ask.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub counted: bool,
    #[serde(skip)]
    pub(super) check: Check,
    /// The smallest number that was seen, for what has to grow.
    #[serde(skip)]
    pub(super) first: Option<f64>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// What is asked.
    pub text: String,
    #[serde(skip)]
    pub(super) answer: Value,
    #[serde(skip)]
    pub(super) hint: String,
}

/// What somebody said to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// What is right at this moment; empty where the cluster has no answer yet.
    pub answer: String,
    /// Whether that was said.
    pub right: bool,
    /// Where the answer stands: ``look at Deployment dapr-sentry in dapr-system: `daprk status` ``.
    pub hint: String,
}

impl Tour {
    /// The tour of a tutorial, with nothing seen yet. Commands are as the file has them.
    pub fn of(tutorial: &Tutorial) -> Self {
        let steps = tutorial.steps();
        let stop = |place: &Place<'_>| stop(&tutorial.chapters[place.chapter], place);
        Self {
            tutorial: tutorial.name.clone(),
            title: tutorial.title.clone(),
            stops: steps.iter().map(stop).collect(),
        }
    }

    /// The same with commands, those of hints too, as a person types them for the shell's cluster; before one that
    /// reads a file of the tutorial's, the way to that file.
    #[must_use]
    pub fn typed(mut self, shell: &Shell) -> Self {
        let folder = shell.folder().display().to_string();
        let way = format!("cd {}", shlex::try_quote(&folder).unwrap_or_default());
        for stop in &mut self.stops {
            let reads = stop
                .commands
                .iter()
                .any(|line| !shell::files(line).is_empty());
            let way = reads.then(|| way.clone());
            let typed = stop.commands.iter().map(|line| shell.typed(line));
            stop.commands = way.into_iter().chain(typed).collect();
            for asked in &mut stop.questions {
                asked.hint = hint::hint(&asked.answer, shell);
            }
        }
        self
    }

    /// How many stops are done.
    pub fn done(&self) -> usize {
        self.stops.iter().filter(|stop| stop.done).count()
    }
}

fn stop(chapter: &Chapter, place: &Place<'_>) -> Stop {
    let Place { of: step, .. } = *place;
    let mut made = Stop {
        number: place.number(),
        chapter: chapter.title.clone(),
        title: step.title.clone(),
        text: Vec::new(),
        commands: Vec::new(),
        shows: Shown::default(),
        checks: Vec::new(),
        questions: Vec::new(),
        done: false,
        why: String::new(),
        of: place.chapter,
        about: step.shows.clone(),
    };
    if place.step == 0 {
        made.text.clone_from(&chapter.text);
    }
    for part in &step.parts {
        match part {
            Part::Text(text) => made.text.extend(text.iter().cloned()),
            Part::Run(run) => made.commands.extend(run.lines.iter().cloned()),
            // It is the learner's to find.
            Part::Solution(_) => {}
            Part::Check(checks) => made.checks.extend(checks.checks.iter().map(tick)),
            Part::Question(question) => made.questions.push(Asked {
                text: question.text.clone(),
                answer: question.answer.clone(),
                hint: hint::plain(&question.answer),
            }),
        }
    }
    made
}

fn tick(check: &Check) -> Tick {
    Tick {
        words: check.text.clone(),
        done: false,
        why: "not looked at yet".to_owned(),
        counted: check.value.subject.is_counted(),
        check: check.clone(),
        first: None,
    }
}
