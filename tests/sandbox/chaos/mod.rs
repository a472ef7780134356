//! A sandbox that is killed again and again while much happens in it.
//!
//! `DAPRK_TEST_KILLS` says how often (default 5), `DAPRK_TEST_SEED` repeats a run.

mod killing;
mod pods;
mod random;
mod watchers;
mod watching;
mod writers;
