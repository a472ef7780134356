//! A sandbox of a test's own.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::run::Run;

/// Tests that were skipped for want of programs.
static SKIPPED: AtomicUsize = AtomicUsize::new(0);

/// A home folder with a sandbox, which ends with the test.
pub(super) struct Sandbox {
    home: TempDir,
    daprd: String,
}

impl Sandbox {
    /// One that does not run yet.
    pub(super) fn new() -> Self {
        Self::with_daprd("built-in")
    }

    /// One that does not run yet, with this sidecar.
    pub(super) fn with_daprd(daprd: &str) -> Self {
        Self {
            home: TempDir::new().unwrap(),
            daprd: daprd.to_owned(),
        }
    }

    /// Its folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.home.path().join("sandbox")
    }

    /// `daprk` with these words, split at blanks.
    pub(super) fn daprk(&self, words: &str) -> Run {
        self.run(env!("CARGO_BIN_EXE_daprk"), words)
    }

    /// `kubectl` with these words, split at blanks, on the sandbox.
    pub(super) fn kubectl(&self, words: &str) -> Run {
        self.run("kubectl", words)
            .env("KUBECONFIG", self.folder().join("kubeconfig"))
    }

    fn run(&self, program: &str, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        Run::new(program, &args, self.home.path())
            .env("DAPRK_SANDBOX", self.folder())
            // Whatever this machine has.
            .env("DAPRK_DAPRD", &self.daprd)
    }

    /// `sandbox status`, as JSON.
    pub(super) fn status(&self) -> Value {
        self.daprk("sandbox status -o json").json()
    }

    /// The process of its server.
    pub(super) fn pid(&self) -> u32 {
        let pid = self.status()["pid"].as_u64().expect("a pid");
        pid.try_into().unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.daprk("sandbox stop").run();
    }
}

/// Whether these programs are here, and tests may run apps; says so if not.
pub(super) fn has(test: &str, programs: &[&str]) -> bool {
    let skip = std::env::var("DAPRK_TEST_SKIP_APPS").is_ok_and(|value| value == "1");
    let missing: Vec<_> = programs
        .iter()
        .filter(|program| skip || !is_here(program))
        .copied()
        .collect();
    if missing.is_empty() {
        return true;
    }
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    eprintln!(
        "skipped: {test}: without {} ({count} so far)",
        missing.join(", ")
    );
    false
}

/// They are asked for their versions by a command.
const KNOWS_NO_VERSION: [&str; 2] = ["kubectl", "helm"];

fn is_here(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output();
    found.is_ok_and(|output| output.status.success() || KNOWS_NO_VERSION.contains(&program))
}

/// Waits until something is so.
pub(super) fn eventually(what: &str, limit: Duration, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
