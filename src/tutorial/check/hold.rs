//! Waits until a condition holds.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Check, Look};
use crate::error::Result;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(150);
/// The same where sidecars count them as what apps ask: a picture shows it.
const COUNTED: Duration = Duration::from_millis(500);
/// How long a cluster that does not answer is asked again.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a condition came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether it holds.
    pub holds: bool,
    /// What is there in its place; empty if it holds.
    pub found: String,
    /// How long that took.
    pub took: Duration,
}

/// Looks until the condition holds or the time is over. `told` hears at each look what is found in
/// its place, and for how long the condition has been waited for.
///
/// # Errors
/// The cluster does not answer any more.
pub async fn hold(
    look: &Look,
    check: &Check,
    within: Duration,
    told: &(dyn Fn(&str, Duration) + Sync),
) -> Result<Verdict> {
    let begin = Instant::now();
    let is_counted = check.value.subject.is_counted();
    let pause = if is_counted { COUNTED } else { PAUSE };
    let (mut first, mut answered) = (None, begin);
    loop {
        let found = match look.at(&check.value).await {
            Ok(found) => {
                answered = Instant::now();
                check.condition.holds(&found, &mut first)
            }
            Err(error) if answered.elapsed() > PATIENCE => return Err(error),
            Err(error) => Err(error.message),
        };
        let took = begin.elapsed();
        match found {
            Ok(()) => {
                return Ok(Verdict {
                    holds: true,
                    found: String::new(),
                    took,
                });
            }
            Err(found) if took >= within => {
                return Ok(Verdict {
                    holds: false,
                    found,
                    took,
                });
            }
            Err(found) => told(&found, took),
        }
        sleep(pause.min(within.saturating_sub(took))).await;
    }
}
