//! How often, and when.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// How often a sandbox is killed.
pub(super) fn kills() -> u32 {
    number("DAPRK_TEST_KILLS").unwrap_or(5)
}

/// Random numbers that can be had again: says how.
pub(super) fn seeded(test: &str) -> StdRng {
    let seed = number("DAPRK_TEST_SEED").unwrap_or_else(rand::random::<u32>);
    eprintln!("{test}: DAPRK_TEST_SEED={seed}");
    StdRng::seed_from_u64(seed.into())
}

fn number(name: &str) -> Option<u32> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// A moment within so many milliseconds. What matters is that it hits work in any state.
pub(super) async fn a_while(random: &mut StdRng, most: u64) {
    tokio::time::sleep(Duration::from_millis(random.random_range(0..=most))).await;
}
