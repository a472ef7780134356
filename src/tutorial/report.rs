//! What a run came to, for people and for programs.

use serde::Serialize;

use super::progress::Ended;

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The steps that were done, in their order.
    pub steps: Vec<StepReport>,
    /// Whether it came to the end of the tutorial.
    pub complete: bool,
    /// Seconds in all.
    pub seconds: f64,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// `2.3`
    pub number: String,
    /// Its heading.
    pub title: String,
    /// How it ended.
    pub ended: Ended,
    /// Why it failed, if that was no check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Seconds it took.
    pub seconds: f64,
    /// The commands that ran.
    pub commands: Vec<CommandReport>,
    /// The conditions that were looked at.
    pub checks: Vec<CheckReport>,
    /// The questions that were asked.
    pub questions: Vec<QuestionReport>,
}

/// What a command came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandReport {
    /// As it was typed.
    pub line: String,
    /// Its exit status; none after a signal.
    pub exit_code: Option<i32>,
    /// Seconds it took.
    pub seconds: f64,
    /// What it wrote, where that was kept.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
}

/// What a condition came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// The condition.
    pub check: String,
    /// Whether it held.
    pub holds: bool,
    /// What was found in its place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// Seconds it was waited for.
    pub seconds: f64,
}

/// What a question came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionReport {
    /// The question.
    pub question: String,
    /// What was right at that moment.
    pub answer: String,
    /// What the person said, if one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl Report {
    /// How many steps ended so.
    pub fn count(&self, ended: Ended) -> usize {
        self.steps.iter().filter(|step| step.ended == ended).count()
    }
}
