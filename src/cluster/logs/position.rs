//! How far a log was shown, and which lines of a second reading were shown before.
//!
//! The API can be asked for the lines since a second (it drops fractions), not since a line. So a
//! second reading repeats some lines; these are told by their stamp *and* text, each as often as
//! it was shown. The place in the log is no guide, since the log may have been rotated meanwhile,
//! and the order of stamps is none either: what a container writes to its two outputs comes to
//! the log by two ways, and may stand there a little out of order.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{LogLine, Stamp};

/// How many seconds before that of the last line a second reading begins: more than two lines can
/// be out of order.
const MARGIN: i64 = 1;

/// A line as it is recognised.
type Mark = (Stamp, u64);

/// How far a log was shown.
#[derive(Debug, Default)]
pub(super) struct Position {
    /// The lines that a second reading would repeat.
    recent: VecDeque<Mark>,
    /// The second that it would begin with.
    from: Option<i64>,
    /// Older lines are not wanted.
    floor: Option<Stamp>,
}

/// What a second reading has still to repeat.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    left: HashMap<Mark, usize>,
    floor: Option<Stamp>,
    /// Whether a line that was shown was met.
    met: bool,
    /// Whether one should be before any new line.
    expected: bool,
}

impl Position {
    /// The second to read on from; none if nothing was shown.
    pub(super) fn since(&self) -> Option<i64> {
        self.from
    }

    /// When the last line that was shown was written.
    pub(super) fn last(&self) -> Option<Stamp> {
        self.recent.back().map(|(stamp, _)| *stamp)
    }

    /// A line was shown.
    pub(super) fn shown(&mut self, line: &LogLine) {
        self.reach(line.stamp);
        self.recent.push_back(mark(line));
    }

    /// The log is wanted from this time on, though nothing was shown yet.
    pub(super) fn begin(&mut self, stamp: Stamp) {
        self.floor = Some(stamp);
        self.reach(stamp);
    }

    /// Lines before the first that was shown are not wanted (`--tail`).
    pub(super) fn begin_with_first(&mut self) {
        self.floor = self.recent.front().map(|(stamp, _)| *stamp);
    }

    /// What a reading from [`Self::since`] on repeats. With `expected`, it is a sign of missing
    /// lines if it doesn't.
    pub(super) fn overlap(&self, expected: bool) -> Overlap {
        let mut left = HashMap::with_capacity(self.recent.len());
        for mark in &self.recent {
            *left.entry(*mark).or_default() += 1;
        }
        Overlap {
            expected: expected && !left.is_empty(),
            left,
            floor: self.floor,
            met: false,
        }
    }

    fn reach(&mut self, stamp: Stamp) {
        let from = stamp.second() - MARGIN;
        self.from = match self.from {
            // Only a clock that was set back goes back so far.
            Some(before) if stamp.second() >= before => Some(before.max(from)),
            _ => Some(from),
        };
        let is_old = |(stamp, _): &Mark| Some(stamp.second()) < self.from;
        while self.recent.front().is_some_and(is_old) {
            self.recent.pop_front();
        }
    }
}

impl Overlap {
    /// Whether this line of a second reading was not shown before.
    pub(super) fn is_new(&mut self, line: &LogLine) -> bool {
        let mark = mark(line);
        if let Some(count) = self.left.get_mut(&mark) {
            *count -= 1;
            if *count == 0 {
                self.left.remove(&mark);
            }
            self.met = true;
            return false;
        }
        // A line as old as the first that was shown may stand before it.
        let is_before_first = !self.met && !self.left.is_empty();
        !self
            .floor
            .is_some_and(|floor| line.stamp < floor || line.stamp == floor && is_before_first)
    }

    /// Whether lines may be missing before the new line that was just met; said once.
    pub(super) fn is_gap(&mut self) -> bool {
        std::mem::take(&mut self.expected) && !self.met
    }
}

fn mark(line: &LogLine) -> Mark {
    let mut hasher = DefaultHasher::new();
    (line.starts, &line.text).hash(&mut hasher);
    (line.stamp, hasher.finish())
}

#[cfg(test)]
mod tests;
