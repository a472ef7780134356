//! Events are forgotten after an hour.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::context::{Context, EVENT};
use super::driver::{Controller, Looked, Looking, Source};
use super::object::{Key, key, time};

const AGE: SignedDuration = SignedDuration::from_hours(1);

/// Deletes events that are old.
pub(super) struct OldEvents(pub(super) Context);

impl Controller for OldEvents {
    fn sources(&self) -> Vec<Source> {
        vec![Source::of(EVENT, |event| vec![key(event)])]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

impl OldEvents {
    async fn look(&self, key: &Key) -> Looked {
        let Some(event) = self.0.get(EVENT, &key.0, &key.1)? else {
            return Ok(None);
        };
        let left = left(&event, Timestamp::now());
        if left.is_none() {
            self.0.delete(EVENT, &event).await?;
        }
        Ok(left)
    }
}

/// How long until the event is to be forgotten; nothing when it is time.
fn left(event: &Value, now: Timestamp) -> Option<Duration> {
    let times = [
        "/lastTimestamp",
        "/series/lastObservedTime",
        "/eventTime",
        "/metadata/creationTimestamp",
    ];
    let last = times
        .iter()
        .filter_map(|pointer| time(event, pointer))
        .max()
        .unwrap_or(now);
    let left = AGE - now.duration_since(last);
    Duration::try_from(left).ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::left;

    #[test]
    fn an_event_is_remembered_for_an_hour_after_its_last_time() {
        let now = "2026-01-01T02:00:00Z".parse().unwrap();
        let rows = [
            (json!({"lastTimestamp": "2026-01-01T01:59:00Z"}), Some(59)),
            (
                json!({"eventTime": "2026-01-01T01:30:00.000000Z"}),
                Some(30),
            ),
            (json!({"lastTimestamp": "2026-01-01T01:00:00Z"}), None),
            (
                json!({"metadata": {"creationTimestamp": "2026-01-01T00:00:00Z"}}),
                None,
            ),
            (json!({}), Some(60)),
        ];
        for (event, minutes) in rows {
            assert_eq!(
                left(&event, now).map(|left| left.as_secs() / 60),
                minutes,
                "{event}"
            );
        }
    }
}
