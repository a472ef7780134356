//! What the worker of a pod hears.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::oneshot;

use crate::sandbox::node::{Session, Streams};
use crate::sandbox::runtime::launch::sources::Kind;
use crate::sandbox::runtime::probe::Found;
use crate::sandbox::runtime::supervisor::Told;

/// Something that happened.
pub(crate) enum Note {
    /// The pod is another one than before.
    Pod(Arc<Value>),
    /// The pod was removed, without a grace period.
    Gone,
    /// The supervisor says something; `None`: it has ended.
    Told(Option<Told>),
    /// A probe of a run has found something.
    Probe(String, Found),
    /// A config map or a secret of the namespace has changed.
    Source(Kind, String),
    /// A run should listen by now: does it?
    Listens(String),
    /// Somebody wants to run a command in a container, or to be attached to it.
    Asked(Asked),
    /// Something that a daprd reads, or a Service, has changed in the namespace.
    Dapr,
}

/// What somebody wants of a container.
pub(crate) struct Asked {
    /// Its name.
    pub(crate) container: String,
    /// What is to be run; `None` for the container itself.
    pub(crate) command: Option<Vec<String>>,
    /// What is to be carried.
    pub(crate) streams: Streams,
    /// Where the answer goes: the session, or in a kubelet's words why there is none.
    pub(crate) reply: oneshot::Sender<Result<Session, String>>,
}
