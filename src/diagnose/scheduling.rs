//! Pods that fit on no node.

use super::context::{Context, PodSpot};
use super::event_log::latest;
use super::finding::{Found, Weight};
use super::words::line;
use crate::health::condition;

/// Seconds after which a pod that fits nowhere is given up, unless an autoscaler is at work: a new
/// node takes longer than this, a pod that makes room for another doesn't.
const PATIENCE: i64 = 120;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .pods()
        .filter_map(|spot| judge(context, &spot))
        .collect()
}

fn judge(context: &Context<'_>, spot: &PodSpot<'_, '_>) -> Option<Found> {
    let scheduled = condition(spot.pod.object, "PodScheduled").filter(|it| !it.is_true())?;
    match scheduled.reason {
        "SchedulingGated" => Some(gated(spot)),
        "Unschedulable" if is_about_claims(scheduled.message) => {
            let found = spot
                .place()
                .error("claims-not-bound", "waits for its volumes");
            Some(found.weight(Weight::Symptom))
        }
        "Unschedulable" => {
            let late = context.age(scheduled.since) >= PATIENCE;
            let why = reason(scheduled.message);
            let found = spot
                .place()
                .error("unschedulable", format!("no node fits: {why}"))
                .hopeless(late && !grows(spot));
            Some(if why.contains("insufficient") {
                found.hint("lower the pods' resource requests, or make room on a node")
            } else {
                found
            })
        }
        _ => None,
    }
}

/// Then the claim is what is wrong.
fn is_about_claims(message: &str) -> bool {
    message.contains("unbound immediate PersistentVolumeClaims")
        || message.contains("persistentvolumeclaim \"")
}

/// Whether an autoscaler has promised a node.
fn grows(spot: &PodSpot<'_, '_>) -> bool {
    ["TriggeredScaleUp", "Nominated"]
        .iter()
        .any(|reason| latest(&spot.pod.events, reason).is_some())
}

fn gated(spot: &PodSpot<'_, '_>) -> Found {
    let gates = spot.pod.object.items("/spec/schedulingGates").iter();
    let names: Vec<_> = gates.filter_map(|gate| gate["name"].as_str()).collect();
    spot.place().warning(
        "scheduling-gated",
        format!("held back by scheduling gate {}", names.join(", ")),
    )
}

/// `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {a: b}.
/// preemption: …` becomes `1 insufficient cpu, 2 had untolerated taint {a: b}`.
fn reason(message: &str) -> String {
    let why = message
        .split_once("nodes are available: ")
        .map_or(message, |(_, why)| why);
    let end = [" preemption: ", ". no new claims", ". Preemption"]
        .iter()
        .filter_map(|mark| why.find(mark))
        .min()
        .unwrap_or(why.len());
    let why = why[..end].trim_end_matches(['.', ',', ' ']);
    line(
        &why.replace("node(s) ", "")
            .replace("Insufficient", "insufficient"),
    )
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_schedulers_words_shortened() {
        let rows = [
            (
                "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                "1 insufficient cpu",
            ),
            (
                "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
                "1 had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 didn't match Pod's node affinity/selector",
            ),
            (
                "no nodes available to schedule pods",
                "no nodes available to schedule pods",
            ),
        ];
        for (message, expected) in rows {
            assert_eq!(reason(message), expected);
        }
    }
}
