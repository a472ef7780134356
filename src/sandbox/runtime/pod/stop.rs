//! The end of containers and of pods.

use std::time::Duration;

use tokio::time::Instant;

use super::cell::Role;
use super::worker::Worker;
use crate::sandbox::runtime::supervisor::{Order, Signal};

/// How long processes may take when the sandbox ends.
const LAST: Duration = Duration::from_secs(3);
/// What a pod has when it says nothing.
const GRACE: i64 = 30;
/// Longer than anybody waits: a grace may be any number.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A pod that comes to its end.
pub(super) struct Ending {
    /// When everything is killed.
    pub(super) deadline: Instant,
    /// Whether the object is to be removed by the kubelet's word: it is not when it is gone
    /// already, or when it is the sandbox that ends.
    removes: bool,
    /// Whether its folder goes.
    clears: bool,
}

impl Worker {
    /// Begins to end a pod that somebody has deleted. Who deletes it again may be in more of a hurry.
    pub(super) fn notice_deletion(&mut self) {
        if self.pod.text("/metadata/deletionTimestamp").is_empty() {
            return;
        }
        let deadline = Instant::now() + self.grace();
        if let Some(ending) = &mut self.ending {
            ending.deadline = ending.deadline.min(deadline);
            return;
        }
        self.ending = Some(Ending {
            deadline,
            removes: true,
            clears: true,
        });
        for index in self.living(|_| true) {
            let message = format!("Stopping container {}", self.cells[index].name());
            self.say(index, "Killing", &message);
        }
    }

    /// How long a container may take to end: what the deletion says counts for more than the pod.
    fn grace(&self) -> Duration {
        let said = self.pod.number("/metadata/deletionGracePeriodSeconds");
        let own = || self.pod.number("/spec/terminationGracePeriodSeconds");
        let seconds = said.or_else(own).unwrap_or(GRACE);
        Duration::from_secs(seconds.try_into().unwrap_or_default()).min(LONGEST)
    }

    /// The object is gone: so are the processes.
    pub(super) fn gone(&mut self) {
        self.ending = Some(Ending {
            deadline: Instant::now(),
            removes: false,
            clears: true,
        });
    }

    /// The object stays as it is: the next sandbox starts the pod again.
    pub(super) fn end_with_the_sandbox(&mut self) {
        self.ending = Some(Ending {
            deadline: Instant::now() + LAST,
            removes: false,
            clears: false,
        });
    }

    /// Then the status stays what it was: nobody asked for the end of the pod itself.
    pub(super) fn ends_with_the_sandbox(&self) -> bool {
        self.ending.as_ref().is_some_and(|ending| !ending.clears)
    }

    /// The main containers go first, sidecars after them, the last one first.
    pub(super) fn go_on_ending(&mut self) {
        let late = self
            .ending
            .as_ref()
            .is_some_and(|it| it.deadline <= Instant::now());
        let main = self.living(|cell| cell.role != Role::Sidecar);
        let sidecars = self.living(|cell| cell.role == Role::Sidecar);
        if late {
            self.kill_all();
        } else if main.is_empty() {
            self.stop_all(&sidecars.last().copied().into_iter().collect::<Vec<_>>());
        } else {
            self.stop_all(&main);
        }
    }

    fn stop_all(&mut self, which: &[usize]) {
        for index in which {
            self.stop(*index);
        }
    }

    /// Dropping the supervisor kills all that it has started. It says when it has. Probes hold it,
    /// too.
    fn kill_all(&mut self) {
        self.probes.clear();
        self.keeper = None;
        for index in self.living(|_| true) {
            if self.stand_ins.remove(&index).is_some() {
                self.end_stand_in(index);
            }
        }
        if let Some(ending) = &mut self.ending {
            ending.deadline = Instant::now() + LAST;
        }
    }

    /// Tells a container to end, once.
    pub(super) fn stop(&mut self, index: usize) {
        if self.cells[index].stopping {
            return;
        }
        self.cells[index].stopping = true;
        self.probes.remove(&index);
        if self.stand_ins.remove(&index).is_some() {
            return self.end_stand_in(index);
        }
        self.kills.insert(index, Instant::now() + self.grace());
        self.signal(index, Signal::Terminate);
    }

    /// Kills those whose grace is over.
    pub(super) fn kill_late(&mut self) {
        let now = Instant::now();
        let late = self.kills.iter().filter(|(_, time)| **time <= now);
        for index in late.map(|(index, _)| *index).collect::<Vec<_>>() {
            self.kills.remove(&index);
            self.signal(index, Signal::Kill);
        }
    }

    /// Signals what runs for a container.
    pub(super) fn signal(&self, index: usize, signal: Signal) {
        if let Some(keeper) = &self.keeper {
            let id = self.cells[index].run();
            keeper.order(Order::Signal { id, signal });
        }
    }

    /// Whether there is nothing left to do; removes the object where that is still to be done.
    pub(super) async fn is_done(&mut self) -> bool {
        let Some(ending) = &self.ending else {
            return false;
        };
        if !self.living(|_| true).is_empty() {
            return false;
        }
        let removes = ending.removes;
        self.keeper = None;
        if !removes {
            return true;
        }
        match self.shared.objects.delete(&self.pod).await {
            Ok(()) => true,
            Err(status) if status.code == 404 || status.code == 409 => true,
            Err(status) => {
                tracing::warn!(
                    pod = self.pod.name(),
                    message = status.message,
                    "not removed"
                );
                self.ending.as_mut().is_none_or(|ending| {
                    ending.deadline = Instant::now() + LAST;
                    false
                })
            }
        }
    }

    /// Nothing of the pod stays behind, unless the sandbox is to find it again.
    pub(super) async fn leave(self) {
        let uid = self.uid();
        // Whoever waits for a command of it is told nothing by anybody else.
        self.execs.clear();
        self.shared
            .pool
            .give_back(self.ports.pairs().map(|(_, real)| real));
        if self.ending.as_ref().is_some_and(|ending| ending.clears) {
            self.shared.runs.forget(&uid);
            let _ = tokio::fs::remove_dir_all(self.shared.folder(&uid)).await;
        }
    }
}
