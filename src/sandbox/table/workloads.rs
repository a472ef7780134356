//! Cells of what runs pods.

use jiff::Timestamp;
use serde_json::Value;

use super::cell::View;
use super::duration::human;

/// `1/3`: pods that are ready, of those wanted.
pub(super) fn ready(object: View) -> Value {
    let ready = object.number("/status/readyReplicas");
    format!("{ready}/{}", object.number("/spec/replicas")).into()
}

/// `daemonset.apps/agent`
pub(super) fn controller(revision: View) -> Value {
    let owners = revision.list("/metadata/ownerReferences");
    let Some(owner) = owners.iter().find(|owner| owner["controller"] == true) else {
        return "<none>".into();
    };
    let text = |field: &str| owner[field].as_str().unwrap_or_default();
    let kind = match text("apiVersion").split_once('/') {
        Some((group, _)) => format!("{}.{group}", text("kind")),
        None => text("kind").to_owned(),
    };
    format!("{}/{}", kind.to_lowercase(), text("name")).into()
}

/// Of a job that hasn't ended, the first that is so.
const JOB_CONDITIONS: [&str; 3] = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];

pub(super) fn job_status(job: View) -> Value {
    let has = |of: &str| {
        job.condition(of)
            .is_some_and(|condition| condition["status"] == "True")
    };
    if has("Complete") {
        return "Complete".into();
    }
    if has("Failed") {
        return "Failed".into();
    }
    if job.deleted() {
        return "Terminating".into();
    }
    let found = JOB_CONDITIONS.into_iter().find(|of| has(of));
    found.unwrap_or("Running").into()
}

/// `1/3`, or `1/1 of 3` where any one success will do.
pub(super) fn completions(job: View) -> Value {
    let succeeded = job.number("/status/succeeded");
    if let Some(wanted) = job.at("/spec/completions").as_i64() {
        return format!("{succeeded}/{wanted}").into();
    }
    match job.number("/spec/parallelism") {
        ..=1 => format!("{succeeded}/1").into(),
        parallel => format!("{succeeded}/1 of {parallel}").into(),
    }
}

/// From its start to its end, or until now.
pub(super) fn job_duration(job: View) -> Value {
    let time = |pointer: &str| job.text(pointer).parse::<Timestamp>().ok();
    let Some(start) = time("/status/startTime") else {
        return "".into();
    };
    let end = time("/status/completionTime").unwrap_or(job.now);
    human(end.duration_since(start)).into()
}

pub(super) fn suspend(job: View) -> Value {
    match job.at("/spec/suspend").as_bool() {
        Some(true) => "True".into(),
        Some(false) => "False".into(),
        None => "<unset>".into(),
    }
}

pub(super) fn last_schedule(job: View) -> Value {
    match job.text("/status/lastScheduleTime") {
        "" => "<none>".into(),
        _ => job.since("/status/lastScheduleTime").into(),
    }
}

pub(super) fn min_available(budget: View) -> Value {
    int_or_string(budget.at("/spec/minAvailable"))
}

pub(super) fn max_unavailable(budget: View) -> Value {
    int_or_string(budget.at("/spec/maxUnavailable"))
}

fn int_or_string(value: &Value) -> Value {
    match value {
        Value::Null => "N/A".into(),
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}
