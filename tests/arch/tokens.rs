//! Rust source as tokens: enough to see paths, items and macros, with comments left out.

/// A word, a literal, `::` or another sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// Counted from 1.
    pub(super) line: usize,
    /// As it is written; a literal keeps its quotes, and so never equals a word.
    pub(super) text: &'a str,
}

/// The tokens of a file.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while !rest.is_empty() {
        let (length, keep) = step(rest);
        let (text, after) = rest.split_at(length);
        if keep {
            found.push(Token { line, text });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    found
}

/// The length of what `rest` begins with, and whether it is a token.
fn step(rest: &str) -> (usize, bool) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), false);
    }
    if rest.starts_with("/*") {
        return (comment(rest), false);
    }
    if let Some(length) = string(rest).or_else(|| character(rest)) {
        return (length, true);
    }
    let word = run(rest, |c| c.is_alphanumeric() || c == '_');
    if word > 0 {
        return (word, true);
    }
    let space = run(rest, char::is_whitespace);
    if space > 0 {
        return (space, false);
    }
    if rest.starts_with("::") {
        return (2, true);
    }
    (rest.chars().next().map_or(1, char::len_utf8), true)
}

fn run(rest: &str, of: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !of(c)).unwrap_or(rest.len())
}

/// A block comment, which may hold others.
fn comment(rest: &str) -> usize {
    let (mut at, mut depth) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (at, depth) = (at + 2, depth + 1);
        } else if rest[at..].starts_with("*/") {
            (at, depth) = (at + 2, depth - 1);
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// A string of any kind: `"…"`, `b"…"`, `r#"…"#`.
fn string(rest: &str) -> Option<usize> {
    let prefix = run(rest, |c| matches!(c, 'b' | 'c' | 'r'));
    let raw = rest[..prefix].ends_with('r');
    let hashes = if raw {
        run(&rest[prefix..], |c| c == '#')
    } else {
        0
    };
    let start = prefix + hashes;
    if prefix > 2 || !rest[start..].starts_with('"') {
        return None;
    }
    if raw {
        let end = format!("\"{}", "#".repeat(hashes));
        let inner = &rest[start + 1..];
        return Some(start + 1 + inner.find(&end).map_or(inner.len(), |at| at + end.len()));
    }
    Some(start + quoted(&rest[start..], '"'))
}

/// A character or a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let mut letters = inner.chars();
    let first = letters.next()?;
    if first == '\\' || letters.next() == Some('\'') {
        return Some(quoted(rest, '\''));
    }
    Some(1 + run(inner, |c| c.is_alphanumeric() || c == '_'))
}

/// The length of a literal that begins with `quote` and ends with the next one not escaped.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

#[test]
fn comments_are_left_out_and_literals_stay_whole() {
    for (source, wanted) in [
        ("a::b // c::d", vec!["a", "::", "b"]),
        ("/* x /* y */ z */ a", vec!["a"]),
        (r#"f("a::b\" c")"#, vec!["f", "(", r#""a::b\" c""#, ")"]),
        (r##"r#"a " b"#.c"##, vec![r##"r#"a " b"#"##, ".", "c"]),
        (r#"b"x" br"y""#, vec![r#"b"x""#, r#"br"y""#]),
        (r#"'"' b"#, vec![r#"'"'"#, "b"]),
        (r"'\'' b", vec![r"'\''", "b"]),
        ("&'a str", vec!["&", "'a", "str"]),
        ("'ä' b", vec!["'ä'", "b"]),
        ("crate_b r2", vec!["crate_b", "r2"]),
    ] {
        let found: Vec<&str> = tokens(source).iter().map(|token| token.text).collect();
        assert_eq!(found, wanted, "{source}");
    }
}

#[test]
fn lines_count_from_one_and_through_literals() {
    let lines: Vec<usize> = tokens("a\n\"x\ny\" b\n/*\n*/ c")
        .iter()
        .map(|token| token.line)
        .collect();
    assert_eq!(lines, [1, 2, 3, 5]);
}
