//! A wait that somebody may end: what is waited for, since when, and the keys.

use std::io;

use console::Term;

use super::keyboard::{self, Listening};
use super::lesson;
use super::line::Line;
use super::prompt;
use super::reader::gone;
use super::theme::Theme;
use crate::error::Result;
use crate::event::{Keys, Waiting, Watch};

/// A shorter wait is not worth a word.
const LEAST: f64 = 0.4;

/// The two lines at the bottom of the screen.
pub(super) struct Bottom {
    keys: Keys,
    theme: Theme,
    width: usize,
    term: Term,
    listening: Listening,
    /// As they stand there; none before the first time.
    drawn: Vec<String>,
}

impl Bottom {
    pub(super) fn begin(keys: &Keys, theme: Theme, width: usize) -> Result<Self> {
        Ok(Self {
            keys: keys.clone(),
            theme,
            // Some terminals wrap when the last column is written.
            width: width.saturating_sub(1),
            term: prompt::terminal(),
            listening: Listening::begin().map_err(|error| gone(&error))?,
            drawn: Vec::new(),
        })
    }

    fn draw(&mut self, waiting: &Waiting) -> io::Result<()> {
        let (theme, width) = (self.theme, self.width);
        let cut = |line: Line| line.cut(width, theme.glyphs.more).paint(theme);
        let lines = vec![
            cut(lesson::waiting(waiting, width, theme)),
            cut(lesson::keys(&self.keys, usize::MAX).remove(0)),
        ];
        if lines == self.drawn {
            return Ok(());
        }
        if self.drawn.is_empty() {
            // Nobody was told that a key does something.
            keyboard::forget();
        }
        self.wipe()?;
        self.term.write_str(&lines.join("\n"))?;
        self.drawn = lines;
        Ok(())
    }

    fn wipe(&mut self) -> io::Result<()> {
        let lines = std::mem::take(&mut self.drawn);
        if lines.is_empty() {
            return Ok(());
        }
        erase(&self.term, lines.len())
    }
}

impl Watch for Bottom {
    fn look(&mut self, waiting: &Waiting) -> Result<Option<char>> {
        if waiting.seconds < LEAST {
            return Ok(None);
        }
        self.draw(waiting).map_err(|error| gone(&error))?;
        let pressed = keyboard::pressed(&self.listening).map_err(|error| gone(&error))?;
        Ok(pressed.and_then(|key| keyboard::meant(key, &self.keys.keys)))
    }
}

impl Drop for Bottom {
    fn drop(&mut self) {
        let _ = self.wipe();
    }
}

/// Takes this many lines off the screen, the last of which the cursor is in.
pub(super) fn erase(term: &Term, lines: usize) -> io::Result<()> {
    for _ in 1..lines {
        term.clear_line()?;
        term.move_cursor_up(1)?;
    }
    term.clear_line()
}
