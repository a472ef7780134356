//! Waits until a condition holds.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Check, Look};
use crate::error::Result;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(150);
/// What is found is told after this time …
const FIRST_WORD: Duration = Duration::from_secs(2);
/// … and when it changes, again after this one.
const BETWEEN_WORDS: Duration = Duration::from_secs(5);
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

/// Looks until the condition holds or the time is over. `told` hears what is found in its place,
/// each time that this changes.
///
/// # Errors
/// The cluster does not answer any more.
pub async fn hold(
    look: &Look,
    check: &Check,
    within: Duration,
    told: &(dyn Fn(&str) + Sync),
) -> Result<Verdict> {
    let begin = Instant::now();
    let (mut first, mut last) = (None, String::new());
    let (mut answered, mut next_word) = (begin, FIRST_WORD);
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
            Err(found) => {
                if found != last && next_word <= took {
                    told(&found);
                    next_word = took + BETWEEN_WORDS;
                    last = found;
                }
            }
        }
        sleep(PAUSE.min(within.saturating_sub(took))).await;
    }
}
