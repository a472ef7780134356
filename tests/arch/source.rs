//! The files that the rules are about.

use std::path::{Path, PathBuf};

/// A Rust file.
pub(super) struct Source {
    /// Its path from the crate's root, with `/`.
    pub(super) path: String,
    /// What is in it.
    pub(super) text: String,
}

impl Source {
    /// A made-up file.
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// The names of the modules it is in, outermost first; none for the crate's root.
    pub(super) fn modules(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut names: Vec<&str> = path.split('/').collect();
        if matches!(names.last(), Some(&("mod" | "lib" | "main"))) {
            names.pop();
        }
        names
    }
}

/// Every Rust file below `folder`, sorted by path.
pub(super) fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.sort();
    let read = |path: PathBuf| Source {
        text: std::fs::read_to_string(&path).expect("a readable file"),
        path: path
            .strip_prefix(root)
            .expect("a path below the root")
            .to_string_lossy()
            .replace('\\', "/"),
    };
    let found: Vec<Source> = paths.into_iter().map(read).collect();
    assert!(!found.is_empty(), "no Rust file in {folder}");
    found
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

/// Fails with every complaint at once.
pub(super) fn assert_none(complaints: &[String]) {
    assert!(
        complaints.is_empty(),
        "{} of them:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn modules_of_a_file() {
    for (path, wanted) in [
        ("src/lib.rs", vec![]),
        ("src/main.rs", vec![]),
        ("src/run.rs", vec!["run"]),
        ("src/ui/mod.rs", vec!["ui"]),
        ("src/ui/tree.rs", vec!["ui", "tree"]),
        ("src/ui/tree/tests.rs", vec!["ui", "tree", "tests"]),
    ] {
        assert_eq!(Source::new(path, "").modules(), wanted, "{path}");
    }
}
