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
//! | `shows` | what it is about in the picture: `app/nodeapp`, `view injection` |
//! | `hint` | said when a check does not hold |
//! | `undo` | commands that take the step back |
//! | `makes` | objects that the step makes, one a line: where one is there before, the tutorial does not begin |
//! | `if-made` | the heading of an earlier step: where that made nothing, this one is left out |
//! | `needs` | objects that the step is for: where all are there before, its commands are left out |
//!
//! Any other fence is code to read.

use super::fence::Fence;
use super::front;
use super::markdown::{self, Piece};
use super::model::{Chapter, Part, Step, Tutorial};
use crate::event::Text;
use crate::manifest::nearest;

/// The fences of a step.
const FENCES: [&str; 10] = [
    "run", "solution", "check", "question", "shows", "hint", "undo", "makes", "needs", "if-made",
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
            if let Some(near) = nearest(name, FENCES.into_iter()) {
                return self.say(
                    line,
                    format!("`{name}` is no fence; did you mean `{near}`?"),
                );
            }
            let language = name.to_owned();
            return self.text(Text::Code { language, lines }, line);
        }
        let step = self.chapters.last_mut().and_then(|it| it.steps.last_mut());
        let Some(step) = step else {
            return self.say(line, format!("`{name}` belongs into a step (`## …`)"));
        };
        if lines.iter().all(|line| line.trim().is_empty()) {
            return self.say(line, format!("`{name}` is empty"));
        }
        let fence = Fence {
            name,
            options: &words[1..],
            lines: &lines,
            line,
        };
        if let Err(mut wrong) = fence.put_into(step) {
            self.wrong.append(&mut wrong);
        }
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

#[cfg(test)]
mod tests;
