//! What is next for a Job.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::sandbox::controllers::condition::{self, Condition};
use crate::sandbox::controllers::object::{
    annotation, deleting, flag, items, number, stamp, text, time,
};
use crate::sandbox::controllers::{pods, replicas};

/// The annotation and label with a pod's number, where a Job numbers them.
pub(super) const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// How a Job stands, and what is to be done.
#[derive(Debug)]
pub(super) struct Plan {
    /// Pods to make; each with its number, where they are numbered.
    pub(super) create: Vec<Option<i64>>,
    /// Pods to end.
    pub(super) delete: Vec<Arc<Value>>,
    pub(super) status: Value,
    /// What came to pass just now: reason and sentence of an event.
    pub(super) over: Option<Condition>,
    /// When it is to be looked at again although nothing happens.
    pub(super) again: Option<Duration>,
}

struct Facts<'a> {
    job: &'a Value,
    active: Vec<&'a Arc<Value>>,
    succeeded: i64,
    failed: i64,
    /// Numbers that ended well.
    done: BTreeSet<i64>,
}

impl<'a> Facts<'a> {
    fn of(job: &'a Value, own: &'a [Arc<Value>]) -> Self {
        let phase = |wanted: &'static str| own.iter().filter(move |pod| pods::phase(pod) == wanted);
        let done: BTreeSet<i64> = phase("Succeeded").filter_map(|pod| index(pod)).collect();
        let counted = |status: &str| number(job, &format!("/status/{status}")).unwrap_or_default();
        let succeeded = if indexed(job) {
            len(&done)
        } else {
            count(phase("Succeeded"))
        };
        Self {
            job,
            active: own.iter().filter(|pod| pods::active(pod)).collect(),
            // Pods that are gone were counted before.
            succeeded: succeeded.max(counted("succeeded")),
            failed: count(phase("Failed")).max(counted("failed")),
            done,
        }
    }

    fn completions(&self) -> Option<i64> {
        number(self.job, "/spec/completions")
    }

    fn started(&self) -> Option<Timestamp> {
        time(self.job, "/status/startTime")
    }

    fn deadline(&self, now: Timestamp) -> Option<Timestamp> {
        let seconds = number(self.job, "/spec/activeDeadlineSeconds")?;
        let started = self.started().unwrap_or(now);
        started.checked_add(SignedDuration::from_secs(seconds)).ok()
    }
}

fn len(set: &BTreeSet<i64>) -> i64 {
    i64::try_from(set.len()).unwrap_or(i64::MAX)
}

fn count<'a>(pods: impl Iterator<Item = &'a Arc<Value>>) -> i64 {
    i64::try_from(pods.count()).unwrap_or(i64::MAX)
}

fn indexed(job: &Value) -> bool {
    text(job, "/spec/completionMode") == "Indexed"
}

fn index(pod: &Value) -> Option<i64> {
    annotation(pod, INDEX)?.parse().ok()
}

/// Whether it ended before, well or not.
pub(super) fn finished(job: &Value) -> bool {
    let conditions = items(job, "/status/conditions");
    ["Complete", "Failed"]
        .iter()
        .any(|of| condition::is_true(conditions, of))
}

/// What is to be done now.
pub(super) fn plan(job: &Value, own: &[Arc<Value>], now: Timestamp) -> Plan {
    let facts = Facts::of(job, own);
    let over = (!finished(job)).then(|| over(&facts, now)).flatten();
    let stopped = over.is_some() || finished(job) || deleting(job);
    let paused = flag(job, "/spec/suspend");
    let (mut create, delete) = if deleting(job) {
        // What becomes of its pods is for the garbage collector to say.
        (Vec::new(), Vec::new())
    } else if stopped || paused {
        (
            Vec::new(),
            facts.active.iter().map(|pod| Arc::clone(pod)).collect(),
        )
    } else {
        work(&facts)
    };
    let patient = patient_until(facts.failed, own).filter(|at| *at > now && !create.is_empty());
    if patient.is_some() {
        create.clear();
    }
    Plan {
        create,
        delete,
        status: status(&facts, over.as_ref(), now),
        again: again(&facts, stopped, patient, now),
        over,
    }
}

