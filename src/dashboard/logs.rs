//! The lines of an app and of its sidecars, as they are written.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::stream::{SelectAll, StreamExt as _};
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::feed::State;
use crate::cluster::{Cluster, LogItem, LogOptions, LogSource, Refusal};
use crate::dapr::{self, LogRecord};
use crate::manifest::Object;

/// Lines of each container that were there before.
const TAIL: u64 = 100;
/// Letters of a line that are shown.
const LONGEST: usize = 4_000;

/// A line, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// When it was written, RFC 3339.
    pub(super) at: String,
    pub(super) pod: String,
    pub(super) container: String,
    /// `info`, `warning`, `error` …; empty if it does not say.
    pub(super) level: String,
    pub(super) text: String,
}

/// What is told of logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Line(Line),
    /// Why there are no lines, or fewer than there should be.
    Note(String),
}

/// Whose lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) namespace: String,
    pub(super) app: String,
}

/// Sends the lines of all replicas, those of the future ones as well, until nobody listens.
pub(super) async fn follow(
    cluster: Cluster,
    wanted: Wanted,
    mut states: watch::Receiver<Arc<State>>,
    lines: mpsc::Sender<Told>,
) {
    let mut known: BTreeSet<LogSource> = BTreeSet::new();
    let mut streams = SelectAll::new();
    let mut is_first = true;
    loop {
        let state = Arc::clone(&states.borrow_and_update());
        for source in sources(&state.snapshot.pods, &wanted) {
            if known.insert(source.clone()) {
                let options = LogOptions {
                    follow: true,
                    tail: is_first.then_some(TAIL),
                    is_new: !is_first,
                    ..LogOptions::default()
                };
                let stream = cluster.log_stream(&source, options);
                streams.push(stream.map(move |item| (source.clone(), item)).boxed());
            }
        }
        is_first = false;
        tokio::select! {
            changed = states.changed() => if changed.is_err() { return },
            Some((source, item)) = streams.next(), if !streams.is_empty() => {
                if let Some(told) = told(&source, item)
                    && lines.send(told).await.is_err()
                {
                    return;
                }
            }
            () = lines.closed() => return,
        }
    }
}

/// The containers of an app that have a log.
fn sources(pods: &[Arc<Object>], wanted: &Wanted) -> Vec<LogSource> {
    let is_its = |pod: &&Arc<Object>| {
        dapr::app(pod)
            .is_some_and(|app| app.app_id == wanted.app && app.namespace == wanted.namespace)
    };
    let of = |pod: &Arc<Object>| {
        let containers = pod.items("/status/containerStatuses").iter();
        let natives = pod.items("/status/initContainerStatuses").iter();
        let natives = natives.filter(|container| container["name"] == dapr::CONTAINER);
        let sources = containers.chain(natives).filter_map(|container| {
            let started = container["containerID"]
                .as_str()
                .is_some_and(|id| !id.is_empty());
            let name = container["name"].as_str().filter(|_| started)?;
            Some(LogSource {
                namespace: wanted.namespace.clone(),
                pod: pod.name().to_owned(),
                uid: pod.text("/metadata/uid").to_owned(),
                container: name.to_owned(),
            })
        });
        sources.collect::<Vec<_>>()
    };
    pods.iter().filter(is_its).flat_map(of).collect()
}

fn told(source: &LogSource, item: Result<LogItem, Refusal>) -> Option<Told> {
    match item {
        Ok(LogItem::Line(line)) => {
            let line = shown(source, &line.stamp.to_string(), &line.text);
            Some(Told::Line(line))
        }
        Ok(LogItem::Warning(words)) => Some(Told::Note(words)),
        Ok(LogItem::CaughtUp | LogItem::Note(_)) => None,
        Err(refusal) => note(source, &refusal).map(Told::Note),
    }
}

/// Why a log cannot be read; none where it only has not begun, or is gone. The same words for all logs of a namespace.
fn note(source: &LogSource, refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::Invalid(_) | Refusal::NotFound(_) => None,
        Refusal::Forbidden(_) => Some(format!(
            "logs cannot be read: that needs the right to get pods/log in {}",
            source.namespace
        )),
        other => Some(format!("the log of {source} cannot be read: {other}")),
    }
}

fn shown(source: &LogSource, at: &str, bytes: &[u8]) -> Line {
    let whole = String::from_utf8_lossy(bytes);
    let text: String = whole.chars().take(LONGEST).collect();
    let is_dapr = source.container == dapr::CONTAINER;
    let (level, text) = match LogRecord::read(&text).filter(|_| is_dapr) {
        Some(record) => (record.level().to_owned(), record.words()),
        None => (String::new(), text),
    };
    Line {
        at: at.to_owned(),
        pod: source.pod.clone(),
        container: source.container.clone(),
        level,
        text,
    }
}
