//! Pure: from the containers of a pod to its `status`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::cell::{Cell, End, Role, State};
use super::conditions::{Facts, conditions};
use super::steps::{Policy, again};
use crate::manifest::Object;

/// The address of every pod and of the node.
const ADDRESS: &str = "127.0.0.1";

/// What a kubelet calls the phase.
pub(crate) fn phase(cells: &[Cell], policy: Policy) -> &'static str {
    let ended = |cell: &&Cell| matches!(cell.state, State::Ended(_));
    let lost = |cell: &&Cell| cell.role == Role::Init && ended(cell) && !cell.succeeded();
    // A pod is not over before its sidecars are.
    let lives = cells.iter().any(Cell::lives);
    if policy == Policy::Never && cells.iter().any(|cell| lost(&cell)) && !lives {
        return "Failed";
    }
    let pending_init = |cell: &Cell| match cell.role {
        Role::Init => !cell.succeeded(),
        Role::Sidecar => cell.id.is_empty(),
        Role::Main => false,
    };
    let main = || cells.iter().filter(|cell| cell.role == Role::Main);
    let never_ran = |cell: &Cell| {
        matches!(cell.state, State::Waiting(..) | State::Starting) && cell.last.is_none()
    };
    if cells.iter().any(pending_init) && main().all(never_ran) || main().any(never_ran) {
        return "Pending";
    }
    if lives || main().any(|cell| !ended(&cell) || again(cell, policy)) {
        return "Running";
    }
    if main().all(Cell::succeeded) {
        "Succeeded"
    } else {
        "Failed"
    }
}

/// The whole status; what others wrote of `before` stays.
pub(crate) fn status(pod: &Object, cells: &[Cell], policy: Policy, facts: &Facts) -> Value {
    let before = pod.at("/status").and_then(Value::as_object);
    let mut status = before.cloned().unwrap_or_default();
    let phase = phase(cells, policy);
    status.insert("phase".to_owned(), phase.into());
    let conditions = conditions(pod, cells, phase, facts);
    status.insert("conditions".to_owned(), conditions.into());
    for (key, value) in [
        ("hostIP", json!(ADDRESS)),
        ("hostIPs", json!([{"ip": ADDRESS}])),
        ("podIP", json!(ADDRESS)),
        ("podIPs", json!([{"ip": ADDRESS}])),
        ("startTime", json!(time(facts.started))),
    ] {
        status.insert(key.to_owned(), value);
    }
    if let Some(generation) = pod.at("/metadata/generation") {
        status.insert("observedGeneration".to_owned(), generation.clone());
    }
    let list = |init: bool| -> Vec<Value> {
        let of = cells
            .iter()
            .filter(|cell| (cell.role != Role::Main) == init);
        of.map(container).collect()
    };
    // A kubelet has them by name, whatever order the pod has.
    let mut main = list(false);
    main.sort_by(|one, other| one["name"].as_str().cmp(&other["name"].as_str()));
    set_list(&mut status, "initContainerStatuses", list(true));
    set_list(&mut status, "containerStatuses", main);
    Value::Object(status)
}

fn set_list(status: &mut Map<String, Value>, key: &str, list: Vec<Value>) {
    if list.is_empty() {
        status.shift_remove(key);
    } else {
        status.insert(key.to_owned(), list.into());
    }
}

fn container(cell: &Cell) -> Value {
    let mut status = json!({
        "image": cell.image(),
        "imageID": "",
        "lastState": cell.last.as_ref().map_or_else(|| json!({}), ended),
        "name": cell.name(),
        "ready": cell.is_ready(),
        "restartCount": cell.restarts,
        "started": is_started(cell),
        "state": state(&cell.state),
    });
    if !cell.id.is_empty() {
        status["containerID"] = cell.id.clone().into();
    }
    let resources = &cell.spec["resources"];
    status["resources"] = if resources.is_object() {
        resources.clone()
    } else {
        json!({})
    };
    if resources["requests"].is_object() {
        status["allocatedResources"] = resources["requests"].clone();
    }
    let mounts = cell.spec["volumeMounts"]
        .as_array()
        .map(|all| all.iter().map(mount));
    if let Some(mounts) = mounts {
        status["volumeMounts"] = mounts.collect();
    }
    status
}

fn mount(of: &Value) -> Value {
    let mut mount = json!({"mountPath": of["mountPath"], "name": of["name"]});
    if of["readOnly"] == true {
        mount["readOnly"] = true.into();
        mount["recursiveReadOnly"] = "Disabled".into();
    }
    mount
}

fn is_started(cell: &Cell) -> bool {
    matches!(cell.state, State::Running(_)) && cell.started
}

fn state(state: &State) -> Value {
    match state {
        State::Waiting(reason, message) if message.is_empty() => {
            json!({"waiting": {"reason": reason}})
        }
        State::Waiting(reason, message) => {
            json!({"waiting": {"message": message, "reason": reason}})
        }
        State::Starting => json!({"waiting": {"reason": "ContainerCreating"}}),
        State::Running(since) => json!({"running": {"startedAt": time(*since)}}),
        State::Ended(end) => ended(end),
    }
}