/// Whether it is over, and how.
fn over(facts: &Facts, now: Timestamp) -> Option<Condition> {
    let fail = |reason, message: &str| Some(Condition::new("Failed", true, reason, message));
    let limit = number(facts.job, "/spec/backoffLimit").unwrap_or(6);
    if facts.failed > limit || started_too_often(facts, limit) {
        return fail(
            "BackoffLimitExceeded",
            "Job has reached the specified backoff limit",
        );
    }
    // Its time stands while it is suspended, and begins anew after that.
    let conditions = items(facts.job, "/status/conditions");
    let suspended = flag(facts.job, "/spec/suspend") || condition::is_true(conditions, "Suspended");
    let counts = facts.started().is_some() && !suspended;
    if counts && facts.deadline(now).is_some_and(|at| at <= now) {
        return fail(
            "DeadlineExceeded",
            "Job was active longer than specified deadline",
        );
    }
    let enough = match facts.completions() {
        Some(completions) => facts.succeeded >= completions,
        None => facts.succeeded > 0 && facts.active.is_empty(),
    };
    let words = "Reached expected number of succeeded pods";
    enough.then(|| Condition::new("Complete", true, "CompletionsReached", words))
}

/// Containers that are started again in their pod count by their restarts, of which so many are
/// already too many (`pastBackoffLimitOnFailure` of the Job controller).
fn started_too_often(facts: &Facts, limit: i64) -> bool {
    let again = text(facts.job, "/spec/template/spec/restartPolicy") == "OnFailure";
    let restarts = facts.active.iter().flat_map(|pod| {
        let lists = ["initContainerStatuses", "containerStatuses"];
        lists.map(|list| items(pod, &format!("/status/{list}")))
    });
    let restarts = restarts.flatten();
    let count: i64 = restarts
        .filter_map(|one| number(one, "/restartCount"))
        .sum();
    again && count > 0 && count >= limit
}

/// So many pods at once as there is work for.
fn work(facts: &Facts) -> (Vec<Option<i64>>, Vec<Arc<Value>>) {
    let parallel = number(facts.job, "/spec/parallelism").unwrap_or(1);
    let wanted = match facts.completions() {
        Some(completions) => parallel.min(completions - facts.succeeded),
        // Without a number one success says that the work is done: what runs comes to its end.
        None if facts.succeeded > 0 => i64::try_from(facts.active.len()).unwrap_or(i64::MAX),
        None => parallel,
    };
    let (wanted, there) = (
        usize::try_from(wanted).unwrap_or_default(),
        facts.active.len(),
    );
    let mut surplus: Vec<_> = facts.active.iter().map(|pod| Arc::clone(pod)).collect();
    surplus.sort_by_cached_key(|pod| pods::worth(pod));
    surplus.truncate(there.saturating_sub(wanted));
    let missing = wanted.saturating_sub(there).min(replicas::BURST);
    (numbers(facts, missing), surplus)
}

/// Numbers for new pods: the lowest that neither are done nor run.
fn numbers(facts: &Facts, count: usize) -> Vec<Option<i64>> {
    if !indexed(facts.job) {
        return vec![None; count];
    }
    let running: BTreeSet<i64> = facts.active.iter().filter_map(|pod| index(pod)).collect();
    let free = |number: &i64| !facts.done.contains(number) && !running.contains(number);
    let all = 0..facts.completions().unwrap_or_default();
    all.filter(free).take(count).map(Some).collect()
}

fn status(facts: &Facts, over: Option<&Condition>, now: Timestamp) -> Value {
    let mut status = json!({});
    let mut conditions = items(facts.job, "/status/conditions").to_vec();
    if let Some(over) = over {
        let met = if over.of == "Complete" {
            "SuccessCriteriaMet"
        } else {
            "FailureTarget"
        };
        for of in [met, over.of] {
            let said = Condition { of, ..over.clone() };
            say(&mut conditions, &said, now);
        }
    }
    let resumed = suspension(facts.job, &mut conditions, now);
    if !conditions.is_empty() {
        status["conditions"] = conditions.into();
    }
    let started = facts
        .started()
        .filter(|_| !resumed)
        .or_else(|| (!flag(facts.job, "/spec/suspend")).then_some(now));
    if let Some(started) = started {
        status["startTime"] = stamp(started).into();
    }
    let before = time(facts.job, "/status/completionTime");
    let complete = over.is_some_and(|over| over.of == "Complete");
    if let Some(at) = before.or_else(|| complete.then_some(now)) {
        status["completionTime"] = stamp(at).into();
    }
    let ready = facts.active.iter().filter(|pod| pods::ready(pod)).count();
    let stopped = over.is_some() || finished(facts.job);
    let active = if stopped { 0 } else { facts.active.len() };
    for (field, number) in [
        ("active", i64::try_from(active).unwrap_or_default()),
        ("succeeded", facts.succeeded),
        ("failed", facts.failed),
    ] {
        if number > 0 {
            status[field] = number.into();
        }
    }
    if indexed(facts.job) && !facts.done.is_empty() {
        status["completedIndexes"] = ranges(&facts.done).into();
    }
    status["uncountedTerminatedPods"] = json!({});
    status["terminating"] = 0.into();
    status["ready"] = if stopped { 0 } else { ready }.into();
    status
}

