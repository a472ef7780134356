//! Reads the file of a tutorial.
//!
//! ````text
//! ---
//! title: Hello, Kubernetes
//! teaches: what one knows afterwards
//! minutes: 10
//! ---
//! # A chapter
//!
//! Paragraphs, lists with `-`, and fenced code.
//!
//! ## A step
//!
//! ```run
//! daprk deploy hello-kubernetes
//! ```
//! ```check
//! deployment/nodeapp is healthy
//! ```
//! ````
//!
//! | fence | what is in it |
//! |---|---|
//! | `run`, `run fails` | commands, one a line; `fails`: they have to end with an error |
//! | `solution` | commands that the learner is to find |
//! | `check`, `check 90s` | conditions, one a line, and how long they are waited for |
//! | `question` | what is asked, and a line `answer: VALUE` |
//! | `hint` | said when a check does not hold |
//! | `undo` | commands that take the step back |
//! | `makes` | objects that the step makes, one a line: where one is there before, the tutorial does not begin |
//! | `if-made` | the heading of an earlier step: where that made nothing, this one is left out |
//! | `needs` | objects that the step is for: where all are there before, its commands are left out |
//!
//! Any other fence is code to read.

use std::time::Duration;

use super::check::{Check, Subject, Value};
use super::front;
use super::markdown::{self, Piece};
use super::model::{Chapter, Checks, Part, Question, Run, Step, Tutorial};
use super::shell;
use crate::event::Text;

/// How long a condition is waited for when its fence does not say.
const WITHIN: Duration = Duration::from_secs(60);
/// The fences of a step.
const FENCES: [&str; 9] = [
    "run", "solution", "check", "question", "hint", "undo", "makes", "needs", "if-made",
];

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// Where, from one.
    pub line: usize,
    /// What, in words.
    pub words: String,
}

impl Wrong {
    pub(super) fn at(line: usize, words: impl Into<String>) -> Self {
        Self {
            line,
            words: words.into(),
        }
    }
}

/// Reads a tutorial.
///
/// # Errors
/// All that is wrong with it, in the order of lines.
pub fn parse(name: &str, text: &str) -> Result<Tutorial, Vec<Wrong>> {
    let mut reader = Reader::default();
    let (front, body) = front::split(text);
    let front = front::read(front, &mut reader.wrong);
    for piece in markdown::pieces(body.text, body.line, &mut reader.wrong) {
        reader.take(piece);
    }
    reader.check_whole();
    if reader.wrong.is_empty() {
        return Ok(Tutorial {
            name: name.to_owned(),
            title: front.title,
            teaches: front.teaches,
            minutes: front.minutes,
            chapters: reader.chapters,
        });
    }
    reader.wrong.sort();
    Err(reader.wrong)
}

#[derive(Default)]
struct Reader {
    chapters: Vec<Chapter>,
    wrong: Vec<Wrong>,
}

