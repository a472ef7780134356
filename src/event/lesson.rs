//! What a tutorial shows and asks.

use serde::Serialize;

/// A piece of a tutorial's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Text {
    /// Sentences, on one line however long.
    Paragraph {
        /// With `code`, *emphasis* and **strong** words as in Markdown.
        text: String,
    },
    /// A point of a list.
    Item {
        /// As in a paragraph.
        text: String,
    },
    /// Lines that stay as they are.
    Code {
        /// `yaml`, `json`, `text` …; may be empty.
        language: String,
        /// The lines.
        lines: Vec<String>,
    },
}

/// What a tutorial tells while it runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "lesson",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Lesson {
    /// A chapter begins.
    Chapter {
        /// From one.
        number: usize,
        /// How many there are.
        of: usize,
        /// Its heading.
        title: String,
    },
    /// A step begins.
    Step {
        /// `2.3`: the third of the second chapter.
        number: String,
        /// Its heading.
        title: String,
    },
    /// Something to read.
    Text {
        /// Piece by piece.
        text: Vec<Text>,
    },
    /// A command, before it runs.
    Command {
        /// As a person would type it.
        line: String,
    },
    /// What a condition came to.
    Checked {
        /// The condition.
        check: String,
        /// Whether it holds.
        holds: bool,
        /// What was found in place of it; empty when it holds.
        found: String,
        /// Seconds it was waited for.
        seconds: f64,
    },
    /// A condition as it is at one look: nothing is waited for.
    Ticked {
        /// The condition.
        check: String,
        /// Whether it holds.
        done: bool,
        /// What was found in place of it; empty when it holds.
        why: String,
    },
    /// A condition does not hold yet.
    Waiting {
        /// The condition.
        check: String,
        /// What is found so far.
        found: String,
    },
    /// The system as it is now, drawn.
    Picture {
        /// Line by line.
        lines: Vec<String>,
    },
    /// Where an answer can be found, for whoever asks.
    Hint {
        /// `look at Secret account`, with a command that shows it, if there is one.
        hint: String,
    },
    /// An answer that is not right; another one may be given.
    NotYet {
        /// Where it can be found.
        hint: String,
    },
    /// An answer to a question of the tutorial's.
    Answered {
        /// What is right at this moment.
        answer: String,
        /// Whether the person knew; `None` when nobody was asked.
        right: Option<bool>,
    },
}

/// Keys that a person may press now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Each with what it does: `('s', "skips")`. [`ENTER`] stands for Enter.
    pub keys: Vec<(char, &'static str)>,
}

/// A line that a person is to type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// What is asked, as in a [`Text::Paragraph`].
    pub text: String,
    /// How to answer: `a number`. Where it is empty, the line is typed right behind the text.
    pub how: String,
}

impl Prompt {
    /// One whose line is typed right behind it: `$`.
    pub fn short(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            how: String::new(),
        }
    }
}

/// Something that somebody waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The condition.
    pub check: String,
    /// What is found so far; empty before the first look.
    pub found: String,
    /// Seconds since the wait began.
    pub seconds: f64,
}

/// A wait beside somebody who may end it. It is over when this is dropped.
pub trait Watch {
    /// Shows what is waited for; the key that was pressed since, if one was.
    ///
    /// # Errors
    /// The terminal is gone.
    fn look(&mut self, waiting: &Waiting) -> crate::error::Result<Option<char>>;
}

/// What somebody types to a program that has a terminal of its own: every key is for that, and none
/// of them is shown or heard here. It is over when this is dropped.
pub trait Typing {
    /// What was typed since the last look.
    ///
    /// # Errors
    /// The terminal is gone.
    fn typed(&mut self) -> crate::error::Result<Vec<u8>>;
}

/// The Enter key.
pub const ENTER: char = '\n';
