//! What tells of requests, as it comes: the lines of sidecars, their counters, and the spans that Zipkin keeps.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{SelectAll, StreamExt as _};
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::collect::kept;
use super::sidecars;
use super::spans::{self, Place, Span};
use crate::cluster::{self, Cluster, LogItem, LogOptions, LogSource, Observer, Refusal, Select};
use crate::dapr;
use crate::diagnose::Snapshot;
use crate::manifest::{Kind, Object};

/// Sidecars whose logs are read.
const MOST: usize = 40;
/// Apps whose traces are asked for.
const TRACED: usize = 5;
/// How far back lines are read: a request that is on its way has begun before.
const SINCE: Duration = Duration::from_secs(10);
/// Lines of each sidecar that were there before, at most.
const TAIL: u64 = 500;
/// Lines that are kept.
const KEPT: usize = 20_000;
/// Spans that are kept.
const SPANS: usize = 5_000;

/// Of a log that is there when the following begins.
const OLD: LogOptions = LogOptions {
    follow: true,
    tail: Some(TAIL),
    since: Some(SINCE),
    previous: false,
    is_new: false,
};
/// Of a pod that comes later.
const NEW: LogOptions = LogOptions {
    follow: true,
    tail: None,
    since: None,
    previous: false,
    is_new: true,
};

/// A line of a sidecar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Namespace of the pod.
    pub namespace: String,
    /// App id of the pod.
    pub app: String,
    /// Name of the pod.
    pub pod: String,
    /// The node that the pod is on: pods of one node have one clock.
    pub node: String,
    /// When it was written, by the clock of that node.
    pub at: Timestamp,
    /// When it was read, by the clock of this machine.
    pub heard: Timestamp,
    /// Whether it was not there yet when the following began.
    pub fresh: bool,
    /// The line.
    pub text: String,
}

type Heard = (Arc<Said>, Result<LogItem, Refusal>);

/// Follows the sidecars of some apps until it is dropped.
pub struct Follower {
    cluster: Cluster,
    /// The objects, with what the sidecars answered last.
    snapshot: Snapshot,
    /// What they answered before.
    before: Snapshot,
    apps: Vec<String>,
    namespace: String,
    /// Tells of pods that come.
    pods: Observer,
    /// The pods whose logs are read, by their uid.
    opened: BTreeSet<String>,
    /// Those that there are or were, by their uid.
    met: BTreeSet<String>,
    streams: SelectAll<futures::stream::BoxStream<'static, Heard>>,
    lines: VecDeque<Said>,
    /// The logs that have told all that was there, by namespace and pod.
    current: BTreeSet<(String, String)>,
    places: BTreeSet<Place>,
    spans: BTreeMap<(String, String), Span>,
    has_spans: bool,
    troubles: BTreeSet<String>,
}

impl Follower {
    /// Begins to read the sidecars' logs of a snapshot's pods, and of those that come in this namespace.
    ///
    /// Of very many only those of the apps `near`, which are app ids; see [`Self::open`].
    pub fn start(cluster: &Cluster, snapshot: Snapshot, namespace: &str, near: &[String]) -> Self {
        let pods = cluster::Scope {
            kind: Kind::known("v1", "Pod").expect("a known kind"),
            namespace: Some(namespace.to_owned()),
            select: Select::default(),
        };
        let mut follower = Self {
            cluster: cluster.clone(),
            namespace: namespace.to_owned(),
            pods: Observer::keeping(cluster, &[pods], kept),
            opened: BTreeSet::new(),
            met: BTreeSet::new(),
            before: counted(&snapshot),
            places: spans::places(&snapshot),
            snapshot,
            apps: near.iter().take(TRACED).cloned().collect(),
            streams: SelectAll::new(),
            lines: VecDeque::new(),
            current: BTreeSet::new(),
            spans: BTreeMap::new(),
            has_spans: false,
            troubles: BTreeSet::new(),
        };
        let mut sources = follower.closed();
        let uids = sources.iter().map(|(_, source)| source.uid.clone());
        follower.met = uids.collect();
        if sources.len() > MOST {
            sources.retain(|(said, _)| near.contains(&said.app));
        }
        follower.read(sources, OLD);
        follower
    }

