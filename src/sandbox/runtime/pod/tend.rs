//! The door to a pod's worker.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::note::Note;
use super::worker::Worker;
use crate::manifest::Object;
use crate::sandbox::runtime::shared::Shared;

/// Looks after a pod until it is gone or the sandbox ends: where to tell what happens, and the end.
pub(crate) fn tend(shared: Arc<Shared>, pod: &Value) -> (UnboundedSender<Note>, JoinHandle<()>) {
    let (tell, inbox) = unbounded_channel();
    let worker = Worker::new(shared, Object(pod.clone()), (tell.clone(), inbox));
    (tell, tokio::spawn(worker.run()))
}
