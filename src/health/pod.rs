//! Pods.

use super::condition::{Condition, condition};
use super::container::{Container, Doing, Role, containers};
use super::{Health, State};
use crate::manifest::{Object, look};

/// Whether the pod counts as ready: it takes traffic, or it has done its work.
pub fn is_ready(object: &Object) -> bool {
    pod(object).is_ready() && object.text("/metadata/deletionTimestamp").is_empty()
}

pub(super) fn pod(object: &Object) -> Health {
    let all = containers(object);
    let parts: Vec<_> = all.iter().filter(|part| part.role != Role::Init).collect();
    let ready = parts.iter().filter(|part| part.is_ready()).count();
    let (state, reason) = judge(object, &all);
    let health = Health {
        state,
        reason,
        ready: 0,
        wanted: 0,
    };
    health.with_parts(number(ready), number(parts.len()))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn judge(object: &Object, containers: &[Container<'_>]) -> (State, String) {
    match object.text("/status/phase") {
        "Succeeded" => (State::Ready, "completed".to_owned()),
        "Failed" => (State::Failed, failure(object, containers)),
        _ if look::is_true(&object.0, "Ready") => (State::Ready, String::new()),
        _ => (State::Progressing, hindrance(object, containers)),
    }
}

/// Why a pod failed: the kubelet's word (`Evicted`), or how a container ended.
fn failure(object: &Object, containers: &[Container<'_>]) -> String {
    let word = object.text("/status/reason");
    if !word.is_empty() {
        return word.to_owned();
    }
    let failed = containers
        .iter()
        .find_map(|container| match container.doing() {
            Doing::Ended(end) if end.exit_code != 0 => Some((container, end)),
            _ => None,
        });
    failed.map_or_else(
        || "failed".to_owned(),
        |(container, end)| {
            format!(
                "container {} ended with exit code {}",
                container.name, end.exit_code
            )
        },
    )
}

/// What a pod that isn't ready is at.
fn hindrance(object: &Object, containers: &[Container<'_>]) -> String {
    if let Some(unscheduled) = condition(object, "PodScheduled").filter(|it| !it.is_true()) {
        return unscheduled_words(&unscheduled);
    }
    let Some(container) = containers.iter().find(|container| !container.is_ready()) else {
        return "not ready".to_owned();
    };
    let name = container.name;
    match container.doing() {
        Doing::Waiting { reason, .. } if !reason.is_empty() => {
            format!("container {name}: {reason}")
        }
        Doing::Waiting { .. } | Doing::Unknown => "starting".to_owned(),
        Doing::Running { .. } if container.role == Role::Init => {
            format!("init container {name} runs")
        }
        Doing::Running { .. } => format!("container {name} is not ready"),
        Doing::Ended(end) => format!("container {name} ended with exit code {}", end.exit_code),
    }
}

fn unscheduled_words(condition: &Condition<'_>) -> String {
    match condition.reason {
        "Unschedulable" => "unschedulable".to_owned(),
        "SchedulingGated" => "held back by a scheduling gate".to_owned(),
        _ => "not scheduled yet".to_owned(),
    }
}
