//! How far down the screen comes what a program writes.

use unicode_width::UnicodeWidthChar;

/// Follows the cursor through a program's bytes: line breaks, lines that are longer than the
/// screen, and sequences that move it up or down. Other sequences take no room.
#[derive(Debug, Default)]
pub(super) struct Rows {
    column: usize,
    /// At the beginning of a row that something was written on.
    back: bool,
    sequence: Sequence,
    /// The beginning of a character whose rest is not there yet.
    open: Vec<u8>,
    /// The program has taken a screen of its own, as editors do.
    apart: bool,
}

/// Modes by which a program takes a screen of its own, and leaves it.
const APART: [&str; 3] = ["?1049", "?1047", "?47"];

#[derive(Debug, Default, PartialEq, Eq)]
enum Sequence {
    #[default]
    None,
    Escape,
    /// Up to its letter, with the digits so far.
    Control(String),
    /// Up to a bell or to `ESC \`: titles, links.
    Text,
}

impl Rows {
    /// Whether the cursor is at the beginning of a new line, and not within a sequence.
    pub(super) fn at_begin(&self) -> bool {
        self.column == 0 && !self.back && self.sequence == Sequence::None && self.open.is_empty()
    }

    /// Whether the program has a screen of its own, where it moves as it likes: what is below it is
    /// there again afterwards.
    pub(super) fn are_apart(&self) -> bool {
        self.apart
    }

    /// The rows that a byte takes the cursor down, or up if negative, on a screen of this width.
    pub(super) fn take(&mut self, byte: u8, width: usize) -> isize {
        let down = self.follow(byte, width);
        if self.apart { 0 } else { down }
    }

    fn follow(&mut self, byte: u8, width: usize) -> isize {
        match std::mem::take(&mut self.sequence) {
            Sequence::None => self.plain(byte, width),
            Sequence::Escape => {
                self.sequence = match byte {
                    b'[' => Sequence::Control(String::new()),
                    b']' => Sequence::Text,
                    _ => Sequence::None,
                };
                0
            }
            Sequence::Control(digits) => self.control(digits, byte),
            Sequence::Text => {
                self.sequence = match byte {
                    b'\x07' => Sequence::None,
                    // The backslash behind it ends a sequence of two letters.
                    b'\x1b' => Sequence::Escape,
                    _ => Sequence::Text,
                };
                0
            }
        }
    }

    fn plain(&mut self, byte: u8, width: usize) -> isize {
        match byte {
            b'\n' => {
                (self.column, self.back) = (0, false);
                1
            }
            b'\r' => {
                self.back |= self.column > 0;
                self.column = 0;
                0
            }
            b'\x1b' => {
                self.sequence = Sequence::Escape;
                0
            }
            0..0x20 | 0x7f => 0,
            byte => self.letter(byte, width),
        }
    }

    fn letter(&mut self, byte: u8, width: usize) -> isize {
        self.open.push(byte);
        let letter = match std::str::from_utf8(&self.open) {
            Ok(text) => text.chars().next(),
            Err(error) if error.error_len().is_none() => return 0,
            Err(_) => None,
        };
        self.open.clear();
        let wide = letter.and_then(UnicodeWidthChar::width).unwrap_or(1);
        if self.column + wide > width.max(1) {
            self.column = wide;
            return 1;
        }
        self.column += wide;
        0
    }

    fn control(&mut self, mut digits: String, byte: u8) -> isize {
        if !(0x40..=0x7e).contains(&byte) {
            digits.push(byte.into());
            self.sequence = Sequence::Control(digits);
            return 0;
        }
        let count = digits.parse().unwrap_or(1);
        match byte {
            b'h' | b'l' if APART.contains(&digits.as_str()) => {
                *self = Self {
                    apart: byte == b'h',
                    ..Self::default()
                };
                0
            }
            b'A' | b'F' => -count,
            b'B' | b'E' => count,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_a_screen_shows_them() {
        for (text, rows) in [
            ("", 0),
            ("one", 0),
            ("one\r\ntwo\r\n", 2),
            ("0123456789", 0),
            ("0123456789\r\n", 1),
            ("0123456789a\r\n", 2),
            ("日本語日本語\n", 2),
            ("\u{1b}[1m\u{1b}[31mred\u{1b}[0m\n", 1),
            ("a\nb\u{1b}[1A\r\u{1b}[2K", 0),
            ("a\nb\nc\u{1b}[2A", 0),
            ("a\n\u{1b}[?1049hb\nc\nd\u{1b}[?1049l", 1),
            ("\u{1b}[?25hb\n", 1),
            ("\u{1b}]0;a title of some length\u{7}a\n", 1),
            ("\u{1b}]8;;https://a.b\u{1b}\\a\n", 1),
        ] {
            let mut count = Rows::default();
            let bytes = text.bytes().map(|byte| count.take(byte, 10));
            assert_eq!(bytes.sum::<isize>(), rows, "{text:?}");
        }
    }
}
