//! The log of a container, read without loss and without repeats.
//!
//! A log request ends for many reasons: the container ended, the kubelet restarted, a proxy had
//! enough, the API server lost the kubelet (which it does not tell: the answer then just ends).
//! So the end of an answer means nothing by itself. Every line is asked for with its time stamp;
//! after an end the pod is looked at, and the log is read on from shortly before the last line,
//! the lines that were shown already left out (see `position`).
//!
//! | file | what it does |
//! |---|---|
//! | `stamp` | the time stamp before a line |
//! | `lines` | bytes → pieces of bounded length |
//! | `position` | how far a log was shown, and what a second reading repeats |
//! | `request` | one request, and the lines it answers |
//! | `state` | a container in a pod's status |
//! | `reader` | the requests that together are one log; `listen`: one answer; `tell`: remarks |
//! | `merge` | several logs in the order of time |

mod lines;
mod merge;
mod position;
mod reader;
mod request;
mod stamp;
mod state;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use merge::Merge;
pub use stamp::Stamp;

use super::{Cluster, Refusal};
use reader::Reader;

/// Lines that are read ahead. A line may be as long as [`LONGEST_LINE`], so these are few.
const AHEAD: usize = 16;

/// A longer line comes in pieces of this length, in bytes (the time stamp counted).
pub const LONGEST_LINE: usize = 1 << 20;

/// Whose log.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogSource {
    /// Namespace of the pod.
    pub namespace: String,
    /// Name of the pod.
    pub pod: String,
    /// `metadata.uid` of the pod: another pod may come back under the same name.
    pub uid: String,
    /// Name of the container; init containers and ephemeral ones have logs, too.
    pub container: String,
}

impl std::fmt::Display for LogSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "container {} of pod {}", self.container, self.pod)
    }
}

/// Which part of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogOptions {
    /// Go on with what is written from now on, through restarts, until the pod is gone.
    pub follow: bool,
    /// Only this many last lines of what was written up to now.
    pub tail: Option<u64>,
    /// Only what is younger than this.
    pub since: Option<Duration>,
    /// The log of the container before its last restart; doesn't go with `follow`.
    pub previous: bool,
    /// The pod came while its app was followed: all that its container ever wrote is wanted, and
    /// what it wrote before restarts, too.
    pub is_new: bool,
}

/// A line of a log, or a piece of a very long one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was written.
    pub stamp: Stamp,
    /// Its bytes as they are, without the line feed; not always UTF-8.
    pub text: Vec<u8>,
    /// Whether the line begins here; `false` for the second and later pieces of a line that is
    /// longer than [`LONGEST_LINE`].
    pub starts: bool,
}

/// What a log stream tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogItem {
    /// The next line.
    Line(LogLine),
    /// With `follow`, once: what was there at the beginning was told, as far as one can see.
    CaughtUp,
    /// A remark: the container ended, the connection is back.
    Note(String),
    /// Lines may be missing, or nothing comes for the time being.
    Warning(String),
}

/// A log that is being read in the background until this is dropped.
pub struct LogStream {
    items: mpsc::Receiver<Result<LogItem, Refusal>>,
    _reader: JoinSet<()>,
}

impl Stream for LogStream {
    type Item = Result<LogItem, Refusal>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_recv(context)
    }
}

impl Cluster {
    /// Reads a log. Without `follow` the stream ends at the end of the log; with it, when the pod
    /// is gone or its container has ended for good.
    ///
    /// An error is the last item. [`Refusal::Invalid`] says that there is no such log (yet): the
    /// container has not started, or with `previous` never restarted.
    pub fn log_stream(&self, source: &LogSource, options: LogOptions) -> LogStream {
        let (sender, items) = mpsc::channel(AHEAD);
        let reader = Reader::new(self.clone(), source.clone(), options, sender);
        let mut tasks = JoinSet::new();
        tasks.spawn(reader.run());
        LogStream {
            items,
            _reader: tasks,
        }
    }
}
