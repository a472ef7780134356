//! What becomes of containers that were started.

use jiff::Timestamp;
use tokio::time::Instant;

use super::back_off::words;
use super::cell::{Cell, End, State};
use super::steps::again;
use super::worker::Worker;
use crate::sandbox::runtime::probe::{Found, Sort};
use crate::sandbox::runtime::shared::Run;
use crate::sandbox::runtime::supervisor::{Told, sweep};

impl Worker {
    pub(super) fn told(&mut self, told: Told) {
        match told {
            Told::Started { id, .. } => {
                if let Some(index) = self.of_run(&id) {
                    self.runs_now(index);
                }
            }
            Told::NotStarted { id, message } => {
                if let Some(index) = self.of_run(&id) {
                    self.not_started(index, &message);
                }
            }
            Told::Exited { id, code, .. } => {
                if let Some(index) = self.of_run(&id).filter(|it| self.cells[*it].lives()) {
                    let reason = if code == 0 { "Completed" } else { "Error" };
                    self.ended(index, code, reason, String::new());
                }
            }
            Told::Ran { id, .. } | Told::Attached { id } => self.execs.answer(id, told),
        }
    }

    /// The supervisor has ended: it was told to, or somebody killed it. Then what it has started may
    /// still be there, and is killed.
    pub(super) async fn lost(&mut self) {
        self.keeper = None;
        self.execs.clear();
        let folder = self.shared.folder(&self.uid());
        let prefix = format!("{}/", folder.to_string_lossy());
        let _ = tokio::task::spawn_blocking(move || sweep(&prefix)).await;
        for index in self.living(|_| true) {
            if !self.stand_ins.contains_key(&index) {
                self.ended(index, 137, "Error", String::new());
            }
        }
    }

    pub(super) fn not_started(&mut self, index: usize, message: &str) {
        self.warn(index, "Failed", &format!("Error: {message}"));
        self.ended(index, 128, "StartError", message.to_owned());
    }

    /// A run is over.
    fn ended(&mut self, index: usize, code: i32, reason: &'static str, message: String) {
        self.probes.remove(&index);
        self.kills.remove(&index);
        self.consoles.remove(&index);
        let uid = self.uid();
        let cell = &mut self.cells[index];
        let started = match cell.state {
            State::Running(since) => Some(since),
            _ => None,
        };
        cell.state = State::Ended(End {
            code,
            reason,
            message,
            started,
            finished: Timestamp::now(),
            id: cell.id.clone(),
        });
        (cell.ready, cell.started, cell.stopping) = (false, false, false);
        let number = cell.restarts;
        self.shared.runs.set(
            &uid,
            cell.name(),
            Run {
                number,
                lives: false,
            },
        );
        if self.ending.is_none() && again(&self.cells[index], self.policy) {
            self.back_off(index);
        }
    }

    /// The next start waits, but for the first.
    fn back_off(&mut self, index: usize) {
        let now = Instant::now();
        let delay = self.cells[index].crashes.delay(now);
        if delay.is_zero() {
            return;
        }
        let name = self.cells[index].name();
        let (pod, namespace) = (self.pod.name(), self.pod.namespace().unwrap_or_default());
        let pod = format!("{pod}_{namespace}({})", self.uid());
        let event = format!("Back-off restarting failed container {name} in pod {pod}");
        let delay_words = words(delay);
        let message =
            format!("back-off {delay_words} restarting failed container={name} pod={pod}");
        self.cells[index].not_before = Some(now + delay);
        self.cells[index].wait("CrashLoopBackOff", message);
        self.warn(index, "BackOff", &event);
    }

    pub(super) fn end_stand_in(&mut self, index: usize) {
        let uid = self.uid();
        let cell = &mut self.cells[index];
        let State::Running(since) = cell.state else {
            return;
        };
        cell.state = State::Ended(End {
            code: 0,
            reason: "Completed",
            message: String::new(),
            started: Some(since),
            finished: Timestamp::now(),
            id: cell.id.clone(),
        });
        let number = cell.restarts;
        self.shared.runs.set(
            &uid,
            cell.name(),
            Run {
                number,
                lives: false,
            },
        );
    }

    pub(super) fn probed(&mut self, run: &str, found: Found) {
        let Some(index) = self.of_run(run).filter(|it| self.cells[*it].lives()) else {
            return;
        };
        match found {
            Found::Failed(sort, words) => {
                let message = format!("{} probe failed: {words}", sort.word());
                self.warn(index, "Unhealthy", &message);
            }
            Found::Verdict(Sort::Readiness, good) => self.cells[index].ready = good,
            Found::Verdict(Sort::Startup, true) => {
                let cell = &mut self.cells[index];
                cell.started = true;
                cell.ready = !cell.spec[Sort::Readiness.key()].is_object();
            }
            Found::Verdict(Sort::Liveness, true) => {}
            Found::Verdict(sort, false) => self.restart(index, sort),
        }
    }

    fn restart(&mut self, index: usize, sort: Sort) {
        if self.cells[index].stopping {
            return;
        }
        let name = self.cells[index].name();
        let which = sort.word().to_lowercase();
        let message = format!("Container {name} failed {which} probe, will be restarted");
        self.say(index, "Killing", &message);
        self.stop(index);
    }
}

impl Cell {
    /// It waits, and why. An end that was shown as its state is its last one from now on.
    pub(super) fn wait(&mut self, reason: &'static str, message: String) {
        let waits = State::Waiting(reason, message);
        if let State::Ended(end) = std::mem::replace(&mut self.state, waits) {
            self.last = Some(end);
        }
    }
}
