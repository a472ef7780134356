//! What the workers of all pods share.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::events::Events;
use super::keeper::Supervising;
use super::launch::images::Catalog;
use super::launch::pool::Pool;
use super::objects::Objects;
use super::standalone::desk::Desk;
use crate::sandbox::home::Home;

/// The machine and the API.
pub(crate) struct Shared {
    pub(crate) objects: Objects,
    pub(crate) events: Events,
    pub(crate) home: Home,
    pub(crate) catalog: Catalog,
    pub(crate) supervising: Supervising,
    /// The words before the arguments of a built-in sidecar.
    pub(crate) sidecar: Vec<String>,
    /// The words before a program that gets a terminal.
    pub(crate) terminal: Vec<String>,
    /// For real sidecars, where those run.
    pub(crate) desk: Option<Desk>,
    /// Variables that every container has.
    pub(crate) host: Vec<(String, String)>,
    pub(crate) pool: Pool,
    pub(crate) runs: Runs,
    /// The end of the sandbox.
    pub(crate) cancel: CancellationToken,
}

impl Shared {
    /// The folder of a pod.
    pub(crate) fn folder(&self, uid: &str) -> PathBuf {
        self.home.pods().join(uid)
    }
}

/// Which runs of containers there are, for their logs.
#[derive(Default)]
pub(crate) struct Runs(Mutex<HashMap<(String, String), Run>>);

/// The latest run of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Its number: how often the container was started before.
    pub(crate) number: u32,
    /// Whether it has not ended.
    pub(crate) lives: bool,
}

impl Runs {
    fn all(&self) -> MutexGuard<'_, HashMap<(String, String), Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the latest run of a container.
    pub(crate) fn set(&self, uid: &str, container: &str, run: Run) {
        self.all()
            .insert((uid.to_owned(), container.to_owned()), run);
    }

    /// The latest run of a container.
    pub(crate) fn get(&self, uid: &str, container: &str) -> Option<Run> {
        self.all()
            .get(&(uid.to_owned(), container.to_owned()))
            .copied()
    }

    /// Forgets a pod.
    pub(crate) fn forget(&self, uid: &str) {
        self.all().retain(|(of, _), _| of != uid);
    }
}

/// The log of a run.
pub(crate) fn log(folder: &std::path::Path, container: &str, number: u32) -> PathBuf {
    folder.join(container).join(format!("{number}.log"))
}
