//! A line that somebody types.

use std::io;

use console::{Key, Term};
use unicode_width::UnicodeWidthChar as _;

use super::keyboard::{self, CTRL_D};

/// Ctrl-U and Ctrl-W, as shells have them.
const ALL: char = '\u{15}';
const WORD: char = '\u{17}';

/// Where it is typed.
pub(super) struct Field<'t> {
    pub(super) term: &'t Term,
    /// What stands before it, and the columns that takes.
    pub(super) lead: (String, usize),
    /// Columns of the screen.
    pub(super) width: usize,
    /// Stands for a beginning that is not shown.
    pub(super) more: &'t str,
    /// Waits for a key.
    pub(super) key: &'t dyn Fn() -> io::Result<Key>,
}

impl Field<'_> {
    /// What is typed up to Enter, without blanks around it; `None` after Esc or Ctrl-D.
    ///
    /// # Errors
    /// [`io::ErrorKind::Interrupted`] after Ctrl-C; the terminal is gone.
    pub(super) fn read(&self) -> io::Result<Option<String>> {
        let key = || {
            let key = (self.key)();
            if matches!(key, Ok(Key::UnknownEscSeq(_))) {
                // The rest of a key that is not known is no text.
                keyboard::forget();
            }
            key
        };
        self.draw("")?;
        let typed = read(key, |typed| self.draw(typed));
        self.term.write_line("")?;
        typed
    }

    /// Draws the line anew: a backspace alone does not come back from a row to the one above it.
    fn draw(&self, typed: &str) -> io::Result<()> {
        let (lead, taken) = &self.lead;
        // The cursor needs a column, too.
        let shown = end(typed, self.width.saturating_sub(taken + 1), self.more);
        self.term.clear_line()?;
        self.term.write_str(&format!("{lead}{shown}"))
    }
}

/// As much of the end as fits.
fn end(text: &str, width: usize, more: &str) -> String {
    let wide = |text: &str| text.chars().map(columns).sum::<usize>();
    if wide(text) <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(wide(more));
    let fits = |(_, c): &(usize, char)| {
        let left = room.checked_sub(columns(*c));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let at = text.char_indices().rev().take_while(fits).last();
    let kept = at.map_or("", |(at, _)| &text[at..]);
    format!("{more}{kept}")
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Reads keys up to Enter; `draw` is handed what is typed after each of them.
fn read(
    mut key: impl FnMut() -> io::Result<Key>,
    mut draw: impl FnMut(&str) -> io::Result<()>,
) -> io::Result<Option<String>> {
    let mut typed = String::new();
    loop {
        match key()? {
            Key::Enter => return Ok(Some(typed.trim().to_owned())),
            Key::Escape | Key::Char(CTRL_D) => return Ok(None),
            Key::CtrlC => return Err(io::ErrorKind::Interrupted.into()),
            Key::Backspace => {
                typed.pop();
            }
            Key::Char(ALL) => typed.clear(),
            Key::Char(WORD) => {
                let kept = typed.trim_end();
                let end = kept.rfind(' ').map_or(0, |blank| blank + 1);
                typed.truncate(end);
            }
            // Pasted between two words.
            Key::Tab => typed.push(' '),
            Key::Char(c) if !c.is_control() => typed.push(c),
            _ => continue,
        }
        draw(&typed)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read from these keys, and what was drawn last.
    fn typed(keys: Vec<Key>) -> (Option<String>, String) {
        let mut keys = keys.into_iter();
        let mut screen = String::new();
        let typed = read(
            || keys.next().ok_or(io::ErrorKind::UnexpectedEof.into()),
            |typed| {
                typed.clone_into(&mut screen);
                Ok(())
            },
        );
        (typed.unwrap(), screen)
    }

    fn keys(text: &str) -> Vec<Key> {
        text.chars().map(Key::Char).collect()
    }

    #[test]
    fn a_line_is_read_up_to_enter_with_corrections() {
        for (text, more, expected) in [
            (
                "dapp",
                vec![Key::Backspace, Key::Char('r'), Key::ArrowLeft],
                "dapr",
            ),
            ("", vec![Key::Backspace], ""),
            ("one two ", vec![Key::Char(WORD)], "one "),
            ("one", vec![Key::Char(WORD)], ""),
            ("one two", vec![Key::Char(ALL), Key::Char('3')], "3"),
            (
                "日本",
                vec![Key::Backspace, Key::Tab, Key::Char('a')],
                "日 a",
            ),
        ] {
            let mut all = keys(text);
            all.extend(more);
            all.push(Key::Enter);
            let read = (Some(expected.trim().to_owned()), expected.to_owned());
            assert_eq!(typed(all), read, "{text}");
        }
    }

    #[test]
    fn esc_and_ctrl_d_leave_and_other_control_characters_do_nothing() {
        for last in [Key::Escape, Key::Char(CTRL_D)] {
            let mut all = keys("da\u{1}\u{9b}");
            all.push(last);
            assert_eq!(typed(all), (None, "da".to_owned()));
        }
    }

    #[test]
    fn ctrl_c_interrupts() {
        let error = read(|| Ok(Key::CtrlC), |_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Interrupted);
    }

    #[test]
    fn of_a_long_line_the_end_is_shown() {
        for (text, width, shown) in [
            ("dapr", 4, "dapr"),
            ("dapr", 3, "…pr"),
            ("dapr", 1, "…"),
            ("dapr", 0, "…"),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "…本語"),
            ("日本語", 4, "…語"),
        ] {
            assert_eq!(end(text, width, "…"), shown, "{text} {width}");
        }
    }
}