/// A Job's conditions say when they were looked at last.
fn say(conditions: &mut Vec<Value>, said: &Condition, now: Timestamp) {
    condition::set(conditions, said, now);
    if let Some(last) = conditions.last_mut() {
        last["lastProbeTime"] = stamp(now).into();
    }
}

/// Whether it goes on just now: then its time begins anew.
fn suspension(job: &Value, conditions: &mut Vec<Value>, now: Timestamp) -> bool {
    let was = condition::is_true(conditions, "Suspended");
    let is = flag(job, "/spec/suspend") && !finished(job);
    if is && !was {
        let said = Condition::new("Suspended", true, "JobSuspended", "Job suspended");
        say(conditions, &said, now);
    } else if was && !is {
        let said = Condition::new("Suspended", false, "JobResumed", "Job resumed");
        say(conditions, &said, now);
        return !finished(job);
    }
    false
}

/// `0-2,4`.
fn ranges(numbers: &BTreeSet<i64>) -> String {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == *number => *end = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let one = |(from, to): &(i64, i64)| match to - from {
        0 => from.to_string(),
        1 => format!("{from},{to}"),
        _ => format!("{from}-{to}"),
    };
    ranges.iter().map(one).collect::<Vec<_>>().join(",")
}

fn again(
    facts: &Facts,
    stopped: bool,
    patient: Option<Timestamp>,
    now: Timestamp,
) -> Option<Duration> {
    let deadline = facts.deadline(now).filter(|_| !stopped);
    let at = deadline.into_iter().chain(patient).min()?;
    Duration::try_from(at.duration_since(now)).ok()
}

/// Until when no other pod is made after one failed: 10 s, then twice as long each time.
fn patient_until(failed: i64, own: &[Arc<Value>]) -> Option<Timestamp> {
    let failed_pods = own.iter().filter(|pod| pods::phase(pod) == "Failed");
    let ends = failed_pods.flat_map(|pod| items(pod, "/status/containerStatuses"));
    let last = ends
        .filter_map(|one| time(one, "/state/terminated/finishedAt"))
        .max()?;
    let doublings = u32::try_from(failed - 1).unwrap_or_default().min(6);
    let wait = SignedDuration::from_secs((10 << doublings).min(600));
    last.checked_add(wait).ok()
}

