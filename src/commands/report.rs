//! What an installation did, for `-o json`.

use serde_json::{Value, json};

use crate::event::{Body, Outcome};
use crate::install::{Report, Wanted};
use crate::manifest::Object;

/// The record of a finished run.
pub(super) fn outcome(wanted: &Wanted, report: &Report, remarks: Vec<String>) -> Outcome {
    let body = Body::Record {
        value: value(wanted, report),
        text: String::new(),
    };
    Outcome {
        remarks,
        ..Outcome::done(body)
    }
}

fn value(wanted: &Wanted, report: &Report) -> Value {
    json!({
        "apiVersion": "daprk/v1",
        "kind": "InstallReport",
        "release": wanted.release,
        "namespace": wanted.namespace,
        "chart": format!("{}-{}", wanted.chart.name, wanted.chart.version),
        "revision": report.revision,
        "created": report.created,
        "configured": report.configured,
        "unchanged": report.unchanged,
        "deleted": report.deleted,
        "seconds": (report.seconds * 1000.0).round() / 1000.0,
    })
}

/// What stands now, in words; `waited` says that it was waited for. What has no replicas is ready at once and does
/// nothing: it is named.
pub(super) fn message(wanted: &Wanted, report: &Report, waited: bool) -> String {
    let idle = idle(&wanted.objects);
    let name = &wanted.title;
    let place = &wanted.namespace;
    let mut message = match (report.is_nothing(), waited && idle.is_empty()) {
        (true, true) => format!("{name} is healthy in {place}; nothing to change"),
        (true, false) => format!("{name} stands in {place}; nothing to change"),
        (false, true) => format!("{name} is healthy in {place}"),
        (false, false) => format!("{name} is applied in {place}"),
    };
    if !waited && !report.is_nothing() {
        message.push_str("; not waited for");
    }
    if !idle.is_empty() {
        message.push_str("; scaled to 0: ");
        message.push_str(&idle.join(", "));
    }
    message
}

/// Names of the workloads that are to have no pod.
fn idle(objects: &[Object]) -> Vec<&str> {
    let is_idle = |object: &&Object| object.number("/spec/replicas") == Some(0);
    objects.iter().filter(is_idle).map(Object::name).collect()
}
