//! What the containers of a pod do.

use serde_json::Value;

use crate::manifest::Object;

/// The part that a container has in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs to its end before the main containers start.
    Init,
    /// An init container that keeps running (`restartPolicy: Always`).
    Sidecar,
    /// An ordinary container.
    Main,
}

/// What a container does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing<'a> {
    /// It is not started; the reason is the kubelet's word, `CrashLoopBackOff`.
    Waiting {
        /// The kubelet's word, or empty.
        reason: &'a str,
        /// The kubelet's sentence, or empty.
        message: &'a str,
    },
    /// It runs since then (RFC 3339).
    Running {
        /// When it was started, or empty.
        since: &'a str,
    },
    /// It has ended.
    Ended(End<'a>),
    /// The kubelet has not said anything yet.
    Unknown,
}

/// How a container ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End<'a> {
    /// `Completed`, `Error`, `OOMKilled`, `StartError` …
    pub reason: &'a str,
    /// What the container or its runtime left to say.
    pub message: &'a str,
    /// 0 is success; above 128 it is 128 + the signal.
    pub exit_code: i64,
    /// When that run began (RFC 3339), or empty.
    pub started: &'a str,
    /// When it ended (RFC 3339), or empty.
    pub finished: &'a str,
}

/// A container with its specification and its status.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its part in the pod.
    pub role: Role,
    /// As it is written in the pod.
    pub spec: &'a Value,
    status: &'a Value,
}

/// The containers of a pod in the order in which they start.
pub fn containers(pod: &Object) -> Vec<Container<'_>> {
    let init = list(pod, "/spec/initContainers", "/status/initContainerStatuses");
    let main = list(pod, "/spec/containers", "/status/containerStatuses");
    let init = init.map(|(spec, status)| {
        let keeps_running = spec["restartPolicy"] == "Always";
        Container::new(
            spec,
            status,
            [Role::Init, Role::Sidecar][usize::from(keeps_running)],
        )
    });
    init.chain(main.map(|(spec, status)| Container::new(spec, status, Role::Main)))
        .collect()
}

fn list<'a>(
    pod: &'a Object,
    specs: &str,
    statuses: &str,
) -> impl Iterator<Item = (&'a Value, &'a Value)> {
    let statuses = pod.items(statuses);
    pod.items(specs).iter().map(move |spec| {
        let status = statuses
            .iter()
            .find(|status| status["name"] == spec["name"]);
        (spec, status.unwrap_or(&Value::Null))
    })
}

impl<'a> Container<'a> {
    fn new(spec: &'a Value, status: &'a Value, role: Role) -> Self {
        Self {
            name: spec["name"].as_str().unwrap_or_default(),
            role,
            spec,
            status,
        }
    }

    /// What it does now.
    pub fn doing(&self) -> Doing<'a> {
        let state = &self.status["state"];
        if let Some(waiting) = state.get("waiting") {
            return Doing::Waiting {
                reason: text(waiting, "reason"),
                message: text(waiting, "message"),
            };
        }
        if let Some(running) = state.get("running") {
            return Doing::Running {
                since: text(running, "startedAt"),
            };
        }
        state
            .get("terminated")
            .map_or(Doing::Unknown, |ended| Doing::Ended(End::read(ended)))
    }

    /// The kubelet's word for why it isn't started, or empty.
    pub fn waiting_reason(&self) -> &'a str {
        match self.doing() {
            Doing::Waiting { reason, .. } => reason,
            _ => "",
        }
    }

    /// How it ended most recently: now, or before its last restart.
    pub fn last_end(&self) -> Option<End<'a>> {
        if let Doing::Ended(end) = self.doing() {
            return Some(end);
        }
        self.status["lastState"].get("terminated").map(End::read)
    }

    /// How often it was restarted.
    pub fn restarts(&self) -> i64 {
        self.status["restartCount"].as_i64().unwrap_or(0)
    }

    /// Whether it does what it is there for: an init container has succeeded, any other passes its
    /// readiness probe.
    pub fn is_ready(&self) -> bool {
        if self.role == Role::Init {
            return matches!(self.doing(), Doing::Ended(end) if end.exit_code == 0);
        }
        self.status["ready"].as_bool().unwrap_or(false)
    }

    /// Its image as it is written in the pod.
    pub fn image(&self) -> &'a str {
        text(self.spec, "image")
    }
}

impl<'a> End<'a> {
    fn read(ended: &'a Value) -> Self {
        Self {
            reason: text(ended, "reason"),
            message: text(ended, "message"),
            exit_code: ended["exitCode"].as_i64().unwrap_or(0),
            started: text(ended, "startedAt"),
            finished: text(ended, "finishedAt"),
        }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
