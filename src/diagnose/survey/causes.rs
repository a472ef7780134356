//! Which findings follow from others: a wrong key of a Secret ends a sidecar, and one cause is to be mended, not two.

use super::check::{Checked, Verdict};
use super::issue::Issue;

/// What keeps a component from being made.
const OF_COMPONENT: &[&str] = &[
    "component-type-unknown",
    "secret-missing",
    "secret-key-missing",
    "secret-store-unknown",
    "backend-missing",
    "backend-port-missing",
    "backend-without-endpoints",
];

/// Checks, or ids of findings, and what they follow from where both are of the same object.
const RULES: &[(&str, &[&str])] = &[
    ("service-unhealthy", &["claim-unbound"]),
    // The injector writes its caBundle when it starts.
    ("webhook-untrusted", &["service-unhealthy"]),
    (
        "sidecar-missing",
        &[
            "dapr-missing",
            "webhook-missing",
            "service-unhealthy",
            "webhook-untrusted",
        ],
    ),
    ("scheduler-not-connected", &["service-unhealthy"]),
    (
        "sidecar-unhealthy",
        &["service-unhealthy", "configuration-missing"],
    ),
    ("sidecar-unhealthy", OF_COMPONENT),
    ("component-failed", OF_COMPONENT),
    ("component-not-loaded", OF_COMPONENT),
    ("component-not-loaded", &["component-failed"]),
    ("scope-excludes-app", &["scope-names-no-app"]),
    ("backend-without-endpoints", &["workload-unhealthy"]),
    // A container that lacks the Secret: the check of that name is about components.
    ("secret-missing", &["token-secret-missing"]),
    // In its right namespace a component has its Secret, its Service and its apps.
    ("component-type-unknown", WITHOUT_APP),
    ("secret-missing", WITHOUT_APP),
    ("secret-key-missing", WITHOUT_APP),
    ("secret-store-unknown", WITHOUT_APP),
    ("backend-missing", WITHOUT_APP),
    ("backend-port-missing", WITHOUT_APP),
    ("backend-without-endpoints", WITHOUT_APP),
    ("resource-without-app", ELSEWHERE),
];

const ELSEWHERE: &[&str] = &["component-asked-but-not-loaded"];
const WITHOUT_APP: &[&str] = &["component-asked-but-not-loaded", "resource-without-app"];

/// A finding and the check that it is of.
type Told = (&'static str, Issue);

/// The findings that are causes, each with what follows from it. A check of which nothing else is found says from what
/// that follows. What was left out of the list is no cause: then its effects stand for themselves.
pub fn causes(checked: Vec<Checked>) -> Vec<Checked> {
    let all: Vec<Told> = checked.iter().flat_map(told).collect();
    let roots: Vec<usize> = (0..all.len()).map(|at| root(&all, at)).collect();
    let mut next = 0;
    checked
        .into_iter()
        .map(|one| {
            let Verdict::Found(issues) = &one.verdict else {
                return one;
            };
            let own = next..next + issues.len();
            next = own.end;
            Checked {
                verdict: verdict(&all, &roots, own),
                ..one
            }
        })
        .collect()
}

fn told(one: &Checked) -> Vec<Told> {
    match &one.verdict {
        Verdict::Found(issues) => issues.iter().map(|it| (one.check.id, it.clone())).collect(),
        _ => Vec::new(),
    }
}

/// What is left of a check's findings.
fn verdict(all: &[Told], roots: &[usize], own: std::ops::Range<usize>) -> Verdict {
    let (kept, gone): (Vec<usize>, Vec<usize>) = own.partition(|at| roots[*at] == *at);
    if kept.is_empty() {
        let mut from: Vec<_> = gone.iter().map(|at| all[roots[*at]].1.id).collect();
        from.dedup();
        return Verdict::Follows(from);
    }
    let with_effects = |at: usize| {
        let effects = (0..all.len()).filter(|other| *other != at && roots[*other] == at);
        Issue {
            follows: effects.map(|effect| all[effect].1.clone()).collect(),
            ..all[at].1.clone()
        }
    };
    Verdict::Found(kept.into_iter().map(with_effects).collect())
}

/// The finding that this one follows from in the end; itself if it is a cause.
fn root(all: &[Told], at: usize) -> usize {
    let mut root = at;
    // The rules have no circle; a chain has no more links than there are findings.
    for _ in 0..all.len() {
        match cause(all, root) {
            Some(cause) => root = cause,
            None => break,
        }
    }
    root
}

fn cause(all: &[Told], at: usize) -> Option<usize> {
    let effect = &all[at];
    let rules = RULES.iter().filter(|(id, _)| is(effect, id));
    let mut causes = rules.flat_map(|(_, causes)| *causes);
    causes.find_map(|id| {
        let of_it = |other: &Told| is(other, id) && explains(&other.1, &effect.1);
        all.iter().position(of_it)
    })
}

fn is((check, issue): &Told, id: &str) -> bool {
    *check == id || issue.id == id
}

/// Whether both are of the same object and app, and the cause is no less grave.
fn explains(cause: &Issue, effect: &Issue) -> bool {
    let (ours, theirs) = (&cause.apps, &effect.apps);
    let is_same_app =
        ours.is_empty() || theirs.is_empty() || ours.iter().any(|app| theirs.contains(app));
    let objects = |issue: &Issue| [vec![issue.on.clone()], issue.names.clone()].concat();
    let known = objects(effect);
    let is_same_object = objects(cause).iter().any(|object| known.contains(object));
    cause.severity <= effect.severity && is_same_app && is_same_object
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::RULES;

    #[test]
    fn nothing_follows_from_itself() {
        for (start, _) in RULES {
            let mut known = BTreeSet::from([*start]);
            let mut front = vec![*start];
            while let Some(id) = front.pop() {
                let rules = RULES.iter().filter(|(effect, _)| *effect == id);
                for cause in rules.flat_map(|(_, causes)| *causes) {
                    assert_ne!(cause, start, "by {id}");
                    if known.insert(cause) {
                        front.push(cause);
                    }
                }
            }
        }
    }

    #[test]
    fn rules_name_checks() {
        let ids: BTreeSet<_> = super::super::CHECKS.iter().map(|check| check.id).collect();
        for (effect, causes) in RULES {
            assert!(ids.contains(effect), "{effect}");
            assert!(causes.iter().all(|cause| ids.contains(cause)), "{effect}");
        }
    }
}
