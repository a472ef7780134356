//! A sandbox of a test's own.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::run::Run;

/// A home folder with a sandbox, which ends with the test.
pub(crate) struct Sandbox {
    home: TempDir,
}

impl Sandbox {
    /// One that does not run yet.
    pub(crate) fn new() -> Self {
        Self {
            home: TempDir::new().unwrap(),
        }
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join("sandbox")
    }

    /// `daprk` with these words, split at blanks.
    pub(crate) fn daprk(&self, words: &str) -> Run {
        self.run(env!("CARGO_BIN_EXE_daprk"), words)
    }

    /// `kubectl` with these words, split at blanks, on the sandbox.
    pub(crate) fn kubectl(&self, words: &str) -> Run {
        self.run("kubectl", words)
            .env("KUBECONFIG", self.folder().join("kubeconfig"))
    }

    fn run(&self, program: &str, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        Run::new(program, &args, self.home.path()).env("DAPRK_SANDBOX", self.folder())
    }

    /// `sandbox status`, as JSON.
    pub(crate) fn status(&self) -> Value {
        self.daprk("sandbox status -o json").json()
    }

    /// The process of its server.
    pub(crate) fn pid(&self) -> u32 {
        let pid = self.status()["pid"].as_u64().expect("a pid");
        pid.try_into().unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.daprk("sandbox stop").run();
    }
}

/// Waits until something is so.
pub(crate) fn eventually(what: &str, limit: Duration, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