    /// Reads the logs that are not read yet; of very many those whose apps stand first in `near`.
    pub fn open(&mut self, near: &[String]) {
        let mut sources = self.closed();
        let rank = |app: &str| near.iter().position(|one| one == app).unwrap_or(near.len());
        sources.sort_by_key(|(said, _)| rank(&said.app));
        self.read(sources, OLD);
    }

    /// The logs that there are and that are not read.
    fn closed(&self) -> Vec<(Said, LogSource)> {
        let pods = self.snapshot.pods.iter();
        let sources = pods.filter_map(|pod| source(pod));
        sources
            .filter(|(_, source)| !self.opened.contains(&source.uid))
            .collect()
    }

    fn read(&mut self, mut sources: Vec<(Said, LogSource)>, options: LogOptions) {
        let room = MOST.saturating_sub(self.streams.len());
        if let Some(left) = sources.len().checked_sub(room).filter(|left| *left > 0) {
            self.troubles.insert(format!(
                "the logs of {left} sidecars that are further away were not read"
            ));
            sources.truncate(room);
        }
        for (said, source) in sources {
            // Nothing of what a new pod writes was there before.
            if options.is_new {
                self.current.insert(place(&said));
            }
            self.opened.insert(source.uid.clone());
            let said = Arc::new(said);
            let stream = self.cluster.log_stream(&source, options);
            self.streams
                .push(stream.map(move |item| (Arc::clone(&said), item)).boxed());
        }
    }

    /// Reads lines for so long.
    pub async fn listen(&mut self, time: Duration) {
        let end = Instant::now() + time;
        loop {
            let next = async {
                tokio::select! {
                    said = self.streams.next(), if !self.streams.is_empty() => said,
                    () = self.pods.changed() => None,
                }
            };
            match timeout_at(end, next).await {
                Ok(Some((said, item))) => self.take(&said, item),
                Ok(None) => self.join(),
                Err(_) => return,
            }
        }
    }

    /// The pods that have come belong to it from now on, and those that have gone no more.
    fn join(&mut self) {
        if !self.pods.knows("Pod") {
            return;
        }
        let others = self.snapshot.pods.drain(..);
        let others = others.filter(|pod| pod.namespace() != Some(self.namespace.as_str()));
        self.snapshot.pods = others.chain(self.pods.objects(&["Pod"])).collect();
        let mut sources = self.closed();
        sources.retain(|(_, source)| self.met.insert(source.uid.clone()));
        self.read(sources, NEW);
    }

    fn take(&mut self, said: &Said, item: Result<LogItem, Refusal>) {
        match item {
            Ok(LogItem::Line(line)) => {
                self.lines.push_back(Said {
                    at: line.stamp.time(),
                    heard: Timestamp::now(),
                    fresh: self.current.contains(&place(said)),
                    text: String::from_utf8_lossy(&line.text).into_owned(),
                    ..said.clone()
                });
                if self.lines.len() > KEPT {
                    self.lines.pop_front();
                }
            }
            Ok(LogItem::CaughtUp) => {
                self.current.insert(place(said));
            }
            Ok(LogItem::Note(_) | LogItem::Warning(_)) => {}
            Err(refusal) => {
                let pod = &said.pod;
                self.troubles.insert(format!(
                    "the sidecar's log of pod {pod} could not be read: {refusal}"
                ));
            }
        }
    }

    /// Asks the sidecars what they have counted, and Zipkin for its spans where there is one.
    pub async fn ask(&mut self) {
        let answers = sidecars::asked(&self.cluster, &self.snapshot.pods);
        let read = read_spans(&self.cluster, &self.places, &self.apps);
        let (answers, read) = tokio::join!(answers, read);
        self.snapshot.sidecars = answers;
        let now = Timestamp::now();
        self.snapshot.now = now;
        let fresh = self.has_spans;
        for read in read {
            match read {
                Ok(spans) => {
                    self.has_spans = true;
                    for span in spans.iter().filter_map(|span| Span::read(span, now, fresh)) {
                        let key = (span.trace.clone(), span.id.clone());
                        self.spans.entry(key).or_insert(span);
                    }
                }
                Err(refusal) => {
                    self.troubles
                        .insert(format!("the spans could not be read: {refusal}"));
                }
            }
        }
        keep_newest(&mut self.spans, SPANS);
    }

