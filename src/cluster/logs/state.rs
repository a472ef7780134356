//! A container in a pod's status, as far as its log goes.

use jiff::Timestamp;
use serde_json::Value;

use crate::manifest::Object;

/// What a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Now {
    /// It has never run; there is no log.
    NotStarted,
    /// It runs.
    Running,
    /// It ended, and may start again.
    Ended {
        /// `OOMKilled, exit code 137`.
        how: String,
    },
    /// It ended, and will not start again.
    Over,
}

/// A container in a pod's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) now: Now,
    /// How often it was started again.
    pub(super) restarts: u64,
    /// When the container before this one ended.
    pub(super) previous_end: Option<Timestamp>,
    /// Whether the log of the container before is the only one: the next one waits for its start.
    pub(super) is_between: bool,
    /// Whether the pod is being deleted.
    pub(super) is_leaving: bool,
}

impl State {
    /// What the pod says of a container.
    pub(super) fn of(pod: &Object, container: &str) -> Self {
        // Without a status every look-up finds nothing.
        let status = status(pod, container).unwrap_or(&Value::Null);
        let previous = status.pointer("/lastState/terminated");
        Self {
            now: now(pod, status, container),
            restarts: status["restartCount"].as_u64().unwrap_or_default(),
            is_between: previous.is_some() && !has_own(status),
            previous_end: previous.and_then(|end| end["finishedAt"].as_str()?.parse().ok()),
            is_leaving: pod.at("/metadata/deletionTimestamp").is_some(),
        }
    }
}

fn now(pod: &Object, status: &Value, container: &str) -> Now {
    if status.pointer("/state/running").is_some() {
        return Now::Running;
    }
    let ended = status.pointer("/state/terminated");
    let Some(end) = ended.or_else(|| status.pointer("/lastState/terminated")) else {
        return if is_over(pod) {
            Now::Over
        } else {
            Now::NotStarted
        };
    };
    if is_over(pod) || (ended.is_some() && !starts_again(pod, container, end)) {
        return Now::Over;
    }
    let code = end["exitCode"].as_i64().unwrap_or_default();
    let how = match end["reason"].as_str() {
        Some(reason) if reason != "Error" && reason != "Completed" => {
            format!("{reason}, exit code {code}")
        }
        _ => format!("exit code {code}"),
    };
    Now::Ended { how }
}

/// Whether the container runs or has ended, other than the one before it.
fn has_own(status: &Value) -> bool {
    let state = &status["state"];
    state.get("running").is_some() || state.get("terminated").is_some()
}

fn is_over(pod: &Object) -> bool {
    matches!(pod.text("/status/phase"), "Succeeded" | "Failed")
}

/// Whether the kubelet starts it again after this end.
fn starts_again(pod: &Object, container: &str, end: &Value) -> bool {
    let is_in = |list: &str| {
        pod.items(list)
            .iter()
            .find(|spec| spec["name"] == container)
    };
    if is_in("/spec/ephemeralContainers").is_some() {
        return false;
    }
    let init = is_in("/spec/initContainers");
    let own = init
        .or_else(|| is_in("/spec/containers"))
        .and_then(|spec| spec["restartPolicy"].as_str());
    let policy = match (own, pod.text("/spec/restartPolicy")) {
        (Some(own), _) => own,
        // An init container that did its work is not done again.
        (None, "Always" | "") if init.is_some() => "OnFailure",
        (None, policy) => policy,
    };
    match policy {
        "Never" => false,
        "OnFailure" => end["exitCode"].as_i64() != Some(0),
        _ => true,
    }
}

fn status<'a>(pod: &'a Object, container: &str) -> Option<&'a Value> {
    [
        "containerStatuses",
        "initContainerStatuses",
        "ephemeralContainerStatuses",
    ]
    .iter()
    .flat_map(|list| pod.items(&format!("/status/{list}")))
    .find(|status| status["name"] == container)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Now, State};
    use crate::manifest::Object;

    fn pod(policy: &str, phase: &str, state: &Value, last: &Value) -> Object {
        let container = json!([{"name": "app"}]);
        let status = json!([{
            "name": "app", "restartCount": 2, "state": state, "lastState": last,
        }]);
        Object(json!({
            "spec": {"restartPolicy": policy, "containers": container},
            "status": {"phase": phase, "containerStatuses": status},
        }))
    }

    fn ended(code: i64, reason: &str) -> Value {
        json!({"terminated": {
            "exitCode": code, "reason": reason, "finishedAt": "2026-11-23T08:20:11Z",
        }})
    }

    #[test]
    fn a_container_is_read_from_the_status() {
        let (none, running) = (json!({}), json!({"running": {}}));
        let waiting = json!({"waiting": {"reason": "CrashLoopBackOff"}});
        let again = |how: &str| Now::Ended {
            how: how.to_owned(),
        };
        let rows = [
            ("Always", "Pending", &waiting, &none, Now::NotStarted),
            (
                "Always",
                "Running",
                &running,
                &ended(1, "Error"),
                Now::Running,
            ),
            (
                "Always",
                "Running",
                &ended(0, "Completed"),
                &none,
                again("exit code 0"),
            ),
            (
                "Always",
                "Running",
                &waiting,
                &ended(137, "OOMKilled"),
                again("OOMKilled, exit code 137"),
            ),
            (
                "OnFailure",
                "Running",
                &ended(1, "Error"),
                &none,
                again("exit code 1"),
            ),
            (
                "OnFailure",
                "Running",
                &ended(0, "Completed"),
                &none,
                Now::Over,
            ),
            ("Never", "Running", &ended(1, "Error"), &none, Now::Over),
            ("Always", "Failed", &ended(1, "Error"), &none, Now::Over),
            ("Always", "Failed", &none, &none, Now::Over),
        ];
        for (policy, phase, state, last, now) in rows {
            let pod = pod(policy, phase, state, last);
            assert_eq!(
                State::of(&pod, "app").now,
                now,
                "{policy} {phase} {state} {last}"
            );
        }
    }

    #[test]
    fn init_containers_follow_rules_of_their_own() {
        let rows = [
            (
                json!({"name": "daprd", "restartPolicy": "Always"}),
                0,
                false,
            ),
            (json!({"name": "daprd"}), 0, true),
            (json!({"name": "daprd"}), 1, false),
        ];
        for (container, code, is_over) in rows {
            let mut status = ended(code, "Error");
            status = json!({"name": "daprd", "state": status});
            let pod = Object(json!({
                "spec": {"restartPolicy": "Always", "initContainers": [container]},
                "status": {"phase": "Running", "initContainerStatuses": [status]},
            }));
            assert_eq!(
                State::of(&pod, "daprd").now == Now::Over,
                is_over,
                "{pod:?}"
            );
        }
    }

    #[test]
    fn the_end_of_the_container_before_is_known() {
        let pod = pod(
            "Always",
            "Running",
            &json!({"running": {}}),
            &ended(1, "Error"),
        );
        let state = State::of(&pod, "app");
        assert_eq!(state.restarts, 2);
        let end = state.previous_end.expect("there was one");
        assert_eq!(end.to_string(), "2026-11-23T08:20:11Z");
        assert_eq!(State::of(&pod, "other").now, Now::NotStarted);
    }
}
