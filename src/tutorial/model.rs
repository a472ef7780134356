//! A tutorial as its file has it.

use std::time::Duration;

use super::check::{Check, Subject, Value};
use crate::event::Text;
use crate::graph::{Name, View};

/// A tutorial.
#[derive(Clone, Debug, PartialEq)]
pub struct Tutorial {
    /// `hello-kubernetes`: the name of its folder.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What one knows afterwards, in a line.
    pub teaches: String,
    /// How long a person takes.
    pub minutes: u64,
    /// At least one.
    pub chapters: Vec<Chapter>,
}

/// A chapter.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// Its heading.
    pub title: String,
    /// What is said before its first step.
    pub text: Vec<Text>,
    /// At least one.
    pub steps: Vec<Step>,
}

/// A step: what is read, run and checked, in this order or any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Its heading; no two of a tutorial have the same.
    pub title: String,
    /// Where it begins in the file, from one.
    pub line: usize,
    /// Where in the picture it is.
    pub shows: Shows,
    /// What happens in it.
    pub parts: Vec<Part>,
    /// Said when a check does not hold.
    pub hint: Vec<Text>,
    /// Commands that take back what the step did.
    pub undo: Vec<String>,
    /// Objects that it makes: where one is there before, the tutorial does not begin.
    pub makes: Vec<Subject>,
    /// The heading of an earlier step: where that made nothing, this one is left out.
    pub if_made: Option<String>,
    /// What it is for: where all of it is there before, its commands are left out, and so is what
    /// would take them back.
    pub needs: Vec<Subject>,
}

/// What a step is about, in the picture that `daprk graph` draws.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shows {
    /// The view; none for the smallest that has all of the nodes.
    pub view: Option<View>,
    /// The nodes; none for all of the view.
    pub names: Vec<Name>,
}

/// Something that happens in a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Something to read.
    Text(Vec<Text>),
    /// Commands.
    Run(Run),
    /// Commands that the learner is to find; nobody sees them before.
    Solution(Run),
    /// What must be so now.
    Check(Checks),
    /// Something to answer.
    Question(Question),
}

/// Commands, one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// As they are typed for the sandbox.
    pub lines: Vec<String>,
    /// Whether they have to end with an error.
    pub fails: bool,
}

/// Conditions that must hold together within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// At least one.
    pub checks: Vec<Check>,
    /// How long they are waited for.
    pub within: Duration,
}

/// A question whose answer is what the cluster is like at that moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// What is right.
    pub answer: Value,
    /// Where it stands in the file.
    pub line: usize,
}

/// A step with its place.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Index of the chapter.
    pub chapter: usize,
    /// Index in the chapter.
    pub step: usize,
    /// The step.
    pub of: &'a Step,
}

impl Place<'_> {
    /// `2.3`
    pub fn number(&self) -> String {
        format!("{}.{}", self.chapter + 1, self.step + 1)
    }

    /// Whether no step is before it.
    pub fn is_first(&self) -> bool {
        self.chapter == 0 && self.step == 0
    }
}

impl Tutorial {
    /// All steps, in their order.
    pub fn steps(&self) -> Vec<Place<'_>> {
        let chapters = self.chapters.iter().enumerate();
        let steps = chapters.flat_map(|(chapter, it)| {
            let steps = it.steps.iter().enumerate();
            steps.map(move |(step, of)| Place { chapter, step, of })
        });
        steps.collect()
    }
}
