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
    let (is, stands) = if name.contains(AND) {
        ("are", "stand")
    } else {
        ("is", "stands")
    };
    let mut message = match (report.is_nothing(), waited && idle.is_empty()) {
        (true, true) => format!("{name} {is} healthy in {place}; nothing to change"),
        (true, false) => format!("{name} {stands} in {place}; nothing to change"),
        (false, true) => format!("{name} {is} healthy in {place}"),
        (false, false) => format!("{name} {is} applied in {place}"),
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

/// Before the last of several names; none has a blank.
const AND: &str = " and ";

/// `a, b and c`
pub(super) fn enumerated(names: &[String]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{}{AND}{last}", names.join(", ")),
        names => names.concat(),
    }
}

/// `1 object is gone from shop`
pub(super) fn gone(count: usize, namespace: &str) -> String {
    let are = if count == 1 { "is" } else { "are" };
    format!("{} {are} gone from {namespace}", objects(count))
}

/// `1 object`, `3 objects`
pub(super) fn objects(count: usize) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} object{s}")
}

/// Names of the workloads that are to have no pod.
fn idle(objects: &[Object]) -> Vec<&str> {
    let is_idle = |object: &&Object| object.number("/spec/replicas") == Some(0);
    objects.iter().filter(is_idle).map(Object::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_counts_are_said_as_they_are() {
        let names = |count: usize| -> Vec<String> {
            ["a", "b", "c"]
                .into_iter()
                .take(count)
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(enumerated(&names(0)), "");
        assert_eq!(enumerated(&names(1)), "a");
        assert_eq!(enumerated(&names(2)), "a and b");
        assert_eq!(enumerated(&names(3)), "a, b and c");
        assert_eq!(gone(1, "here"), "1 object is gone from here");
        assert_eq!(gone(2, "here"), "2 objects are gone from here");
    }
}
