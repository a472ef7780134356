//! Sentences of other programs, cut to what informs.

/// Characters that one sentence may have.
const LONG: usize = 160;

/// One line without runs of blanks, its end cut off where it is too long.
pub(super) fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONG {
        return text;
    }
    let mut cut: String = text.chars().take(LONG - 1).collect();
    cut.push('…');
    cut
}

/// A chain of causes (`a: b: c`), from which the first are left out where it is too long: the last
/// one is the cause.
pub(super) fn chain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = text.as_str();
    while rest.chars().count() > LONG {
        match rest.split_once(": ") {
            Some((_, after)) => rest = after,
            None => break,
        }
    }
    line(rest)
}

/// What stands after the last `mark`; the whole text without it.
pub(super) fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.rsplit_once(mark).map_or(text, |(_, rest)| rest)
}

/// What stands between the first two double quotes.
pub(super) fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

/// `1 pod`, `3 pods`.
pub(super) fn counted(count: i64, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

/// Replaces every quoted or bare mention of `name` that leads a cause: `"x": `, `x: `.
pub(super) fn without(text: &str, name: &str) -> String {
    text.replace(&format!(" \"{name}\""), "")
        .replace(&format!("{name}: "), "")
}

#[cfg(test)]
mod tests {
    use super::{after, chain, counted, line, quoted, without};

    #[test]
    fn long_texts_keep_the_part_that_informs() {
        let long = format!("pull: {}: not found", "x".repeat(200));
        assert_eq!(chain(&long), "not found");
        assert_eq!(chain("a: b:\n  c"), "a: b: c");
        assert_eq!(line("a\n\tb  c"), "a b c");
        let cut = line(&"é".repeat(200));
        assert_eq!(cut.chars().count(), 160);
        assert!(cut.ends_with("é…"));
        assert_eq!(chain(&"x".repeat(200)).chars().count(), 160);
    }

    #[test]
    fn parts_of_sentences() {
        assert_eq!(after("a: b: c", ": "), "c");
        assert_eq!(after("abc", ": "), "abc");
        assert_eq!(quoted("secret \"x\" not found"), Some("x"));
        assert_eq!(quoted("nothing"), None);
        assert_eq!(counted(1, "pod"), "1 pod");
        assert_eq!(counted(2, "pod"), "2 pods");
        assert_eq!(
            without("resolve \"a:1\": a:1: not found", "a:1"),
            "resolve: not found"
        );
    }
}
