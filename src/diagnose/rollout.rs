//! Jobs and rollouts that their controller gave up.

use super::context::{Context, Scope};
use super::finding::{Found, Weight};
use super::words::line;
use crate::health::{self, Condition, Doing, State, condition};

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    let scopes = context.scopes.iter();
    scopes.filter_map(|scope| judge(context, scope)).collect()
}

fn judge(context: &Context<'_>, scope: &Scope<'_>) -> Option<Found> {
    let object = scope.object?;
    let health = health::of(object);
    match (object.kind(), health.state) {
        ("Job", State::Failed) => job(context, scope),
        ("Deployment", State::Failed) => {
            let found = scope
                .place()
                .error("rollout-stalled", "the rollout makes no progress");
            Some(found.words("no progress").weight(Weight::Symptom))
        }
        ("Deployment", _)
            if !health.is_ready() && object.at("/spec/paused").is_some_and(|it| it == true) =>
        {
            let hint = format!("kubectl rollout resume deployment/{}", object.name());
            Some(
                scope
                    .place()
                    .error("rollout-paused", "the rollout is paused")
                    .hint(hint)
                    .hopeless(true),
            )
        }
        _ => None,
    }
}

fn job(context: &Context<'_>, scope: &Scope<'_>) -> Option<Found> {
    let failed = condition(scope.object?, "Failed").filter(Condition::is_true)?;
    let (id, message) = match failed.reason {
        "DeadlineExceeded" => (
            "job-too-slow",
            "the Job has taken longer than activeDeadlineSeconds",
        ),
        _ => ("job-failed", "the Job has failed"),
    };
    let says = last_words(context, scope).unwrap_or_else(|| line(failed.words()));
    let found = scope.place().error(id, message).says(says);
    Some(found.words(failed.words()).hopeless(true))
}

/// How the Job's last pod ended, and what it wrote.
fn last_words(context: &Context<'_>, scope: &Scope<'_>) -> Option<String> {
    let pod = scope.pods.iter().max_by_key(|pod| pod.created())?;
    let (name, code) = pod
        .containers
        .iter()
        .find_map(|container| match container.doing() {
            Doing::Ended(end) if end.exit_code != 0 => Some((container.name, end.exit_code)),
            _ => None,
        })?;
    let mut words = vec![format!("container {name} ended with exit code {code}")];
    let lines = context.snapshot.lines(pod.object, name);
    words.extend(lines.iter().rev().take(2).rev().map(|text| line(text)));
    Some(words.join("\n"))
}
