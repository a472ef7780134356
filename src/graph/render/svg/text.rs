//! Texts in a picture: made harmless, measured without a font, cut and broken to fit.

/// A letter that markup cannot hold, or that would turn the text around it.
fn harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// A text as content or as a quoted attribute, of XML as of HTML.
pub(in crate::graph::render) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            '\n' | '\t' => safe.push(' '),
            _ if harmful(letter) => safe.push('\u{fffd}'),
            _ => safe.push(letter),
        }
    }
    safe
}

/// What a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Plain,
    /// Names; a little wider.
    Bold,
    Mono,
}

/// Width of a letter, in thousandths of the size: that of wide sans-serif fonts, so that others fit as well.
fn letter(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' => 290,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | '·' => 380,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | '→' => 900,
        'A'..='Z' | '+' | '=' | '<' | '>' | '&' | '#' => 690,
        '\0'..='\u{24f}' => 590,
        _ => 1000,
    }
}

/// About how wide a text is, in pixels, never much less than it is.
pub(super) fn width(text: &str, size: i32, face: Face) -> i32 {
    exact(text, size, face).saturating_add(999) / 1000
}

/// The text, or as much of its beginning as fits, and `…`.
pub(super) fn cut(text: &str, size: i32, face: Face, most: i32) -> String {
    if fits(text, size, face, most) {
        return text.to_owned();
    }
    let mut left = most.saturating_mul(1000) - exact("…", size, face);
    let mut fitting = |one: &char| {
        left -= exact(one.encode_utf8(&mut [0; 4]), size, face);
        left >= 0
    };
    let kept: String = text.chars().take_while(|one| fitting(one)).collect();
    format!("{}…", kept.trim_end())
}

fn fits(text: &str, size: i32, face: Face, most: i32) -> bool {
    exact(text, size, face) <= most.saturating_mul(1000)
}

/// Thousandths of a pixel.
fn exact(text: &str, size: i32, face: Face) -> i32 {
    let letters = text.chars().map(|one| match face {
        Face::Plain => letter(one),
        Face::Bold => letter(one) * 107 / 100,
        Face::Mono if one < '\u{250}' => 610,
        Face::Mono => 1000,
    });
    letters
        .fold(0_i32, i32::saturating_add)
        .saturating_mul(size)
}

/// The text in lines that fit, broken at spaces; what takes more lines ends with `…`.
pub(super) fn wrap(text: &str, size: i32, face: Face, most: i32, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = wrapped.last().map_or("", String::as_str);
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || fits(&longer, size, face, most) {
            wrapped.pop();
            wrapped.push(longer);
        } else if wrapped.len() == lines {
            wrapped.pop();
            wrapped.push(format!("{longer} …"));
            break;
        } else {
            wrapped.push(word.to_owned());
        }
    }
    wrapped
        .iter()
        .map(|line| cut(line, size, face, most))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_harmless() {
        for (text, safe) in [
            ("nodeapp", "nodeapp"),
            ("<script>&\"'", "&lt;script&gt;&amp;&quot;&#39;"),
            ("a\0b\u{1b}c", "a\u{fffd}b\u{fffd}c"),
            ("two\nlines\t", "two lines "),
            ("a\u{202e}b\u{ffff}", "a\u{fffd}b\u{fffd}"),
        ] {
            assert_eq!(escape(text), safe);
        }
    }

    #[test]
    fn texts_are_cut_where_they_no_longer_fit() {
        assert!(width("nodeapp", 15, Face::Bold) > width("nodeapp", 15, Face::Plain));
        for (text, most, kept) in [
            ("nodeapp", 100, "nodeapp"),
            ("nodeapp", 40, "node…"),
            ("node app", 46, "node…"),
            ("", 10, ""),
            ("nodeapp", 0, "…"),
        ] {
            assert_eq!(cut(text, 12, Face::Plain, most), kept, "{text} in {most}");
        }
        let long = cut(&"x".repeat(10_000), 12, Face::Mono, 140);
        assert_eq!(long.chars().count(), 18);
    }

    #[test]
    fn texts_are_broken_at_spaces() {
        let lines = wrap("one two three", 10, Face::Mono, 45, 3);
        assert_eq!(lines, ["one two", "three"]);
        let lines = wrap("one two three four five", 10, Face::Mono, 45, 2);
        assert_eq!(lines, ["one two", "three…"]);
        assert_eq!(wrap("", 10, Face::Plain, 45, 2), [""]);
    }
}
