//! `CronJobs`: a Job each time the schedule says.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::plan::finished;
use crate::sandbox::controllers::condition;
use crate::sandbox::controllers::context::{CRON_JOB, Context, JOB};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::{
    Key, deleting, flag, items, key, managed_by, manager_key, name, namespace, number, reference,
    set_metadata, stamp, text, time, uid,
};
use crate::sandbox::registry::Schedule;
use crate::sandbox::status::Reply;

/// Makes Jobs when they are due.
pub(in crate::sandbox::controllers) struct CronJobs(pub(in crate::sandbox::controllers) Context);

impl Controller for CronJobs {
    fn sources(&self) -> Vec<Source> {
        vec![
            Source::of(CRON_JOB, |cron| vec![key(cron)]),
            Source::of(JOB, |job| manager_key(job, "CronJob")),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

impl CronJobs {
    async fn look(&self, key: &Key) -> Looked {
        let Some(cron) = self.0.get(CRON_JOB, &key.0, &key.1)? else {
            return Ok(None);
        };
        let mut jobs = self.0.list(JOB, namespace(&cron))?;
        jobs.retain(|job| managed_by(job, &cron));
        let now = Timestamp::now();
        for old in surplus(&cron, &jobs) {
            self.0.delete(JOB, &old).await?;
        }
        let mut status = status(&cron, &jobs);
        let (due, again) = due(&cron, now);
        if let Some(at) = due.filter(|_| !deleting(&cron)) {
            // One that must not start yet is still due.
            if self.start(&cron, &jobs, at).await? {
                status["lastScheduleTime"] = stamp(at).into();
            }
        }
        self.0.set_status(CRON_JOB, &cron, &status).await?;
        Ok(again)
    }

    /// Whether it was started.
    async fn start(&self, cron: &Value, jobs: &[Arc<Value>], at: Timestamp) -> Reply<bool> {
        let running: Vec<_> = jobs.iter().filter(|job| !finished(job)).collect();
        match text(cron, "/spec/concurrencyPolicy") {
            "Forbid" if !running.is_empty() => {
                let words = "Not starting job because prior execution is running and concurrency policy is Forbid";
                self.0.normal(cron, "JobAlreadyActive", words).await;
                return Ok(false);
            }
            "Replace" => {
                for job in running {
                    self.0.delete(JOB, job).await?;
                }
            }
            _ => {}
        }
        let job = job(cron, at);
        let message = format!("Created job {}", name(&job));
        self.0.ensure(JOB, namespace(cron), job).await?;
        self.0.normal(cron, "SuccessfulCreate", &message).await;
        Ok(true)
    }
}

/// Whether a time is due now (the latest one, if several were missed), and how long to the next.
fn due(cron: &Value, now: Timestamp) -> (Option<Timestamp>, Option<Duration>) {
    let Ok(schedule) = Schedule::parse(text(cron, "/spec/schedule")) else {
        return (None, None);
    };
    let zone = TimeZone::get(text(cron, "/spec/timeZone")).unwrap_or(TimeZone::UTC);
    let since = time(cron, "/status/lastScheduleTime")
        .or_else(|| time(cron, "/metadata/creationTimestamp"))
        .unwrap_or(now);
    let patience = number(cron, "/spec/startingDeadlineSeconds").map(SignedDuration::from_secs);
    let earliest = patience.and_then(|patience| now.checked_sub(patience).ok());
    let mut latest = None;
    let mut next = schedule.next(since.max(earliest.unwrap_or(since)), &zone);
    while let Some(at) = next.filter(|at| *at <= now) {
        latest = Some(at);
        next = schedule.next(at, &zone);
    }
    let again = next.and_then(|next| Duration::try_from(next.duration_since(now)).ok());
    (latest.filter(|_| !flag(cron, "/spec/suspend")), again)
}

fn job(cron: &Value, at: Timestamp) -> Value {
    let template = &cron["spec"]["jobTemplate"];
    let minutes = at.as_second() / 60;
    let mut job = json!({
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": format!("{}-{minutes}", name(cron)),
            "namespace": namespace(cron),
            "ownerReferences": [reference(cron)],
        },
        "spec": template["spec"],
    });
    for field in ["labels", "annotations"] {
        if let Some(value) = template["metadata"].get(field) {
            job["metadata"][field] = value.clone();
        }
    }
    let scheduled = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    set_metadata(&mut job, "annotations", scheduled, &stamp(at));
    job
}

/// Finished Jobs beyond what is to be remembered, oldest first.
fn surplus(cron: &Value, jobs: &[Arc<Value>]) -> Vec<Arc<Value>> {
    let of = |condition: &str, limit: &str, default: i64| {
        let ended = |job: &&Arc<Value>| {
            condition::is_true(items(job, "/status/conditions"), condition) && !deleting(job)
        };
        let mut ended: Vec<_> = jobs.iter().filter(ended).cloned().collect();
        ended.sort_by_key(|job| text(job, "/metadata/creationTimestamp").to_owned());
        let limit = number(cron, limit).unwrap_or(default);
        ended.truncate(
            ended
                .len()
                .saturating_sub(usize::try_from(limit).unwrap_or_default()),
        );
        ended
    };
    let mut surplus = of("Complete", "/spec/successfulJobsHistoryLimit", 3);
    surplus.extend(of("Failed", "/spec/failedJobsHistoryLimit", 1));
    surplus
}

fn status(cron: &Value, jobs: &[Arc<Value>]) -> Value {
    let mut status = json!({});
    let active: Vec<_> = jobs
        .iter()
        .filter(|job| !finished(job))
        .map(|job| active(job))
        .collect();
    if !active.is_empty() {
        status["active"] = active.into();
    }
    if let Some(last) = cron.pointer("/status/lastScheduleTime") {
        status["lastScheduleTime"] = last.clone();
    }
    let ended = jobs
        .iter()
        .filter_map(|job| time(job, "/status/completionTime"));
    let before = time(cron, "/status/lastSuccessfulTime");
    if let Some(last) = ended.chain(before).max() {
        status["lastSuccessfulTime"] = stamp(last).into();
    }
    status
}

fn active(job: &Value) -> Value {
    json!({
        "apiVersion": "batch/v1",
        "kind": "Job",
        "name": name(job),
        "namespace": namespace(job),
        "uid": uid(job),
        "resourceVersion": job["metadata"]["resourceVersion"],
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{due, job, surplus};

    fn cron(spec: &Value, last: &str) -> Value {
        json!({
            "apiVersion": "batch/v1", "kind": "CronJob",
            "metadata": {"name": "nightly", "creationTimestamp": "2026-01-01T00:00:30Z"},
            "spec": spec, "status": {"lastScheduleTime": last},
        })
    }

    #[test]
    fn the_latest_missed_time_is_due() {
        let now: Timestamp = "2026-01-01T00:12:00Z".parse().unwrap();
        let every = "*/5 * * * *";
        let rows = [
            (
                json!({"schedule": every}),
                "",
                Some("2026-01-01T00:10:00Z"),
                Some(180),
            ),
            (
                json!({"schedule": every}),
                "2026-01-01T00:10:00Z",
                None,
                Some(180),
            ),
            (
                json!({"schedule": every, "startingDeadlineSeconds": 60}),
                "",
                None,
                Some(180),
            ),
            (
                json!({"schedule": every, "suspend": true}),
                "",
                None,
                Some(180),
            ),
            (json!({"schedule": "x"}), "", None, None),
        ];
        for (spec, last, expected, wait) in rows {
            let (at, again) = due(&cron(&spec, last), now);
            let told = (
                at.map(|at| at.to_string()),
                again.map(|wait| wait.as_secs()),
            );
            assert_eq!(told, (expected.map(str::to_owned), wait), "{spec}");
        }
    }

    #[test]
    fn a_job_is_named_after_its_minute() {
        let at: Timestamp = "2026-01-01T00:10:00Z".parse().unwrap();
        let job = job(
            &cron(&json!({"jobTemplate": {"spec": {"completions": 1}}}), ""),
            at,
        );
        assert_eq!(job["metadata"]["name"], "nightly-29453770");
        assert_eq!(job["spec"], json!({"completions": 1}));
    }

    #[test]
    fn only_some_finished_jobs_are_remembered() {
        let ended = |n: usize, of: &str| {
            Arc::new(json!({
                "metadata": {"name": n.to_string(), "creationTimestamp": format!("2026-01-01T00:00:0{n}Z")},
                "status": {"conditions": [{"type": of, "status": "True"}]},
            }))
        };
        let jobs: Vec<_> = [
            (1, "Failed"),
            (2, "Complete"),
            (0, "Failed"),
            (3, "Complete"),
        ]
        .iter()
        .map(|(n, of)| ended(*n, of))
        .collect();
        let cron = cron(&json!({"successfulJobsHistoryLimit": 1}), "");
        let gone: Vec<_> = surplus(&cron, &jobs)
            .iter()
            .map(|job| job["metadata"]["name"].clone())
            .collect();
        assert_eq!(gone, ["2", "0"]);
    }
}
