//! Makes foreign text harmless to a terminal.
//!
//! Names, messages and log lines come from the cluster; whoever may write a pod may write escape
//! sequences into them. Everything that moves the cursor, recolours, reorders or hides is shown
//! as what it is: `\x1b`, `\u{202e}`. The result contains nothing of the kind, so that doing it
//! twice changes nothing.

use std::borrow::Cow;
use std::fmt::Write as _;

/// One line: line breaks and tabs are shown too.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// Several lines: `\n` and tabs stay; a `\r` before `\n` goes.
pub(super) fn block(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        let unix = text.replace("\r\n", "\n");
        return Cow::Owned(escape(&unix, is_layout).into_owned());
    }
    escape(text, is_layout)
}

/// A log line: bytes that are not UTF-8 are replaced, tabs stay.
pub(super) fn bytes(line: &[u8]) -> String {
    escape(&String::from_utf8_lossy(line), |c| c == '\t').into_owned()
}

/// Serialised JSON: the same characters as `\uXXXX`, which reads back as it was.
pub(super) fn json(text: &str) -> Cow<'_, str> {
    let acts = |c: char| c != '\n' && is_active(c);
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_layout(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let acts = |c: char| is_active(c) && !keep(c);
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !acts(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal acts on it or hides it instead of showing it: control characters (C0, DEL,
/// C1), bidirectional controls, zero-width and other invisible format characters, and the tag
/// characters.
fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_acts_is_shown_as_what_it_is() {
        for (foreign, shown) in [
            ("plain", "plain"),
            ("grüß 日本 ✔", "grüß 日本 ✔"),
            ("\u{1b}[2J\u{1b}[31m", r"\x1b[2J\x1b[31m"),
            ("\u{1b}]0;title\u{7}", r"\x1b]0;title\x07"),
            ("a\nb\tc\rd", r"a\nb\tc\rd"),
            ("\u{7f}\u{0}", r"\x7f\x00"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("user\u{202e}gpj.exe", r"user\u{202e}gpj.exe"),
            ("dapr\u{200b}d", r"dapr\u{200b}d"),
            ("\u{feff}x\u{2066}", r"\u{feff}x\u{2066}"),
            ("\u{e0041}", r"\u{e0041}"),
        ] {
            assert_eq!(line(foreign), shown);
        }
    }

    #[test]
    fn a_block_keeps_its_layout() {
        assert_eq!(block("a\r\n\tb\rc\n\u{1b}[1m"), "a\n\tb\\rc\n\\x1b[1m");
        assert_eq!(bytes(b"a\tb\n\xff\x1b[0m"), "a\tb\\n\u{fffd}\\x1b[0m");
    }

    #[test]
    fn text_without_anything_active_is_not_copied() {
        assert!(matches!(line("plain"), Cow::Borrowed(_)));
        assert!(matches!(block("two\nlines"), Cow::Borrowed(_)));
    }

    /// Any text, with active characters much more often than chance gives them.
    fn foreign() -> impl Strategy<Value = String> {
        let active = prop::sample::select(vec![
            '\u{1b}',
            '\u{9b}',
            '\u{7f}',
            '\u{202e}',
            '\u{200d}',
            '\u{feff}',
            '\u{e0041}',
            '\n',
            '\r',
            '\t',
            '\\',
        ]);
        prop::collection::vec(prop_oneof![any::<char>(), active], 0..40)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_active_survives_and_twice_is_once(text in foreign()) {
            let once = line(&text).into_owned();
            prop_assert!(!once.contains(is_active));
            prop_assert_eq!(line(&once), once.as_str());

            let once = block(&text).into_owned();
            prop_assert!(!once.contains(|c| is_active(c) && !is_layout(c)));
            prop_assert_eq!(block(&once), once.as_str());

            let once = bytes(text.as_bytes());
            prop_assert!(!once.contains(|c| is_active(c) && c != '\t'));
            prop_assert_eq!(bytes(once.as_bytes()), once.as_str());
        }

        #[test]
        fn json_reads_back_as_it_was(text in foreign()) {
            let value = serde_json::json!({ "text": text });
            let shown = serde_json::to_string_pretty(&value).unwrap();
            let shown = json(&shown);
            prop_assert!(!shown.contains(|c| is_active(c) && c != '\n'));
            let back: serde_json::Value = serde_json::from_str(&shown).unwrap();
            prop_assert_eq!(back, value);
        }
    }
}
