//! Programs that tests run beside the code. One rule for the library's tests and those of the binary.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The applications', and the Debian packages that have them. Without one of them the tests cannot say that daprk works.
const APPS: [(&str, &str); 3] = [
    ("node", "nodejs"),
    ("python3", "python3"),
    ("redis-server", "redis-server"),
];

/// Tests that were left out.
static SKIPPED: AtomicUsize = AtomicUsize::new(0);

/// Whether a test that needs these programs is to run. Without a peer such as kubectl it is left out, and so is one that
/// needs applications where `DAPRK_TEST_SKIP_APPS=1`; that is said.
///
/// # Panics
/// An application is not on the PATH.
pub(crate) fn has(test: &str, programs: &[&str]) -> bool {
    let skip_apps = std::env::var("DAPRK_TEST_SKIP_APPS").is_ok_and(|value| value == "1");
    let package = |program: &str| APPS.iter().find(|(name, _)| *name == program);
    let lacking: Vec<_> = programs
        .iter()
        .filter(|program| (skip_apps && package(program).is_some()) || !is_here(program))
        .collect();
    if lacking.is_empty() {
        return true;
    }
    let packages: Vec<_> = lacking
        .iter()
        .filter_map(|program| package(program).map(|(_, package)| *package))
        .collect();
    assert!(
        skip_apps || packages.is_empty(),
        "not on the PATH: install them with `apt-get install {}`, or leave such tests out with DAPRK_TEST_SKIP_APPS=1",
        packages.join(" ")
    );
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    // Not by `eprintln!`, which is shown of failed tests only.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: {test}: without {lacking:?} ({count} so far)"
    );
    false
}

fn is_here(program: &str) -> bool {
    let mut command = Command::new(program);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.arg("--version").status().is_ok()
}
