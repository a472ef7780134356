//! A line of styled text: measured, cut, wrapped, painted.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::sanitize;
use super::theme::{Theme, Tone};

/// Pieces of text with their tones. Whatever goes in is made harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line(Vec<(Tone, String)>);

impl Line {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A line of unstyled text.
    pub(super) fn plain(text: &str) -> Self {
        Self::new().then(Tone::Plain, text)
    }

    /// Adds a piece.
    pub(super) fn then(mut self, tone: Tone, text: &str) -> Self {
        self.0.push((tone, sanitize::line(text).into_owned()));
        self
    }

    /// Adds another line's pieces.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds blanks up to `column`, and at least `least` of them.
    pub(super) fn up_to(self, column: usize, least: usize) -> Self {
        let blanks = column.saturating_sub(self.width()).max(least);
        self.then(Tone::Plain, &" ".repeat(blanks))
    }

    /// Columns it takes.
    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.width()).sum()
    }

    /// The line in at most `width` columns; `more` stands for what is missing.
    pub(super) fn cut(self, width: usize, more: &str) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut room = width.saturating_sub(more.width());
        let mut kept = Self::new();
        for (tone, text) in self.0 {
            let head = head(&text, room);
            let whole = head.len() == text.len();
            room -= head.width();
            kept.0.push((tone, head.to_owned()));
            if !whole {
                break;
            }
        }
        // In one or two columns even the mark of the cut may not fit.
        kept.then(Tone::Dim, head(more, width))
    }

    /// The text with the colours of `theme`, without blanks at the end.
    pub(super) fn paint(&self, theme: Theme) -> String {
        let mut pieces = self.0.as_slice();
        while let Some(((_, last), rest)) = pieces.split_last()
            && last.trim_end().is_empty()
        {
            pieces = rest;
        }
        let last = pieces.len().saturating_sub(1);
        let piece = |(index, (tone, text)): (usize, &(Tone, String))| {
            let text = if index == last { text.trim_end() } else { text };
            theme.paint(*tone, text)
        };
        pieces.iter().enumerate().map(piece).collect()
    }
}

/// As much of the beginning as fits.
pub(super) fn head(text: &str, width: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width {
            return &text[..at];
        }
    }
    text
}

/// Breaks text between words into lines of at most `width` columns.
///
/// A word that is longer stands alone and whole, so that it can be copied; for the same reason a
/// command in backticks is not broken where it fits on a line of its own.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text, width) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(&word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

/// The pieces between which a line may break.
fn words(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut rest = text.split_whitespace().peekable();
    while let Some(word) = rest.next() {
        let mut whole = word.to_owned();
        let mut ahead = rest.clone();
        while opens_literal(&whole)
            && let Some(next) = ahead.next()
        {
            whole.push(' ');
            whole.push_str(next);
        }
        if opens_literal(&whole) || whole.width() > width {
            words.push(word.to_owned());
        } else {
            words.push(whole);
            rest = ahead;
        }
    }
    words
}

/// Breaks a command between its words, with a backslash at the end of a line that goes on. What
/// stands in quotes is one word.
pub(super) fn wrap_command(command: &str, width: usize) -> Vec<String> {
    const GOES_ON: &str = " \\";
    if command.width() <= width {
        return vec![command.to_owned()];
    }
    // Lines after the first one are indented by two columns more.
    let room = width.saturating_sub(GOES_ON.len() + 2);
    let mut lines = vec![String::new()];
    for word in with_values(&shell_words(command), room) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(&word);
        } else if line.width() + 1 + word.width() <= room {
            line.push(' ');
            line.push_str(&word);
        } else {
            line.push_str(GOES_ON);
            lines.push(word);
        }
    }
    lines
}

/// A flag stays with its value, where a line has room for both.
fn with_values(words: &[&str], room: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        match all.last_mut() {
            Some(flag)
                if flag.starts_with('-')
                    && !flag.contains(' ')
                    && !word.starts_with('-')
                    && flag.width() + 1 + word.width() <= room =>
            {
                flag.push(' ');
                flag.push_str(word);
            }
            _ => all.push((*word).to_owned()),
        }
    }
    all
}

/// The words of a command, with their quotes.
fn shell_words(command: &str) -> Vec<&str> {
    let (mut quote, mut escaped) = (None, false);
    let at_blank = |letter: char| {
        match (letter, quote) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            ('"' | '\'', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            (' ', None) => return true,
            _ => {}
        }
        false
    };
    let words = command.split(at_blank);
    words.filter(|word| !word.is_empty()).collect()
}

