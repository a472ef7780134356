//! One request for a log, and the lines that it answers.

use std::pin::Pin;
use std::time::Duration;

use futures::io::{AsyncBufRead, AsyncBufReadExt as _};
use http::{HeaderValue, Method, header};
use jiff::Timestamp;

use super::lines::{Piece, Splitter};
use super::{LONGEST_LINE, LogLine, LogSource, Stamp};
use crate::cluster::send::{encoded, request};
use crate::cluster::{Cluster, Refusal};

/// From when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// All that there is.
    Beginning,
    /// What is younger than this.
    Age(Duration),
    /// From this second since 1970 on.
    Second(i64),
}

/// What to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) follow: bool,
    pub(super) previous: bool,
    pub(super) tail: Option<u64>,
    pub(super) since: Since,
}

/// What an answer holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A line.
    Line(LogLine),
    /// The answer ended within this line, or the container has not ended it yet.
    Rest(LogLine),
    /// The end of a line whose beginning is older than what was asked for.
    Fragment,
    /// The answer ended within a stamp.
    Torn,
    /// Words of the kubelet's own: that it cannot read the log.
    Words(String),
}

/// The lines of an answer.
pub(super) struct Answer {
    body: Pin<Box<dyn AsyncBufRead + Send>>,
    splitter: Splitter,
    /// The stamp of the line that the next piece may belong to.
    stamp: Option<Stamp>,
}

impl Cluster {
    pub(super) async fn open_log(
        &self,
        source: &LogSource,
        query: Query,
    ) -> Result<Answer, Refusal> {
        let mut request = request(Method::GET, &path(source, query), None)?;
        // A compressed answer would be held back until there is enough to compress.
        let identity = HeaderValue::from_static("identity");
        request
            .headers_mut()
            .insert(header::ACCEPT_ENCODING, identity);
        let body = self.client.request_stream(request).await?;
        Ok(Answer::new(Box::pin(body)))
    }
}

impl Answer {
    fn new(body: Pin<Box<dyn AsyncBufRead + Send>>) -> Self {
        Self {
            body,
            splitter: Splitter::new(LONGEST_LINE),
            stamp: None,
        }
    }

    /// The next line; `None` at the end of the answer.
    pub(super) async fn next(&mut self) -> std::io::Result<Option<Read>> {
        loop {
            let bytes = self.body.fill_buf().await?;
            if bytes.is_empty() {
                return Ok(self.splitter.rest().map(|piece| self.rest(piece)));
            }
            let (taken, piece) = self.splitter.take(bytes);
            self.body.consume_unpin(taken);
            if let Some(piece) = piece {
                return Ok(Some(self.line(piece).map_or(Read::Fragment, Read::Line)));
            }
        }
    }

    fn rest(&mut self, piece: Piece) -> Read {
        // A stamp that was cut short is no words of anybody.
        let is_stamp = piece
            .bytes
            .iter()
            .all(|byte| !byte.is_ascii_alphabetic() || *byte == b'T');
        let words = String::from_utf8_lossy(&piece.bytes).trim().to_owned();
        match self.line(piece) {
            Some(line) => Read::Rest(line),
            None if is_stamp => Read::Torn,
            None => Read::Words(words),
        }
    }

    fn line(&mut self, piece: Piece) -> Option<LogLine> {
        let Piece { mut bytes, starts } = piece;
        if starts {
            let split = Stamp::split(&bytes).map(|(stamp, text)| (stamp, text.len()));
            self.stamp = split.map(|(stamp, _)| stamp);
            let (_, length) = split?;
            bytes.drain(..bytes.len() - length);
        }
        Some(LogLine {
            stamp: self.stamp?,
            text: bytes,
            starts,
        })
    }
}

fn path(source: &LogSource, query: Query) -> String {
    let mut path = format!(
        "/api/v1/namespaces/{}/pods/{}/log?container={}&timestamps=true",
        source.namespace,
        source.pod,
        encoded(&source.container)
    );
    let mut add = |parameter: String| {
        path.push('&');
        path.push_str(&parameter);
    };
    if query.follow {
        add("follow=true".to_owned());
    }
    if query.previous {
        add("previous=true".to_owned());
    }
    if let Some(lines) = query.tail {
        add(format!("tailLines={lines}"));
    }
    match query.since {
        Since::Beginning => {}
        Since::Age(age) => add(format!("sinceSeconds={}", whole_seconds(age))),
        Since::Second(second) => {
            let time = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
            add(format!("sinceTime={}", encoded(&time.to_string())));
        }
    }
    path
}

/// The API takes whole seconds from one on.
fn whole_seconds(age: Duration) -> u64 {
    let started = u64::from(age.subsec_nanos() > 0);
    age.as_secs().saturating_add(started).max(1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Answer, LogSource, Query, Read, Since, path};

    const PLAIN: Query = Query {
        follow: false,
        previous: false,
        tail: None,
        since: Since::Beginning,
    };

    #[test]
    fn the_path_says_what_is_asked_for() {
        let rows = [
            (PLAIN, ""),
            (
                Query {
                    follow: true,
                    ..PLAIN
                },
                "&follow=true",
            ),
            (
                Query {
                    previous: true,
                    tail: Some(5),
                    ..PLAIN
                },
                "&previous=true&tailLines=5",
            ),
            (
                Query {
                    since: Since::Age(Duration::from_millis(1500)),
                    ..PLAIN
                },
                "&sinceSeconds=2",
            ),
            (
                Query {
                    since: Since::Age(Duration::ZERO),
                    ..PLAIN
                },
                "&sinceSeconds=1",
            ),
            (
                Query {
                    since: Since::Second(1_800_000_000),
                    ..PLAIN
                },
                "&sinceTime=2027-01-15T08%3A00%3A00Z",
            ),
        ];
        let source = LogSource {
            namespace: "shop".into(),
            pod: "cart-1".into(),
            uid: "u".into(),
            container: "daprd".into(),
        };
        let base = "/api/v1/namespaces/shop/pods/cart-1/log?container=daprd&timestamps=true";
        for (query, expected) in rows {
            assert_eq!(path(&source, query), format!("{base}{expected}"));
        }
    }

    #[tokio::test]
    async fn an_answer_is_read_as_what_it_is() {
        let stamp = "2026-11-23T08:20:11.123456789Z";
        let rows = [
            (String::new(), vec![]),
            (format!("{stamp} a\n{stamp} \n"), vec!["line a", "line "]),
            (
                format!("tail of a line\n{stamp} a\n"),
                vec!["fragment", "line a"],
            ),
            (
                format!("{stamp} a\n{stamp} half"),
                vec!["line a", "rest half"],
            ),
            (format!("{stamp} a\n2026-11-2"), vec!["line a", "torn"]),
            (
                format!("{stamp} a\nfailed to create fsnotify watcher: too many open files"),
                vec![
                    "line a",
                    "words failed to create fsnotify watcher: too many open files",
                ],
            ),
        ];
        for (body, expected) in rows {
            let mut answer = Answer::new(Box::pin(futures::io::Cursor::new(body.into_bytes())));
            let mut told = Vec::new();
            while let Some(read) = answer.next().await.expect("a cursor does not fail") {
                told.push(match read {
                    Read::Line(line) => format!("line {}", String::from_utf8_lossy(&line.text)),
                    Read::Rest(line) => format!("rest {}", String::from_utf8_lossy(&line.text)),
                    Read::Fragment => "fragment".to_owned(),
                    Read::Torn => "torn".to_owned(),
                    Read::Words(words) => format!("words {words}"),
                });
            }
            assert_eq!(told, expected);
        }
    }
}
