//! Pure: the conditions of a pod.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::cell::{Cell, Role};
use super::status::time;
use super::steps::initialized;
use crate::manifest::Object;

/// What is known beside the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// When the pod was seen first.
    pub(crate) started: Timestamp,
    /// Now.
    pub(crate) now: Timestamp,
    /// Whether its volumes are there.
    pub(crate) prepared: bool,
}

/// Whether a condition holds, else the kubelet's word and sentence.
struct Verdict {
    holds: bool,
    reason: &'static str,
    message: String,
}

impl Verdict {
    fn holds(holds: bool) -> Self {
        Self::because(holds, "", String::new())
    }

    fn because(holds: bool, reason: &'static str, message: String) -> Self {
        Self {
            holds,
            reason,
            message,
        }
    }
}

/// Conditions that a kubelet owns.
const OWN: [&str; 5] = [
    "PodReadyToStartContainers",
    "Initialized",
    "Ready",
    "ContainersReady",
    "PodScheduled",
];

/// All conditions: those of others as they are, then a kubelet's.
pub(crate) fn conditions(pod: &Object, cells: &[Cell], phase: &str, facts: &Facts) -> Vec<Value> {
    let over = matches!(phase, "Succeeded" | "Failed");
    let containers = containers_ready(cells, phase);
    let verdicts = [
        Verdict::holds(facts.prepared && !over),
        initialized_verdict(cells, phase),
        ready(pod, &containers),
        containers,
        Verdict::holds(true),
    ];
    let foreign = |it: &&Value| !OWN.iter().any(|own| it["type"] == *own);
    let mut all: Vec<_> = pod
        .items("/status/conditions")
        .iter()
        .filter(foreign)
        .cloned()
        .collect();
    let own = OWN.iter().zip(&verdicts);
    all.extend(own.map(|(of, verdict)| condition(pod, of, verdict, facts.now)));
    all
}

fn condition(pod: &Object, of: &str, verdict: &Verdict, now: Timestamp) -> Value {
    let status = if verdict.holds { "True" } else { "False" };
    let before = pod.items("/status/conditions");
    let before = before
        .iter()
        .find(|it| it["type"] == of && it["status"] == status);
    let since = before.and_then(|it| it["lastTransitionTime"].as_str());
    let since = since.map_or_else(|| time(now), str::to_owned);
    let mut condition = json!({
        "lastProbeTime": null,
        "lastTransitionTime": since,
        "status": status,
        "type": of,
    });
    if let Some(generation) = pod.at("/metadata/generation") {
        condition["observedGeneration"] = generation.clone();
    }
    for (key, text) in [
        ("reason", verdict.reason),
        ("message", verdict.message.as_str()),
    ] {
        if !text.is_empty() {
            condition[key] = text.into();
        }
    }
    condition
}

fn initialized_verdict(cells: &[Cell], phase: &str) -> Verdict {
    if phase == "Succeeded" {
        return Verdict::because(true, "PodCompleted", String::new());
    }
    if initialized(cells) {
        return Verdict::holds(true);
    }
    let incomplete = |cell: &&Cell| match cell.role {
        Role::Init => !cell.succeeded(),
        Role::Sidecar => !cell.started,
        Role::Main => false,
    };
    let names = names(cells.iter().filter(incomplete));
    let message = format!("containers with incomplete status: [{names}]");
    Verdict::because(false, "ContainersNotInitialized", message)
}

fn containers_ready(cells: &[Cell], phase: &str) -> Verdict {
    match phase {
        "Succeeded" => return Verdict::because(false, "PodCompleted", String::new()),
        "Failed" => return Verdict::because(false, "PodFailed", String::new()),
        _ => {}
    }
    let needed = |cell: &&Cell| cell.role != Role::Init;
    let unready = cells.iter().filter(needed).filter(|cell| !cell.is_ready());
    let names = names(unready);
    if names.is_empty() {
        return Verdict::holds(true);
    }
    let message = format!("containers with unready status: [{names}]");
    Verdict::because(false, "ContainersNotReady", message)
}

fn names<'a>(cells: impl Iterator<Item = &'a Cell>) -> String {
    let names: Vec<_> = cells.map(Cell::name).collect();
    names.join(" ")
}

/// The containers, and the gates that others open.
fn ready(pod: &Object, containers: &Verdict) -> Verdict {
    if !containers.holds {
        return Verdict::because(false, containers.reason, containers.message.clone());
    }
    let gates = pod.items("/spec/readinessGates").iter();
    let closed: Vec<_> = gates.filter_map(|gate| closed(pod, gate)).collect();
    if closed.is_empty() {
        return Verdict::holds(true);
    }
    Verdict::because(false, "ReadinessGatesNotReady", closed.join(", "))
}