fn opens_literal(text: &str) -> bool {
    text.matches('`').count() % 2 == 1
}

/// Seconds as people read them: `0.3s`, `31s`, `1m05s`, `2h03m`.
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 9.95 {
        return format!("{:.1}s", seconds.max(0.0));
    }
    // `round` keeps the decimals away that a Duration would otherwise cut off.
    let whole = std::time::Duration::try_from_secs_f64(seconds.round()).unwrap_or_default();
    let (minutes, seconds) = (whole.as_secs() / 60, whole.as_secs() % 60);
    match minutes {
        0 => format!("{seconds}s"),
        1..60 => format!("{minutes}m{seconds:02}s"),
        _ => format!("{}h{:02}m", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_cut_by_columns_and_not_by_characters() {
        for (text, width, cut) in [
            ("dapr-operator", 13, "dapr-operator"),
            ("dapr-operator", 12, "dapr-operat…"),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("dapr", 1, "…"),
            ("dapr", 0, ""),
        ] {
            let line = Line::plain(text).cut(width, "…");
            assert_eq!(line.paint(Theme::new(false, true)), cut, "{text} {width}");
        }
        let line = Line::plain("dapr").cut(2, "...");
        assert_eq!(line.paint(Theme::new(false, false)), "..");
    }

    #[test]
    fn blanks_at_the_end_are_not_painted() {
        let theme = Theme::new(true, true);
        let line = Line::plain("a ")
            .then(Tone::Bad, "b  ")
            .then(Tone::Plain, "  ");
        assert_eq!(line.paint(theme), "a \u{1b}[1m\u{1b}[31mb\u{1b}[0m");
        assert_eq!(Line::plain("  ").paint(theme), "");
    }

    #[test]
    fn text_breaks_between_words_but_not_inside_a_literal_or_a_word() {
        for (text, width, lines) in [
            ("", 10, vec![""]),
            ("one two three", 20, vec!["one two three"]),
            ("one two three", 8, vec!["one two", "three"]),
            (
                "a https://example.org/very/long b",
                8,
                vec!["a", "https://example.org/very/long", "b"],
            ),
            (
                "run `daprk check -k` now",
                18,
                vec!["run", "`daprk check -k`", "now"],
            ),
            (
                "run `daprk check -k` now",
                10,
                vec!["run `daprk", "check -k`", "now"],
            ),
            ("an odd ` stays", 8, vec!["an odd `", "stays"]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text:?} {width}");
        }
    }

    #[test]
    fn a_command_breaks_so_that_a_shell_reads_it_as_before() {
        for (command, width, lines) in [
            ("daprk list", 20, vec!["daprk list"]),
            (
                "daprk logs -a front --tail 2",
                24,
                vec![r"daprk logs -a front \", "--tail 2"],
            ),
            (
                "daprk publish -d '{\"a b\": \"c\"}' -t x",
                20,
                vec![r"daprk publish -d \", r#"'{"a b": "c"}' \"#, "-t x"],
            ),
            (
                "daprk deploy redis --set a.b=c",
                25,
                vec![r"daprk deploy redis \", "--set a.b=c"],
            ),
            (
                r"cat one\ two 'three",
                8,
                vec![r"cat \", r"one\ two \", "'three"],
            ),
        ] {
            let broken = wrap_command(command, width);
            assert_eq!(broken, lines, "{command} {width}");
            let joined = broken.join("\n").replace("\\\n", "");
            assert_eq!(shlex::split(&joined), shlex::split(command));
        }
    }

    #[test]
    fn durations_read_well() {
        for (seconds, text) in [
            (0.0, "0.0s"),
            (-1.0, "0.0s"),
            (0.31, "0.3s"),
            (9.94, "9.9s"),
            (9.96, "10s"),
            (59.4, "59s"),
            (59.6, "1m00s"),
            (65.4, "1m05s"),
            (3599.6, "1h00m"),
            (7384.0, "2h03m"),
        ] {
            assert_eq!(duration(seconds), text, "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn a_cut_line_fits_and_wrapping_loses_no_word(text in "[a-z日`\u{1b} ]{0,60}", width in 0_usize..50) {
            prop_assert!(Line::plain(&text).cut(width, "…").width() <= width);
            let before: Vec<&str> = text.split_whitespace().collect();
            let wrapped = wrap(&text, width).join(" ");
            let after: Vec<&str> = wrapped.split_whitespace().collect();
            prop_assert_eq!(before, after);
        }
    }
}
