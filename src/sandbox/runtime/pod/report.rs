//! What the pod's status and events say.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::adopt::is_over;
use super::cell::{Role, State};
use super::conditions::Facts;
use super::status::status;
use super::worker::Worker;
use crate::manifest::Object;

/// Until a status that could not be written is written again: a disk may have been full.
const AGAIN: Duration = Duration::from_secs(1);

impl Worker {
    /// Writes the status if it is another one than before. A container that is just being started
    /// says in a moment how that went: until then there is nothing new to tell.
    pub(super) async fn write_status(&mut self) {
        self.write_after = None;
        let starts = self.cells.iter().any(|cell| cell.state == State::Starting);
        if starts || is_over(&self.pod) || self.ends_with_the_sandbox() {
            return;
        }
        let facts = Facts {
            started: self.started,
            now: Timestamp::now(),
            prepared: self.prepared,
        };
        let (cells, policy) = (&self.cells, self.policy);
        let make = |pod: &Object| status(pod, cells, policy, &facts);
        let new = make(&self.pod);
        if self.written.as_ref() == Some(&new) || self.pod.at("/status") == Some(&new) {
            return;
        }
        match self.shared.objects.write_status(&self.pod, &make).await {
            Ok(Some(pod)) => {
                self.pod = Object((*pod).clone());
                self.written = Some(new);
            }
            Ok(None) => {}
            Err(refused) => {
                let (pod, message) = (self.pod.name(), refused.message);
                tracing::warn!(pod, message, "status not written");
                self.write_after = Some(Instant::now() + AGAIN);
            }
        }
    }

    /// An event about a container that goes as it should.
    pub(super) fn say(&self, index: usize, reason: &str, message: &str) {
        let events = &self.shared.events;
        events.normal(&self.pod, &self.field(index), reason, message);
    }

    /// An event about a container that somebody should look at.
    pub(super) fn warn(&self, index: usize, reason: &str, message: &str) {
        let events = &self.shared.events;
        events.warning(&self.pod, &self.field(index), reason, message);
    }

    fn field(&self, index: usize) -> String {
        let cell = &self.cells[index];
        let list = if cell.role == Role::Main {
            "containers"
        } else {
            "initContainers"
        };
        format!("spec.{list}{{{}}}", cell.name())
    }
}
