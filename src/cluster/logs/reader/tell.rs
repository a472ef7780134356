//! What a reader tells beside lines.

use super::{Reader, Stop};
use crate::cluster::Refusal;
use crate::cluster::logs::LogItem;
use crate::cluster::logs::state::{Now, State};

/// A failure is told when it happens so often in a row.
const TOLD_FAILURE: u32 = 2;

impl Reader {
    pub(super) async fn completed(&mut self, state: &State) -> Result<(), Stop> {
        self.complete = Some(state.restarts);
        match &state.now {
            Now::Ended { how } if !state.is_leaving => {
                let note = format!("{} ended ({how})", self.source);
                self.tell(LogItem::Note(note)).await
            }
            _ => Ok(()),
        }
    }

    pub(super) async fn gone(&mut self) -> Result<(), Stop> {
        if self.is_clean {
            return Ok(());
        }
        let warning = format!("{} is gone; the end of its log may be missing", self.source);
        self.tell(LogItem::Warning(warning)).await
    }

    pub(super) async fn caught_up(&mut self) -> Result<(), Stop> {
        if std::mem::replace(&mut self.is_caught_up, true) {
            return Ok(());
        }
        self.tell(LogItem::CaughtUp).await
    }

    /// A failure that doesn't pass at once is told; one that cannot pass ends the log.
    pub(super) async fn bear(&mut self, refusal: Refusal) -> Result<(), Stop> {
        if matches!(refusal, Refusal::Invalid(_) | Refusal::NotFound(_)) {
            return Ok(());
        }
        if !refusal.is_passing() {
            return Err(refusal.into());
        }
        tracing::debug!(source = %self.source, %refusal, "log request failed");
        self.failures += 1;
        if self.failures != TOLD_FAILURE {
            return Ok(());
        }
        let warning = match refusal {
            // The same words for every log, so that they are said once.
            Refusal::Unreachable(_) => "the cluster cannot be reached; trying again".to_owned(),
            refusal => format!(
                "cannot read the log of {}: {refusal}; trying again",
                self.source
            ),
        };
        self.tell(LogItem::Warning(warning)).await
    }

    pub(super) async fn mended(&mut self) -> Result<(), Stop> {
        if std::mem::take(&mut self.failures) < TOLD_FAILURE {
            return Ok(());
        }
        let note = format!("the log of {} goes on", self.source);
        self.tell(LogItem::Note(note)).await
    }

    pub(super) async fn hear(&mut self, words: String) -> Result<(), Stop> {
        if self.words.as_ref() == Some(&words) {
            return Ok(());
        }
        let warning = format!("the kubelet says of {}: {words}", self.source);
        self.words = Some(words);
        self.tell(LogItem::Warning(warning)).await
    }

    pub(super) async fn tell(&self, item: LogItem) -> Result<(), Stop> {
        self.out.send(Ok(item)).await.map_err(|_| Stop::Deaf)
    }
}
