//! Pods that the API server refuses to make.

use super::config::PATIENCE;
use super::context::{Context, Scope};
use super::event_log::{Told, latest};
use super::finding::{Finding, Found, Place};
use super::snapshot::Snapshot;
use super::words::{after, chain, line, quoted};
use crate::health::{Condition, condition};
use crate::manifest::{Object, ObjectId};

/// Refusals that end when something else than the pod is changed: a quota, a label, a webhook.
const OF_OTHERS: [&str; 6] = [
    "quota-exceeded",
    "quota-unmet",
    "pod-security-violated",
    "admission-denied",
    "service-account-missing",
    "pod-refused",
];

/// The condition, and the reason of the event, of what was refused its pods.
const FAILURE: &str = "ReplicaFailure";
const FAILED: &str = "FailedCreate";

/// Whether a finding may be over without anybody knowing: the controller that was refused tries again after up to a
/// quarter of an hour, or as soon as its object changes.
pub fn may_be_over(finding: &Finding) -> bool {
    OF_OTHERS.contains(&finding.id)
}

/// What makes pods for what is wanted, and was refused.
pub fn refused<'a>(snapshot: &'a Snapshot, wanted: &'a [ObjectId]) -> Vec<&'a Object> {
    // This is looked for at every change, and found next to never.
    let mut workloads = snapshot.workloads.iter();
    let mut events = snapshot.events.iter();
    if !workloads.any(|it| condition(it, FAILURE).is_some())
        && !events.any(|event| event.text("/reason") == FAILED)
    {
        return Vec::new();
    }
    let context = Context::new(snapshot, wanted);
    let lacking = context.scopes.iter().filter(|scope| scope.lacks_pods());
    let refused = lacking.filter(|scope| judge(&context, scope).is_some());
    refused.filter_map(|scope| scope.creator).collect()
}

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .scopes
        .iter()
        .filter(|scope| scope.lacks_pods())
        .filter_map(|scope| judge(context, scope))
        .collect()
}

fn judge(context: &Context<'_>, scope: &Scope<'_>) -> Option<Found> {
    let creator = scope.creator?;
    let events = context.events.about(creator);
    let told = latest_refusal(&events);
    let condition = condition(creator, FAILURE).filter(Condition::is_true);
    let words = told
        .map(|told| told.message)
        .or(condition.map(|it| it.message))?;
    let since = told.map_or_else(
        || creator.text("/metadata/creationTimestamp"),
        |told| told.first,
    );
    Some(refusal(&scope.place(), cause(words), context.age(since)))
}

/// The latest refusal, unless a pod was made after it.
fn latest_refusal<'a>(events: &[Told<'a>]) -> Option<Told<'a>> {
    let made = events
        .iter()
        .rposition(|told| told.reason == "SuccessfulCreate");
    latest(&events[made.map_or(0, |made| made + 1)..], FAILED)
}

/// Without what the controllers write before it: `Error creating: pods "x-1" is forbidden: `.
fn cause(message: &str) -> &str {
    let message = message.trim_start_matches("(combined from similar events): ");
    let message = message
        .split_once(" failed error: ")
        .map_or(message, |(_, rest)| rest);
    let message = message.trim_start_matches("Error creating: ");
    match message.split_once(" is forbidden: ") {
        Some((pod, rest)) if pod.starts_with("pods ") => rest,
        _ => message,
    }
}

