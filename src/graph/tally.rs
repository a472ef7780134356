//! What sidecars have counted, and what that makes a second.

use std::collections::BTreeMap;

use super::model::Observed;
use crate::dapr::Sample;
use crate::diagnose::Answers;

/// What no counter comes to; above it numbers are not exact any more.
const LARGEST: f64 = 1e15;
/// What no sidecar counts in a second.
const FASTEST: f64 = 10_000.0;

/// A number now, and by how much it has grown since the earlier look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Count {
    /// Since the sidecar started.
    pub(super) total: f64,
    /// Since the earlier look; none if there was none.
    pub(super) growth: Option<Growth>,
}

/// By how much, in how many seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Growth {
    pub(super) by: f64,
    pub(super) seconds: f64,
}

/// Every number that a sidecar tells now, beside what it told before.
pub(super) fn counts<'a>(
    now: &'a Answers,
    before: Option<&'a Answers>,
) -> impl Iterator<Item = (&'a Sample, Count)> {
    let earlier = before.and_then(|answers| Some((answers.metrics.as_ref()?, answers.at)));
    let seconds = earlier.map(|(_, at)| now.at.duration_since(at).as_secs_f64());
    let old: BTreeMap<_, _> = earlier
        .into_iter()
        .flat_map(|(samples, _)| samples)
        .map(|sample| ((&sample.name, &sample.labels), sample.value))
        .collect();
    let samples = now.metrics.iter().flatten();
    // NaN is none of them.
    let samples = samples.filter(|sample| (0.0..=LARGEST).contains(&sample.value));
    samples.map(move |sample| {
        let was = old.get(&(&sample.name, &sample.labels)).copied();
        let growth = seconds
            .filter(|seconds| *seconds > 0.0)
            .and_then(|seconds| {
                let by = grown(was, sample.value, seconds)?;
                Some(Growth { by, seconds })
            });
        let total = sample.value;
        (sample, Count { total, growth })
    })
}

/// A counter that has become smaller, or was not there, began anew. One that began so high is not believed: whoever
/// tells it has told something else before.
fn grown(was: Option<f64>, is: f64, seconds: f64) -> Option<f64> {
    match was.filter(|was| *was <= is) {
        Some(was) => Some(is - was),
        None => Some(is).filter(|is| *is <= FASTEST * seconds),
    }
}

/// What came together of one relation, from all replicas.
#[derive(Default)]
pub(super) struct Tally {
    done: Sum,
    failed: Sum,
    /// Of those who got it: what is told where those who did it don't answer.
    received: Sum,
    /// Growth of the histogram by its upper bounds in milliseconds (as bits, to be a key).
    buckets: BTreeMap<u64, f64>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    seen: bool,
    total: f64,
    rate: Option<f64>,
}