impl Reader {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Heading {
                level: 1, title, ..
            } => self.chapters.push(Chapter {
                title,
                text: Vec::new(),
                steps: Vec::new(),
            }),
            Piece::Heading {
                level: 2,
                title,
                line,
            } => self.step(title, line),
            Piece::Heading { line, .. } => {
                self.say(
                    line,
                    "a heading has one `#` for a chapter or two for a step",
                );
            }
            Piece::Text { text, line } => self.text(text, line),
            Piece::Fence { info, lines, line } => self.fence(&info, lines, line),
        }
    }

    fn say(&mut self, line: usize, words: impl Into<String>) {
        self.wrong.push(Wrong::at(line, words));
    }

    fn step(&mut self, title: String, line: usize) {
        let same = |step: &Step| step.title == title;
        if self.chapters.iter().flat_map(|it| &it.steps).any(same) {
            self.say(line, format!("there is a step `{title}` before"));
        }
        match self.chapters.last_mut() {
            Some(chapter) => chapter.steps.push(Step {
                title,
                line,
                ..Step::default()
            }),
            None => self.say(line, "a step before the first chapter (`# …`)"),
        }
    }

    fn text(&mut self, text: Text, line: usize) {
        let Some(chapter) = self.chapters.last_mut() else {
            return self.say(line, "text before the first chapter (`# …`)");
        };
        let Some(step) = chapter.steps.last_mut() else {
            return chapter.text.push(text);
        };
        match step.parts.last_mut() {
            Some(Part::Text(texts)) => texts.push(text),
            _ => step.parts.push(Part::Text(vec![text])),
        }
    }

    fn fence(&mut self, info: &str, lines: Vec<String>, line: usize) {
        let words: Vec<&str> = info.split_whitespace().collect();
        let name = words.first().copied().unwrap_or_default();
        if !FENCES.contains(&name) {
            if let Some(near) = near(name) {
                return self.say(
                    line,
                    format!("`{name}` is no fence; did you mean `{near}`?"),
                );
            }
            let language = name.to_owned();
            return self.text(Text::Code { language, lines }, line);
        }
        if self.chapters.last().is_none_or(|it| it.steps.is_empty()) {
            return self.say(line, format!("`{name}` belongs into a step (`## …`)"));
        }
        if lines.iter().all(|line| line.trim().is_empty()) {
            return self.say(line, format!("`{name}` is empty"));
        }
        match self.part(name, &words[1..], &lines, line) {
            Ok(put) => {
                let step = self.chapters.last_mut().and_then(|it| it.steps.last_mut());
                if let Some(step) = step {
                    put(step);
                }
            }
            Err(mut wrong) => self.wrong.append(&mut wrong),
        }
    }

    #[expect(clippy::type_complexity, reason = "what a fence does to its step")]
    fn part(
        &mut self,
        name: &str,
        options: &[&str],
        lines: &[String],
        line: usize,
    ) -> Result<Box<dyn FnOnce(&mut Step)>, Vec<Wrong>> {
        let part = |part: Part| -> Box<dyn FnOnce(&mut Step)> {
            Box::new(move |step| step.parts.push(part))
        };
        let unknown = |option: &str| {
            vec![Wrong::at(
                line,
                format!("`{name}` has no option `{option}`"),
            )]
        };
        let fails = name == "run" && options == ["fails"];
        let within = match options {
            [time] if name == "check" => Some(seconds(time).ok_or_else(|| unknown(time))?),
            _ => None,
        };
        if let (Some(option), false, None) = (options.first(), fails, within) {
            return Err(unknown(option));
        }
        Ok(match name {
            "run" => part(Part::Run(Run {
                lines: commands(lines, line)?,
                fails,
            })),
            "solution" => part(Part::Solution(Run {
                lines: commands(lines, line)?,
                fails: false,
            })),
            "check" => part(Part::Check(Checks {
                checks: each(lines, line, Check::parse)?,
                within: within.unwrap_or(WITHIN),
            })),
            "question" => part(Part::Question(question(lines, line)?)),
            "hint" => {
                let mut wrong = Vec::new();
                let pieces = markdown::pieces(&lines.join("\n"), line + 1, &mut wrong);
                let texts = pieces.into_iter().filter_map(Piece::into_text).collect();
                Box::new(move |step| step.hint = texts)
            }
            "undo" => {
                let commands = commands(lines, line)?;
                Box::new(move |step| step.undo = commands)
            }
            "if-made" => {
                let title = lines.join(" ").trim().to_owned();
                Box::new(move |step| step.if_made = Some(title))
            }
            "makes" => {
                let subjects = each(lines, line, |text, _| Subject::parse(text))?;
                Box::new(move |step| step.makes = subjects)
            }
            _ => {
                let subjects = each(lines, line, |text, _| Subject::parse(text))?;
                Box::new(move |step| step.needs = subjects)
            }
        })
    }

    /// What only shows at the end.
    fn check_whole(&mut self) {
        let mut before: Vec<&str> = Vec::new();
        let mut unknown = Vec::new();
        for step in self.chapters.iter().flat_map(|it| &it.steps) {
            if let Some(title) = step.if_made.as_deref().filter(|it| !before.contains(it)) {
                unknown.push((
                    step.line,
                    format!("there is no step `{title}` before this one"),
                ));
            }
            before.push(&step.title);
        }
        for (line, words) in unknown {
            self.say(line, words);
        }
        if self.chapters.is_empty() {
            self.say(1, "there is no chapter (`# …`)");
        }
        let empty = self.chapters.iter().filter(|it| it.steps.is_empty());
        let words: Vec<String> = empty
            .map(|it| format!("chapter `{}` has no step (`## …`)", it.title))
            .collect();
        for words in words {
            self.say(1, words);
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

fn question(lines: &[String], fence: usize) -> Result<Question, Vec<Wrong>> {
    let answer = |text: &&String| text.trim().starts_with("answer:");
    let (answers, texts): (Vec<_>, Vec<_>) = lines.iter().partition(answer);
    let wrong = |words: &str| vec![Wrong::at(fence, words)];
    let [answer] = answers.as_slice() else {
        return Err(wrong("a question has one line `answer: VALUE`"));
    };
    let texts: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
    let text = texts.join(" ").trim().to_owned();
    if text.is_empty() {
        return Err(wrong("a question asks something"));
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

/// A fence that was meant.
fn near(name: &str) -> Option<&'static str> {
    let likeness = |fence: &str| strsim::jaro_winkler(fence, name);
    let nearest = FENCES
        .into_iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    nearest.filter(|fence| likeness(fence) > 0.85)
}

#[cfg(test)]
mod tests;