fn refusal(place: &Place, cause: &str, age: i64) -> Found {
    let name = quoted(cause).unwrap_or_default();
    let error = |id, message: String| place.error(id, message).hopeless(true);
    if let Some((_, quota)) = cause.split_once("exceeded quota: ") {
        return error(
            "quota-exceeded",
            format!("ResourceQuota {} is used up", first_word(quota)),
        )
        .says(line(
            quota.split_once(", ").map_or(quota, |(_, numbers)| numbers),
        ));
    }
    if cause.starts_with("failed quota: ") {
        return error(
            "quota-unmet",
            "a ResourceQuota asks for values that the pod lacks".to_owned(),
        )
        .says(line(after(cause, "failed quota: ")));
    }
    if let Some((_, rest)) = cause.split_once("violates PodSecurity ") {
        let rest = rest.split_once(": ").map_or(rest, |(_, rest)| rest);
        return error(
            "pod-security-violated",
            format!("the namespace's Pod Security level `{name}` forbids the pod"),
        )
        .says(violations(rest));
    }
    if cause.contains(" denied the request") || cause.contains(" denied request") {
        let words = cause
            .split_once("request: ")
            .map_or(cause, |(_, words)| words);
        return error(
            "admission-denied",
            format!("{} refuses the pod", refuser(cause)),
        )
        .says(line(words))
        .in_full();
    }
    if cause.contains("failed calling webhook") {
        return place
            .error(
                "webhook-failing",
                format!("webhook {name} cannot be called"),
            )
            .says(chain(after(cause, "failed to call webhook: ")))
            .hint("check the webhook's service, or delete its configuration if nobody needs it");
    }
    if cause.starts_with("error looking up service account") {
        let message = format!("ServiceAccount {name} is missing");
        return place
            .error("service-account-missing", message)
            .hopeless(age >= PATIENCE);
    }
    other(place, cause)
}

fn other(place: &Place, cause: &str) -> Found {
    let temporary = [
        "timeout",
        "timed out",
        "deadline exceeded",
        "etcdserver",
        "connection refused",
    ];
    if temporary.iter().any(|sign| cause.contains(sign)) {
        return place
            .error("pod-not-created", "the pod cannot be created")
            .says(chain(cause))
            .in_full();
    }
    if cause.contains(" is invalid: ") {
        let words = cause
            .split_once(" is invalid: ")
            .map_or(cause, |(_, words)| words);
        return place
            .error("pod-invalid", "the pod's spec is invalid")
            .says(line(words))
            .in_full()
            .hopeless(true);
    }
    place
        .error("pod-refused", "the API server refuses the pod")
        .says(line(cause))
        .in_full()
        .hopeless(true)
}

/// `admission webhook "x" denied …`, `ValidatingAdmissionPolicy 'x' with binding 'y' denied …`.
fn refuser(cause: &str) -> String {
    let name = cause.split(['"', '\'']).nth(1).unwrap_or_default();
    if cause.contains("ValidatingAdmissionPolicy") {
        format!("ValidatingAdmissionPolicy {name}")
    } else {
        format!("webhook {name}")
    }
}

/// `a != b (what to set), c (…)`: only what is wrong; what to set is much longer.
fn violations(text: &str) -> String {
    let mut depth = 0_usize;
    let outside: String = text
        .chars()
        .filter(|letter| {
            let before = depth;
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            before == 0 && depth == 0
        })
        .collect();
    line(&outside.replace(" ,", ","))
}

fn first_word(text: &str) -> &str {
    text.split([',', ' ']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::diagnose::finding::Place;
    use crate::event::Subject;

    fn place() -> Place {
        let subject = Subject {
            kind: "Deployment".into(),
            namespace: None,
            name: "cart".into(),
        };
        Place {
            scope: 0,
            workload: subject.clone(),
            on: subject,
            pod: None,
            container: None,
        }
    }

    #[test]
    fn refusals_that_are_not_recorded() {
        #[rustfmt::skip]
        let rows = [
            ("failed quota: small: must specify limits.cpu for: app", "quota-unmet", true, Some("small: must specify limits.cpu for: app")),
            ("ValidatingAdmissionPolicy 'images' with binding 'all' denied request: no", "admission-denied", true, Some("no")),
            ("Pod \"cart-0\" is invalid: spec.containers[0].image: Required value", "pod-invalid", true, Some("spec.containers[0].image: Required value")),
            ("no PriorityClass with name fast was found", "pod-refused", true, Some("no PriorityClass with name fast was found")),
            ("etcdserver: request timed out", "pod-not-created", false, Some("etcdserver: request timed out")),
        ];
        for (cause, id, hopeless, says) in rows {
            let finding = refusal(&place(), cause, 0).finding;
            assert_eq!(
                (finding.id, finding.hopeless, finding.says.as_deref()),
                (id, hopeless, says)
            );
        }
        let policy = refusal(&place(), rows[1].0, 0).finding.message;
        assert_eq!(policy, "ValidatingAdmissionPolicy images refuses the pod");
    }
}
