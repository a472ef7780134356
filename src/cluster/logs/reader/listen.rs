//! One answer: heard line by line, and what is new in it told.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::{End, Reader, Stop};
use crate::cluster::logs::position::Overlap;
use crate::cluster::logs::request::{Answer, Query, Read, Since};
use crate::cluster::logs::{LogItem, LogLine, Stamp};

/// An answer that is silent for so long is asked for anew, and again after up to the longer time
/// if that brought nothing. A connection that a router forgot, or that a laptop slept through,
/// gives no sign of it; and a kubelet that opens a log just before it is rotated, and begins to
/// watch it just after, stays with the old file (`ReadLogs` in `k8s.io/cri-client/pkg/logs`).
pub(super) const SILENCES: (Duration, Duration) =
    (Duration::from_secs(5), Duration::from_secs(120));

/// A line that was waited for so long shows that the kubelet watches the right file; and what
/// lasts so long does not break off at once.
pub(super) const LIVE: Duration = Duration::from_secs(1);

/// A log that says nothing for so long, first of all and then after a line, is caught up.
const LULLS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_millis(300));

/// The least number of seconds between two rotations of a log (`containerLogMonitorInterval`).
const ROTATION: i64 = 3;

impl Reader {
    /// Asks, and tells the lines that are new.
    pub(super) async fn answer(
        &mut self,
        query: Query,
        overlap: &mut Overlap,
    ) -> Result<End, Stop> {
        let cluster = self.cluster.clone();
        let source = self.source.clone();
        let mut opening = std::pin::pin!(timeout(SILENCES.1, cluster.open_log(&source, query)));
        let opened = if let Ok(opened) = timeout(LULLS.0, &mut opening).await {
            opened
        } else {
            self.caught_up().await?;
            opening.await
        };
        match opened {
            Ok(Ok(answer)) => {
                self.mended().await?;
                self.listen(answer, query.follow, overlap).await
            }
            Ok(Err(refusal)) => Ok(End::Refused(refusal)),
            Err(_) => Ok(End::Silent),
        }
    }

    /// Tells what is new in an answer.
    async fn listen(
        &mut self,
        mut answer: Answer,
        follow: bool,
        overlap: &mut Overlap,
    ) -> Result<End, Stop> {
        let (told, now) = (self.told, Stamp::now());
        let mut silence = if follow { self.silence } else { SILENCES.1 };
        loop {
            let asked = Instant::now();
            let read = match timeout(self.patience(told, silence), answer.next()).await {
                Ok(read) => read,
                Err(_) if !self.is_caught_up => {
                    self.caught_up().await?;
                    continue;
                }
                Err(_) => {
                    let longer = (silence * 2).min(SILENCES.1);
                    self.silence = if self.told > told { SILENCES.0 } else { longer };
                    return Ok(End::Silent);
                }
            };
            if self.told > told && asked.elapsed() >= LIVE {
                silence = SILENCES.1;
            }
            match read {
                Ok(Some(Read::Line(line))) => {
                    if line.stamp >= now {
                        self.caught_up().await?;
                    }
                    self.meet(line, overlap).await?;
                }
                Ok(Some(Read::Fragment)) => {}
                Ok(Some(Read::Rest(line))) if overlap.is_new(&line) => return Ok(End::Rest(line)),
                Ok(Some(Read::Rest(_)) | None) => return Ok(End::Whole),
                Ok(Some(Read::Torn)) => {
                    return Ok(End::Broken("it ended within a line".to_owned()));
                }
                Ok(Some(Read::Words(words))) => return Ok(End::Words(words)),
                Err(error) => return Ok(End::Broken(error.to_string())),
            }
        }
    }

    fn patience(&self, told: u64, silence: Duration) -> Duration {
        match self.is_caught_up {
            true => silence,
            false if self.told == told => LULLS.0,
            false => LULLS.1,
        }
    }

    pub(super) fn query(&self, follow: bool, previous: bool) -> Query {
        let since = match (self.position.since(), self.options.since) {
            (Some(second), _) => Since::Second(second),
            (None, Some(age)) => Since::Age(age.saturating_add(self.began.elapsed())),
            (None, None) => Since::Beginning,
        };
        // Of `--tail 0` the last line is wanted all the same: the place to go on from.
        let tail = self.tail.map(|lines| lines.max(1));
        Query {
            follow,
            previous,
            tail: tail.filter(|_| self.position.since().is_none()),
            since,
        }
    }

    async fn meet(&mut self, line: LogLine, overlap: &mut Overlap) -> Result<(), Stop> {
        if !overlap.is_new(&line) {
            return Ok(());
        }
        if overlap.is_gap() && !self.follows_on(&line) {
            let warning = format!(
                "the log of {} was rotated before it was read to its end; lines may be missing here",
                self.source
            );
            self.tell(LogItem::Warning(warning)).await?;
        }
        self.show(line).await
    }

    /// Whether this is the first line of the file after the one that was read to its end.
    fn follows_on(&self, line: &LogLine) -> bool {
        let last = self.position.last();
        self.is_silent && last.is_some_and(|last| line.stamp.second() - last.second() < ROTATION)
    }

    pub(super) async fn show(&mut self, line: LogLine) -> Result<(), Stop> {
        let is_first = self.position.since().is_none();
        self.position.shown(&line);
        if is_first && self.tail.is_some() {
            self.position.begin_with_first();
        }
        self.told += 1;
        if self.tail == Some(0) {
            return Ok(());
        }
        self.tell(LogItem::Line(line)).await
    }
}
