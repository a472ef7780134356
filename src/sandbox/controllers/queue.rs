//! What is still to be looked at: each key once, some of them later.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

/// The shortest wait after a fault; it doubles with each one that follows.
const FIRST: Duration = Duration::from_millis(10);
/// The longest wait after a fault.
const LONGEST: Duration = Duration::from_secs(60);

/// A queue of keys. A key is in it once, and is worked on by one worker at a time: what comes in
/// meanwhile is looked at afterwards.
#[derive(Debug)]
pub(super) struct Queue<K> {
    ready: VecDeque<K>,
    waiting: HashSet<K>,
    working: HashSet<K>,
    again: HashSet<K>,
    later: BTreeSet<(Instant, K)>,
    due: HashMap<K, Instant>,
    faults: HashMap<K, u32>,
}

impl<K: Clone + Eq + Hash + Ord> Queue<K> {
    pub(super) fn new() -> Self {
        Self {
            ready: VecDeque::new(),
            waiting: HashSet::new(),
            working: HashSet::new(),
            again: HashSet::new(),
            later: BTreeSet::new(),
            due: HashMap::new(),
            faults: HashMap::new(),
        }
    }

    /// To be looked at now.
    pub(super) fn add(&mut self, key: K) {
        if self.working.contains(&key) {
            self.again.insert(key);
        } else if self.waiting.insert(key.clone()) {
            self.ready.push_back(key);
        }
    }

    /// To be looked at then, or earlier if it was to be looked at earlier anyway.
    pub(super) fn add_at(&mut self, key: K, at: Instant) {
        match self.due.get(&key) {
            Some(due) if *due <= at => return,
            Some(due) => drop(self.later.remove(&(*due, key.clone()))),
            None => {}
        }
        self.due.insert(key.clone(), at);
        self.later.insert((at, key));
    }

    /// When the next of the later ones ripens.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.later.first().map(|(at, _)| *at)
    }

    /// Moves what has ripened to the others.
    pub(super) fn ripen(&mut self, now: Instant) {
        while self.next_due().is_some_and(|at| at <= now) {
            if let Some((_, key)) = self.later.pop_first() {
                self.due.remove(&key);
                self.add(key);
            }
        }
    }

    /// The next key; the caller says [`Queue::done`] when it has looked at it.
    pub(super) fn take(&mut self) -> Option<K> {
        let key = self.ready.pop_front()?;
        self.waiting.remove(&key);
        self.working.insert(key.clone());
        Some(key)
    }

    /// The key was looked at; after a fault it comes back, later each time.
    pub(super) fn done(&mut self, key: K, fault: bool, now: Instant) {
        self.working.remove(&key);
        if self.again.remove(&key) {
            self.add(key.clone());
        }
        if !fault {
            self.faults.remove(&key);
            return;
        }
        let count = self.faults.entry(key.clone()).or_insert(0);
        let wait = FIRST.saturating_mul(1 << (*count).min(16)).min(LONGEST);
        *count += 1;
        self.add_at(key, now + wait);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use tokio::time::Instant;

    use super::Queue;

    #[test]
    fn a_key_is_queued_once() {
        let mut queue = Queue::new();
        for key in ["a", "b", "a"] {
            queue.add(key);
        }
        assert_eq!(
            (queue.take(), queue.take(), queue.take()),
            (Some("a"), Some("b"), None)
        );
    }

    #[test]
    fn what_comes_while_it_is_worked_on_is_looked_at_afterwards() {
        let mut queue = Queue::new();
        queue.add("a");
        assert_eq!(queue.take(), Some("a"));
        queue.add("a");
        assert_eq!(queue.take(), None);
        queue.done("a", false, Instant::now());
        assert_eq!(queue.take(), Some("a"));
    }

    #[test]
    fn faults_wait_longer_each_time() {
        let (mut queue, now) = (Queue::new(), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..20 {
            queue.add("a");
            queue.take();
            queue.done("a", true, now);
            waits.push(queue.next_due().unwrap() - now);
            queue.ripen(now + Duration::from_secs(100));
        }
        assert_eq!(waits[..3], [10, 20, 40].map(Duration::from_millis));
        assert_eq!(waits[19], Duration::from_secs(60));
    }

    #[test]
    fn the_earlier_time_counts() {
        let (mut queue, now) = (Queue::new(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        for seconds in [5, 3, 9] {
            queue.add_at("a", after(seconds));
        }
        assert_eq!(queue.next_due(), Some(after(3)));
        queue.ripen(after(2));
        assert_eq!(queue.take(), None);
        queue.ripen(after(3));
        assert_eq!((queue.take(), queue.next_due()), (Some("a"), None));
    }

    proptest! {
        #[test]
        fn nothing_is_lost(keys in proptest::collection::vec(0_u8..5, 0..40)) {
            let (mut queue, now) = (Queue::new(), Instant::now());
            for key in &keys {
                queue.add(*key);
                if key % 2 == 0 {
                    let taken = queue.take().unwrap();
                    queue.add(taken);
                    queue.done(taken, false, now);
                }
            }
            let mut left = std::collections::BTreeSet::new();
            while let Some(key) = queue.take() {
                prop_assert!(left.insert(key));
            }
            prop_assert_eq!(left, keys.into_iter().collect());
        }
    }
}
