//! Several logs in the order of time. Each log keeps its own order; of each only the next line is
//! held.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use futures::{Stream, StreamExt as _};

use super::{LogItem, LogLine, Stamp};
use crate::cluster::Refusal;

/// Streams of which the next line in time comes next, until each has ended or is caught up.
pub struct Merge<S> {
    sources: Vec<Source<S>>,
    /// Sources whose next line isn't known.
    open: VecDeque<usize>,
    heads: BinaryHeap<Reverse<Head>>,
}

struct Source<S> {
    /// None once it has ended.
    stream: Option<S>,
    next: Option<LogLine>,
    /// The latest stamp so far.
    latest: Option<Stamp>,
}

/// Where a source stands: by time, pieces of a line that has begun first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    time: Stamp,
    starts: bool,
    source: usize,
}

impl<S: Stream<Item = Result<LogItem, Refusal>> + Unpin> Merge<S> {
    /// Merges these; they are numbered in the order given.
    pub fn new(streams: impl IntoIterator<Item = S>) -> Self {
        let source = |stream| Source {
            stream: Some(stream),
            next: None,
            latest: None,
        };
        let sources: Vec<_> = streams.into_iter().map(source).collect();
        Self {
            open: (0..sources.len()).collect(),
            sources,
            heads: BinaryHeap::new(),
        }
    }

    /// The next line, or at once whatever else a source tells, with the source's number. `None`
    /// when every source has ended or is caught up.
    pub async fn next(&mut self) -> Option<(usize, Result<LogItem, Refusal>)> {
        while let Some(&number) = self.open.front() {
            let source = &mut self.sources[number];
            let item = match &mut source.stream {
                Some(stream) => stream.next().await,
                None => None,
            };
            match item {
                Some(Ok(LogItem::Line(line))) => {
                    self.heads.push(Reverse(source.hold(number, line)));
                }
                Some(Ok(LogItem::CaughtUp)) => {}
                Some(other) => return Some((number, other)),
                None => source.stream = None,
            }
            self.open.pop_front();
        }
        let Reverse(head) = self.heads.pop()?;
        self.open.push_back(head.source);
        let line = self.sources[head.source].next.take()?;
        Some((head.source, Ok(LogItem::Line(line))))
    }

    /// The streams that are caught up, with their numbers.
    pub fn into_live(self) -> Vec<(usize, S)> {
        let numbered = self.sources.into_iter().enumerate();
        numbered
            .filter_map(|(number, source)| Some((number, source.stream?)))
            .collect()
    }
}

impl<S> Source<S> {
    fn hold(&mut self, number: usize, line: LogLine) -> Head {
        let time = self
            .latest
            .map_or(line.stamp, |latest| latest.max(line.stamp));
        self.latest = Some(time);
        let starts = line.starts;
        self.next = Some(line);
        Head {
            time,
            starts,
            source: number,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{LogItem, LogLine, Merge, Refusal};

    fn line(second: i64, text: &str) -> LogItem {
        let time = Timestamp::from_second(second).expect("in range");
        LogItem::Line(LogLine {
            stamp: time.into(),
            text: text.into(),
            starts: !text.starts_with('…'),
        })
    }

    fn runtime() -> tokio::runtime::Runtime {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime")
    }

    fn merged(sources: Vec<Vec<LogItem>>) -> (Vec<String>, Vec<usize>) {
        let streams = sources
            .into_iter()
            .map(|items| stream::iter(items.into_iter().map(Ok)));
        let mut merge = Merge::new(streams);
        let mut told = Vec::new();
        runtime().block_on(async {
            while let Some((number, item)) = merge.next().await {
                told.push(match item {
                    Ok(LogItem::Line(line)) => {
                        format!("{number} {}", String::from_utf8_lossy(&line.text))
                    }
                    other => format!("{number} {other:?}"),
                });
            }
        });
        let live = merge.into_live();
        (told, live.into_iter().map(|(number, _)| number).collect())
    }

    #[test]
    fn lines_come_in_the_order_of_time() {
        let rows = [
            (vec![], vec![]),
            (vec![vec![], vec![line(1, "a")]], vec!["1 a"]),
            (
                vec![
                    vec![line(1, "a"), line(4, "d")],
                    vec![line(2, "b"), line(3, "c")],
                ],
                vec!["0 a", "1 b", "1 c", "0 d"],
            ),
            // The same time: the first source first, and a source's lines in their own order.
            (
                vec![vec![line(1, "a"), line(1, "b")], vec![line(1, "c")]],
                vec!["0 a", "0 b", "1 c"],
            ),
            (
                vec![
                    vec![line(5, "a"), line(3, "b")],
                    vec![line(4, "c"), line(6, "d")],
                ],
                vec!["1 c", "0 a", "0 b", "1 d"],
            ),
            // The pieces of a long line stay together.
            (
                vec![
                    vec![line(1, "x"), line(2, "y")],
                    vec![line(1, "a"), line(1, "…b")],
                ],
                vec!["0 x", "1 a", "1 …b", "0 y"],
            ),
        ];
        for (sources, expected) in rows {
            assert_eq!(merged(sources).0, expected);
        }
    }

    #[test]
    fn a_source_that_is_caught_up_is_not_waited_for() {
        let sources = vec![
            vec![line(5, "a"), LogItem::CaughtUp, line(9, "live")],
            vec![LogItem::CaughtUp, line(8, "live")],
            vec![line(7, "b")],
        ];
        assert_eq!(
            merged(sources),
            (vec!["0 a".to_owned(), "2 b".to_owned()], vec![0, 1])
        );
    }

    #[test]
    fn what_is_no_line_is_told_at_once_and_an_error_ends_its_source() {
        let lost = || Err(Refusal::NotFound("gone".into()));
        let sources = vec![
            stream::iter(vec![Ok(line(5, "a")), lost()]),
            stream::iter(vec![Ok(LogItem::Note("n".into())), Ok(line(1, "b"))]),
        ];
        let mut merge = Merge::new(sources);
        let mut told = Vec::new();
        runtime().block_on(async {
            while let Some((number, item)) = merge.next().await {
                told.push((number, item.is_ok()));
            }
        });
        assert_eq!(told, [(1, true), (1, true), (0, true), (0, false)]);
        assert!(merge.into_live().is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_sorted_logs_are_merged_sorted(
            mut logs in proptest::collection::vec(proptest::collection::vec(0i64..30, 0..20), 0..5),
        ) {
            for log in &mut logs { log.sort_unstable(); }
            let mut expected = logs.concat();
            expected.sort_unstable();
            let sources = logs.iter().map(|log| {
                log.iter().map(|second| line(*second, &second.to_string())).collect()
            });
            let (told, _) = merged(sources.collect());
            let seconds: Vec<i64> = told.iter().map(|line| {
                line.split(' ').nth(1).expect("has a text").parse().expect("a number")
            }).collect();
            prop_assert_eq!(seconds, expected);
        }
    }
}
