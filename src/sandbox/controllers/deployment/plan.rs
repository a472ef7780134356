//! The next steps of a Deployment.

use serde_json::Value;

use super::rolling::{Goal, Size, grow, shrink};
use super::sets::{available, current, limits, make, next_revision, renew, replicas, revision};
use super::{scaling, status};
use crate::sandbox::controllers::object::{deleting, flag, name, number, text};

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// A `ReplicaSet` is made.
    Create(Value),
    /// A `ReplicaSet` gets another number of pods.
    Scale {
        /// As it is now.
        set: Value,
        /// How many.
        to: i64,
    },
    /// The `ReplicaSet` of the template gets the newest revision.
    Renew {
        /// As it is now.
        set: Value,
        /// Of all that there were.
        revision: i64,
    },
    /// A `ReplicaSet` of the past goes.
    Remove(Value),
}

impl Step {
    pub(super) fn scale(set: &Value, to: i64) -> Self {
        Self::Scale {
            set: set.clone(),
            to,
        }
    }
}

/// A Deployment's sets: the one of its template, and the others from the oldest on.
pub(super) struct Sets<'a> {
    pub(super) new: Option<&'a Value>,
    pub(super) old: Vec<&'a Value>,
}

impl<'a> Sets<'a> {
    pub(super) fn of(deployment: &Value, all: &[&'a Value]) -> Self {
        let new = current(deployment, all);
        let is_new = |set: &&Value| new.is_some_and(|new| name(new) == name(set));
        let mut old: Vec<_> = all.iter().copied().filter(|set| !is_new(set)).collect();
        old.sort_by_key(|set| (text(set, "/metadata/creationTimestamp"), revision(set)));
        Self { new, old }
    }

    pub(super) fn all(&self) -> Vec<&'a Value> {
        self.old.iter().copied().chain(self.new).collect()
    }
}

/// What is to be written next. `old_pods` says whether a pod of the past still runs.
pub(super) fn plan(deployment: &Value, sets: &Sets, old_pods: bool) -> Vec<Step> {
    if deleting(deployment) {
        return Vec::new();
    }
    if flag(deployment, "/spec/paused") || scaling::changed(deployment, &sets.all()) {
        return scaling::scale(deployment, sets.new, &sets.old);
    }
    let mut steps = match text(deployment, "/spec/strategy/type") {
        "Recreate" => recreate(deployment, sets, old_pods),
        _ => roll(deployment, sets),
    };
    steps.splice(0..0, renewed(deployment, sets));
    if steps.is_empty() && status::complete(deployment, &status::counts(deployment, sets)) {
        steps = past(deployment, sets);
    }
    steps
}

/// The set of the template is the newest, whenever it was made.
fn renewed(deployment: &Value, sets: &Sets) -> Option<Step> {
    let revision = next_revision(&sets.old);
    let set = sets.new?.clone();
    let changes = renew(&mut set.clone(), deployment, revision);
    changes.then_some(Step::Renew { set, revision })
}

fn create(deployment: &Value, sets: &Sets, count: i64) -> Vec<Step> {
    let revision = next_revision(&sets.old);
    vec![Step::Create(make(deployment, count, revision))]
}

fn roll(deployment: &Value, sets: &Sets) -> Vec<Step> {
    let (surge, unavailable) = limits(deployment);
    let goal = Goal {
        replicas: replicas(deployment),
        surge,
        unavailable,
    };
    let old_count = sets.old.iter().map(|set| replicas(set)).sum();
    let Some(new) = sets.new else {
        return create(deployment, sets, grow(goal, 0, old_count));
    };
    let wanted = grow(goal, replicas(new), old_count);
    if wanted != replicas(new) {
        return vec![Step::scale(new, wanted)];
    }
    let old: Vec<_> = sets.old.iter().map(|set| size(set)).collect();
    let shrunk = shrink(goal, &size(new), &old);
    let by_name = |wanted: &str| sets.old.iter().find(|set| name(set) == wanted);
    let steps = shrunk
        .iter()
        .filter_map(|(name, to)| Some(Step::scale(by_name(name)?, *to)));
    steps.collect()
}

fn size(set: &Value) -> Size {
    Size {
        name: name(set).to_owned(),
        replicas: replicas(set),
        available: available(set),
    }
}

/// First the old ones go, then the new ones come.
fn recreate(deployment: &Value, sets: &Sets, old_pods: bool) -> Vec<Step> {
    let active: Vec<_> = sets.old.iter().filter(|set| replicas(set) > 0).collect();
    if !active.is_empty() {
        return active.into_iter().map(|set| Step::scale(set, 0)).collect();
    }
    let wanted = replicas(deployment);
    match sets.new {
        _ if old_pods => Vec::new(),
        None => create(deployment, sets, wanted),
        Some(new) if replicas(new) != wanted => vec![Step::scale(new, wanted)],
        Some(_) => Vec::new(),
    }
}