fn ended(end: &End) -> Value {
    let mut terminated = json!({
        "containerID": end.id,
        "exitCode": end.code,
        "finishedAt": time(end.finished),
        "reason": end.reason,
        // A run that never began has a kubelet's zero.
        "startedAt": time(end.started.unwrap_or(Timestamp::UNIX_EPOCH)),
    });
    if !end.message.is_empty() {
        terminated["message"] = end.message.clone().into();
    }
    json!({"terminated": terminated})
}

/// RFC 3339, whole seconds, as the API has all times of a status.
pub(crate) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{phase, status};
    use crate::manifest::Object;
    use crate::sandbox::runtime::pod::cell::{Cell, End, Role, State};
    use crate::sandbox::runtime::pod::conditions::Facts;
    use crate::sandbox::runtime::pod::steps::Policy;

    fn end(code: i32) -> End {
        End {
            code,
            reason: if code == 0 { "Completed" } else { "Error" },
            message: String::new(),
            started: Some(Timestamp::UNIX_EPOCH),
            finished: Timestamp::UNIX_EPOCH,
            id: "sandbox://x".to_owned(),
        }
    }

    fn cell(role: Role, state: State) -> Cell {
        let mut cell = Cell::new(&json!({"name": "web", "image": "web:1"}), role, "");
        if !matches!(state, State::Waiting(..)) {
            "sandbox://x".clone_into(&mut cell.id);
        }
        cell.state = state;
        cell
    }

    #[test]
    fn phases() {
        let waits = || State::Waiting("ContainerCreating", String::new());
        let runs = || State::Running(Timestamp::UNIX_EPOCH);
        let main = |state| cell(Role::Main, state);
        let init = |state| cell(Role::Init, state);
        let mut crashed = main(State::Waiting("CrashLoopBackOff", String::new()));
        crashed.last = Some(end(1));
        let rows = [
            (vec![main(waits())], Policy::Always, "Pending"),
            (vec![main(runs())], Policy::Always, "Running"),
            (vec![main(runs()), main(waits())], Policy::Always, "Pending"),
            (vec![crashed], Policy::Always, "Running"),
            (vec![main(State::Ended(end(0)))], Policy::Always, "Running"),
            (vec![main(State::Ended(end(0)))], Policy::Never, "Succeeded"),
            (
                vec![main(State::Ended(end(0)))],
                Policy::OnFailure,
                "Succeeded",
            ),
            (
                vec![main(State::Ended(end(1)))],
                Policy::OnFailure,
                "Running",
            ),
            (vec![main(State::Ended(end(1)))], Policy::Never, "Failed"),
            (vec![init(runs()), main(waits())], Policy::Always, "Pending"),
            (
                vec![init(State::Ended(end(0))), main(runs())],
                Policy::Always,
                "Running",
            ),
            (
                vec![init(State::Ended(end(2))), main(waits())],
                Policy::Never,
                "Failed",
            ),
            (
                vec![init(State::Ended(end(2))), main(waits())],
                Policy::Always,
                "Pending",
            ),
        ];
        for (cells, policy, expected) in rows {
            assert_eq!(phase(&cells, policy), expected, "{cells:#?} {policy:?}");
        }
    }

    #[test]
    fn a_status_has_what_a_kubelet_writes_and_keeps_the_rest() {
        let pod = Object(json!({"metadata": {"name": "web-0"}, "spec": {},
            "status": {"qosClass": "Burstable", "phase": "Pending"}}));
        let mut web = cell(Role::Main, State::Running(Timestamp::UNIX_EPOCH));
        (web.started, web.ready, web.restarts) = (true, true, 2);
        web.last = Some(end(137));
        let facts = Facts {
            started: Timestamp::UNIX_EPOCH,
            now: Timestamp::UNIX_EPOCH,
            prepared: true,
        };
        let status = status(&pod, &[web], Policy::Always, &facts);
        let conditions = status["conditions"].as_array().unwrap();
        assert!(
            conditions.iter().all(|it| it["status"] == "True"),
            "{status:#}"
        );
        let rows: [(&str, Value); 8] = [
            ("/qosClass", json!("Burstable")),
            ("/phase", json!("Running")),
            ("/podIPs/0/ip", json!("127.0.0.1")),
            ("/startTime", json!("1970-01-01T00:00:00Z")),
            ("/containerStatuses/0/ready", json!(true)),
            ("/containerStatuses/0/restartCount", json!(2)),
            (
                "/containerStatuses/0/lastState/terminated/exitCode",
                json!(137),
            ),
            (
                "/containerStatuses/0/state/running/startedAt",
                json!("1970-01-01T00:00:00Z"),
            ),
        ];
        for (pointer, expected) in rows {
            assert_eq!(status.pointer(pointer), Some(&expected), "{pointer}");
        }
        assert_eq!(status.get("initContainerStatuses"), None);
    }
}
