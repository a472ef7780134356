//! How long a file may be.

use super::source::{Source, assert_none, sources};

/// Lines of the longest file.
const LONGEST: usize = 600;

fn too_long(all: &[Source]) -> Vec<String> {
    all.iter()
        .map(|source| (&source.path, source.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{path}: {lines} lines, {LONGEST} are allowed"))
        .collect()
}

#[test]
fn no_file_is_too_long() {
    for folder in ["src", "tests", "benches"] {
        assert_none(&too_long(&sources(folder)));
    }
}

#[test]
fn a_long_file_is_seen() {
    let at = |lines: usize| too_long(&[Source::new("src/a.rs", &"x\n".repeat(lines))]);
    assert_eq!(at(LONGEST), [""; 0]);
    assert_eq!(at(601), ["src/a.rs: 601 lines, 600 are allowed"]);
}
