//! Another number of replicas while there are several `ReplicaSets`.

use serde_json::Value;

use super::plan::Step;
use super::sets::{DESIRED, MAXIMUM, available, limits, replicas};
use crate::sandbox::controllers::object::{annotation, number};

/// Whether the Deployment has another size than its sets know of.
pub(super) fn changed(deployment: &Value, sets: &[&Value]) -> bool {
    let active = sets.iter().filter(|set| replicas(set) > 0);
    let mut known = active.filter_map(|set| annotation(set, DESIRED)?.parse::<i64>().ok());
    known.any(|known| known != replicas(deployment))
}

/// Brings sets to the new size, each in proportion; nothing is rolled out.
pub(super) fn scale(deployment: &Value, new: Option<&Value>, old: &[&Value]) -> Vec<Step> {
    let wanted = replicas(deployment);
    if let Some(only) = active_or_latest(new, old) {
        return vec![Step::scale(only, wanted)];
    }
    if new.is_some_and(|new| saturated(deployment, new)) {
        return old
            .iter()
            .filter(|set| replicas(set) > 0)
            .map(|set| Step::scale(set, 0))
            .collect();
    }
    let mut active: Vec<_> = old
        .iter()
        .copied()
        .chain(new)
        .filter(|set| replicas(set) > 0)
        .collect();
    active.sort_by_key(|set| std::cmp::Reverse(replicas(set)));
    proportions(deployment, &active)
        .into_iter()
        .zip(active)
        .map(|(to, set)| Step::scale(set, to))
        .collect()
}

/// The one set with pods; without any the newest.
fn active_or_latest<'a>(new: Option<&'a Value>, old: &[&'a Value]) -> Option<&'a Value> {
    let mut active = old
        .iter()
        .copied()
        .chain(new)
        .filter(|set| replicas(set) > 0);
    match (active.next(), active.next()) {
        (None, _) => new.or(old.last().copied()),
        (only, None) => only,
        _ => None,
    }
}

fn saturated(deployment: &Value, new: &Value) -> bool {
    let wanted = replicas(deployment);
    let desired = annotation(new, DESIRED).and_then(|desired| desired.parse().ok());
    replicas(new) == wanted && available(new) == wanted && desired == Some(wanted)
}

/// Sizes of the sets (largest first) after scaling; what doesn't divide goes to the largest.
fn proportions(deployment: &Value, active: &[&Value]) -> Vec<i64> {
    let wanted = replicas(deployment);
    let maximum = if wanted > 0 {
        wanted + limits(deployment).0
    } else {
        0
    };
    let total: i64 = active.iter().map(|set| replicas(set)).sum();
    let to_add = maximum - total;
    let mut added = 0;
    let mut sizes: Vec<i64> = Vec::new();
    for set in active {
        let share = share(deployment, set, maximum);
        let left = to_add - added;
        let share = if to_add > 0 {
            share.clamp(0, left)
        } else {
            share.clamp(left, 0)
        };
        added += share;
        sizes.push(replicas(set) + share);
    }
    if let Some(first) = sizes.first_mut() {
        *first = (*first + to_add - added).max(0);
    }
    sizes
}

/// By how much a set changes if it keeps its share of the whole.
fn share(deployment: &Value, set: &Value, maximum: i64) -> i64 {
    if maximum == 0 {
        return -replicas(set);
    }
    let before = annotation(set, MAXIMUM)
        .and_then(|before| before.parse().ok())
        .or_else(|| number(deployment, "/status/replicas"))
        .filter(|before| *before > 0);
    let Some(before) = before else { return 0 };
    let scaled = replicas(set) * maximum;
    (2 * scaled + before) / (2 * before) - replicas(set)
}

/// Whether a set is named in steps; for tests and logs.
#[cfg(test)]
pub(super) fn sizes(steps: &[Step]) -> Vec<(String, i64)> {
    steps
        .iter()
        .filter_map(|step| match step {
            Step::Scale { set, to } => Some((set["metadata"]["name"].to_string(), *to)),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{changed, scale, sizes};

    fn deployment(replicas: i64) -> Value {
        json!({"spec": {"replicas": replicas, "strategy": {
            "type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1},
        }}})
    }

    fn set(name: &str, replicas: i64, desired: i64) -> Value {
        json!({
            "metadata": {"name": name, "annotations": {
                "deployment.kubernetes.io/desired-replicas": desired.to_string(),
                "deployment.kubernetes.io/max-replicas": desired.to_string(),
            }},
            "spec": {"replicas": replicas}, "status": {"availableReplicas": replicas},
        })
    }

    #[test]
    fn sets_keep_their_shares() {
        let rows: [(i64, i64, Vec<i64>, Vec<i64>); 6] = [
            (10, 5, vec![0, 5], vec![10]),
            (20, 10, vec![4, 6], vec![12, 8]),
            (5, 10, vec![4, 6], vec![3, 2]),
            (0, 10, vec![4, 6], vec![0, 0]),
            (11, 10, vec![5, 5], vec![6, 5]),
            (4, 4, vec![1, 4], vec![0]),
        ];
        for (wanted, before, counts, expected) in rows {
            let old = set("old", counts[0], before);
            let new = set("new", counts[1], before);
            let steps = scale(&deployment(wanted), Some(&new), &[&old]);
            let after: Vec<_> = sizes(&steps).into_iter().map(|(_, to)| to).collect();
            assert_eq!(after, expected, "{wanted} {counts:?}");
        }
    }

    #[test]
    fn a_new_size_is_noticed() {
        let (small, gone) = (set("a", 2, 3), set("b", 0, 9));
        assert!(!changed(&deployment(3), &[&small, &gone]));
        assert!(changed(&deployment(4), &[&small, &gone]));
    }
}
