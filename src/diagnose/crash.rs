//! Containers that end.

use super::context::{Context, Spot};
use super::event_log::latest;
use super::finding::{Found, Weight};
use super::last_words::last_words;
use super::words::{chain, counted};
use crate::health::{Doing, End};

/// Restarts after which nobody should wait any longer. Dapr's control plane may restart a few times
/// while its parts come up.
const HOPELESS: i64 = 5;
/// The same for a program that cannot even be started.
const HOPELESS_START: i64 = 2;
/// Seconds of running after which the kubelet begins its back-off anew.
const SHORT: i64 = 600;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .unready()
        .filter_map(|spot| judge(context, &spot))
        .collect()
}

fn judge(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let container = spot.container;
    match container.doing() {
        Doing::Waiting {
            reason: "RunContainerError",
            message,
        } => Some(not_started(spot, message)),
        Doing::Waiting {
            reason: "CrashLoopBackOff",
            ..
        }
        | Doing::Ended(_)
        | Doing::Running { .. } => {
            let end = container.last_end()?;
            match end.reason {
                "StartError" | "ContainerCannotRun" => Some(not_started(spot, end.message)),
                _ => Some(ended(context, spot, &end)),
            }
        }
        _ => None,
    }
}

/// The runtime could not start the program: it isn't in the image, or not for this processor.
fn not_started(spot: &Spot<'_, '_>, message: &str) -> Found {
    let words = message
        .rsplit_once("container process: ")
        .map_or(message, |(_, words)| words);
    spot.error("container-cannot-start", "cannot be started")
        .says(chain(words.trim_end_matches(": unknown")))
        .in_full()
        .hopeless(spot.container.restarts() >= HOPELESS_START)
}

fn ended(context: &Context<'_>, spot: &Spot<'_, '_>, end: &End<'_>) -> Found {
    let restarts = spot.container.restarts();
    let (id, how) = how(spot, end);
    let does = match restarts {
        0 => how.clone(),
        _ => format!("{how}, {}", counted(restarts, "restart")),
    };
    let found = match spot.container.doing() {
        Doing::Running { .. } => spot.warning(id, &does),
        _ => spot.error(id, &does),
    };
    let lines = context.snapshot.lines(spot.pod.object, spot.container.name);
    let found = found
        .says(last_words(lines))
        .hopeless(loops(context, spot))
        .cause(how)
        .weight(Weight::Effect);
    match id {
        "out-of-memory" => found.hint("raise resources.limits.memory of the container"),
        _ => found,
    }
}

/// Whether the container has ended often enough, and again after a short run: a pod that has lived
/// for long may have many restarts behind it.
pub(super) fn loops(context: &Context<'_>, spot: &Spot<'_, '_>) -> bool {
    let short = spot
        .container
        .last_end()
        .is_some_and(|end| context.age(end.started) - context.age(end.finished) < SHORT);
    spot.container.restarts() >= HOPELESS && short
}

fn how(spot: &Spot<'_, '_>, end: &End<'_>) -> (&'static str, String) {
    let events = spot.events();
    let killed = latest(&events, "Killing");
    let killed_by = |probe: &str| {
        let words = format!("failed {probe} probe");
        let told = killed.as_ref();
        told.is_some_and(|told| told.message.contains(&words))
    };
    let code = end.exit_code;
    if end.reason == "OOMKilled" {
        let limit = spot.container.spec["resources"]["limits"]["memory"].as_str();
        let limit = limit.map_or(String::new(), |limit| format!(" (limit {limit})"));
        return ("out-of-memory", format!("was killed: out of memory{limit}"));
    }
    for (probe, id) in [
        ("liveness", "liveness-probe-kills"),
        ("startup", "startup-probe-kills"),
    ] {
        if killed_by(probe) {
            return (id, format!("was killed: its {probe} probe fails"));
        }
    }
    if code == 0 {
        return (
            "container-ends",
            "ended with success, and has to keep running".to_owned(),
        );
    }
    match signal(code) {
        Some(signal) => (
            "container-crashes",
            format!("ended by {signal} (exit code {code})"),
        ),
        None => ("container-crashes", format!("ended with exit code {code}")),
    }
}

/// Shells and container runtimes report the end by signal n as 128 + n.
fn signal(exit_code: i64) -> Option<&'static str> {
    Some(match exit_code - 128 {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => return None,
    })
}
