//! Follows the sidecars of a cluster, and tells each request that goes through an app.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::counted;
use super::facts::Facts;
use super::hop::Request;
use super::walk::requests;
use crate::check::Follower;
use crate::cluster::Cluster;
use crate::diagnose::Snapshot;
use crate::event::Typed;
use crate::graph::draft::id;
use crate::graph::model::{Graph, NodeKind};

/// How often what came is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How long a request is kept back: other logs may be late.
const SETTLE: SignedDuration = SignedDuration::from_secs(1);
/// As [`SETTLE`], where spans are to be had: sidecars send them each five seconds.
const TRACED: SignedDuration = SignedDuration::from_secs(7);
/// How often sidecars and Zipkin are asked, at most.
const ASK: SignedDuration = SignedDuration::from_secs(1);

/// Which app is followed.
#[derive(Clone, Debug)]
pub struct Whom {
    /// What the picture is called: `context kind-dev`.
    pub title: String,
    /// Namespace of the app.
    pub namespace: String,
    /// Its app id.
    pub app: String,
    /// How commands are typed for its cluster.
    pub typed: Typed,
}

/// An app that is followed until this is dropped.
pub struct Watch {
    follower: Follower,
    graph: Graph,
    whom: Whom,
    /// Id of its node.
    app: String,
    /// Whether its sidecar writes no API log.
    silent: bool,
    asked: Timestamp,
    told: BTreeSet<String>,
    ready: VecDeque<Request>,
}

impl Watch {
    /// Begins to follow an app of a snapshot.
    pub fn start(cluster: &Cluster, snapshot: Snapshot, whom: Whom) -> Self {
        let graph = crate::graph::build(&whom.title, &snapshot, None);
        let app = id(NodeKind::App, &whom.namespace, &whom.app);
        Self {
            silent: Facts::of(&graph, &snapshot, &whom.namespace).is_silent(&app),
            follower: {
                let near = names(&graph, &linked(&graph, &app));
                Follower::start(cluster, snapshot, &whom.namespace, &near)
            },
            graph,
            whom,
            app,
            asked: Timestamp::UNIX_EPOCH,
            told: BTreeSet::new(),
            ready: VecDeque::new(),
        }
    }

    /// The next request, whenever it comes.
    pub async fn next(&mut self) -> Request {
        loop {
            if let Some(request) = self.ready.pop_front() {
                return request;
            }
            self.follower.listen(LOOK).await;
            self.look().await;
        }
    }

    /// Whether the sidecar of the app writes no API log.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// What would make the sidecar of the app tell more.
    pub fn fix(&self) -> String {
        counted::fix(&self.facts().name(&self.app))
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            lines: self.follower.lines().collect(),
            spans: self.follower.spans().collect(),
            ..Facts::of(&self.graph, self.follower.snapshot(), &self.whom.namespace)
        }
    }

    fn requests(&self) -> Vec<Request> {
        let mut found = requests(&self.facts(), &self.app);
        found.retain(|request| request.fresh && !self.told.contains(&request.key));
        found
    }

    async fn look(&mut self) {
        let now = Timestamp::now();
        let mut found = self.requests();
        let waiting = !found.is_empty();
        // Before the first request the spans of before are read, to be told apart from its own.
        let is_first = self.asked == Timestamp::UNIX_EPOCH;
        let may_ask = now.duration_since(self.asked) >= ASK;
        if may_ask && (waiting || is_first || self.silent) {
            self.ask().await;
            found = self.requests();
        }
        self.tell(found);
        if self.ready.is_empty() && self.silent && !waiting && !is_first {
            self.count();
        }
    }

    async fn ask(&mut self) {
        let is_first = self.asked == Timestamp::UNIX_EPOCH;
        self.asked = Timestamp::now();
        self.follower.ask().await;
        if is_first {
            self.follower.begin_anew();
        }
        self.draw();
        if is_first {
            // Counters tell who has to do with whom.
            self.follower.open(&near(&self.graph, &self.app));
        }
    }

    fn draw(&mut self) {
        let (now, before) = (self.follower.snapshot(), self.follower.before());
        self.graph = crate::graph::build(&self.whom.title, now, Some(before));
    }

    /// Requests that nothing is waited for any more.
    fn tell(&mut self, found: Vec<Request>) {
        let now = Timestamp::now();
        let has_spans = self.follower.has_spans();
        let asked = self.asked;
        self.take(found, |request| {
            let is_late = has_spans && !request.traced;
            let wait = if is_late { TRACED } else { SETTLE };
            now.duration_since(request.heard) >= wait && asked >= request.heard
        });
    }

    /// A request that has come, though more of it might become known; for whoever cannot wait any longer.
    pub fn at_once(&mut self) -> Option<Request> {
        self.take(self.requests(), |_| true);
        self.ready.pop_front()
    }

    fn take(&mut self, found: Vec<Request>, is_due: impl Fn(&Request) -> bool) {
        for mut request in found.into_iter().filter(is_due) {
            self.told.insert(request.key.clone());
            request.remarks.extend(self.follower.troubles().cloned());
            for remark in &mut request.remarks {
                *remark = self.whom.typed.text(remark);
            }
            self.ready.push_back(request);
        }
    }

    /// What counters alone tell, of an app without a log.
    fn count(&mut self) {
        let request = counted::request(&self.facts(), &self.app);
        if let Some(request) = request {
            self.ready.push_back(request);
            self.follower.begin_anew();
            self.draw();
        }
    }
}

/// An app, and what it has to do with, the nearest first.
fn linked(graph: &Graph, app: &str) -> Vec<String> {
    let kind = |id: &str| graph.node(id).map(|node| node.kind);
    let mut found = vec![app.to_owned()];
    let mut next = 0;
    while let Some(from) = found.get(next).cloned() {
        next += 1;
        for edge in &graph.edges {
            let is_traffic = [&edge.from, &edge.to]
                .into_iter()
                .all(|end| matches!(kind(end), Some(NodeKind::App | NodeKind::Component)))
                && edge.verb != "uses";
            let other = match (edge.from == from, edge.to == from) {
                (true, _) => &edge.to,
                (_, true) => &edge.from,
                _ => continue,
            };
            if is_traffic && !found.contains(other) {
                found.push(other.clone());
            }
        }
    }
    found
}

/// The apps of a graph, those first that this one has most to do with.
fn near(graph: &Graph, app: &str) -> Vec<String> {
    let mut found = linked(graph, app);
    let apps = graph.nodes.iter().filter(|node| node.kind == NodeKind::App);
    let others = apps
        .map(|node| node.id.clone())
        .filter(|id| !found.contains(id));
    let others: Vec<_> = others.collect();
    found.extend(others);
    names(graph, &found)
}

/// Of these nodes, the ids of the apps.
fn names(graph: &Graph, ids: &[String]) -> Vec<String> {
    let named = ids.iter().filter_map(|id| graph.node(id));
    named
        .filter(|node| node.kind == NodeKind::App)
        .map(|node| node.name.clone())
        .collect()
}
