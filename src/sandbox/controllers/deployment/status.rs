//! The status of a Deployment.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::plan::Sets;
use super::sets::{available, limits, replicas};
use crate::sandbox::controllers::condition;
use crate::sandbox::controllers::object::{flag, items, name, number, stamp, text, time};

/// Pods of a Deployment, as its sets count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    all: i64,
    updated: i64,
    ready: i64,
    available: i64,
}

pub(super) fn counts(_deployment: &Value, sets: &Sets) -> Counts {
    let count = |set: &Value, field: &str| number(&set["status"], field).unwrap_or_default();
    let all = sets.all();
    let total = |field: &str| all.iter().map(|set| count(set, field)).sum();
    Counts {
        all: total("/replicas"),
        updated: sets.new.map_or(0, |new| count(new, "/replicas")),
        ready: total("/readyReplicas"),
        available: all.iter().map(|set| available(set)).sum(),
    }
}

/// Whether all that was asked for is there, and nothing else.
pub(super) fn complete(deployment: &Value, counts: &Counts) -> bool {
    let wanted = replicas(deployment);
    [counts.updated, counts.all, counts.available] == [wanted; 3]
}

/// The status now. `created` is the name of a set that was made just now.
pub(super) fn status(
    deployment: &Value,
    sets: &Sets,
    created: Option<&str>,
    now: Timestamp,
) -> Value {
    let counts = counts(deployment, sets);
    let mut status = json!({"observedGeneration": deployment["metadata"]["generation"]});
    for (field, number) in [
        ("replicas", counts.all),
        ("updatedReplicas", counts.updated),
        ("readyReplicas", counts.ready),
        ("availableReplicas", counts.available),
        (
            "unavailableReplicas",
            counts.all.max(replicas(deployment)) - counts.available,
        ),
    ] {
        if number > 0 {
            status[field] = number.into();
        }
    }
    status["conditions"] = conditions(deployment, sets, &counts, created, now).into();
    if let Some(collisions) = deployment.pointer("/status/collisionCount") {
        status["collisionCount"] = collisions.clone();
    }
    status
}

fn conditions(
    deployment: &Value,
    sets: &Sets,
    counts: &Counts,
    created: Option<&str>,
    now: Timestamp,
) -> Vec<Value> {
    let mut conditions = items(deployment, "/status/conditions").to_vec();
    set(
        &mut conditions,
        &availability(deployment, counts),
        false,
        now,
    );
    if let Some(name) = created {
        let message = format!("Created new replica set \"{name}\"");
        let new = Said::progress("True", "NewReplicaSetCreated", message);
        set(&mut conditions, &new, true, now);
    } else if let Some((said, renew)) = progress(deployment, sets, counts, now) {
        set(&mut conditions, &said, renew, now);
    }
    failure(&mut conditions, sets, now);
    conditions
}

/// A condition; it has a time of its last update beside that of its last transition.
struct Said {
    of: &'static str,
    status: &'static str,
    reason: String,
    message: String,
}

impl Said {
    fn progress(status: &'static str, reason: &str, message: String) -> Self {
        Self {
            of: "Progressing",
            status,
            reason: reason.to_owned(),
            message,
        }
    }
}

/// One of the same status and reason stays as it is, unless it is to be renewed.
fn set(conditions: &mut Vec<Value>, new: &Said, renew: bool, now: Timestamp) {
    let before = condition::find(conditions, new.of)
        .cloned()
        .unwrap_or_default();
    let same = text(&before, "/status") == new.status;
    if same && text(&before, "/reason") == new.reason && !renew {
        return;
    }
    let transition = if same {
        before["lastTransitionTime"].clone()
    } else {
        stamp(now).into()
    };
    let condition = json!({
        "type": new.of,
        "status": new.status,
        "lastUpdateTime": stamp(now),
        "lastTransitionTime": transition,
        "reason": new.reason,
        "message": new.message,
    });
    condition::remove(conditions, new.of);
    conditions.push(condition);
}

fn availability(deployment: &Value, counts: &Counts) -> Said {
    let enough = counts.available >= replicas(deployment) - limits(deployment).1;
    let (status, reason, message) = if enough {
        (
            "True",
            "MinimumReplicasAvailable",
            "Deployment has minimum availability.",
        )
    } else {
        (
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
        )
    };
    Said {
        of: "Available",
        status,
        reason: reason.to_owned(),
        message: message.to_owned(),
    }
}