/// Sets of the past beyond `revisionHistoryLimit`.
fn past(deployment: &Value, sets: &Sets) -> Vec<Step> {
    let limit = number(deployment, "/spec/revisionHistoryLimit").unwrap_or(10);
    let mut old = sets.old.clone();
    old.sort_by_key(|set| revision(set));
    let surplus = old
        .len()
        .saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
    let removable = |set: &&Value| {
        let generation = |pointer| number(set, pointer).unwrap_or_default();
        let seen = generation("/metadata/generation") <= generation("/status/observedGeneration");
        replicas(set) == 0 && generation("/status/replicas") == 0 && seen && !deleting(set)
    };
    let removed = old.into_iter().take(surplus).filter(removable);
    removed.map(|set| Step::Remove(set.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Sets, Step, make, plan};
    use crate::sandbox::controllers::object::name;

    fn deployment(image: &str, replicas: i64, strategy: &str) -> Value {
        json!({
            "metadata": {"name": "web", "namespace": "shop", "generation": 1},
            "spec": {
                "replicas": replicas, "selector": {"matchLabels": {"app": "web"}},
                "revisionHistoryLimit": 1,
                "strategy": {"type": strategy, "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
                "template": {
                    "metadata": {"labels": {"app": "web"}},
                    "spec": {"containers": [{"image": image}]},
                },
            },
        })
    }

    /// The set of an image, with so many pods that work.
    fn set(of: &Value, image: &str, count: i64, revision: i64) -> Value {
        let mut of = of.clone();
        of["spec"]["template"]["spec"]["containers"][0]["image"] = image.into();
        let mut set = make(&of, count, revision);
        set["metadata"]["name"] = image.into();
        set["metadata"]["creationTimestamp"] = format!("2026-01-01T00:00:0{revision}Z").into();
        set["status"] = json!({
            "replicas": count, "availableReplicas": count, "readyReplicas": count,
        });
        set
    }

    fn words(steps: &[Step]) -> Vec<String> {
        steps
            .iter()
            .map(|step| match step {
                Step::Create(set) => format!("create {}", set["spec"]["replicas"]),
                Step::Scale { set, to } => format!("scale {} {to}", name(set)),
                Step::Renew { set, revision } => format!("renew {} {revision}", name(set)),
                Step::Remove(set) => format!("remove {}", name(set)),
            })
            .collect()
    }

    #[test]
    fn steps_of_a_rollout() {
        type Row = (
            &'static str,
            i64,
            bool,
            &'static [(&'static str, i64, i64)],
            &'static [&'static str],
        );
        let rows: [Row; 11] = [
            ("RollingUpdate", 2, false, &[], &["create 2"]),
            ("RollingUpdate", 2, false, &[("a", 2, 1)], &["create 1"]),
            (
                "RollingUpdate",
                2,
                false,
                &[("a", 2, 1), ("new", 1, 2)],
                &["scale a 1"],
            ),
            (
                "RollingUpdate",
                2,
                false,
                &[("a", 1, 1), ("new", 1, 2)],
                &["scale new 2"],
            ),
            (
                "RollingUpdate",
                2,
                false,
                &[("a", 0, 1), ("new", 2, 2)],
                &[],
            ),
            (
                "RollingUpdate",
                2,
                false,
                &[("a", 0, 1), ("b", 0, 2), ("new", 2, 3)],
                &["remove a"],
            ),
            (
                "RollingUpdate",
                2,
                false,
                &[("a", 2, 2), ("new", 0, 1)],
                &["renew new 3", "scale new 1"],
            ),
            ("Recreate", 2, true, &[("a", 2, 1)], &["scale a 0"]),
            ("Recreate", 2, true, &[("a", 0, 1)], &[]),
            ("Recreate", 2, false, &[("a", 0, 1)], &["create 2"]),
            (
                "Recreate",
                2,
                false,
                &[("a", 0, 1), ("new", 0, 2)],
                &["scale new 2"],
            ),
        ];
        for (strategy, replicas, old_pods, sets, expected) in rows {
            let deployment = deployment("new", replicas, strategy);
            let sets: Vec<_> = sets
                .iter()
                .map(|(image, n, r)| set(&deployment, image, *n, *r))
                .collect();
            let refs: Vec<_> = sets.iter().collect();
            let steps = plan(&deployment, &Sets::of(&deployment, &refs), old_pods);
            assert_eq!(words(&steps), expected, "{strategy} {sets:?}");
        }
    }

    #[test]
    fn a_paused_one_is_only_scaled() {
        let mut deployment = deployment("new", 3, "RollingUpdate");
        let old = set(&deployment, "a", 2, 1);
        deployment["spec"]["paused"] = true.into();
        let steps = plan(&deployment, &Sets::of(&deployment, &[&old]), false);
        assert_eq!(words(&steps), ["scale a 3"]);
    }

    #[test]
    fn one_that_goes_does_nothing() {
        let mut deployment = deployment("new", 3, "RollingUpdate");
        deployment["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        assert!(plan(&deployment, &Sets::of(&deployment, &[]), false).is_empty());
    }
}
