//! Texts that are kept in files. `DAPRK_TEST_UPDATE=1` rewrites them.

use std::path::{Path, PathBuf};

/// Compares `text` with the file at `path`, counted from the crate's root.
pub(crate) fn assert_golden(path: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("DAPRK_TEST_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(
        kept == text,
        "{} is not current (line {}); DAPRK_TEST_UPDATE=1 cargo test rewrites it\n{text}",
        path.display(),
        differs.unwrap_or(kept.lines().count().min(text.lines().count())) + 1
    );
}
