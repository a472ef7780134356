//! A line of input with a caret below the place that an error is about.

use unicode_width::UnicodeWidthStr;

/// Widest excerpt, in characters.
const WIDTH: usize = 76;

/// The line and, below it, a caret at the column, counted in characters from 0. A long line is cut
/// to what surrounds the column; control characters show as blanks.
pub fn excerpt(line: &str, column: usize) -> String {
    let from = (column + WIDTH / 4).saturating_sub(WIDTH);
    let blank = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = line.chars().skip(from).take(WIDTH).map(blank).collect();
    let before: String = shown.chars().take(column - from).collect();
    let caret = before.width();
    format!("{shown}\n{:caret$}^", "")
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_caret_stands_below_the_column() {
        let rows = [
            ("a: b", 3, "a: b\n   ^"),
            ("a: b", 9, "a: b\n    ^"),
            ("", 0, "\n^"),
            ("\ta", 1, " a\n ^"),
            ("名前: x", 4, "名前: x\n      ^"),
        ];
        for (line, column, expected) in rows {
            assert_eq!(excerpt(line, column), expected, "{line}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let line = format!("{}!{}", "a".repeat(500), "b".repeat(500));
        let shown = excerpt(&line, 500);
        let (text, caret) = shown.split_once('\n').expect("two lines");
        assert_eq!(text.chars().count(), 76);
        assert_eq!(text.find('!'), caret.find('^'));
        assert!(text.ends_with("bbb"));
    }
}
