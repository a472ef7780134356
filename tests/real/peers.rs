//! Programs and folders that a test needs beside the cluster. A test without them is skipped, by
//! name.

use std::path::PathBuf;

/// Whether a program is on the PATH.
fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Whether every one of these programs is on the PATH; says which one isn't, and for which test.
pub(super) fn all(test: &str, programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|name| !has(name)).copied().collect();
    if !missing.is_empty() {
        skipped(test, &format!("{} not on the PATH", missing.join(", ")));
    }
    missing.is_empty()
}

/// The folder of Dapr's chart.
pub(super) fn chart(test: &str) -> Option<PathBuf> {
    let chart = std::env::var_os("DAPRK_TEST_CHART").map(PathBuf::from);
    if chart.is_none() {
        skipped(test, "DAPRK_TEST_CHART is not set");
    }
    chart
}

fn skipped(test: &str, why: &str) {
    eprintln!("skipped: {test}: {why}");
}
