//! A container of a pod as it stands.

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::back_off::BackOff;

/// The part that a container has in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Runs to its end before the main containers start.
    Init,
    /// An init container that keeps running (`restartPolicy: Always`).
    Sidecar,
    /// An ordinary container.
    Main,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// Exit code.
    pub(crate) code: i32,
    /// `Completed`, `Error`, `StartError`
    pub(crate) reason: &'static str,
    /// Why, where there is more to say.
    pub(crate) message: String,
    /// When the run began.
    pub(crate) started: Option<Timestamp>,
    /// When it ended.
    pub(crate) finished: Timestamp,
    /// `containerID` of the run.
    pub(crate) id: String,
}

/// What a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is not started; the kubelet's word and sentence.
    Waiting(&'static str, String),
    /// It is being started: to the outside it still waits.
    Starting,
    /// It runs since then.
    Running(Timestamp),
    /// It has ended.
    Ended(End),
}

/// A container.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// As the pod has it.
    pub(crate) spec: Value,
    /// Its part.
    pub(crate) role: Role,
    /// What it does.
    pub(crate) state: State,
    /// How the run before ended.
    pub(crate) last: Option<End>,
    /// How often it was started again.
    pub(crate) restarts: u32,
    /// Whether its startup probe, if it has one, has succeeded.
    pub(crate) started: bool,
    /// Whether its readiness probe, if it has one, succeeds.
    pub(crate) ready: bool,
    /// `containerID`, once it was started.
    pub(crate) id: String,
    /// The earliest time of the next start.
    pub(crate) not_before: Option<Instant>,
    /// Between starts.
    pub(crate) crashes: BackOff,
    /// Between searches for a program.
    pub(crate) pulls: BackOff,
    /// Whether it is being stopped.
    pub(crate) stopping: bool,
}

impl Cell {
    /// A container that was never started.
    pub(crate) fn new(spec: &Value, role: Role, waits: &'static str) -> Self {
        Self {
            spec: spec.clone(),
            role,
            state: State::Waiting(waits, String::new()),
            last: None,
            restarts: 0,
            started: false,
            ready: false,
            id: String::new(),
            not_before: None,
            crashes: BackOff::default(),
            pulls: BackOff::default(),
            stopping: false,
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.spec["name"].as_str().unwrap_or_default()
    }

    /// Its image.
    pub(crate) fn image(&self) -> &str {
        self.spec["image"].as_str().unwrap_or_default()
    }

    /// What the supervisor calls the present run.
    pub(crate) fn run(&self) -> String {
        format!("{}/{}", self.name(), self.restarts)
    }

    /// Whether it is there: running, or about to.
    pub(crate) fn lives(&self) -> bool {
        matches!(self.state, State::Running(_) | State::Starting)
    }

    /// Whether it has ended well.
    pub(crate) fn succeeded(&self) -> bool {
        matches!(&self.state, State::Ended(end) if end.code == 0)
    }

    /// Whether it does what it is there for.
    pub(crate) fn is_ready(&self) -> bool {
        match self.role {
            Role::Init => self.succeeded(),
            Role::Sidecar | Role::Main => matches!(self.state, State::Running(_)) && self.ready,
        }
    }
}
