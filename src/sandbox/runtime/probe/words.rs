//! Pure: what a probe asks, and when it counts.

use std::time::Duration;

use serde_json::Value;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    Startup,
    Liveness,
    Readiness,
}

impl Sort {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Startup, Self::Liveness, Self::Readiness];

    /// Its field in a container.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Startup => "startupProbe",
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
        }
    }

    /// As events begin.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Startup => "Startup",
            Self::Liveness => "Liveness",
            Self::Readiness => "Readiness",
        }
    }
}

/// When a probe is done, and how often it has to end the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timing {
    /// Before the first.
    pub(crate) delay: Duration,
    /// Between two.
    pub(crate) period: Duration,
    /// For one.
    pub(crate) timeout: Duration,
    success: u32,
    failure: u32,
}

impl Timing {
    /// With a kubelet's defaults. A second is as long as said.
    pub(crate) fn of(probe: &Value, second: Duration) -> Self {
        let number = |key: &str| probe[key].as_u64().and_then(|it| u32::try_from(it).ok());
        let count = |key, usual| number(key).filter(|it| *it > 0).unwrap_or(usual);
        let seconds = |key, usual| second * count(key, usual);
        Self {
            delay: seconds("initialDelaySeconds", 0),
            period: seconds("periodSeconds", 10),
            timeout: seconds("timeoutSeconds", 1),
            success: count("successThreshold", 1),
            failure: count("failureThreshold", 3),
        }
    }
}

/// Counts outcomes until they are believed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    same: u32,
    good: bool,
}

impl Tally {
    /// Counts one; answers the verdict if it is reached with it or stands.
    pub(crate) fn count(&mut self, timing: &Timing, good: bool) -> Option<bool> {
        if self.good == good {
            self.same = self.same.saturating_add(1);
        } else {
            *self = Self { same: 1, good };
        }
        let enough = if good { timing.success } else { timing.failure };
        (self.same >= enough).then_some(good)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Tally, Timing};

    #[test]
    fn defaults_are_a_kubelets() {
        let timing = Timing::of(
            &json!({"periodSeconds": 2, "failureThreshold": 0}),
            Duration::from_secs(1),
        );
        assert_eq!(timing.delay, Duration::ZERO);
        assert_eq!(timing.period, Duration::from_secs(2));
        assert_eq!(timing.timeout, Duration::from_secs(1));
        assert_eq!((timing.success, timing.failure), (1, 3));
    }

    #[test]
    fn outcomes_count_when_they_repeat() {
        let thresholds = json!({"successThreshold": 2, "failureThreshold": 3});
        let timing = Timing::of(&thresholds, Duration::from_secs(1));
        let outcomes = [
            true, true, true, false, false, true, false, false, false, false,
        ];
        let mut tally = Tally::default();
        let verdicts: Vec<_> = outcomes
            .iter()
            .map(|it| tally.count(&timing, *it))
            .collect();
        let yes = Some(true);
        let no = Some(false);
        let expected = [None, yes, yes, None, None, None, None, None, no, no];
        assert_eq!(verdicts, expected);
    }
}
