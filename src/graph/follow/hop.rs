//! A request and its hops.

use jiff::Timestamp;
use serde::Serialize;

/// Where something begins or ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct End {
    /// Id of the node in the picture; none where the picture has none, or nobody can tell which.
    pub id: Option<String>,
    /// What it is called; `?` where nobody can tell.
    pub name: String,
}

/// What a hop is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// A span.
    Trace,
    /// A line of a sidecar's API log.
    ApiLog,
    /// A counter that has grown.
    Counter,
    /// Manifests, or what a sidecar has loaded: nobody saw it happen.
    Declared,
}

impl Known {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::ApiLog => "API log",
            Self::Counter => "counter",
            Self::Declared => "declared",
        }
    }
}

/// One step of a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hop {
    /// How many hops it is below.
    pub depth: usize,
    /// Who does something.
    pub from: End,
    /// To whom it is done; none for what a sidecar does itself.
    pub to: Option<End>,
    /// What was asked, as it was written: `POST /neworder`; else what is done: `connects`.
    pub what: String,
    /// Milliseconds from the beginning of the request; none where nobody tells.
    pub at: Option<f64>,
    /// How many milliseconds it took; none where nobody tells.
    pub took: Option<f64>,
    /// The answer: `200`, `OK`, `code 5`.
    pub status: Option<String>,
    /// Whether the answer tells of an error.
    pub failed: bool,
    /// What it is known from, the strongest first.
    pub known: Vec<Known>,
    /// Whether it may belong to another request.
    pub unsure: bool,
    /// All of it in words: `pythonapp calls nodeapp: POST /neworder, 200, 6 ms`.
    pub sentence: String,
}

/// One request with all that came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// Who began it.
    pub from: End,
    /// When, by the clock of the first sidecar; none where only counters tell.
    pub at: Option<Timestamp>,
    /// How many milliseconds it took; none where only counters tell.
    pub took: Option<f64>,
    /// Whether a hop was answered with an error.
    pub failed: bool,
    /// In the order in which they began, each below the one that it belongs to.
    pub hops: Vec<Hop>,
    /// What is not known or not sure, and what would help, each in a sentence.
    pub remarks: Vec<String>,
    /// Tells it from others, whatever becomes known of it later.
    #[serde(skip)]
    pub key: String,
    /// When it was heard of, by the clock of this machine.
    #[serde(skip)]
    pub heard: Timestamp,
    /// Whether it ended after the following had begun.
    #[serde(skip)]
    pub fresh: bool,
    /// Whether its first hop is known from a span.
    #[serde(skip)]
    pub traced: bool,
}

/// Two digits behind the point are enough where spans tell; logs tell whole ones.
pub(super) fn milliseconds(micros: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a time for people")]
    let hundredths = (micros / 10).max(0) as f64;
    hundredths / 100.0
}

/// `6 ms`, `0.4 ms`
pub(super) fn shown(milliseconds: f64) -> String {
    if milliseconds.fract() > 0.04 && milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}
