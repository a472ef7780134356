//! Workloads that keep a number of pods running.

use super::condition::{UNOBSERVED, condition, unobserved};
use super::{Health, State};
use crate::manifest::Object;

/// What a workload's status counts, under one set of names.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Pods there have to be.
    wanted: i64,
    /// Pods that have to be of the current template.
    current: i64,
    /// Pods of the current template.
    updated: i64,
    /// Pods of earlier templates that are still there.
    old: i64,
    /// Pods of the current template above the wanted number.
    surplus: i64,
    /// Pods that are ready.
    ready: i64,
    /// Pods that have been ready for `minReadySeconds`.
    available: i64,
}

impl Counts {
    fn health(&self) -> Health {
        let (state, reason) = match self.lack() {
            Some(reason) => (State::Progressing, reason),
            None if self.wanted == 0 => (State::Ready, "scaled to 0".to_owned()),
            None => (State::Ready, String::new()),
        };
        self.verdict(state, reason)
    }

    /// What is missing, in words.
    fn lack(&self) -> Option<String> {
        let wanted = self.wanted;
        if self.updated < self.current && self.old > 0 {
            let (updated, current) = (self.updated, self.current);
            return Some(format!("rolling out ({updated} of {current} updated)"));
        }
        if self.ready < wanted {
            return Some(format!("{} of {wanted} ready", self.ready));
        }
        if self.updated < self.current {
            return Some(format!("{} of {} updated", self.updated, self.current));
        }
        if self.old > 0 {
            return Some(format!("rolling out ({} old left)", self.old));
        }
        if self.surplus > 0 {
            return Some(format!("{} too many", self.surplus));
        }
        (self.available < wanted).then(|| format!("{} of {wanted} available", self.available))
    }

    fn verdict(&self, state: State, reason: impl Into<String>) -> Health {
        let health = Health {
            state,
            reason: reason.into(),
            ready: 0,
            wanted: 0,
        };
        health.with_parts(self.ready, self.wanted)
    }
}

fn count(object: &Object, pointer: &str) -> i64 {
    object.number(pointer).unwrap_or(0)
}

fn replicas(object: &Object) -> i64 {
    object.number("/spec/replicas").unwrap_or(1)
}

pub(super) fn deployment(object: &Object) -> Health {
    let wanted = replicas(object);
    let updated = count(object, "/status/updatedReplicas");
    let counts = Counts {
        wanted,
        current: wanted,
        updated,
        old: count(object, "/status/replicas") - updated,
        surplus: updated - wanted,
        ready: count(object, "/status/readyReplicas"),
        available: count(object, "/status/availableReplicas"),
    };
    if unobserved(object) {
        return counts.verdict(State::Progressing, UNOBSERVED);
    }
    let health = counts.health();
    if health.is_ready() {
        return health;
    }
    if deadline_exceeded(object) {
        let reason = format!("{}; no progress for {}", health.reason, deadline(object));
        return counts.verdict(State::Failed, reason);
    }
    if object
        .at("/spec/paused")
        .is_some_and(|paused| paused == true)
    {
        return counts.verdict(State::Progressing, format!("{}; paused", health.reason));
    }
    health
}

fn deadline_exceeded(object: &Object) -> bool {
    condition(object, "Progressing")
        .is_some_and(|progress| progress.reason == "ProgressDeadlineExceeded")
}

fn deadline(object: &Object) -> String {
    let seconds = object
        .number("/spec/progressDeadlineSeconds")
        .unwrap_or(600);
    format!("{seconds} s")
}

pub(super) fn stateful_set(object: &Object) -> Health {
    let wanted = replicas(object);
    let on_delete = object.text("/spec/updateStrategy/type") == "OnDelete";
    let behind = object.text("/status/currentRevision") != object.text("/status/updateRevision");
    let updated = count(object, "/status/updatedReplicas");
    let partition = count(object, "/spec/updateStrategy/rollingUpdate/partition");
    let ready = count(object, "/status/readyReplicas");
    let mut counts = Counts {
        wanted,
        surplus: count(object, "/status/replicas") - wanted,
        ready,
        available: available(object, ready),
        ..Counts::default()
    };
    if unobserved(object) {
        return counts.verdict(State::Progressing, UNOBSERVED);
    }
    if behind && !on_delete {
        counts.updated = updated;
        counts.current = (wanted - partition).max(0);
        counts.old = (count(object, "/status/replicas") - updated - partition).max(0);
    }
    let mut health = counts.health();
    let kept = wanted - updated;
    if health.is_ready() && behind && kept > 0 {
        let until = if on_delete {
            "they are deleted"
        } else {
            "the partition is lowered"
        };
        health.reason = format!("{kept} of {wanted} keep the old revision until {until}");
    }
    health
}

/// `availableReplicas` differs from `readyReplicas` only under `minReadySeconds`, and older
/// clusters don't write it.
fn available(object: &Object, ready: i64) -> i64 {
    if count(object, "/spec/minReadySeconds") == 0 {
        return ready;
    }
    count(object, "/status/availableReplicas")
}

pub(super) fn daemon_set(object: &Object) -> Health {
    let wanted = count(object, "/status/desiredNumberScheduled");
    let on_delete = object.text("/spec/updateStrategy/type") == "OnDelete";
    let updated = count(object, "/status/updatedNumberScheduled");
    let counts = Counts {
        wanted,
        current: if on_delete { 0 } else { wanted },
        updated,
        old: if on_delete {
            0
        } else {
            count(object, "/status/currentNumberScheduled") - updated
        },
        ready: count(object, "/status/numberReady"),
        available: count(object, "/status/numberAvailable"),
        ..Counts::default()
    };
    if unobserved(object) {
        return counts.verdict(State::Progressing, UNOBSERVED);
    }
    let health = counts.health();
    if health.is_ready() && wanted == 0 {
        return counts.verdict(State::Ready, "no node matches");
    }
    health
}

pub(super) fn replica_set(object: &Object) -> Health {
    let wanted = replicas(object);
    let counts = Counts {
        wanted,
        surplus: count(object, "/status/replicas") - wanted,
        ready: count(object, "/status/readyReplicas"),
        available: count(object, "/status/availableReplicas"),
        ..Counts::default()
    };
    if unobserved(object) {
        return counts.verdict(State::Progressing, UNOBSERVED);
    }
    counts.health()
}
