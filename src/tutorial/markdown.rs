//! The part of Markdown that a tutorial is written in: headings, paragraphs, lists with `-`, and
//! fences.
//!
//! What it needs beside the text is the line that each piece begins in; the rest of Markdown
//! (tables, links with titles, HTML …) has no place in a terminal.

use super::parse::Wrong;
use crate::event::Text;

/// A piece of a file, with the line that it begins in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Heading {
        level: usize,
        title: String,
        line: usize,
    },
    Text {
        text: Text,
        line: usize,
    },
    /// Between two lines of backticks.
    Fence {
        info: String,
        lines: Vec<String>,
        line: usize,
    },
}

impl Piece {
    /// Something to read, if it is that.
    pub(super) fn into_text(self) -> Option<Text> {
        match self {
            Self::Text { text, .. } => Some(text),
            Self::Fence { info, lines, .. } => Some(Text::Code {
                language: info,
                lines,
            }),
            Self::Heading { .. } => None,
        }
    }
}

/// The pieces of a text whose first line has this number.
pub(super) fn pieces(text: &str, first: usize, wrong: &mut Vec<Wrong>) -> Vec<Piece> {
    let mut reader = Reader::default();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let number = first + index;
        let Some((marks, info)) = fence(line) else {
            reader.line(line, number);
            continue;
        };
        reader.end();
        let mut inside = Vec::new();
        let closed = lines.any(|(_, line)| {
            let closes = line.trim_end() == marks;
            if !closes {
                inside.push(line.to_owned());
            }
            closes
        });
        if !closed {
            wrong.push(Wrong::at(number, format!("this {marks} is not closed")));
        }
        reader.pieces.push(Piece::Fence {
            info: info.to_owned(),
            lines: inside,
            line: number,
        });
    }
    reader.end();
    reader.pieces
}

/// The backticks that begin a fence, and what stands behind them.
fn fence(line: &str) -> Option<(&str, &str)> {
    let marks = line.len() - line.trim_start_matches('`').len();
    (marks >= 3).then(|| (&line[..marks], line[marks..].trim()))
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    open: Option<Piece>,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) {
        let text = line.trim();
        if text.is_empty() {
            return self.end();
        }
        if let Some((level, title)) = heading(line) {
            self.end();
            return self.pieces.push(Piece::Heading {
                level,
                title: title.to_owned(),
                line: number,
            });
        }
        if let Some(item) = line.strip_prefix("- ") {
            self.end();
            let text = item.trim().to_owned();
            self.open = Some(Piece::Text {
                text: Text::Item { text },
                line: number,
            });
            return;
        }
        if let Some(Piece::Text {
            text: Text::Paragraph { text: open } | Text::Item { text: open },
            ..
        }) = &mut self.open
        {
            open.push(' ');
            open.push_str(text);
            return;
        }
        self.open = Some(Piece::Text {
            text: Text::Paragraph {
                text: text.to_owned(),
            },
            line: number,
        });
    }

    fn end(&mut self) {
        self.pieces.extend(self.open.take());
    }
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.len() - line.trim_start_matches('#').len();
    let title = line[level..].strip_prefix(' ')?;
    (level > 0).then(|| (level, title.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_pieces() {
        let text =
            "# One\n\nA line\nand more.\n- a\n  b\n- c\n\n````text\n```\nx\n````\n## Two\n```run";
        let mut wrong = Vec::new();
        let paragraph = |text: &str| Text::Paragraph { text: text.into() };
        let item = |text: &str| Text::Item { text: text.into() };
        let heading = |level, title: &str, line| Piece::Heading {
            level,
            title: title.into(),
            line,
        };
        let text_at = |text, line| Piece::Text { text, line };
        let fence = |info: &str, lines: &[&str], line| Piece::Fence {
            info: info.into(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            line,
        };
        let expected = [
            heading(1, "One", 10),
            text_at(paragraph("A line and more."), 12),
            text_at(item("a b"), 14),
            text_at(item("c"), 16),
            fence("text", &["```", "x"], 18),
            heading(2, "Two", 22),
            fence("run", &[], 23),
        ];
        assert_eq!(pieces(text, 10, &mut wrong), expected);
        assert_eq!(wrong, [Wrong::at(23, "this ``` is not closed")]);
    }
}
