//! Pods, also those in templates.

use std::collections::HashSet;

use serde_json::Value;

use super::checks;
use super::rules::{Check, Rule, join, run};
use crate::sandbox::registry::fields::{items, text};
use crate::sandbox::registry::refusals::Wrong;

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

const BEFORE: [Rule; 2] = [
    Rule("volumes[].name", Check::Label),
    Rule("volumes", Check::Unique("name")),
];

const CONTAINER: [Rule; 13] = [
    Rule("name", Check::Label),
    Rule("image", Check::By(checks::image)),
    Rule("ports[].name", Check::PortName),
    Rule("ports[].containerPort", Check::Port),
    Rule("ports[].hostPort", Check::Between(1, 65535)),
    Rule("ports[].protocol", Check::OneOf(PROTOCOLS)),
    Rule("ports", Check::Unique("name")),
    Rule("env[].name", Check::By(checks::env_name)),
    Rule("env[]", Check::By(checks::env)),
    Rule("volumeMounts[].mountPath", Check::Required("")),
    Rule("livenessProbe", Check::By(checks::probe)),
    Rule("readinessProbe", Check::By(checks::probe)),
    Rule(
        "imagePullPolicy",
        Check::OneOf(&["Always", "IfNotPresent", "Never"]),
    ),
];

const AFTER: [Rule; 5] = [
    Rule("containers", Check::Required("")),
    Rule("containers", Check::Unique("name")),
    Rule(
        "restartPolicy",
        Check::OneOf(&["Always", "OnFailure", "Never"]),
    ),
    Rule(
        "dnsPolicy",
        Check::OneOf(&["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]),
    ),
    Rule("activeDeadlineSeconds", Check::Between(1, 2_147_483_647)),
];

/// What is wrong with the spec of a pod that stands at a path.
pub(super) fn wrong(spec: &Value, at: &str, wrong: &mut Vec<Wrong>) {
    run(&BEFORE, spec, at, wrong);
    let volumes = items(spec, "/volumes").iter();
    let volumes: HashSet<&str> = volumes.map(|volume| text(volume, "/name")).collect();
    for list in ["containers", "initContainers"] {
        for (index, container) in items(spec, &format!("/{list}")).iter().enumerate() {
            let at = join(at, &format!("{list}[{index}]"));
            run(&CONTAINER, container, &at, wrong);
            mounts(container, &volumes, &at, wrong);
        }
    }
    run(&AFTER, spec, at, wrong);
}

fn mounts(container: &Value, volumes: &HashSet<&str>, at: &str, wrong: &mut Vec<Wrong>) {
    for (index, mount) in items(container, "/volumeMounts").iter().enumerate() {
        let at = format!("{at}.volumeMounts[{index}].name");
        match text(mount, "/name") {
            "" => wrong.push(Wrong::required(at, "")),
            name if !volumes.contains(name) => {
                wrong.push(Wrong::not_there(at, &mount["name"]));
            }
            _ => {}
        }
    }
}
