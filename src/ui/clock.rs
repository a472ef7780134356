//! The time, handed in so that tests can turn it.

use std::time::Instant;

/// Where the time comes from.
pub(super) trait Clock: Send + Sync {
    /// For how long things took.
    fn now(&self) -> Instant;

    /// For the record: RFC 3339, UTC, milliseconds.
    fn timestamp(&self) -> String;
}

/// The machine's clock.
pub(super) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn timestamp(&self) -> String {
        format!("{:.3}", jiff::Timestamp::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_rfc_3339_in_utc_with_milliseconds() {
        let stamp = SystemClock.timestamp();
        assert_eq!(stamp.len(), "2026-11-23T08:20:11.123Z".len(), "{stamp}");
        assert!(stamp.parse::<jiff::Timestamp>().is_ok() && stamp.ends_with('Z'));
    }
}