/// How the rollout goes, and whether that is news although it is the same reason.
fn progress(
    deployment: &Value,
    sets: &Sets,
    counts: &Counts,
    now: Timestamp,
) -> Option<(Said, bool)> {
    deadline(deployment)?;
    let conditions = items(deployment, "/status/conditions");
    let before = condition::find(conditions, "Progressing");
    let reason = before.map_or("", |before| text(before, "/reason"));
    if let Some(said) = pause(deployment, reason) {
        return Some((said, false));
    }
    if flag(deployment, "/spec/paused") {
        return None;
    }
    if reason == "NewReplicaSetAvailable" && counts.all == counts.updated {
        return None;
    }
    let what = match sets.new {
        Some(set) => format!("ReplicaSet \"{}\"", name(set)),
        None => format!("Deployment \"{}\"", name(deployment)),
    };
    let say = |status, reason, words| Said::progress(status, reason, format!("{what} {words}"));
    if complete(deployment, counts) {
        return Some((
            say(
                "True",
                "NewReplicaSetAvailable",
                "has successfully progressed.",
            ),
            false,
        ));
    }
    if moved(deployment, counts) {
        return Some((say("True", "ReplicaSetUpdated", "is progressing."), true));
    }
    if timed_out(deployment, now) {
        return Some((
            say(
                "False",
                "ProgressDeadlineExceeded",
                "has timed out progressing.",
            ),
            false,
        ));
    }
    let found = sets.new.filter(|_| before.is_none());
    found.map(|set| {
        let message = format!("Found new replica set \"{}\"", name(set));
        (Said::progress("True", "FoundNewReplicaSet", message), false)
    })
}

fn pause(deployment: &Value, reason: &str) -> Option<Said> {
    let say = |reason, message: &str| Some(Said::progress("Unknown", reason, message.to_owned()));
    match (flag(deployment, "/spec/paused"), reason) {
        (_, "ProgressDeadlineExceeded") => None,
        (true, reason) if reason != "DeploymentPaused" => {
            say("DeploymentPaused", "Deployment is paused")
        }
        (false, "DeploymentPaused") => say("DeploymentResumed", "Deployment is resumed"),
        _ => None,
    }
}

/// Whether there is more of the new, or less of the old, than the status said before.
fn moved(deployment: &Value, counts: &Counts) -> bool {
    let before = |field: &str| number(&deployment["status"], field).unwrap_or_default();
    let old = before("/replicas") - before("/updatedReplicas");
    counts.updated > before("/updatedReplicas")
        || counts.all - counts.updated < old
        || counts.ready > before("/readyReplicas")
        || counts.available > before("/availableReplicas")
}

/// `progressDeadlineSeconds`, unless it means never.
fn deadline(deployment: &Value) -> Option<SignedDuration> {
    let seconds = number(deployment, "/spec/progressDeadlineSeconds")?;
    (seconds < i64::from(i32::MAX)).then(|| SignedDuration::from_secs(seconds))
}

/// When the rollout counts as stuck, unless it moves before.
fn stuck_at(deployment: &Value) -> Option<Timestamp> {
    let conditions = items(deployment, "/status/conditions");
    let progressing = condition::find(conditions, "Progressing")?;
    if text(progressing, "/reason") == "NewReplicaSetAvailable" {
        return None;
    }
    let since = time(progressing, "/lastUpdateTime")?;
    since.checked_add(deadline(deployment)?).ok()
}

fn timed_out(deployment: &Value, now: Timestamp) -> bool {
    stuck_at(deployment).is_some_and(|at| at <= now)
}

/// How long until a look is due although nothing happens.
pub(super) fn ripens(deployment: &Value, now: Timestamp) -> Option<Duration> {
    let at = stuck_at(deployment).filter(|at| *at > now)?;
    Duration::try_from(at.duration_since(now)).ok()
}