    /// What is counted from now on is told apart from what was.
    pub fn begin_anew(&mut self) {
        self.before = counted(&self.snapshot);
    }

    /// The objects, with what the sidecars answered last.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What the sidecars had answered before.
    pub fn before(&self) -> &Snapshot {
        &self.before
    }

    /// The lines that are kept, each log in its order.
    pub fn lines(&self) -> impl Iterator<Item = &Said> {
        self.lines.iter()
    }

    /// The spans that are kept.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.spans.values()
    }

    /// Whether spans can be had.
    pub fn has_spans(&self) -> bool {
        self.has_spans
    }

    /// What could not be read, each in a sentence.
    pub fn troubles(&self) -> impl Iterator<Item = &String> {
        self.troubles.iter()
    }
}

async fn read_spans(
    cluster: &Cluster,
    places: &BTreeSet<Place>,
    apps: &[String],
) -> Vec<Result<Vec<Value>, Refusal>> {
    let mut read = Vec::new();
    for place in places {
        read.push(spans::read(cluster, place, apps).await);
    }
    read
}

/// Lets the spans go that began first, where there are more than so many.
fn keep_newest(spans: &mut BTreeMap<(String, String), Span>, most: usize) {
    let left = spans.len().saturating_sub(most);
    if left == 0 {
        return;
    }
    let keyed = spans.iter().map(|(key, span)| (span.began, key.clone()));
    let mut by_age: Vec<_> = keyed.collect();
    by_age.sort_unstable();
    for (_, key) in &by_age[..left] {
        spans.remove(key);
    }
}

/// Two namespaces may have pods of one name.
fn place(said: &Said) -> (String, String) {
    (said.namespace.clone(), said.pod.clone())
}

/// Only what was counted.
fn counted(snapshot: &Snapshot) -> Snapshot {
    Snapshot {
        sidecars: snapshot.sidecars.clone(),
        ..Snapshot::default()
    }
}

/// The log of a pod's sidecar that has started, and whose it is.
fn source(pod: &Object) -> Option<(Said, LogSource)> {
    let app = dapr::app(pod)?;
    let lists = ["/status/containerStatuses", "/status/initContainerStatuses"];
    let mut statuses = lists.iter().flat_map(|list| pod.items(list));
    statuses.find(|status| {
        let id = status["containerID"].as_str().unwrap_or_default();
        status["name"] == dapr::CONTAINER && !id.is_empty()
    })?;
    let source = LogSource {
        namespace: app.namespace.clone(),
        pod: app.pod.clone(),
        uid: pod.text("/metadata/uid").to_owned(),
        container: dapr::CONTAINER.to_owned(),
    };
    let said = Said {
        namespace: app.namespace,
        app: app.app_id,
        pod: app.pod,
        node: pod.text("/spec/nodeName").to_owned(),
        at: Timestamp::UNIX_EPOCH,
        heard: Timestamp::UNIX_EPOCH,
        fresh: false,
        text: String::new(),
    };
    Some((said, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spans_that_began_first_go_first() {
        let span = |trace: &str, second| Span {
            trace: trace.to_owned(),
            id: "1".to_owned(),
            parent: None,
            app: String::new(),
            name: String::new(),
            kind: String::new(),
            began: Timestamp::from_second(second).unwrap(),
            micros: 0,
            tags: BTreeMap::new(),
            heard: Timestamp::UNIX_EPOCH,
            fresh: true,
        };
        let spans = [span("a", 30), span("b", 10), span("c", 20)];
        let keyed = spans.map(|span| ((span.trace.clone(), span.id.clone()), span));
        let all = BTreeMap::from(keyed);
        for (most, expected) in [(4, "abc"), (3, "abc"), (2, "ac"), (1, "a"), (0, "")] {
            let mut kept = all.clone();
            keep_newest(&mut kept, most);
            let kept: String = kept.into_values().map(|span| span.trace).collect();
            assert_eq!(kept, expected, "{most}");
        }
    }
}
