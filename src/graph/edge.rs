//! What pictures ask of an edge.

use super::{Edge, Observed};

/// Share of failures that may come from the time when apps started.
const START: f64 = 0.1;

impl Edge {
    /// Unique and stable, as those of nodes are: both ends and the verb.
    pub fn id(&self) -> String {
        format!("{} {} {}", self.from, self.verb, self.to)
    }

    /// Whether it cannot work, or does not always.
    pub fn fails(&self) -> bool {
        let observed = self.evidence.observed.as_ref();
        self.broken || observed.is_some_and(|seen| !seen.stale && failures(seen))
    }
}

/// Whether there are failures: lately, where that is known; else a good part of all, as a few belong to every start.
fn failures(seen: &Observed) -> bool {
    match seen.rate {
        Some(_) => seen.errors.is_some_and(|errors| errors > 0.0),
        None => seen.failed > seen.total * START,
    }
}
