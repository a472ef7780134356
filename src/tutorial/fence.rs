//! The fences of a step: commands, conditions, questions and the rest.

use std::time::Duration;

use super::check::{Check, Subject, Value};
use super::markdown::{self, Piece};
use super::model::{Checks, Part, Question, Run, Shows, Step};
use super::parse::Wrong;
use super::shell;
use crate::event::Text;
use crate::graph::{Name, View};

/// How long a condition is waited for when its fence does not say.
const WITHIN: Duration = Duration::from_secs(60);

/// A fence as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fence<'t> {
    /// `check`
    pub(super) name: &'t str,
    /// What stands behind the name: `90s`.
    pub(super) options: &'t [&'t str],
    /// What stands between its lines of backticks.
    pub(super) lines: &'t [String],
    /// Where it begins.
    pub(super) line: usize,
}

impl Fence<'_> {
    /// Puts what it says into its step.
    pub(super) fn put_into(self, step: &mut Step) -> Result<(), Vec<Wrong>> {
        let fails = self.name == "run" && self.options == ["fails"];
        let within = match self.options {
            [time] if self.name == "check" => Some(seconds(time).ok_or_else(|| self.unknown())?),
            _ => None,
        };
        if !self.options.is_empty() && !fails && within.is_none() {
            return Err(self.unknown());
        }
        let Self { lines, line, .. } = self;
        match self.name {
            "run" => step.parts.push(Part::Run(self.run(fails)?)),
            "solution" => step.parts.push(Part::Solution(self.run(false)?)),
            "check" => step.parts.push(Part::Check(Checks {
                checks: each(lines, line, Check::parse)?,
                within: within.unwrap_or(WITHIN),
            })),
            "question" => step.parts.push(Part::Question(question(lines, line)?)),
            "shows" => step.shows = shows(lines, line)?,
            "hint" => step.hint = self.texts()?,
            "undo" => step.undo = commands(lines, line)?,
            "if-made" => step.if_made = Some(lines.join(" ").trim().to_owned()),
            "makes" => step.makes = self.subjects()?,
            _ => step.needs = self.subjects()?,
        }
        Ok(())
    }

    fn unknown(self) -> Vec<Wrong> {
        let options = self.options.join(" ");
        let known = match self.name {
            "run" => "it is `run` or `run fails`",
            "check" => "how long it is waited for is told as in `check 90s` or `check 2m`",
            _ => "it has none",
        };
        let words = format!("`{}` has no option `{options}`: {known}", self.name);
        vec![Wrong::at(self.line, words)]
    }

    fn run(self, fails: bool) -> Result<Run, Vec<Wrong>> {
        let lines = commands(self.lines, self.line)?;
        Ok(Run { lines, fails })
    }

    fn subjects(self) -> Result<Vec<Subject>, Vec<Wrong>> {
        each(self.lines, self.line, |text, _| Subject::parse(text))
    }

    fn texts(self) -> Result<Vec<Text>, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let pieces = markdown::pieces(&self.lines.join("\n"), self.line + 1, &mut wrong);
        if wrong.is_empty() {
            Ok(pieces.into_iter().filter_map(Piece::into_text).collect())
        } else {
            Err(wrong)
        }
    }
}

/// Each line that is not empty, read.
fn each<T>(
    lines: &[String],
    fence: usize,
    read: impl Fn(&str, usize) -> Result<T, String>,
) -> Result<Vec<T>, Vec<Wrong>> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for (index, text) in lines.iter().enumerate() {
        let line = fence + 1 + index;
        if text.trim().is_empty() {
            continue;
        }
        match read(text.trim(), line) {
            Ok(one) => all.push(one),
            Err(words) => wrong.push(Wrong::at(line, words)),
        }
    }
    if wrong.is_empty() {
        Ok(all)
    } else {
        Err(wrong)
    }
}

/// Commands; one that ends in a backslash goes on in the next line.
fn commands(lines: &[String], fence: usize) -> Result<Vec<String>, Vec<Wrong>> {
    let mut joined: Vec<String> = Vec::new();
    let mut open = false;
    for text in lines {
        let (text, goes_on) = match text.trim().strip_suffix('\\') {
            Some(text) => (text.trim_end(), true),
            None => (text.trim(), false),
        };
        match joined.last_mut() {
            Some(last) if open => {
                last.push(' ');
                last.push_str(text);
            }
            _ => joined.push(text.to_owned()),
        }
        open = goes_on;
    }
    each(&joined, fence, |text, _| {
        match (shlex::split(text), shell::wrong(text)) {
            (None, _) => Err(format!("`{text}`: a quote is not closed")),
            (_, Some(words)) => Err(words),
            _ => Ok(text.to_owned()),
        }
    })
}

fn shows(lines: &[String], fence: usize) -> Result<Shows, Vec<Wrong>> {
    let (views, names): (Vec<String>, Vec<String>) = lines
        .iter()
        .map(|text| text.trim().to_owned())
        .partition(|text| text.starts_with("view "));
    if views.len() > 1 {
        let words = "a step shows one view: one line such as `view injection`";
        return Err(vec![Wrong::at(fence, words)]);
    }
    let line = |text: &String| {
        let at = lines.iter().position(|line| line.trim() == text);
        fence + 1 + at.unwrap_or_default()
    };
    let view = views.first().map(|text| {
        let name = text.trim_start_matches("view ").trim();
        View::named(name).ok_or_else(|| vec![Wrong::at(line(text), no_view(name))])
    });
    let mut wrong = Vec::new();
    let mut read = Vec::new();
    for text in names.iter().filter(|text| !text.is_empty()) {
        match Name::parse(text) {
            Ok(name) => read.push(name),
            Err(words) => wrong.push(Wrong::at(line(text), words)),
        }
    }
    match view.transpose() {
        Ok(view) if wrong.is_empty() => Ok(Shows { view, names: read }),
        Ok(_) => Err(wrong),
        Err(more) => Err(more.into_iter().chain(wrong).collect()),
    }
}

fn no_view(name: &str) -> String {
    let names = View::ALL.map(|(name, _)| name);
    format!("there is no view `{name}`: {}", names.join(", "))
}

fn question(lines: &[String], fence: usize) -> Result<Question, Vec<Wrong>> {
    let answer = |text: &&String| text.trim().starts_with("answer:");
    let (answers, texts): (Vec<_>, Vec<_>) = lines.iter().partition(answer);
    let wrong = |words: &str| vec![Wrong::at(fence, words)];
    let [answer] = answers.as_slice() else {
        return Err(wrong(
            "a question needs one line `answer: VALUE`, such as `answer: deployment/cart {.spec.replicas}`",
        ));
    };
    let texts: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
    let text = texts.join(" ").trim().to_owned();
    if text.is_empty() {
        return Err(wrong(
            "a question needs a text above its answer, such as `How many replicas has cart?`",
        ));
    }
    let value = answer.trim().trim_start_matches("answer:");
    let line = lines.iter().position(|line| line == *answer).unwrap_or(0) + fence + 1;
    let answer = Value::parse(value).map_err(|words| vec![Wrong::at(line, words)])?;
    Ok(Question { text, answer, line })
}

/// `90s`, `2m`
fn seconds(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok()?;
    match unit {
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number * 60)),
        _ => None,
    }
}
