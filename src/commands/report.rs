//! What an installation did, for `-o json`.

use serde_json::{Value, json};

use crate::event::{Body, Outcome};
use crate::install::{Report, Wanted};

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

/// What stands now, in words; `healthy` says that it was waited for.
pub(super) fn message(wanted: &Wanted, report: &Report, is_healthy: bool) -> String {
    let name = &wanted.title;
    let place = &wanted.namespace;
    match (report.is_nothing(), is_healthy) {
        (true, true) => format!("{name} is healthy in {place}; nothing to change"),
        (true, false) => format!("{name} stands in {place}; nothing to change"),
        (false, true) => format!("{name} is healthy in {place}"),
        (false, false) => format!("{name} is applied in {place}; not waited for"),
    }
}
