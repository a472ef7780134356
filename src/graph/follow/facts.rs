//! What requests are made from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::apps::app_id;
use crate::check::{Said, Span};
use crate::dapr;
use crate::diagnose::Snapshot;
use crate::graph::draft::id;
use crate::graph::model::{Edge, Graph, NodeKind};
use crate::manifest::Object;

/// Counts what a sidecar has had its app answer, by path.
const ANSWERED: &str = "dapr_http_client_completed_count";

/// What is known of requests.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// The picture, with what has moved lately.
    pub graph: Option<&'a Graph>,
    /// Lines of sidecars.
    pub lines: Vec<&'a Said>,
    /// Spans, where there are some.
    pub spans: Vec<&'a Span>,
    /// Namespace of the app that is followed.
    pub namespace: String,
    /// Ids of the apps whose sidecars write no API log.
    pub silent: BTreeSet<String>,
    /// The paths that apps were asked for, by id of the app.
    pub answered: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Facts<'a> {
    /// Without lines and spans.
    pub fn of(graph: &'a Graph, snapshot: &Snapshot, namespace: &str) -> Self {
        let mut facts = Self {
            graph: Some(graph),
            namespace: namespace.to_owned(),
            ..Self::default()
        };
        for pod in &snapshot.pods {
            let (Some(name), Some(_)) = (app_id(pod), dapr::sidecar(pod)) else {
                continue;
            };
            let place = pod.namespace().unwrap_or("default");
            let app = id(NodeKind::App, place, name);
            if !logs_calls(pod, snapshot) {
                facts.silent.insert(app.clone());
            }
            let key = (place.to_owned(), pod.name().to_owned());
            let samples = snapshot
                .sidecars
                .get(&key)
                .and_then(|answers| answers.metrics.as_ref());
            let answered = samples
                .into_iter()
                .flatten()
                .filter(|sample| sample.name == ANSWERED);
            let paths = answered.map(|sample| sample.label("path").to_owned());
            facts.answered.entry(app).or_default().extend(paths);
        }
        facts
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = &'a Edge> {
        self.graph.into_iter().flat_map(|graph| &graph.edges)
    }

    /// What a node is, if the picture has it.
    pub(super) fn kind(&self, id: &str) -> Option<NodeKind> {
        self.graph?.node(id).map(|node| node.kind)
    }

    /// What a node is called.
    pub(super) fn name(&self, id: &str) -> String {
        let node = self.graph.and_then(|graph| graph.node(id));
        node.map_or_else(|| id.to_owned(), |node| node.name.clone())
    }

    /// The node of an app as others name it, seen from a namespace: `nodeapp`, `nodeapp.shop`.
    pub(super) fn app(&self, namespace: &str, name: &str) -> Option<String> {
        let graph = self.graph?;
        let known = |id: String| graph.node(&id).is_some().then_some(id);
        let far = || {
            let (name, of) = name.rsplit_once('.')?;
            known(id(NodeKind::App, of, name))
        };
        let only = || {
            let apps = graph.nodes.iter().filter(|node| node.kind == NodeKind::App);
            let mut named = apps.filter(|node| node.name == name);
            let first = named.next()?;
            named.next().is_none().then(|| first.id.clone())
        };
        known(id(NodeKind::App, namespace, name))
            .or_else(far)
            .or_else(only)
    }

    /// Whether a sidecar's log does not have the calls of this app.
    pub(super) fn is_silent(&self, app: &str) -> bool {
        self.silent.contains(app)
    }
}

/// Whether it was counted since the earlier look.
pub(super) fn moved(edge: &Edge) -> bool {
    let observed = edge.evidence.observed.as_ref();
    observed.is_some_and(|seen| seen.rate.is_some_and(|rate| rate > 0.0))
}

/// Whether a sidecar logs the calls of its API: its annotation says so, else its Configuration.
fn logs_calls(pod: &Object, snapshot: &Snapshot) -> bool {
    let Some(sidecar) = dapr::sidecar(pod) else {
        return false;
    };
    if let Some(word) = sidecar.argument("enable-api-logging") {
        return word != "false";
    }
    let name = sidecar.argument("config").unwrap_or_default();
    let mut resources = snapshot.resources.iter();
    let configuration = resources.find(|one| {
        one.kind() == "Configuration" && one.name() == name && one.namespace() == pod.namespace()
    });
    configuration
        .is_some_and(|one| one.at("/spec/logging/apiLogging/enabled") == Some(&Value::Bool(true)))
}
