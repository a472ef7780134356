//! Questions to a person, asked on standard error.

use std::fmt;
use std::io;

use console::Term;
use dialoguer::Confirm;
use unicode_width::UnicodeWidthStr as _;

use super::field::Field;
use super::keyboard;
use super::line::{Line, wrap};
use super::sanitize;
use super::theme::{Theme, Tone};
use crate::error::{Error, Exit, Result};
use crate::event::{Danger, Question};

/// What a question is answered with where nobody can be asked.
pub(super) fn unanswered(question: &Question) -> Error {
    let message = format!("needs confirmation: {}", question.prompt);
    let error = Error::new(Exit::NeedsConfirmation, "needs-confirmation", message);
    let error = if question.context.is_empty() {
        error
    } else {
        error.says(question.context.join("\n"))
    };
    error.hint("add `--yes`")
}

/// The lines that `--yes` leaves behind: the question with its answer.
pub(super) fn answered(question: &Question, width: usize) -> Vec<Line> {
    let context = context(question, width);
    let answer = Line::new()
        .then(Tone::Strong, &question.prompt)
        .then(Tone::Plain, " yes ")
        .then(Tone::Dim, "(--yes)");
    context.into_iter().chain([answer]).collect()
}

/// What stands above a question. Sentences are wrapped; columns stay as they are where they fit.
fn context(question: &Question, width: usize) -> Vec<Line> {
    let lines = question.context.iter().flat_map(|line| {
        if !line.contains("  ") {
            wrap(line, width)
        } else if line.width() <= width {
            vec![line.clone()]
        } else {
            hung(line, width)
        }
    });
    lines.map(|line| Line::plain(&line)).collect()
}

/// Columns that are too wide together: what stands behind the first one is wrapped in its own place.
fn hung(line: &str, width: usize) -> Vec<String> {
    let word = line.len() - line.trim_start().len();
    let gap = line[word..].find("  ").map_or(line.len(), |at| word + at);
    let rest = line[gap..].trim_start();
    let (lead, column) = (&line[..line.len() - rest.len()], line.len() - rest.len());
    let mut lines = wrap(rest, width.saturating_sub(column).max(1)).into_iter();
    let first = lines.next().unwrap_or_default();
    let others = lines.map(|line| " ".repeat(column) + &line);
    std::iter::once(lead.to_owned() + &first)
        .chain(others)
        .collect()
}

/// Asks on the terminal behind standard error and standard input.
///
/// # Errors
/// [`Exit::Interrupted`] after Ctrl-C, [`Exit::NeedsConfirmation`] when the terminal goes away.
pub(super) fn ask(question: &Question, theme: Theme, width: usize) -> Result<bool> {
    let term = terminal();
    keyboard::forget();
    let answer = show(&term, question, theme, width).and_then(|prompt| match &question.danger {
        Danger::Moderate => confirm(&term, &prompt),
        Danger::Severe(word) => typed(&term, word, theme, width),
    });
    answer.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Error::new(
            Exit::Interrupted,
            "interrupted",
            "interrupted at the question",
        ),
        _ => unanswered(question).says(error.to_string()),
    })
}

/// Shows all but the last line of a question and returns that one.
fn show(term: &Term, question: &Question, theme: Theme, width: usize) -> io::Result<String> {
    for line in context(question, width) {
        term.write_line(&line.paint(theme))?;
    }
    let (lines, last) = rows(question, width);
    for line in lines {
        term.write_line(&theme.paint(Tone::Strong, &line))?;
    }
    Ok(theme.paint(Tone::Strong, &last))
}

/// The rows of what is asked, and the one that the answer stands in. That is drawn over the
/// question, which works on a single row only: a word that is longer stands above.
fn rows(question: &Question, width: usize) -> (Vec<String>, String) {
    let room = width.saturating_sub("[y/N] yes ".len());
    let mut rows = wrap(&sanitize::line(&question.prompt), room);
    let fits = |row: &String| question.danger == Danger::Moderate && row.width() <= room;
    let last = if rows.last().is_some_and(fits) {
        rows.pop()
    } else {
        None
    };
    (rows, last.unwrap_or_default())
}

fn confirm(term: &Term, prompt: &str) -> io::Result<bool> {
    let answer = Confirm::with_theme(&Look)
        .with_prompt(prompt)
        .default(false)
        .interact_on_opt(term);
    match answer {
        Ok(answer) => Ok(answer.unwrap_or(false)),
        Err(dialoguer::Error::IO(error)) => {
            let _ = term.write_line("");
            Err(error)
        }
    }
}

/// Has a word typed; anything else is a no.
fn typed(term: &Term, word: &str, theme: Theme, width: usize) -> io::Result<bool> {
    let word = sanitize::line(word);
    let ask = Line::plain("Type ").then(Tone::Strong, &word);
    let mut ask = ask.then(Tone::Plain, " to go on:");
    if ask.width() + 1 + word.width() >= width {
        term.write_line(&ask.paint(theme))?;
        ask = Line::plain(">");
    }
    let field = Field {
        term,
        lead: (ask.paint(theme) + " ", ask.width() + 1),
        width,
        more: theme.glyphs.more,
        key: &|| term.read_key_raw(),
    };
    let answer = field.read()?;
    let yes = answer.as_deref() == Some(&*word);
    if !yes && answer.is_some_and(|typed| !typed.is_empty()) {
        term.write_line(&format!("that is not `{word}`"))?;
    }
    Ok(yes)
}

/// How a yes-or-no question looks; Esc leaves a `no` behind, as Enter does.
struct Look;

impl dialoguer::theme::Theme for Look {
    fn format_confirm_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        selection: Option<bool>,
    ) -> fmt::Result {
        let answer = if selection == Some(true) { "yes" } else { "no" };
        write!(f, "{prompt} {answer}")
    }
}

#[cfg(not(unix))]
pub(super) fn terminal() -> Term {
    Term::stderr()
}

/// Standard error as a terminal whose cursor stays where it can be seen.
///
/// dialoguer hides the cursor while it waits. Ctrl-C at that moment may end the process at once,
/// and the shell would be left without one.
#[cfg(unix)]
pub(super) fn terminal() -> Term {
    Term::read_write_pair(io::stdin(), cursor::Kept(io::stderr()))
}

#[cfg(unix)]
mod cursor {
    use std::io::{self, Write};
    use std::os::fd::{AsRawFd, RawFd};

    /// Passes everything on but the orders to hide or show the cursor.
    #[derive(Debug)]
    pub(super) struct Kept<W>(pub(super) W);

    impl<W: Write> Write for Kept<W> {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            if matches!(buf, b"\x1b[?25l" | b"\x1b[?25h") {
                return Ok(buf.len());
            }
            self.0.write(buf)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }

    impl<W: AsRawFd> AsRawFd for Kept<W> {
        fn as_raw_fd(&self) -> RawFd {
            self.0.as_raw_fd()
        }
    }
}

#[cfg(test)]
mod tests;
