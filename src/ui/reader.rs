//! Somebody who reads a tutorial: a screen at a time, and keys.

use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;

use console::{Key, Term};

use super::lesson;
use super::line::Line;
use super::prompt;
use super::theme::{Theme, Tone};
use crate::error::{Error, Exit, Result};
use crate::event::{ENTER, Keys};

/// Lines of the screen that are kept for the keys.
const KEPT: usize = 2;

/// How much was shown that nobody has said to have read.
#[derive(Default)]
pub(super) struct Reader {
    unread: Mutex<usize>,
}

impl Reader {
    /// Shows lines; before those that would push others off the screen it waits for Enter.
    pub(super) fn show(
        &self,
        lines: &[Line],
        theme: Theme,
        (width, height): (usize, usize),
    ) -> Result<()> {
        let term = prompt::terminal();
        let room = height.saturating_sub(KEPT).max(1);
        for line in lines {
            let rows = line.width().div_ceil(width.max(1)).max(1);
            if self.unread() + rows > room {
                let more = Keys {
                    keys: vec![(ENTER, "shows more")],
                };
                self.key(&term, &more, theme)?;
            }
            term.write_line(&line.paint(theme))
                .map_err(|error| gone(&error))?;
            *self.lock() += rows;
        }
        Ok(())
    }

    /// Waits for one of the keys, whose names are shown meanwhile.
    pub(super) fn wait(&self, keys: &Keys, theme: Theme) -> Result<char> {
        self.key(&prompt::terminal(), keys, theme)
    }

    fn key(&self, term: &Term, keys: &Keys, theme: Theme) -> Result<char> {
        let names = lesson::keys(keys).paint(theme);
        term.write_str(&names).map_err(|error| gone(&error))?;
        let pressed = loop {
            let pressed = match term.read_key_raw() {
                Ok(Key::Enter) => ENTER,
                Ok(Key::Char(key)) => key.to_ascii_lowercase(),
                Ok(Key::CtrlC) => break Err(Error::interrupted()),
                Ok(_) => continue,
                Err(error) => break Err(gone(&error)),
            };
            if keys.keys.iter().any(|(key, _)| *key == pressed) {
                break Ok(pressed);
            }
        };
        let _ = term.clear_line();
        *self.lock() = 0;
        pressed
    }

    /// Has a line typed; `None` after Esc.
    pub(super) fn line(&self, text: &str, theme: Theme, width: usize) -> Result<Option<String>> {
        let term = prompt::terminal();
        let mut lines = lesson::prompt(text, width);
        let last = lines.pop().unwrap_or_default();
        for line in lines {
            term.write_line(&theme.paint(Tone::Strong, &line))
                .map_err(|error| gone(&error))?;
        }
        let last = theme.paint(Tone::Strong, &last);
        term.write_str(&(last + " "))
            .map_err(|error| gone(&error))?;
        let typed = prompt::read_word(|| term.read_key_raw(), |echo| term.write_str(echo));
        let _ = term.write_line("");
        *self.lock() = 0;
        typed.map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => Error::interrupted(),
            _ => gone(&error),
        })
    }

    fn unread(&self) -> usize {
        *self.lock()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, usize> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gone(error: &io::Error) -> Error {
    nobody().says(error.to_string())
}

/// What is said where nobody can press a key.
pub(super) fn nobody() -> Error {
    Error::new(
        Exit::NeedsConfirmation,
        "needs-terminal",
        "a tutorial is read at a terminal",
    )
    .hint("--auto goes through it without anybody")
}
