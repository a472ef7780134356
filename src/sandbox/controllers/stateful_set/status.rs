//! The status of a `StatefulSet`.

use serde_json::{Value, json};

use super::identity::wanted;
use super::plan::State;
use crate::sandbox::controllers::object::{deleting, label, number, text};
use crate::sandbox::controllers::{pods, revisions};

/// The status now.
pub(super) fn status(state: &State) -> Value {
    let of = |revision: &str| {
        let is = |pod: &Value| label(pod, revisions::LABEL) == Some(revision) && !deleting(pod);
        state.pods.iter().filter(|(_, pod)| is(pod)).count()
    };
    let (all, ready) = (
        state.pods.len(),
        state.pods.iter().filter(|(_, pod)| is_ready(pod)).count(),
    );
    let available = state
        .pods
        .iter()
        .filter(|(_, pod)| state.healthy(pod))
        .count();
    let (mut current, updated) = (of(state.current), of(state.update));
    let mut revision = state.current;
    let rolling = text(state.set, "/spec/updateStrategy/type") != "OnDelete";
    // One that is missing now may come back after the template before.
    if rolling && updated == all && ready == all && all >= wanted(state.set).count() {
        (current, revision) = (updated, state.update);
    }
    let mut status = json!({
        "observedGeneration": state.set["metadata"]["generation"],
        "replicas": all,
    });
    for (field, count) in [
        ("readyReplicas", ready),
        ("currentReplicas", current),
        ("updatedReplicas", updated),
    ] {
        if count > 0 {
            status[field] = count.into();
        }
    }
    status["currentRevision"] = revision.into();
    status["updateRevision"] = state.update.into();
    let collisions = number(state.set, "/status/collisionCount");
    status["collisionCount"] = collisions.unwrap_or_default().into();
    status["availableReplicas"] = available.into();
    status
}

fn is_ready(pod: &Value) -> bool {
    pods::phase(pod) == "Running" && pods::ready(pod)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::status;
    use crate::sandbox::controllers::stateful_set::plan::State;

    fn pod(ordinal: i64, revision: &str, ready: &str) -> Value {
        json!({
            "metadata": {
                "name": format!("db-{ordinal}"), "labels": {"controller-revision-hash": revision},
            },
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": ready}]},
        })
    }

    #[test]
    fn a_rollout_ends_when_all_are_new_and_ready() {
        let set = json!({"metadata": {"name": "db", "generation": 4}, "spec": {"replicas": 2}});
        let rows = [
            (&[("old", "True"), ("new", "True")][..], ("old", 1, 1, 2)),
            (&[("new", "False"), ("new", "True")], ("old", 0, 2, 1)),
            (&[("new", "True"), ("new", "True")], ("new", 2, 2, 2)),
            // The other one is lost, and comes back as it was.
            (&[("new", "True")], ("old", 0, 1, 1)),
        ];
        for (own, expected) in rows {
            let own: Vec<_> = (0..)
                .zip(own.iter().copied())
                .map(|(n, (revision, ready))| pod(n, revision, ready))
                .collect();
            let state = State::new(&set, own.iter(), ("old", "new"), Timestamp::now());
            let status = status(&state);
            let count = |field: &str| status[field].as_i64().unwrap_or_default();
            let told = (
                status["currentRevision"].as_str().unwrap(),
                count("currentReplicas"),
                count("updatedReplicas"),
                count("readyReplicas"),
            );
            assert_eq!(told, expected, "{own:?}");
            assert_eq!(count("observedGeneration"), 4);
        }
    }
}