/// When a finished Job goes by itself, if it does.
pub(super) fn expires(job: &Value) -> Option<Timestamp> {
    let seconds = number(job, "/spec/ttlSecondsAfterFinished")?;
    let conditions = items(job, "/status/conditions").iter();
    let mut over = conditions.filter(|one| {
        matches!(text(one, "/type"), "Complete" | "Failed") && text(one, "/status") == "True"
    });
    let at = time(over.next()?, "/lastTransitionTime")?;
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{INDEX, Plan, expires, plan, ranges};

    const NOW: &str = "2026-01-01T00:01:00Z";

    fn plan_of(spec: &Value, pods: &[&str]) -> Plan {
        let pod = |(n, phase): (usize, &&str)| {
            Arc::new(json!({
                "metadata": {"annotations": {INDEX: n.to_string()}}, "status": {"phase": phase},
            }))
        };
        let own: Vec<_> = pods.iter().enumerate().map(pod).collect();
        let job = json!({"spec": spec, "status": {"startTime": "2026-01-01T00:00:00Z"}});
        plan(&job, &own, NOW.parse().unwrap())
    }

    #[test]
    fn pods_are_made_until_enough_ended_well() {
        let (ok, run, bad) = ("Succeeded", "Running", "Failed");
        let rows: [(Value, &[&str], usize, usize, &str); 13] = [
            (json!({"completions": 1}), &[], 1, 0, ""),
            (json!({"completions": 1}), &[run], 0, 0, ""),
            (json!({"completions": 1}), &[ok], 0, 0, "CompletionsReached"),
            (json!({"completions": 1}), &[bad], 1, 0, ""),
            (
                json!({"completions": 1, "backoffLimit": 0}),
                &[bad],
                0,
                0,
                "BackoffLimitExceeded",
            ),
            (
                json!({"completions": 5, "parallelism": 3}),
                &[ok, run],
                2,
                0,
                "",
            ),
            (
                json!({"completions": 3, "parallelism": 3}),
                &[ok, ok, run, run],
                0,
                1,
                "",
            ),
            (json!({"parallelism": 2}), &[], 2, 0, ""),
            (json!({"parallelism": 2}), &[ok, run], 0, 0, ""),
            (json!({"parallelism": 900_000_000}), &[], 500, 0, ""),
            (json!({"completions": 1, "suspend": true}), &[run], 0, 1, ""),
            (
                json!({"completions": 1, "activeDeadlineSeconds": 60}),
                &[run],
                0,
                1,
                "DeadlineExceeded",
            ),
            (
                json!({"completions": 1, "activeDeadlineSeconds": 60, "suspend": true}),
                &[run],
                0,
                1,
                "",
            ),
        ];
        for (spec, pods, create, delete, reason) in rows {
            let plan = plan_of(&spec, pods);
            let told = plan.over.map_or("", |over| over.reason);
            assert_eq!(
                (plan.create.len(), plan.delete.len(), told),
                (create, delete, reason),
                "{spec} {pods:?}"
            );
        }
    }

    #[test]
    fn restarts_count_where_pods_are_not_made_again() {
        let rows = [
            ("OnFailure", 6, 5, ""),
            ("OnFailure", 6, 6, "BackoffLimitExceeded"),
            ("OnFailure", 0, 0, ""),
            ("OnFailure", 0, 1, "BackoffLimitExceeded"),
            ("Never", 1, 3, ""),
        ];
        for (policy, limit, restarts, reason) in rows {
            let job = json!({"spec": {"completions": 1, "backoffLimit": limit,
                "template": {"spec": {"restartPolicy": policy}}}});
            let pod = json!({"status": {"phase": "Running",
                "containerStatuses": [{"restartCount": restarts}]}});
            let plan = plan(&job, &[Arc::new(pod)], NOW.parse().unwrap());
            let told = plan.over.map_or("", |over| over.reason);
            assert_eq!(told, reason, "{policy} {limit} {restarts}");
        }
    }

    #[test]
    fn numbered_pods_get_the_lowest_free_numbers() {
        let spec = json!({"completions": 5, "parallelism": 3, "completionMode": "Indexed"});
        let plan = plan_of(&spec, &["Succeeded", "Running", "Failed"]);
        assert_eq!(plan.create, [Some(2), Some(3)]);
        assert_eq!(plan.status["completedIndexes"], "0");
        let rows: [(&[i64], &str); 4] = [
            (&[], ""),
            (&[1], "1"),
            (&[0, 1], "0,1"),
            (&[0, 1, 2, 4], "0-2,4"),
        ];
        for (numbers, expected) in rows {
            assert_eq!(ranges(&numbers.iter().copied().collect()), expected);
        }
    }

    #[test]
    fn the_status_says_when_it_was_over() {
        let plan = plan_of(&json!({"completions": 1}), &["Failed", "Succeeded"]);
        let of: Vec<_> = plan.status["conditions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["type"].clone())
            .collect();
        assert_eq!(of, ["SuccessCriteriaMet", "Complete"]);
        assert_eq!(
            (&plan.status["succeeded"], &plan.status["failed"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(plan.status["completionTime"], NOW);
    }

    #[test]
    fn a_deadline_ripens() {
        let plan = plan_of(
            &json!({"completions": 1, "activeDeadlineSeconds": 90}),
            &["Running"],
        );
        assert_eq!(plan.again.map(|wait| wait.as_secs()), Some(30));
    }

    #[test]
    fn the_time_of_a_job_begins_anew_when_it_goes_on() {
        let suspended = json!([{"type": "Suspended", "status": "True"}]);
        let job = json!({"spec": {"completions": 1, "activeDeadlineSeconds": 60},
            "status": {"startTime": "2026-01-01T00:00:00Z", "conditions": suspended}});
        let plan = plan(&job, &[], NOW.parse().unwrap());
        assert!(plan.over.is_none());
        assert_eq!(plan.status["startTime"], NOW);
    }

    #[test]
    fn a_failure_is_followed_by_a_pause() {
        let failed = Arc::new(json!({"status": {"phase": "Failed", "containerStatuses": [
            {"state": {"terminated": {"finishedAt": "2026-01-01T00:00:55Z"}}},
        ]}}));
        let job = json!({"spec": {"completions": 1}});
        let rows = [
            ("2026-01-01T00:01:00Z", 0, Some(5)),
            ("2026-01-01T00:01:05Z", 1, None),
        ];
        for (now, create, again) in rows {
            let plan = plan(&job, &[Arc::clone(&failed)], now.parse().unwrap());
            let told = (plan.create.len(), plan.again.map(|wait| wait.as_secs()));
            assert_eq!(told, (create, again), "{now}");
        }
    }

    #[test]
    fn a_finished_job_expires() {
        let job = |of: &str| {
            json!({"spec": {"ttlSecondsAfterFinished": 30}, "status": {"conditions": [
                {"type": of, "status": "True", "lastTransitionTime": "2026-01-01T00:00:30Z"},
            ]}})
        };
        let at: Timestamp = NOW.parse().unwrap();
        let rows = [
            ("Complete", Some(at)),
            ("Failed", Some(at)),
            ("Suspended", None),
        ];
        for (of, expected) in rows {
            assert_eq!(expires(&job(of)), expected, "{of}");
        }
    }
}
