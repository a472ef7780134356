//! A sandbox of a test's own.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::run::Run;

/// A home folder with a sandbox, which ends with the test.
pub(crate) struct Sandbox {
    home: TempDir,
    daprd: String,
}

impl Sandbox {
    /// One that does not run yet.
    pub(crate) fn new() -> Self {
        Self::with_daprd("built-in")
    }

    /// One that does not run yet, with this sidecar.
    pub(crate) fn with_daprd(daprd: &str) -> Self {
        Self {
            home: TempDir::new().unwrap(),
            daprd: daprd.to_owned(),
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

    /// Any program with these arguments, which may hold blanks.
    pub(super) fn program(&self, program: &str, args: &[&str]) -> Run {
        Run::new(program, args, self.home.path())
            .env("DAPRK_SANDBOX", self.folder())
            // Whatever this machine has.
            .env("DAPRK_DAPRD", &self.daprd)
    }

    /// `kubectl` with these words, split at blanks, on the sandbox.
    pub(crate) fn kubectl(&self, words: &str) -> Run {
        self.run("kubectl", words)
            .env("KUBECONFIG", self.folder().join("kubeconfig"))
    }

    fn run(&self, program: &str, words: &str) -> Run {
        let args: Vec<_> = words.split_whitespace().collect();
        self.program(program, &args)
    }

    /// `sandbox status`, as JSON.
    pub(crate) fn status(&self) -> Value {
        self.daprk("sandbox status -o json").json()
    }

    /// A client of its API, as the kubeconfig has it.
    pub(super) async fn client(&self) -> kube::Client {
        let path = self.folder().join("kubeconfig");
        let file = kube::config::Kubeconfig::read_from(path).unwrap();
        let options = kube::config::KubeConfigOptions::default();
        let config = kube::Config::from_custom_kubeconfig(file, &options).await;
        let mut config = config.unwrap();
        config.default_retry = false;
        kube::Client::try_from(config).unwrap()
    }

    /// The process that holds its lock, or held it last; 0 where there was none.
    pub(super) fn owner(&self) -> u32 {
        let lock = std::fs::read_to_string(self.folder().join("lock")).unwrap_or_default();
        let pid = lock.split(' ').next().and_then(|pid| pid.parse().ok());
        pid.unwrap_or_default()
    }

    /// Ends its server as the kernel does when memory is short.
    pub(crate) fn kill(&self) {
        let pid = self.owner();
        kill(pid);
        eventually("the server is dead", Duration::from_secs(10), || {
            !is_alive(pid)
        });
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

/// `kill -9`; whether there was such a process.
pub(super) fn kill(pid: u32) -> bool {
    crate::run::send(pid, rustix::process::Signal::KILL)
}

/// Whether it runs; one that has ended and that nobody has asked for does not.
pub(super) fn is_alive(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// Waits until something is so.
pub(crate) fn eventually(what: &str, limit: Duration, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
