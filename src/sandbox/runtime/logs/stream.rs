//! A log as a stream of bytes.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use futures::stream::unfold;
use jiff::Timestamp;

use super::line::Line;
use super::reader::Reader;
use crate::sandbox::node::{LogQuery, LogStream};

/// How long a follower waits before it looks again.
const PAUSE: Duration = Duration::from_millis(100);
/// Bytes after which a piece is handed over.
const PIECE: usize = 64 * 1024;

struct State<L> {
    reader: Reader,
    query: LogQuery,
    since: Option<Timestamp>,
    lives: L,
    /// Whether a line begins with what is read next.
    begins: bool,
    /// Bytes that may still be shown.
    left: u64,
    /// What `tail` leaves, until it is shown.
    tail: Option<VecDeque<Vec<u8>>>,
}

/// The log in a file; `lives` says whether its run has not ended.
pub(crate) fn stream(
    path: PathBuf,
    query: &LogQuery,
    lives: impl Fn() -> bool + Send + 'static,
) -> LogStream {
    let ago = query
        .since
        .and_then(|age| Timestamp::now().checked_sub(age).ok());
    let state = State {
        reader: Reader::new(path),
        since: query.since_time.or(ago),
        lives,
        begins: true,
        left: query.limit_bytes.unwrap_or(u64::MAX),
        tail: None,
        query: query.clone(),
    };
    Box::pin(unfold(Some(state), |state| async {
        let mut state = state?;
        match state.next().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(state))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    }))
}

impl<L: Fn() -> bool> State<L> {
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.cut_tail()?;
        loop {
            // Asked before reading, so that the last words of a run are not missed.
            let lives = self.query.follow && (self.lives)();
            let piece = self.piece()?;
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
            if !lives || self.left == 0 {
                return Ok(None);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Reads what is there, and keeps the last lines of it.
    fn cut_tail(&mut self) -> io::Result<()> {
        let Some(count) = self.query.tail.take() else {
            return Ok(());
        };
        let mut kept = VecDeque::new();
        let mut full = 0;
        while let Some(line) = self.reader.next()? {
            full += usize::from(is_full(&line));
            kept.push_back(line);
            while full > count {
                full -= kept
                    .pop_front()
                    .map_or(full, |line| usize::from(is_full(&line)));
            }
        }
        self.tail = Some(kept);
        Ok(())
    }

    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.tail.as_mut().and_then(VecDeque::pop_front) {
            return Ok(Some(line));
        }
        self.reader.next()
    }

    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        while piece.len() < PIECE && self.left > 0 {
            let Some(bytes) = self.line()? else {
                break;
            };
            let before = piece.len();
            self.show(&bytes, &mut piece);
            let added = (piece.len() - before) as u64;
            if added > self.left {
                piece.truncate(before + usize::try_from(self.left).unwrap_or(usize::MAX));
            }
            self.left = self.left.saturating_sub(added);
        }
        Ok(piece)
    }

    fn show(&mut self, bytes: &[u8], piece: &mut Vec<u8>) {
        let Some(line) = Line::parse(bytes) else {
            return;
        };
        if self.since.is_none_or(|since| line.is_since(since)) {
            line.show(self.query.timestamps, self.begins, piece);
        }
        self.begins = line.full;
    }
}

fn is_full(bytes: &[u8]) -> bool {
    Line::parse(bytes).is_none_or(|line| line.full)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use futures::StreamExt;

    use super::stream;
    use crate::sandbox::node::LogQuery;
    use crate::sandbox::runtime::supervisor::LogFile;

    const TEXT: &str = "2026-01-01T00:00:01.000000000Z stdout F one\n\
                        2026-01-01T00:00:02.000000000Z stdout P tw\n\
                        2026-01-01T00:00:02.000000000Z stdout F o\n\
                        2026-01-01T00:00:03.000000000Z stderr F three\n";

    async fn shown(query: LogQuery) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0.log");
        std::fs::write(&path, TEXT).unwrap();
        let mut stream = stream(path, &query, || false);
        let mut all = Vec::new();
        while let Some(piece) = stream.next().await {
            all.extend(piece.unwrap());
        }
        String::from_utf8(all).unwrap()
    }

    #[tokio::test]
    async fn what_is_asked_for_is_shown() {
        let usual = LogQuery::default;
        let since = |time: &str| Some(time.parse().unwrap());
        let rows = [
            (usual(), "one\ntwo\nthree\n"),
            (
                LogQuery {
                    tail: Some(2),
                    ..usual()
                },
                "two\nthree\n",
            ),
            (
                LogQuery {
                    tail: Some(0),
                    ..usual()
                },
                "",
            ),
            (
                LogQuery {
                    tail: Some(9),
                    ..usual()
                },
                "one\ntwo\nthree\n",
            ),
            (
                LogQuery {
                    since_time: since("2026-01-01T00:00:02Z"),
                    ..usual()
                },
                "two\nthree\n",
            ),
            (
                LogQuery {
                    since: Some(Duration::from_secs(1)),
                    ..usual()
                },
                "",
            ),
            (
                LogQuery {
                    limit_bytes: Some(6),
                    ..usual()
                },
                "one\ntw",
            ),
            (
                LogQuery {
                    timestamps: true,
                    tail: Some(2),
                    ..usual()
                },
                "2026-01-01T00:00:02.000000000Z two\n2026-01-01T00:00:03.000000000Z three\n",
            ),
            (
                LogQuery {
                    follow: true,
                    ..usual()
                },
                "one\ntwo\nthree\n",
            ),
        ];
        for (query, expected) in rows {
            assert_eq!(shown(query.clone()).await, expected, "{query:?}");
        }
    }

    #[tokio::test]
    async fn a_follower_hears_the_last_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0.log");
        let mut log = LogFile::open(&path).unwrap();
        log.say("first").unwrap();
        let alive = Arc::new(AtomicBool::new(true));
        let lives = Arc::clone(&alive);
        let query = LogQuery {
            follow: true,
            ..LogQuery::default()
        };
        let mut stream = stream(path, &query, move || lives.load(Ordering::SeqCst));
        assert_eq!(stream.next().await.unwrap().unwrap(), b"first\n");
        log.say("last").unwrap();
        alive.store(false, Ordering::SeqCst);
        assert_eq!(stream.next().await.unwrap().unwrap(), b"last\n");
        assert!(stream.next().await.is_none());
    }
}
