//! What the worker of a pod hears.

use std::sync::Arc;

use serde_json::Value;

use crate::sandbox::runtime::launch::sources::Kind;
use crate::sandbox::runtime::probe::Found;
use crate::sandbox::runtime::supervisor::Told;

/// Something that happened.
#[derive(Clone, Debug)]
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
    /// Something that a daprd reads, or a Service, has changed in the namespace.
    Dapr,
}
