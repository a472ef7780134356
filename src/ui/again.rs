//! What is shown again and again, each time in the place of the time before.

use unicode_width::UnicodeWidthStr;

use super::line::head;

/// Behind the tree's own lines of a line that goes on.
const INDENT: usize = 4;

/// What stands on the screen now, line by line.
#[derive(Debug, Default)]
pub(super) struct Again(Vec<String>);

impl Again {
    /// What takes the last picture off the screen and draws this one: lines that fit, and no more than fit.
    pub(super) fn next(&mut self, text: &str, (columns, rows): (usize, usize)) -> String {
        let mut lines: Vec<String> = text.lines().flat_map(|line| fold(line, columns)).collect();
        // The cursor has a line of its own.
        let room = rows.saturating_sub(1).max(1);
        let fit = |room: usize| {
            let mut rows = 0;
            let fit = lines.iter().take_while(|line| {
                rows += height(line, columns);
                rows <= room
            });
            fit.count()
        };
        if fit(room) < lines.len() {
            let shown = fit(room - 1);
            let more = format!("… {} more lines", lines.len() - shown);
            lines.truncate(shown);
            lines.push(head(&more, columns).to_owned());
        }
        // A window that was made smaller has broken them.
        let up: usize = self.0.iter().map(|line| height(line, columns)).sum();
        let back = match up {
            0 => String::new(),
            up => format!("\x1b[{}A\r\x1b[J", up.min(room)),
        };
        let drawn = lines.join("\n") + if lines.is_empty() { "" } else { "\n" };
        self.0 = lines;
        back + &drawn
    }
}

/// Rows of the screen that a line takes.
fn height(line: &str, columns: usize) -> usize {
    line.width().div_ceil(columns.max(1)).max(1)
}

/// Breaks a line between words; what goes on stands deeper, and the lines of a tree go on beside it.
fn fold(line: &str, columns: usize) -> Vec<String> {
    if line.width() <= columns {
        return vec![line.to_owned()];
    }
    let is_frame = |letter: &char| " │├└".contains(*letter);
    let frame = line.chars().take_while(is_frame);
    let frame: String = frame
        .map(|it| if "│├".contains(it) { '│' } else { ' ' })
        .collect();
    let indent = format!("{frame}{}", " ".repeat(INDENT));
    // Where the indent leaves no room, the terminal breaks the line.
    let room = columns.saturating_sub(indent.width());
    let mut lines = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let last = lines.last_mut().expect("there is always a line");
        let is_long = word.trim_end().width() > room;
        if (last.clone() + word).trim_end().width() <= columns || is_long || last.trim().is_empty()
        {
            last.push_str(word);
        } else {
            lines.push(format!("{indent}{word}"));
        }
    }
    let trimmed = lines.iter().map(|line| line.trim_end().to_owned());
    trimmed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_beside_their_tree() {
        let rows: [(&str, &[&str]); 5] = [
            ("short", &["short"]),
            ("└┄┄ uses ┄┄▶ store", &["└┄┄ uses ┄┄▶ store"]),
            (
                "├┄┄ is configured by ┄┄▶ appconfig",
                &["├┄┄ is configured by", "│    ┄┄▶ appconfig"],
            ),
            (
                "    └┄┄ connects ┄┄▶ redis-master",
                &["    └┄┄ connects ┄┄▶", "         redis-master"],
            ),
            // Nothing can be done about a word.
            (
                "abcdefghijklmnopqrstuvwxyz",
                &["abcdefghijklmnopqrstuvwxyz"],
            ),
        ];
        for (line, expected) in rows {
            assert_eq!(fold(line, 22), expected, "{line}");
        }
    }

    #[test]
    fn each_stands_in_the_place_of_the_one_before() {
        let mut again = Again::default();
        assert_eq!(again.next("a\nb\n", (20, 10)), "a\nb\n");
        assert_eq!(again.next("c\n", (20, 10)), "\x1b[2A\r\x1b[Jc\n");
        assert_eq!(again.next("d\n", (20, 10)), "\x1b[1A\r\x1b[Jd\n");
        let many = "1\n2\n3\n4\n5\n6\n";
        assert_eq!(
            again.next(many, (20, 5)),
            "\x1b[1A\r\x1b[J1\n2\n3\n… 3 more lines\n"
        );
        assert_eq!(
            again.next("abcdefghij\n", (20, 5)),
            "\x1b[4A\r\x1b[Jabcdefghij\n"
        );
        // A word that takes three rows of four.
        assert_eq!(
            again.next("abcdefghijkl\nb\nc\n", (5, 5)),
            "\x1b[2A\r\x1b[Jabcdefghijkl\n… 2 m\n"
        );
        assert_eq!(
            again.next("abcdefghij\n", (20, 5)),
            "\x1b[2A\r\x1b[Jabcdefghij\n"
        );
        // The window is half as wide now.
        assert_eq!(again.next("e\n", (5, 5)), "\x1b[2A\r\x1b[Je\n");
    }
}
