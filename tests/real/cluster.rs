//! The cluster of the tests: locked, clean before and after, with a home for each test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::{listing, peers};
use crate::run::Run;

/// One test at a time: they all change the same cluster.
static LOCK: Mutex<()> = Mutex::new(());

/// Namespaces of the tests begin so.
pub(super) const PREFIX: &str = "daprk-real-";

/// A cluster without Dapr, until the test installs it; without it again when dropped.
pub(super) struct Cluster {
    home: TempDir,
    kubeconfig: PathBuf,
    _lock: MutexGuard<'static, ()>,
}

impl Cluster {
    /// The cluster, clean; `None` when a peer that the test needs is missing.
    pub(super) fn open(test: &str, programs: &[&str]) -> Option<Self> {
        let kubeconfig = std::env::var_os("DAPRK_TEST_KUBECONFIG")
            .expect("DAPRK_TEST_KUBECONFIG names a kubeconfig");
        let kubectl = ["kubectl"];
        if !peers::all(test, &[&kubectl[..], programs].concat()) {
            return None;
        }
        let lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        let cluster = Self {
            home: TempDir::new().unwrap(),
            kubeconfig: kubeconfig.into(),
            _lock: lock,
        };
        cluster.clean();
        Some(cluster)
    }

    /// A program that finds the cluster by `KUBECONFIG`.
    pub(super) fn run(&self, program: &str, args: &[&str]) -> Run {
        Run::new(program, args, self.home.path()).env("KUBECONFIG", &self.kubeconfig)
    }

    /// `daprk` with these words, split at blanks.
    pub(super) fn daprk(&self, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        self.run(env!("CARGO_BIN_EXE_daprk"), &args)
    }

    /// `kubectl` with these words, split at blanks.
    pub(super) fn kubectl(&self, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        self.run("kubectl", &args)
    }

    /// `helm` with these words, split at blanks.
    pub(super) fn helm(&self, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        self.run("helm", &args)
    }

    /// A new namespace; it goes with the test.
    pub(super) fn namespace(&self, name: &str) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{name}-{number}-{}", std::process::id());
        self.kubectl(&format!("create namespace {name}")).output();
        name
    }

    /// Writes a file into the test's home and answers its path.
    pub(super) fn file(&self, name: &str, text: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("has a parent")).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// The kubeconfig's text.
    pub(super) fn kubeconfig(&self) -> Value {
        self.kubectl("config view --raw --flatten -o json").json()
    }

    /// An object as it is.
    pub(super) fn get(&self, what: &str) -> Value {
        self.kubectl(&format!("get {what} -o json")).json()
    }

    /// Whether there is such an object.
    pub(super) fn has(&self, what: &str) -> bool {
        let found = self.kubectl(&format!("get {what} --ignore-not-found -o name"));
        !found.output().is_empty()
    }

    /// Applies a manifest by kubectl, as somebody else.
    pub(super) fn apply(&self, manifest: &str) {
        self.kubectl("apply -f -").stdin(manifest).output();
    }

    /// Statuses of a release's revisions, as helm's own records have them: `1 superseded`.
    pub(super) fn revisions(&self, namespace: &str, release: &str) -> Vec<String> {
        let words = format!(
            "get secret -n {namespace} -l owner=helm,name={release} --sort-by=.metadata.creationTimestamp -o jsonpath={{range.items[*]}}{{.metadata.labels.version}},{{.metadata.labels.status}};{{end}}"
        );
        let text = self.kubectl(&words).output();
        let mut revisions: Vec<(u32, String)> = text
            .split_terminator(';')
            .filter_map(|row| row.split_once(','))
            .map(|(version, status)| (version.parse().unwrap(), status.to_owned()))
            .collect();
        revisions.sort();
        revisions
            .into_iter()
            .map(|(version, status)| format!("{version} {status}"))
            .collect()
    }

    /// Takes away what is left of Dapr and of tests.
    pub(super) fn clean(&self) {
        let what = listing::leavings(self);
        if !what.is_empty() {
            listing::remove(self, &what);
        }
        until(Duration::from_secs(120), || {
            let left = listing::leavings(self);
            (!left.is_empty()).then(|| format!("all of this is gone: {left:?}"))
        });
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A panic here, while the test's own is on its way, would hide the test's.
        if std::thread::panicking() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.clean()));
        } else {
            self.clean();
        }
    }
}

/// Waits until something is so.
pub(super) fn eventually(what: &str, limit: Duration, is_so: impl Fn() -> bool) {
    until(limit, || (!is_so()).then(|| what.to_owned()));
}

/// Waits until nothing is lacking any more.
pub(super) fn until(limit: Duration, lacks: impl Fn() -> Option<String>) {
    let deadline = Instant::now() + limit;
    while let Some(what) = lacks() {
        assert!(Instant::now() < deadline, "not in {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
