//! How long the next try waits.

use std::time::Duration;

use tokio::time::Instant;

const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(300);

/// Doubles from ten seconds to five minutes, and begins anew after ten quiet minutes. The first
/// try after a failure does not wait.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BackOff {
    delay: Option<(Duration, Instant)>,
}

impl BackOff {
    /// The delay in force, counted from the failure that has just been.
    pub(crate) fn delay(&self, now: Instant) -> Duration {
        match self.delay {
            Some((delay, since)) if now.duration_since(since) <= 2 * LONGEST => delay,
            _ => Duration::ZERO,
        }
    }

    /// To be called with each try that follows a failure.
    pub(crate) fn tried(&mut self, now: Instant) {
        let delay = self.delay(now);
        let next = if delay.is_zero() {
            FIRST
        } else {
            (delay * 2).min(LONGEST)
        };
        self.delay = Some((next, now));
    }
}

/// As a kubelet writes delays: `10s`, `2m40s`.
pub(crate) fn words(delay: Duration) -> String {
    let seconds = delay.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}s"),
        (minutes, seconds) => format!("{minutes}m{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{BackOff, words};

    #[test]
    fn delays_double_and_begin_anew() {
        let now = Instant::now();
        let mut back_off = BackOff::default();
        let mut delays = Vec::new();
        for _ in 0..8 {
            delays.push(words(back_off.delay(now)));
            back_off.tried(now);
        }
        assert_eq!(
            delays,
            ["0s", "10s", "20s", "40s", "1m20s", "2m40s", "5m0s", "5m0s"]
        );
        assert!(back_off.delay(now + Duration::from_secs(601)).is_zero());
    }
}
