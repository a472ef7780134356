//! A `mod.rs` says what is in the folder, and does nothing.

use super::source::{Source, assert_none, sources};
use super::tokens::{Token, tokens};

/// The first item of a `mod.rs` that is neither `mod x;` nor a `use`.
fn logic(source: &Source) -> Option<String> {
    let tokens = tokens(&source.text);
    let mut rest = tokens.as_slice();
    while let Some(first) = rest.first() {
        let Some(after) = past_item(rest) else {
            let (path, line) = (&source.path, first.line);
            return Some(format!(
                "{path}:{line}: only `mod x;` and `use` stand in a mod.rs"
            ));
        };
        rest = after;
    }
    None
}

/// What follows the attribute, the `mod` line or the `use` line that `rest` begins with.
fn past_item<'a, 'b>(rest: &'a [Token<'b>]) -> Option<&'a [Token<'b>]> {
    let texts: Vec<&str> = rest.iter().take(3).map(|token| token.text).collect();
    let end = |closes: &str| rest.iter().position(|token| token.text == closes);
    let length = match texts[..] {
        ["#", "[", ..] | ["#", "!", "["] => attribute(rest)?,
        ["pub", "(", ..] => end(")")? + 1,
        ["pub", ..] => 1,
        ["mod", _, ";"] => 3,
        ["use", ..] => end(";")? + 1,
        _ => return None,
    };
    rest.get(length..)
}

fn attribute(rest: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in rest.iter().enumerate() {
        match token.text {
            "[" => depth += 1,
            "]" if depth == 1 => return Some(at + 1),
            "]" => depth -= 1,
            _ => {}
        }
    }
    None
}

#[test]
fn no_logic_in_a_mod_file() {
    let all: Vec<Source> = ["src", "tests"].into_iter().flat_map(sources).collect();
    let mods = all.iter().filter(|s| s.path.ends_with("/mod.rs"));
    let found: Vec<String> = mods.filter_map(logic).collect();
    assert_none(&found);
}

#[test]
fn logic_is_seen() {
    for (text, line) in [
        ("//! Docs.\n\nmod a;\npub mod b;\npub(crate) mod c;\n", None),
        ("#![allow(x)]\n#[cfg(test)]\nmod tests;\n", None),
        ("pub use a::{\n    B,\n};\nuse std::fmt;\n", None),
        ("#[path = \"[.rs\"]\nmod a;", None),
        ("mod a;\nfn f() {}", Some(2)),
        ("mod a {\n}", Some(1)),
        ("mod a;\n\n\npub const X: u8 = 1;", Some(4)),
        ("#[cfg(test)]\nmod tests { fn f() {} }", Some(2)),
        ("mod a;\nimpl X {}", Some(2)),
    ] {
        let found = logic(&Source::new("src/a/mod.rs", text));
        let wanted = line.map(|line| format!("src/a/mod.rs:{line}: "));
        match (&found, &wanted) {
            (None, None) => {}
            (Some(found), Some(wanted)) => assert!(found.starts_with(wanted), "{found}"),
            _ => panic!("{text}: {found:?}"),
        }
    }
}
