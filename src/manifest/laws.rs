//! How laws are tested: the same cases in every run, so that a failure is one for everybody.

use proptest::test_runner::{Config, RngSeed};

/// That many cases from a fixed seed, and no file of failures beside the sources.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(cases.into()),
        failure_persistence: None,
        ..Config::default()
    }
}
