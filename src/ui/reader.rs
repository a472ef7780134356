//! Somebody who reads a tutorial: a screen at a time, and keys.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use console::{Key, Term};
use tokio_util::sync::CancellationToken;

use super::field::Field;
use super::keyboard::{self, Listening};
use super::lesson;
use super::line::Line;
use super::prompt;
use super::rows::Rows;
use super::theme::Theme;
use super::watch::erase;
use crate::error::{Error, Exit, Result};
use crate::event::{ENTER, Keys, Prompt};

/// Lines of the screen that are kept for the keys.
const KEPT: usize = 2;

/// How much was shown that nobody has said to have read.
#[derive(Default)]
pub(super) struct Reader {
    unread: Mutex<usize>,
    written: Mutex<Written>,
}

/// What a command that runs has written.
#[derive(Default)]
struct Written {
    rows: Rows,
    /// The rest of it is shown without a stop.
    all: bool,
}

/// What a reader reads on.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) theme: Theme,
    /// Columns and lines of the screen.
    pub(super) size: (usize, usize),
}

impl Page {
    /// Rows that can be read at once.
    fn room(self) -> usize {
        self.size.1.saturating_sub(KEPT).max(1)
    }

    /// Rows that a line takes.
    fn rows(self, line: &Line) -> usize {
        line.width().div_ceil(self.size.0.max(1)).max(1)
    }
}

/// Lines up to the next empty one: a paragraph, a command, a piece of code. They are read in one
/// piece, where a screen has room.
fn blocks(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|_, next| next.width() > 0)
}

impl Reader {
    /// Shows lines; before those that would push others off the screen it waits for Enter.
    pub(super) fn show(&self, lines: &[Line], page: Page) -> Result<()> {
        let term = prompt::terminal();
        keyboard::hush();
        for block in blocks(lines) {
            let whole: usize = block.iter().map(|line| page.rows(line)).sum();
            if whole <= page.room() {
                self.make_room(&term, whole, page)?;
            }
            for line in block {
                let rows = page.rows(line);
                self.make_room(&term, rows, page)?;
                term.write_line(&line.paint(page.theme))
                    .map_err(|error| gone(&error))?;
                *self.unread() += rows;
            }
        }
        Ok(())
    }

    /// Waits for Enter where so many rows more would push others off the screen.
    fn make_room(&self, term: &Term, rows: usize, page: Page) -> Result<()> {
        if *self.unread() + rows > page.room() {
            let more = Keys {
                keys: vec![(ENTER, "shows more")],
            };
            self.key(term, &more, &CancellationToken::new(), page)?;
        }
        Ok(())
    }

    /// Lines that were told without a stop.
    pub(super) fn told(&self, lines: &[Line], page: Page) {
        let rows: usize = lines.iter().map(|line| page.rows(line)).sum();
        *self.unread() += rows;
    }

    /// Shows what a command wrote; where a screen is full, it goes on after a key.
    pub(super) fn write(&self, bytes: &[u8], page: Page) -> Result<()> {
        let term = prompt::terminal();
        let mut rest = bytes;
        while !rest.is_empty() {
            let fits = self.fits(rest, page);
            let (now, later) = rest.split_at(fits);
            // Bytes as they are: a character may be cut in two.
            io::Write::write_all(&mut &term, now).map_err(|error| gone(&error))?;
            rest = later;
            if !rest.is_empty() {
                self.stop(&term, page)?;
            }
        }
        io::Write::flush(&mut &term).map_err(|error| gone(&error))
    }

    /// How many of these bytes the screen has room for, all of which are counted.
    fn fits(&self, bytes: &[u8], page: Page) -> usize {
        let mut written = self.written();
        let mut unread = self.unread();
        for (at, byte) in bytes.iter().enumerate() {
            let is_full = *unread >= page.room() && written.rows.at_begin();
            let stops = is_full && !written.all && !written.rows.are_apart();
            if stops && *byte != b'\x1b' {
                return at;
            }
            let down = written.rows.take(*byte, page.size.0);
            // Who has all of it shown does not want to be asked for what follows, either.
            if !written.all {
                *unread = unread.saturating_add_signed(down);
            }
        }
        bytes.len()
    }

    fn stop(&self, term: &Term, page: Page) -> Result<()> {
        let keys = Keys {
            keys: vec![(ENTER, "shows more"), ('a', "shows all")],
        };
        let all = self.key(term, &keys, &CancellationToken::new(), page)? == 'a';
        self.written().all = all;
        Ok(())
    }

    /// Waits for one of the keys, whose names are shown meanwhile.
    pub(super) fn wait(&self, keys: &Keys, cancel: &CancellationToken, page: Page) -> Result<char> {
        self.key(&prompt::terminal(), keys, cancel, page)
    }

