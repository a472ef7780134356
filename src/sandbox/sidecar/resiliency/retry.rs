//! How long to wait before the next try, and whether there is one.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::Value;

use super::policy::duration;

/// The first wait of an exponential policy.
const FIRST: Duration = Duration::from_millis(500);
/// By so much a wait is longer than the one before.
const FACTOR: f64 = 1.5;
/// By such a part a wait may be shorter or longer than it should.
const SPREAD: f64 = 0.5;
/// After this time an exponential policy gives up.
const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// The longest wait where a manifest names none.
const LONGEST: Duration = Duration::from_secs(60);
/// The wait of a constant policy where a manifest names none.
const WAIT: Duration = Duration::from_secs(5);

/// A retry policy.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Retry {
    wait: Wait,
    /// After the first try; none: without end.
    max: Option<u32>,
    /// HTTP statuses that are tried again; none: all that are failures.
    statuses: Option<Vec<RangeInclusive<u16>>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Wait {
    Constant(Duration),
    Exponential { longest: Duration },
}

impl Retry {
    /// Always the same wait, so many times.
    pub(in super::super) fn constant(wait: Duration, max: u32) -> Self {
        Self {
            wait: Wait::Constant(wait),
            max: Some(max),
            statuses: None,
        }
    }

    /// Reads a policy of a manifest.
    pub(super) fn read(policy: &Value) -> Result<Self, String> {
        let time = |name: &str, otherwise| match policy[name].as_str().unwrap_or_default() {
            "" => Ok(otherwise),
            text => duration(text),
        };
        let wait = match policy["policy"].as_str().unwrap_or_default() {
            "" => Wait::Constant(time("duration", WAIT)?),
            kind if kind.eq_ignore_ascii_case("constant") => {
                Wait::Constant(time("duration", WAIT)?)
            }
            kind if kind.eq_ignore_ascii_case("exponential") => Wait::Exponential {
                longest: time("maxInterval", LONGEST)?,
            },
            kind => return Err(format!("unexpected back off policy type: {kind}")),
        };
        let statuses = policy["matching"]["httpStatusCodes"].as_str();
        let statuses = statuses.filter(|text| !text.is_empty()).map(ranges);
        Ok(Self {
            wait,
            // A negative number is without end, as no number is.
            max: policy["maxRetries"]
                .as_u64()
                .map(|max| u32::try_from(max).unwrap_or(u32::MAX)),
            statuses: statuses.transpose()?,
        })
    }

    /// With at least so many tries after the first.
    pub(super) fn at_least(mut self, tries: u32) -> Self {
        self.max = self.max.map(|max| max.max(tries));
        self
    }

    /// Whether an answer with this status is tried again.
    pub(super) fn wants(&self, status: u16) -> bool {
        let all = (100..=599).contains(&status);
        let among =
            |list: &Vec<RangeInclusive<u16>>| list.iter().any(|range| range.contains(&status));
        self.statuses.as_ref().map_or(all, among)
    }

    /// The waits of one call.
    pub(in super::super) fn waits(&self) -> Waits<'_> {
        Waits {
            retry: self,
            done: 0,
            next: FIRST,
        }
    }
}

/// `429,500-503`.
fn ranges(text: &str) -> Result<Vec<RangeInclusive<u16>>, String> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(range).collect()
}

fn range(text: &str) -> Result<RangeInclusive<u16>, String> {
    let wrong = || format!("invalid pattern {text}");
    let (start, end) = text.split_once('-').unwrap_or((text, text));
    let status = |text: &str| {
        text.parse::<u16>()
            .ok()
            .filter(|code| (100..=599).contains(code))
    };
    let (start, end) = (
        status(start).ok_or_else(wrong)?,
        status(end).ok_or_else(wrong)?,
    );
    if end < start {
        return Err(wrong());
    }
    Ok(start..=end)
}

/// The waits of one call, one after the other.
#[derive(Clone, Debug)]
pub(in super::super) struct Waits<'a> {
    retry: &'a Retry,
    done: u32,
    next: Duration,
}

