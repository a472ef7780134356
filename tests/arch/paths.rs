//! The modules of the crate that a file names.

use super::source::Source;
use super::tokens::{Token, tokens};

/// A path that begins at the crate's root.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    /// Where.
    pub(super) line: usize,
    /// The first word below the root; `*` or `self` for all of it.
    pub(super) name: &'a str,
}

/// Every path of the file that begins with `crate::`, or with enough `super::` to come to the
/// same place.
pub(super) fn named(source: &Source) -> Vec<Named<'_>> {
    let tokens = tokens(&source.text);
    let mut found = Vec::new();
    let mut inline = Inline::new(source.modules().len());
    for at in 0..tokens.len() {
        inline.pass(&tokens, at);
        if at > 0 && tokens[at - 1].text == "::" {
            continue;
        }
        let below = match tokens[at].text {
            "crate" if is(&tokens, at + 1, "::") => Some(at + 2),
            "super" => above(&tokens, at, inline.level()),
            _ => None,
        };
        if let Some(below) = below {
            found.extend(first_words(&tokens, below));
        }
    }
    found
}

/// How deep below the root the code is, counting modules written inline.
struct Inline {
    file: usize,
    depth: usize,
    opened: Vec<usize>,
}

impl Inline {
    fn new(file: usize) -> Self {
        Self {
            file,
            depth: 0,
            opened: Vec::new(),
        }
    }

    fn level(&self) -> usize {
        self.file + self.opened.len()
    }

    fn pass(&mut self, tokens: &[Token], at: usize) {
        match tokens[at].text {
            "{" => {
                if at > 1 && tokens[at - 2].text == "mod" {
                    self.opened.push(self.depth);
                }
                self.depth += 1;
            }
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                self.opened.pop_if(|opened| *opened == self.depth);
            }
            _ => {}
        }
    }
}

/// Where the path goes on, when the `super::` from `at` lead to the root.
fn above(tokens: &[Token], mut at: usize, level: usize) -> Option<usize> {
    let mut up = 0;
    while is(tokens, at, "super") && is(tokens, at + 1, "::") {
        (at, up) = (at + 2, up + 1);
    }
    (up > 0 && up == level).then_some(at)
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text == text)
}

/// The word at `at`, or the first word of each path in the braces there.
fn first_words<'a>(tokens: &[Token<'a>], at: usize) -> Vec<Named<'a>> {
    let word = |token: &Token<'a>| Named {
        line: token.line,
        name: token.text,
    };
    if !is(tokens, at, "{") {
        return tokens.get(at).map(word).into_iter().collect();
    }
    let (mut found, mut depth, mut begins) = (Vec::new(), 0, false);
    for token in &tokens[at..] {
        match token.text {
            "{" => (depth, begins) = (depth + 1, depth == 0),
            "," => begins = depth == 1,
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            _ if begins => {
                found.push(word(token));
                begins = false;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_way_to_write_a_path() {
    for (path, text, wanted) in [
        ("src/a/b.rs", "use crate::ui::Ui;", vec![(1, "ui")]),
        ("src/a/b.rs", "\nfn f() { crate::ui::g() }", vec![(2, "ui")]),
        (
            "src/a/b.rs",
            "use crate::{\n  ui::{X, Y},\n  error,\n};",
            vec![(2, "ui"), (3, "error")],
        ),
        ("src/a/b.rs", "use crate::*;", vec![(1, "*")]),
        ("src/a/b.rs", "use crate::{self as all};", vec![(1, "self")]),
        ("src/a/b.rs", "use super::super::ui;", vec![(1, "ui")]),
        ("src/a/b.rs", "use super::ui;", vec![]),
        ("src/a/mod.rs", "use super::ui;", vec![(1, "ui")]),
        (
            "src/a.rs",
            "super::{ui, event};",
            vec![(1, "ui"), (1, "event")],
        ),
        (
            "src/a.rs",
            "mod t { fn f() {} use super::x; use super::super::ui; }\nuse super::event;",
            vec![(1, "ui"), (2, "event")],
        ),
        ("src/a.rs", "macro!($crate::ui)", vec![(1, "ui")]),
        (
            "src/a.rs",
            "// crate::ui\n\"crate::ui\"; x::crate::ui",
            vec![],
        ),
        ("src/a.rs", "pub(crate) fn f(); pub(super) mod t;", vec![]),
    ] {
        let source = Source::new(path, text);
        let found: Vec<_> = named(&source).iter().map(|n| (n.line, n.name)).collect();
        assert_eq!(found, wanted, "{path}: {text}");
    }
}