    fn key(
        &self,
        term: &Term,
        keys: &Keys,
        cancel: &CancellationToken,
        page: Page,
    ) -> Result<char> {
        let listening = Listening::to_all().map_err(|error| gone(&error))?;
        keyboard::forget();
        let lines = lesson::keys(keys, page.size.0.saturating_sub(1));
        let names: Vec<String> = lines.iter().map(|line| line.paint(page.theme)).collect();
        term.write_str(&names.join("\n"))
            .map_err(|error| gone(&error))?;
        let pressed = loop {
            let pressed = match keyboard::next(&listening, term, cancel) {
                Ok(Key::Enter) => ENTER,
                Ok(Key::Char(key)) => key.to_ascii_lowercase(),
                Ok(Key::CtrlC) => break Err(Error::interrupted()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    break Err(Error::interrupted());
                }
                Ok(Key::UnknownEscSeq(_)) => {
                    // The rest of a key that is not known is no other key.
                    keyboard::forget();
                    continue;
                }
                Ok(_) => continue,
                Err(error) => break Err(gone(&error)),
            };
            let is_text = keyboard::goes_on(&listening, pressed).map_err(|error| gone(&error));
            match (is_text, keyboard::meant(pressed, &keys.keys)) {
                (Ok(false), Some(key)) => break Ok(key),
                (Err(error), _) => break Err(error),
                // What is pasted begins with a letter that is no answer.
                _ => {}
            }
        };
        let _ = erase(term, lines.len());
        self.has_read();
        pressed
    }

    /// Has a line typed; `None` after Esc.
    pub(super) fn line(
        &self,
        prompt: &Prompt,
        cancel: &CancellationToken,
        page: Page,
    ) -> Result<Option<String>> {
        let term = prompt::terminal();
        keyboard::forget();
        let mut lines = lesson::prompt(prompt, page.size.0, page.theme);
        let last = lines.pop().unwrap_or_default();
        self.show(&lines, page)?;
        let listening = Listening::to_all().map_err(|error| gone(&error))?;
        let field = Field {
            term: &term,
            lead: (last.paint(page.theme) + " ", last.width() + 1),
            width: page.size.0,
            more: page.theme.glyphs.more,
            key: &|| keyboard::next(&listening, &term, cancel),
        };
        let typed = field.read();
        self.has_read();
        typed.map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => Error::interrupted(),
            _ => gone(&error),
        })
    }

    /// A key was pressed: what is on the screen was read.
    fn has_read(&self) {
        *self.unread() = 0;
        *self.written() = Written::default();
    }

    fn unread(&self) -> MutexGuard<'_, usize> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn gone(error: &io::Error) -> Error {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            theme: Theme::new(false, true),
            size: (10, 6),
        }
    }

    /// How much of a text is shown up to each key.
    fn pages(text: &str) -> Vec<&str> {
        let reader = Reader::default();
        let (mut rest, mut pages) = (text, Vec::new());
        while !rest.is_empty() {
            let (now, later) = rest.split_at(reader.fits(rest.as_bytes(), page()));
            pages.push(now);
            rest = later;
            reader.has_read();
        }
        pages
    }

    #[test]
    fn what_a_command_writes_is_cut_into_screens() {
        assert_eq!(pages("1\n2\n3\n4\n"), ["1\n2\n3\n4\n"]);
        assert_eq!(pages("1\n2\n3\n4\n5\n"), ["1\n2\n3\n4\n", "5\n"]);
        assert_eq!(
            pages("longer than a row\n3\n4\n5\n"),
            ["longer than a row\n3\n4\n", "5\n"]
        );
        // A terminal's line breaks: the last row of a long line is not left half-way.
        assert_eq!(
            pages("1\r\n2\r\n3\r\nlonger than\r\n5\r\n"),
            ["1\r\n2\r\n3\r\nlonger than\r\n", "5\r\n"]
        );
        // A picture that is drawn again and again takes the room of one.
        let drawn = "a\nb\n\u{1b}[2A".repeat(9);
        assert_eq!(pages(&drawn), [drawn.as_str()]);
    }

    #[test]
    fn a_program_with_a_screen_of_its_own_is_not_stopped() {
        let text = format!("\u{1b}[?1049h{}", "line\n".repeat(20));
        assert_eq!(pages(&text), [text.as_str()]);
    }

    #[test]
    fn what_belongs_together_is_not_cut_in_two() {
        let lines = ["", "a", "b", "", "", "c"].map(Line::plain);
        let blocks: Vec<usize> = blocks(&lines).map(<[Line]>::len).collect();
        assert_eq!(blocks, [3, 1, 2]);
    }

    #[test]
    fn lines_that_were_told_take_room() {
        let reader = Reader::default();
        reader.told(
            &[Line::plain("a"), Line::plain("longer than a row")],
            page(),
        );
        assert_eq!(*reader.unread(), 3);
        assert_eq!(reader.fits(b"1\n2\n", page()), 2);
    }

    #[test]
    fn the_rest_is_shown_without_a_stop() {
        let reader = Reader::default();
        reader.written().all = true;
        let text = "line\n".repeat(20);
        assert_eq!(reader.fits(text.as_bytes(), page()), text.len());
        assert_eq!(*reader.unread(), 0);
    }
}