impl Sum {
    fn add(&mut self, count: Count) {
        self.seen = true;
        self.total += count.total;
        if let Some(growth) = count.growth {
            *self.rate.get_or_insert(0.0) += growth.by / growth.seconds;
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, count: Count) {
        self.done.add(count);
    }

    pub(super) fn add_failed(&mut self, count: Count) {
        self.failed.add(count);
    }

    pub(super) fn add_received(&mut self, count: Count) {
        self.received.add(count);
    }

    /// A number of a histogram; it holds all that took no longer than `bound`.
    pub(super) fn add_bucket(&mut self, bound: f64, count: Count) {
        let by = count.growth.map_or(count.total, |growth| growth.by);
        *self.buckets.entry(bound.to_bits()).or_default() += by;
    }

    /// What it comes to; none if nothing was counted.
    pub(super) fn observed(&self) -> Option<Observed> {
        let done = if self.done.seen {
            self.done
        } else {
            self.received
        };
        if !done.seen || done.total <= 0.0 {
            return None;
        }
        Some(Observed {
            rate: done.rate,
            errors: done.rate.map(|_| self.failed.rate.unwrap_or(0.0)),
            p50: self.percentile(0.50),
            p95: self.percentile(0.95),
            total: done.total,
            failed: self.failed.total,
            stale: !self.done.seen || done.rate.is_some_and(|rate| rate <= 0.0),
        })
    }

    /// Between the bounds of the bucket that it falls into, evenly.
    fn percentile(&self, part: f64) -> Option<f64> {
        let buckets: Vec<(f64, f64)> = self
            .buckets
            .iter()
            .map(|(bits, count)| (f64::from_bits(*bits), *count))
            .collect();
        let all = buckets
            .last()
            .map(|(_, count)| *count)
            .filter(|all| *all > 0.0)?;
        let wanted = part * all;
        let mut before = (0.0, 0.0);
        for (bound, count) in buckets {
            if count >= wanted {
                if !bound.is_finite() {
                    return Some(before.0);
                }
                let inside = (wanted - before.1) / (count - before.1).max(f64::MIN_POSITIVE);
                return Some(before.0 + (bound - before.0) * inside.clamp(0.0, 1.0));
            }
            before = (bound, count);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn answers(at: i64, values: &[(&str, f64)]) -> Answers {
        let sample = |(name, value): &(&str, f64)| Sample {
            name: (*name).to_owned(),
            labels: BTreeMap::new(),
            value: *value,
        };
        Answers {
            metrics: Some(values.iter().map(sample).collect()),
            at: Timestamp::from_second(at).unwrap(),
            ..Answers::default()
        }
    }

    #[test]
    fn a_rate_is_growth_and_a_counter_may_begin_anew() {
        let now = answers(110, &[("a", 30.0), ("b", 5.0), ("new", 4.0)]);
        let before = answers(100, &[("a", 20.0), ("b", 50.0)]);
        let found: Vec<_> = counts(&now, Some(&before))
            .map(|(sample, count)| (sample.name.as_str(), count.growth.unwrap().by))
            .collect();
        assert_eq!(found, [("a", 10.0), ("b", 5.0), ("new", 4.0)]);
        assert!(counts(&now, None).all(|(_, count)| count.growth.is_none()));
        let unread = Answers::default();
        assert!(counts(&now, Some(&unread)).all(|(_, count)| count.growth.is_none()));
    }

    #[test]
    fn a_counter_that_falls_gives_no_rate_below_zero_or_beyond_belief() {
        let rows = [
            // Restarted: what it has counted since.
            (Some(1e6), 80.0, Some(80.0)),
            (Some(10.0), 0.0, Some(0.0)),
            (None, 40.0, Some(40.0)),
            // It has never begun anew, or what was read before was something else.
            (Some(1e6), 999_990.0, None),
            (Some(1e12), 5e11, None),
            (None, 5e8, None),
            // Much work is no fall.
            (Some(0.0), 1e6, Some(1e6)),
        ];
        for (was, is, expected) in rows {
            assert_eq!(grown(was, is, 10.0), expected, "{was:?} {is}");
        }
        for value in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            let (now, before) = (answers(110, &[("a", value)]), answers(100, &[("a", 1.0)]));
            assert_eq!(counts(&now, Some(&before)).count(), 0, "{value}");
        }
        // Clocks go back.
        let (now, before) = (answers(90, &[("a", 5.0)]), answers(100, &[("a", 1.0)]));
        assert!(counts(&now, Some(&before)).all(|(_, count)| count.growth.is_none()));
    }

    fn count(total: f64, by: f64) -> Count {
        let growth = Some(Growth { by, seconds: 10.0 });
        Count { total, growth }
    }

    #[test]
    fn replicas_are_summed_and_silence_is_stale() {
        let mut tally = Tally::default();
        assert_eq!(tally.observed(), None);
        tally.add(count(100.0, 10.0));
        tally.add(count(50.0, 5.0));
        tally.add_failed(count(3.0, 1.0));
        tally.add_received(count(149.0, 15.0));
        let seen = tally.observed().unwrap();
        assert_eq!((seen.rate, seen.errors), (Some(1.5), Some(0.1)));
        assert_eq!((seen.total, seen.failed, seen.stale), (150.0, 3.0, false));

        let mut quiet = Tally::default();
        quiet.add(count(100.0, 0.0));
        assert!(quiet.observed().unwrap().stale);
        let mut gone = Tally::default();
        gone.add_received(count(100.0, 0.0));
        let seen = gone.observed().unwrap();
        assert_eq!(
            (seen.rate, seen.total, seen.stale),
            (Some(0.0), 100.0, true)
        );
    }

    #[test]
    fn percentiles_lie_within_their_bucket() {
        let mut tally = Tally::default();
        for (bound, by) in [
            (1.0, 0.0),
            (2.0, 50.0),
            (5.0, 90.0),
            (10.0, 100.0),
            (f64::INFINITY, 100.0),
        ] {
            tally.add_bucket(bound, count(by, by));
        }
        assert_eq!(tally.percentile(0.5), Some(2.0));
        assert_eq!(tally.percentile(0.95), Some(7.5));
        let mut slow = Tally::default();
        slow.add_bucket(10.0, count(0.0, 0.0));
        slow.add_bucket(f64::INFINITY, count(4.0, 4.0));
        assert_eq!(slow.percentile(0.5), Some(10.0));
        assert_eq!(Tally::default().percentile(0.5), None);
    }
}
