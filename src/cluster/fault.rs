//! Ends the process after a given write, so that tests can see what a killed run leaves behind.
//!
//! `DAPRK_TEST_KILL_AFTER_WRITE=N` in a debug build aborts once the Nth change (anything but a
//! read, a dry run or a review) was answered. Release builds don't look at it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts writes, and aborts at the one it was told.
#[derive(Debug)]
pub(super) struct Fault {
    kill_after: Option<u64>,
    writes: AtomicU64,
}

impl Fault {
    pub(super) fn from_environment() -> Self {
        let kill_after = if cfg!(debug_assertions) {
            std::env::var("DAPRK_TEST_KILL_AFTER_WRITE")
                .ok()
                .and_then(|text| text.parse().ok())
        } else {
            None
        };
        Self {
            kill_after,
            writes: AtomicU64::new(0),
        }
    }

    /// To be called when a write was answered.
    pub(super) fn wrote(&self) {
        let writes = self.writes.fetch_add(1, Ordering::Relaxed) + 1;
        if self.kill_after == Some(writes) {
            std::process::abort();
        }
    }
}
