//! A check as data.

use super::Condition;
use crate::manifest::{JsonPath, Kind};

/// A condition on a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// As it stands in the file.
    pub text: String,
    /// Where it stands there.
    pub line: usize,
    /// What is looked at.
    pub value: Value,
    /// What must be so.
    pub condition: Condition,
}

/// Something that a cluster has.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Whose it is.
    pub subject: Subject,
    /// Which part of it; none for all.
    pub path: Option<JsonPath>,
    /// How many there are of it, in place of themselves.
    pub count: bool,
}

/// Where a value is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Whose it is.
    pub of: Of,
    /// None for the tutorial's.
    pub namespace: Option<String>,
}

/// Whose a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// An object of the cluster.
    Object {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
    },
    /// Objects of a kind.
    All {
        /// Their kind.
        kind: Kind,
        /// A label selector; empty for all.
        labels: String,
    },
    /// The metadata of an app's sidecar.
    Sidecar {
        /// Dapr app id.
        app: String,
    },
    /// What an app answers.
    Answer {
        /// Dapr app id.
        app: String,
        /// Without a slash before it.
        path: String,
    },
    /// What an app keeps.
    State {
        /// Dapr app id.
        app: String,
        /// As the app names it.
        key: String,
    },
    /// What a container of an app writes.
    Log {
        /// Dapr app id.
        app: String,
        /// None for the app's own.
        container: Option<String>,
    },
    /// A metric of an app's sidecars.
    Metrics {
        /// Dapr app id.
        app: String,
        /// As Prometheus has it: `dapr_http_server_request_count`.
        name: String,
    },
    /// What the Redis behind a Component holds.
    Redis {
        /// Name of the Component.
        component: String,
        /// As Redis has it: `nodeapp||order`.
        key: String,
    },
}

impl Subject {
    /// Whether sidecars count it when it is looked at, as they count what apps ask.
    pub fn is_counted(&self) -> bool {
        matches!(self.of, Of::Answer { .. } | Of::State { .. })
    }

    /// An object as it stands in a file, `configmap/a in shop`; nothing else has such words.
    pub fn words(&self) -> Option<String> {
        let Of::Object { kind, name } = &self.of else {
            return None;
        };
        let words = format!("{}/{name}", kind.kind.to_lowercase());
        Some(match &self.namespace {
            Some(namespace) => format!("{words} in {namespace}"),
            None => words,
        })
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.of {
            Of::Object { kind, name } => write!(f, "{} {name}", kind.kind)?,
            Of::All { kind, .. } => write!(f, "all objects of kind {}", kind.kind)?,
            Of::Sidecar { app } => write!(f, "the sidecar of {app}")?,
            Of::Answer { app, path } => write!(f, "the answer of {app} to /{path}")?,
            Of::State { app, key } => write!(f, "the state of {app} under {key}")?,
            Of::Log { app, .. } => write!(f, "the log of {app}")?,
            Of::Metrics { app, name } => write!(f, "the metric {name} of {app}")?,
            Of::Redis { key, .. } => write!(f, "the key {key} of Redis")?,
        }
        match &self.namespace {
            Some(namespace) => write!(f, " in {namespace}"),
            None => Ok(()),
        }
    }
}