fn closed(pod: &Object, gate: &Value) -> Option<String> {
    let name = gate["conditionType"].as_str()?;
    let conditions = pod.items("/status/conditions");
    let Some(found) = conditions.iter().find(|it| it["type"] == name) else {
        return Some(format!(
            "corresponding condition of pod readiness gate {name:?} does not exist."
        ));
    };
    let status = found["status"].as_str().unwrap_or_default();
    (status != "True")
        .then(|| format!("the status of pod readiness gate {name:?} is not \"True\", but {status}"))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{Facts, conditions};
    use crate::manifest::Object;
    use crate::sandbox::runtime::pod::cell::{Cell, Role, State};

    fn cell(name: &str, ready: bool) -> Cell {
        let mut cell = Cell::new(&json!({"name": name}), Role::Main, "");
        cell.state = State::Running(Timestamp::UNIX_EPOCH);
        (cell.id, cell.ready, cell.started) = ("x".to_owned(), ready, true);
        cell
    }

    fn facts() -> Facts {
        Facts {
            started: Timestamp::UNIX_EPOCH,
            now: Timestamp::UNIX_EPOCH,
            prepared: true,
        }
    }

    fn shown(conditions: &[Value]) -> Vec<String> {
        conditions
            .iter()
            .map(|it| {
                let text = |key: &str| it[key].as_str().unwrap_or("-").to_owned();
                format!(
                    "{} {} {} {}",
                    text("type"),
                    text("status"),
                    text("reason"),
                    text("message")
                )
            })
            .collect()
    }

    #[test]
    fn containers_that_are_not_ready_are_named() {
        let pod = Object(json!({"spec": {}, "status": {}}));
        let cells = [cell("web", false), cell("log", true), cell("daprd", false)];
        let words = "ContainersNotReady containers with unready status: [web daprd]";
        let expected = [
            "PodReadyToStartContainers True - -".to_owned(),
            "Initialized True - -".to_owned(),
            format!("Ready False {words}"),
            format!("ContainersReady False {words}"),
            "PodScheduled True - -".to_owned(),
        ];
        assert_eq!(
            shown(&conditions(&pod, &cells, "Running", &facts())),
            expected
        );
    }

    #[test]
    fn init_containers_come_first() {
        let pod = Object(json!({"spec": {}, "status": {}}));
        let cells = [
            Cell::new(&json!({"name": "a"}), Role::Init, "PodInitializing"),
            Cell::new(&json!({"name": "web"}), Role::Main, "PodInitializing"),
        ];
        let all = shown(&conditions(&pod, &cells, "Pending", &facts()));
        assert_eq!(
            all[1],
            "Initialized False ContainersNotInitialized containers with incomplete status: [a]"
        );
    }

    #[test]
    fn readiness_gates_are_opened_by_others() {
        let rows = [
            (
                json!([]),
                "False ReadinessGatesNotReady corresponding condition of pod readiness gate \"x/y\" does not exist.",
            ),
            (
                json!([{"type": "x/y", "status": "False"}]),
                "False ReadinessGatesNotReady the status of pod readiness gate \"x/y\" is not \"True\", but False",
            ),
            (json!([{"type": "x/y", "status": "True"}]), "True - -"),
        ];
        for (given, expected) in rows {
            let pod = Object(
                json!({"spec": {"readinessGates": [{"conditionType": "x/y"}]},
                "status": {"conditions": given}}),
            );
            let all = shown(&conditions(&pod, &[cell("web", true)], "Running", &facts()));
            assert!(all.contains(&format!("Ready {expected}")), "{all:#?}");
            assert!(
                all.contains(&"ContainersReady True - -".to_owned()),
                "{all:#?}"
            );
        }
    }

    #[test]
    fn a_condition_keeps_its_time_until_it_changes() {
        let pod = Object(json!({"spec": {}, "status": {"conditions": [
            {"type": "Ready", "status": "True", "lastTransitionTime": "2020-01-01T00:00:00Z"},
            {"type": "ContainersReady", "status": "False", "lastTransitionTime": "2020-01-01T00:00:00Z"},
        ]}}));
        let all = conditions(&pod, &[cell("web", true)], "Running", &facts());
        let time = |of: &str| {
            let found = all.iter().find(|it| it["type"] == of).unwrap();
            found["lastTransitionTime"].as_str().unwrap().to_owned()
        };
        assert_eq!(time("Ready"), "2020-01-01T00:00:00Z");
        assert_eq!(time("ContainersReady"), "1970-01-01T00:00:00Z");
    }
}
