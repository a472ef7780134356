//! Numbers of a rolling update.

/// What a rollout is to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Goal {
    pub(super) replicas: i64,
    pub(super) surge: i64,
    pub(super) unavailable: i64,
}

/// A `ReplicaSet` in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) name: String,
    pub(super) replicas: i64,
    pub(super) available: i64,
}

/// How many the new set is to have, beside so many of the old ones.
pub(super) fn grow(goal: Goal, new: i64, old: i64) -> i64 {
    if new >= goal.replicas {
        return goal.replicas;
    }
    let room = goal.replicas + goal.surge - new - old;
    new + room.clamp(0, goal.replicas - new)
}

/// Which old sets are to shrink, oldest first, and how many they are to have: what doesn't work
/// goes first, then as many as may be missing.
pub(super) fn shrink(goal: Goal, new: &Size, old: &[Size]) -> Vec<(String, i64)> {
    let least = goal.replicas - goal.unavailable;
    let all: i64 = new.replicas + old.iter().map(|set| set.replicas).sum::<i64>();
    let unavailable = new.replicas - new.available;
    let mut sizes = old.to_vec();
    let spare = all - least - unavailable;
    take(&mut sizes, spare, |set| set.replicas - set.available);
    let working: i64 = new.available + old.iter().map(|set| set.available).sum::<i64>();
    if spare > 0 {
        take(&mut sizes, working - least, |set| set.replicas);
    }
    let changed = sizes.into_iter().zip(old);
    changed
        .filter(|(now, before)| now.replicas != before.replicas)
        .map(|(now, _)| (now.name, now.replicas))
        .collect()
}

/// Takes up to `count` away, from each what it can give.
fn take(sizes: &mut [Size], mut count: i64, gives: impl Fn(&Size) -> i64) {
    for size in sizes {
        let taken = gives(size).min(count).max(0);
        size.replicas -= taken;
        count -= taken;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Goal, Size, grow, shrink};

    fn goal(replicas: i64, surge: i64, unavailable: i64) -> Goal {
        Goal {
            replicas,
            surge,
            unavailable,
        }
    }

    fn size(name: &str, replicas: i64, available: i64) -> Size {
        Size {
            name: name.to_owned(),
            replicas,
            available,
        }
    }

    #[test]
    fn the_new_set_grows_into_the_room_there_is() {
        let rows = [
            (goal(3, 1, 0), 0, 0, 3),
            (goal(3, 1, 0), 0, 3, 1),
            (goal(3, 1, 0), 1, 3, 1),
            (goal(3, 1, 0), 1, 2, 2),
            (goal(3, 0, 1), 0, 3, 0),
            (goal(3, 1, 0), 5, 0, 3),
            (goal(0, 1, 0), 0, 2, 0),
        ];
        for (goal, new, old, expected) in rows {
            assert_eq!(grow(goal, new, old), expected, "{goal:?} {new} {old}");
        }
    }

    #[test]
    fn old_sets_shrink_as_far_as_they_may() {
        type Row = (Goal, (i64, i64), Vec<(i64, i64)>, Vec<i64>);
        let rows: Vec<Row> = vec![
            (goal(3, 1, 0), (1, 0), vec![(3, 3)], vec![3]),
            (goal(3, 1, 0), (1, 1), vec![(3, 3)], vec![2]),
            (goal(3, 0, 1), (0, 0), vec![(3, 3)], vec![2]),
            (goal(3, 1, 0), (1, 0), vec![(3, 0)], vec![3]),
            (goal(3, 1, 1), (1, 0), vec![(3, 1)], vec![2]),
            (goal(2, 1, 0), (2, 2), vec![(1, 1), (1, 0)], vec![0, 0]),
            (goal(1, 1, 0), (1, 1), vec![(1, 1)], vec![0]),
        ];
        for (goal, (replicas, available), old, expected) in rows {
            let old: Vec<_> = old
                .iter()
                .enumerate()
                .map(|(n, (r, a))| size(&n.to_string(), *r, *a))
                .collect();
            let mut after: Vec<_> = old.iter().map(|set| set.replicas).collect();
            for (name, to) in shrink(goal, &size("new", replicas, available), &old) {
                after[name.parse::<usize>().unwrap()] = to;
            }
            assert_eq!(after, expected, "{goal:?} {old:?}");
        }
    }

    proptest! {
        /// With pods that work at once every rollout ends, and never breaks its limits.
        #[test]
        fn a_rollout_ends(replicas in 1_i64..12, surge in 0_i64..4, unavailable in 0_i64..4) {
            let unavailable = if surge == 0 { unavailable.max(1) } else { unavailable }.min(replicas);
            let goal = goal(replicas, surge, unavailable);
            let (mut new, mut old) = (size("new", 0, 0), size("old", replicas, replicas));
            for _ in 0..100 {
                new.replicas = grow(goal, new.replicas, old.replicas);
                prop_assert!(new.replicas + old.replicas <= replicas + surge);
                new.available = new.replicas;
                for (_, to) in shrink(goal, &new, std::slice::from_ref(&old)) {
                    old.replicas = to;
                    old.available = to;
                }
                prop_assert!(new.available + old.available >= replicas - unavailable);
            }
            prop_assert_eq!((new.replicas, old.replicas), (replicas, 0));
        }
    }
}