/// What a set says of pods that it cannot make.
fn failure(conditions: &mut Vec<Value>, sets: &Sets, now: Timestamp) {
    let of = |set: &&Value| {
        let conditions = items(set, "/status/conditions");
        condition::find(conditions, "ReplicaFailure").cloned()
    };
    let failing = sets
        .new
        .as_ref()
        .and_then(of)
        .or_else(|| sets.old.iter().find_map(of));
    match failing {
        None => condition::remove(conditions, "ReplicaFailure"),
        Some(failing) => {
            let said = Said {
                of: "ReplicaFailure",
                status: "True",
                reason: text(&failing, "/reason").to_owned(),
                message: text(&failing, "/message").to_owned(),
            };
            set(conditions, &said, false, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::super::plan::Sets;
    use super::super::sets::make;
    use super::{ripens, status};
    use crate::sandbox::controllers::condition::find;

    const NOW: &str = "2026-01-01T00:10:00Z";

    fn deployment(status: &Value) -> Value {
        json!({
            "metadata": {"name": "web", "generation": 3},
            "spec": {
                "replicas": 2, "progressDeadlineSeconds": 60,
                "selector": {"matchLabels": {"app": "web"}},
                "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
                "template": {"metadata": {"labels": {"app": "web"}}, "spec": {}},
            },
            "status": status,
        })
    }

    fn told(deployment: &Value, replicas: i64, available: i64, created: Option<&str>) -> Value {
        let mut set = make(deployment, 2, 1);
        set["metadata"]["name"] = "web-1".into();
        set["status"] = json!({
            "replicas": replicas, "readyReplicas": available, "availableReplicas": available,
        });
        let now: Timestamp = NOW.parse().unwrap();
        status(deployment, &Sets::of(deployment, &[&set]), created, now)
    }

    fn progressing(reason: &str, updated: &str) -> Value {
        json!([{
            "type": "Progressing", "status": "True", "reason": reason, "message": "m",
            "lastUpdateTime": updated, "lastTransitionTime": "2026-01-01T00:00:00Z",
        }])
    }

    #[test]
    fn progress_is_told_in_real_words() {
        let old = "2026-01-01T00:00:00Z";
        let fresh = "2026-01-01T00:09:30Z";
        let rows = [
            (
                json!({}),
                0,
                0,
                Some("web-1"),
                "NewReplicaSetCreated",
                "Created new replica set \"web-1\"",
            ),
            (
                json!({}),
                0,
                0,
                None,
                "FoundNewReplicaSet",
                "Found new replica set \"web-1\"",
            ),
            (
                json!({"conditions": progressing("NewReplicaSetCreated", fresh)}),
                2,
                0,
                None,
                "ReplicaSetUpdated",
                "ReplicaSet \"web-1\" is progressing.",
            ),
            (
                json!({"conditions": progressing("ReplicaSetUpdated", fresh), "replicas": 2, "updatedReplicas": 2}),
                2,
                0,
                None,
                "ReplicaSetUpdated",
                "m",
            ),
            (
                json!({"conditions": progressing("ReplicaSetUpdated", old), "replicas": 2, "updatedReplicas": 2}),
                2,
                0,
                None,
                "ProgressDeadlineExceeded",
                "ReplicaSet \"web-1\" has timed out progressing.",
            ),
            (
                json!({"conditions": progressing("ReplicaSetUpdated", old)}),
                2,
                2,
                None,
                "NewReplicaSetAvailable",
                "ReplicaSet \"web-1\" has successfully progressed.",
            ),
            (
                json!({"conditions": progressing("NewReplicaSetAvailable", old), "replicas": 2, "updatedReplicas": 2}),
                2,
                1,
                None,
                "NewReplicaSetAvailable",
                "m",
            ),
        ];
        for (before, replicas, available, created, reason, message) in rows {
            let status = told(&deployment(&before), replicas, available, created);
            let said = find(status["conditions"].as_array().unwrap(), "Progressing").unwrap();
            assert_eq!(
                (&said["reason"], &said["message"]),
                (&json!(reason), &json!(message))
            );
        }
    }

    #[test]
    fn a_pause_is_told() {
        let mut deployment =
            deployment(&json!({"conditions": progressing("ReplicaSetUpdated", NOW)}));
        deployment["spec"]["paused"] = true.into();
        let status = told(&deployment, 2, 2, None);
        let said = find(status["conditions"].as_array().unwrap(), "Progressing").unwrap();
        assert_eq!(
            (&said["status"], &said["reason"]),
            (&json!("Unknown"), &json!("DeploymentPaused"))
        );
    }

    #[test]
    fn counts_and_availability() {
        let status = told(&deployment(&json!({})), 2, 1, None);
        assert_eq!(status["unavailableReplicas"], 1);
        assert_eq!(status["observedGeneration"], 3);
        let said = find(status["conditions"].as_array().unwrap(), "Available").unwrap();
        assert_eq!(
            (&said["status"], &said["reason"]),
            (&json!("False"), &json!("MinimumReplicasUnavailable"))
        );
        let status = told(&deployment(&json!({})), 2, 2, None);
        assert_eq!(status.get("unavailableReplicas"), None);
    }

    #[test]
    fn a_deadline_ripens() {
        let now: Timestamp = NOW.parse().unwrap();
        let at = |reason: &str, updated: &str| {
            let status = json!({"conditions": progressing(reason, updated)});
            ripens(&deployment(&status), now).map(|wait| wait.as_secs())
        };
        assert_eq!(at("ReplicaSetUpdated", "2026-01-01T00:09:30Z"), Some(30));
        assert_eq!(at("ReplicaSetUpdated", "2026-01-01T00:00:00Z"), None);
        assert_eq!(at("NewReplicaSetAvailable", "2026-01-01T00:09:30Z"), None);
    }
}