impl Waits<'_> {
    /// How long to wait now; none where it is given up. `elapsed` is the time since the first try,
    /// `chance` a number between 0 and 1.
    pub(in super::super) fn next(&mut self, elapsed: Duration, chance: f64) -> Option<Duration> {
        if self.retry.max.is_some_and(|max| self.done >= max) {
            return None;
        }
        self.done = self.done.saturating_add(1);
        match self.retry.wait {
            Wait::Constant(wait) => Some(wait),
            Wait::Exponential { longest } => {
                let wait = self.next.mul_f64(1.0 - SPREAD + 2.0 * SPREAD * chance);
                self.next = self.next.mul_f64(FACTOR).min(longest);
                (elapsed + wait <= PATIENCE).then_some(wait)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::Retry;

    fn waits(policy: &Value, many: usize) -> Vec<u128> {
        let retry = Retry::read(policy).unwrap();
        let mut waits = retry.waits();
        let next = || waits.next(Duration::ZERO, 0.5).map(|wait| wait.as_millis());
        std::iter::from_fn(next).take(many).collect()
    }

    #[test]
    fn waits_between_tries() {
        let rows = [
            (
                json!({"policy": "constant", "duration": "2s", "maxRetries": 2}),
                vec![2000, 2000],
            ),
            (json!({"duration": "200", "maxRetries": 1}), vec![200]),
            (json!({"maxRetries": 0}), vec![]),
            (json!({}), vec![5000; 5]),
            (json!({"maxRetries": -1}), vec![5000; 5]),
            (
                json!({"policy": "exponential", "maxInterval": "1s"}),
                vec![500, 750, 1000, 1000, 1000],
            ),
            // As in Dapr, `duration` is for the constant policy alone.
            (
                json!({"policy": "exponential", "duration": "9s", "maxRetries": 2}),
                vec![500, 750],
            ),
        ];
        for (policy, expected) in rows {
            assert_eq!(waits(&policy, 5), expected, "{policy}");
        }
        let patient = Retry::read(&json!({"policy": "exponential"})).unwrap();
        assert_eq!(
            patient.waits().next(Duration::from_secs(15 * 60), 0.5),
            None
        );
    }

    #[test]
    fn statuses_that_are_tried_again() {
        let wants = |codes: &str, status| {
            let retry = Retry::read(&json!({"matching": {"httpStatusCodes": codes}}));
            retry.ok().map(|retry| retry.wants(status))
        };
        let rows = [
            ("", 404, Some(true)),
            ("429,500-503", 429, Some(true)),
            ("429,500-503", 503, Some(true)),
            ("429,500-503", 504, Some(false)),
            ("429,500-503", 404, Some(false)),
            (",500,", 500, Some(true)),
            ("5xx", 500, None),
            ("503-500", 500, None),
            ("99", 99, None),
            ("500-600", 500, None),
        ];
        for (codes, status, expected) in rows {
            assert_eq!(wants(codes, status), expected, "{codes} {status}");
        }
        for (policy, words) in [
            (
                json!({"policy": "often"}),
                "unexpected back off policy type: often",
            ),
            (json!({"duration": "soon"}), "invalid duration \"soon\""),
        ] {
            assert_eq!(Retry::read(&policy), Err(words.to_owned()));
        }
    }

    proptest! {
        /// So many waits as tries are allowed, and none longer than the policy lets it be.
        #[test]
        fn waits_are_bounded(max in 0_u32..50, longest in 500_u64..5_000, chances in prop::collection::vec(0.0..1.0_f64, 60)) {
            let policy = json!({"policy": "exponential", "maxInterval": longest.to_string(), "maxRetries": max});
            let retry = Retry::read(&policy).unwrap();
            let mut waits = retry.waits();
            let all: Vec<_> = chances.into_iter().map_while(|chance| waits.next(Duration::ZERO, chance)).collect();
            prop_assert_eq!(all.len(), max as usize);
            let bound = Duration::from_millis(longest).mul_f64(1.5);
            prop_assert!(all.iter().all(|wait| *wait <= bound));
        }
    }
}
