//! Pure: from a pod, as it is found, to its containers.

use jiff::Timestamp;
use serde_json::Value;

use super::cell::{Cell, End, Role, State};
use crate::manifest::Object;

/// The containers of a pod in the order of their start. What ran when the sandbox ended has ended
/// with it, and is started anew.
pub(crate) fn cells(pod: &Object, now: Timestamp) -> Vec<Cell> {
    let init = pod.items("/spec/initContainers");
    let waits = if init.is_empty() {
        "ContainerCreating"
    } else {
        "PodInitializing"
    };
    let role = |spec: &Value| {
        if spec["restartPolicy"] == "Always" {
            Role::Sidecar
        } else {
            Role::Init
        }
    };
    let init = init
        .iter()
        .map(|spec| (spec, role(spec), "/status/initContainerStatuses"));
    let main = pod.items("/spec/containers").iter();
    let main = main.map(|spec| (spec, Role::Main, "/status/containerStatuses"));
    init.chain(main)
        .map(|(spec, role, list)| {
            let before = pod.items(list).iter().find(|it| it["name"] == spec["name"]);
            let mut cell = Cell::new(spec, role, waits);
            if let Some(before) = before {
                remember(&mut cell, before, now);
            }
            cell
        })
        .collect()
}

fn remember(cell: &mut Cell, before: &Value, now: Timestamp) {
    let text = |key: &str| before[key].as_str().unwrap_or_default().to_owned();
    let restarts = before["restartCount"].as_u64().unwrap_or(0);
    cell.restarts = restarts.try_into().unwrap_or(u32::MAX);
    cell.id = text("containerID");
    cell.last = before["lastState"].get("terminated").map(|it| end(it, now));
    let state = &before["state"];
    if let Some(ended) = state.get("terminated") {
        cell.state = State::Ended(end(ended, now));
    } else if let Some(running) = state.get("running") {
        cell.state = State::Ended(lost(running, &cell.id, now));
    } else if let Some(last) = cell.last.take() {
        // It waited for its next start, and has waited long enough.
        cell.state = State::Ended(last);
    }
}

/// The sandbox ended, and with it whatever ran.
fn lost(running: &Value, id: &str, now: Timestamp) -> End {
    End {
        code: 255,
        reason: "Unknown",
        message: String::new(),
        started: parse(&running["startedAt"]),
        finished: now,
        id: id.to_owned(),
    }
}

fn end(ended: &Value, now: Timestamp) -> End {
    let text = |key: &str| ended[key].as_str().unwrap_or_default();
    End {
        code: ended["exitCode"]
            .as_i64()
            .and_then(|it| it.try_into().ok())
            .unwrap_or(255),
        reason: reason(text("reason")),
        message: text("message").to_owned(),
        started: parse(&ended["startedAt"]),
        finished: parse(&ended["finishedAt"]).unwrap_or(now),
        id: text("containerID").to_owned(),
    }
}

fn reason(word: &str) -> &'static str {
    let known = ["Completed", "Error", "StartError", "Unknown"];
    known.into_iter().find(|it| *it == word).unwrap_or("Error")
}

fn parse(time: &Value) -> Option<Timestamp> {
    time.as_str()?.parse().ok()
}

/// When the pod was started first.
pub(crate) fn started(pod: &Object, now: Timestamp) -> Timestamp {
    pod.text("/status/startTime").parse().unwrap_or(now)
}

/// Whether nothing is to be started any more.
pub(crate) fn is_over(pod: &Object) -> bool {
    matches!(pod.text("/status/phase"), "Succeeded" | "Failed")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::cells;
    use crate::manifest::Object;
    use crate::sandbox::runtime::pod::cell::{Role, State};

    #[test]
    fn containers_are_remembered() {
        let ended = json!({"terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": "2026-01-01T00:00:00Z"}});
        let rows: [(Value, u32, &str); 5] = [
            (json!(null), 0, "waits"),
            (
                json!({"restartCount": 3, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}),
                3,
                "255 Unknown",
            ),
            (json!({"restartCount": 1, "state": ended}), 1, "0 Completed"),
            (
                json!({"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": ended}),
                0,
                "0 Completed",
            ),
            (
                json!({"state": {"waiting": {"reason": "ErrImagePull"}}}),
                0,
                "waits",
            ),
        ];
        for (mut status, restarts, expected) in rows {
            if status.is_object() {
                status["name"] = "web".into();
            }
            let pod = Object(json!({"spec": {"containers": [{"name": "web"}]},
                "status": {"containerStatuses": [status]}}));
            let cell = cells(&pod, Timestamp::UNIX_EPOCH).remove(0);
            let shown = match &cell.state {
                State::Ended(end) => format!("{} {}", end.code, end.reason),
                _ => "waits".to_owned(),
            };
            assert_eq!(
                (cell.restarts, shown.as_str()),
                (restarts, expected),
                "{status}"
            );
        }
    }

    #[test]
    fn roles_follow_the_pod() {
        let pod = Object(json!({"spec": {
            "initContainers": [{"name": "a"}, {"name": "b", "restartPolicy": "Always"}],
            "containers": [{"name": "c"}]}}));
        let cells = cells(&pod, Timestamp::UNIX_EPOCH);
        let roles: Vec<_> = cells.iter().map(|cell| cell.role).collect();
        assert_eq!(roles, [Role::Init, Role::Sidecar, Role::Main]);
        let waits = State::Waiting("PodInitializing", String::new());
        assert!(cells.iter().all(|cell| cell.state == waits));
    }
}
