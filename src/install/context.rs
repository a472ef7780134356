//! What every part of the sequence works with.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::cluster::Cluster;
use crate::error::{Error, Exit, Result};
use crate::event::{Event, Reporter};

/// The label of namespaces that we made, so that `uninstall` may remove them when they are empty.
pub(super) const MADE_BY: (&str, &str) = ("app.kubernetes.io/managed-by", "daprk");

/// What a run works with.
pub struct Context<'a> {
    /// The cluster that is changed.
    pub cluster: &'a Cluster,
    /// Who is told.
    pub reporter: &'a dyn Reporter,
    /// Set by the first Ctrl-C.
    pub cancel: CancellationToken,
}

impl Context<'_> {
    /// Does work that changes nothing by halves: Ctrl-C and the deadline end it where it is.
    pub(super) async fn before<T>(
        &self,
        deadline: Instant,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            biased;
            done = work => done,
            () = self.cancel.cancelled() => Err(Error::interrupted()),
            () = tokio::time::sleep_until(deadline) => Err(late()),
        }
    }

    /// Tells that a phase ended well.
    pub(super) fn phase_done(&self, phase: &str, detail: String, started: Instant) {
        self.reporter.emit(Event::PhaseDone {
            phase: phase.to_owned(),
            detail,
            seconds: started.elapsed().as_secs_f64(),
        });
    }
}

fn late() -> Error {
    Error::new(
        Exit::TimedOut,
        "timed-out",
        "time is over before anything was changed",
    )
    .hint("the cluster answers slowly, or not at all; --timeout gives it longer")
}

/// The first of them: `a, b and 3 more`.
pub fn listed(items: &[String], between: &str, limit: usize) -> String {
    match items.len().checked_sub(limit) {
        Some(more) if more > 0 => format!("{} and {more} more", items[..limit].join(between)),
        _ => items.join(between),
    }
}

/// `1 object`, `3 objects`, and what else there is to say.
pub fn counted(count: usize, what: &str) -> String {
    let word = if count == 1 { "object" } else { "objects" };
    format!("{count} {word}{what}")
}
