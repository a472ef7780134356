//! Calls become the hops of requests.

use std::collections::BTreeSet;

use super::aim::{Aim, aim};
use super::call::{Call, What, calls};
use super::counted;
use super::facts::{Facts, moved};
use super::hop::{End, Hop, Known, Request, milliseconds, shown};
use super::link::{Link, deliveries, links, topic};
use crate::dapr::Asked;
use crate::graph::model::{Edge, NodeKind};

/// All requests that go through an app, by the id of its node, in the order in which they began.
pub fn requests(facts: &Facts<'_>, app: &str) -> Vec<Request> {
    let calls = calls(facts);
    let aims: Vec<_> = calls.iter().map(|call| aim(facts, call)).collect();
    let links = links(facts, &calls, &aims);
    let walk = Walk {
        facts,
        calls: &calls,
        aims: &aims,
        links: &links,
    };
    let is_its = |at: &usize| calls[*at].app == app || aims[*at].id() == Some(app);
    let roots: BTreeSet<usize> = (0..calls.len())
        .filter(is_its)
        .map(|at| walk.root(at))
        .collect();
    roots.into_iter().map(|root| walk.request(root)).collect()
}

struct Walk<'w, 'f> {
    facts: &'w Facts<'f>,
    calls: &'w [Call<'f>],
    aims: &'w [Aim],
    links: &'w [Option<Link>],
}

/// A request while it is made.
#[derive(Default)]
struct Made {
    hops: Vec<Hop>,
    remarks: Vec<String>,
    seen: BTreeSet<usize>,
}

impl Walk<'_, '_> {
    /// The call that it came from in the end. Two that lie within each other are no endless way.
    fn root(&self, mut at: usize) -> usize {
        let mut seen = BTreeSet::from([at]);
        while let Some(link) = &self.links[at]
            && seen.insert(link.parent)
        {
            at = link.parent;
        }
        // Of a circle it is always the same one.
        if self.links[at].is_some() {
            seen.into_iter().min().unwrap_or(at)
        } else {
            at
        }
    }

    fn request(&self, root: usize) -> Request {
        let call = &self.calls[root];
        let mut made = Made::default();
        self.walk(root, root, 0, &mut made);
        let heard = made.seen.iter().map(|&at| self.calls[at].heard).max();
        let mut remarks = made.remarks;
        remarks.extend(self.silence(&made.hops));
        Request {
            from: self.from(call),
            at: Some(call.begun),
            took: Some(milliseconds(took(call))),
            failed: made.hops.iter().any(|hop| hop.failed),
            hops: made.hops,
            remarks,
            key: call.key.clone(),
            heard: heard.unwrap_or(call.heard),
            fresh: call.fresh,
            traced: call.span.is_some(),
        }
    }

    /// A call and all that came of it.
    fn walk(&self, at: usize, root: usize, depth: usize, made: &mut Made) {
        if !made.seen.insert(at) {
            return;
        }
        let hop = self.hop(at, root, depth);
        made.remarks.extend(self.doubts(at, &hop));
        made.hops.push(hop);
        let aim = &self.aims[at];
        if let Some(id) = aim.id()
            && self.facts.kind(id) == Some(NodeKind::Component)
        {
            made.hops.extend(backends(self.facts, id, depth + 1));
            if let Some(topic) = topic(&self.calls[at]) {
                self.deliver(at, root, (id, topic), depth + 1, made);
            }
        }
        for child in self.children(at, |link| !link.is_after) {
            self.walk(child, root, depth + 1, made);
        }
        self.told_by_counters(aim, depth + 1, made);
    }

    /// Where an event went that spans do not tell of.
    fn deliver(
        &self,
        at: usize,
        root: usize,
        (broker, topic): (&str, &str),
        depth: usize,
        made: &mut Made,
    ) {
        let traced: BTreeSet<_> = self
            .children(at, |link| !link.is_after)
            .into_iter()
            .map(|child| self.calls[child].app.as_str())
            .collect();
        for edge in deliveries(self.facts, broker, topic) {
            if !traced.contains(edge.to.as_str()) {
                made.hops.push(relation(self.facts, edge, depth));
            }
            for child in self.children(at, |link| link.is_after) {
                if self.calls[child].app == edge.to {
                    self.walk(child, root, depth + 1, made);
                }
            }
        }
    }

    fn children(&self, at: usize, is_wanted: impl Fn(&Link) -> bool) -> Vec<usize> {
        let links = self.links.iter().enumerate();
        let own = links.filter(|(_, link)| {
            link.as_ref()
                .is_some_and(|link| link.parent == at && is_wanted(link))
        });
        own.map(|(child, _)| child).collect()
    }

    /// What an app did that writes no log, as far as spans have not told it.
    fn told_by_counters(&self, aim: &Aim, depth: usize, made: &mut Made) {
        let silent = aim.id().filter(|id| self.facts.is_silent(id));
        let Some(app) = silent else { return };
        let told: BTreeSet<_> = made
            .hops
            .iter()
            .filter_map(|hop| hop.to.as_ref()?.id.clone())
            .collect();
        let hops = counted::below(self.facts, app, depth);
        let is_told = |hop: &Hop| {
            let id = hop.to.as_ref().and_then(|end| end.id.as_ref());
            id.is_some_and(|id| told.contains(id))
        };
        made.hops
            .extend(hops.into_iter().filter(|hop| !is_told(hop)));
    }

    fn from(&self, call: &Call<'_>) -> End {
        let broker = match &call.what {
            What::Gets(topic) => self.facts.edges().find(|edge| {
                edge.to == call.app && edge.verb.to_lowercase() == format!("delivers {topic}")
            }),
            What::Asks(_) => None,
        };
        let id = broker.map_or(&call.app, |edge| &edge.from);
        end(self.facts, id)
    }

    fn hop(&self, at: usize, root: usize, depth: usize) -> Hop {
        let (call, aim) = (&self.calls[at], &self.aims[at]);
        let from = self.from(call);
        let begun = call.begun.duration_since(self.calls[root].begun);
        // A log tells whole milliseconds; more digits would be none that anybody has measured.
        let grain = if call.span.is_some() { 1 } else { 1000 };
        let begun = i64::try_from(begun.as_micros()).unwrap_or(0) / grain * grain;
        let took = milliseconds(took(call));
        let link = self.links[at].as_ref();
        let mut known = Vec::new();
        known.extend(call.span.map(|_| Known::Trace));
        known.extend(call.said.map(|_| Known::ApiLog));
        known.extend(aim.counted.then_some(Known::Counter));
        let mut words = vec![call.method.clone()];
        words.extend(call.status.clone());
        words.push(shown(took));
        let to = aim.to.as_ref().map_or("its sidecar", |end| &end.name);
        Hop {
            depth,
            sentence: format!("{} {} {to}: {}", from.name, verb(call), words.join(", ")),
            from,
            to: aim.to.clone(),
            what: call.method.clone(),
            at: Some(milliseconds(begun)),
            took: Some(took),
            status: call.status.clone(),
            failed: call.failed,
            known,
            unsure: at != root && link.is_some_and(|link| link.unsure),
        }
    }

    /// What is not sure of a hop, and what its answer asks for.
    fn doubts(&self, at: usize, hop: &Hop) -> Vec<String> {
        let (call, aim) = (&self.calls[at], &self.aims[at]);
        let mut remarks = Vec::new();
        let is_after = self.links[at].as_ref().is_some_and(|link| link.is_after);
        match (hop.unsure, is_after) {
            (true, true) => remarks.push(format!(
                "{} of {} came after the event; no trace says that it came from it",
                hop.what, hop.from.name
            )),
            (true, false) => remarks.push(format!(
                "{} of {} may belong to another request: several were on their way",
                hop.what, hop.from.name
            )),
            (false, _) => {}
        }
        if aim.to.as_ref().is_some_and(|end| end.name == "?") {
            remarks.push(self.unknown(call, aim));
        }
        if hop.failed {
            let (app, namespace) = (&hop.from.name, &call.namespace);
            remarks.push(format!(
                "{} was answered {}: `daprk check -k -n {namespace} -a {app}` looks for the cause",
                hop.what,
                call.status.as_deref().unwrap_or("with an error"),
            ));
        }
        remarks
    }

    /// Why nobody can tell whom a call is for.
    fn unknown(&self, call: &Call<'_>, aim: &Aim) -> String {
        let names: Vec<_> = aim.among.iter().map(|id| self.facts.name(id)).collect();
        let what = match &call.what {
            What::Asks(Asked::Component { block, .. }) => format!("which {} it is", block.words),
            _ => "which app it is".to_owned(),
        };
        let method = &call.method;
        match names.as_slice() {
            [] => format!("{method}: {what} stands neither in the log nor in a counter"),
            _ => format!(
                "{method}: {what} is not in the log; by the counters one of {}",
                names.join(", ")
            ),
        }
    }

    /// Apps in the request whose sidecars write no API log, with what would help.
    fn silence(&self, hops: &[Hop]) -> Vec<String> {
        let ends = hops
            .iter()
            .flat_map(|hop| [Some(&hop.from), hop.to.as_ref()]);
        let apps: BTreeSet<_> = ends
            .flatten()
            .filter(|end| end.id.as_ref().is_some_and(|id| self.facts.is_silent(id)))
            .map(|end| end.name.as_str())
            .collect();
        apps.into_iter().map(counted::fix).collect()
    }
}

fn took(call: &Call<'_>) -> i64 {
    let took = call.ended.duration_since(call.begun).as_micros();
    i64::try_from(took).unwrap_or(i64::MAX)
}

pub(super) fn end(facts: &Facts<'_>, id: &str) -> End {
    End {
        id: Some(id.to_owned()),
        name: facts.name(id),
    }
}

/// What a component connects to: nobody sees it happen.
pub(super) fn backends(facts: &Facts<'_>, component: &str, depth: usize) -> Vec<Hop> {
    let edges = facts.edges().filter(|edge| edge.from == component);
    let backends = edges.filter(|edge| facts.kind(&edge.to) == Some(NodeKind::Backend));
    backends.map(|edge| relation(facts, edge, depth)).collect()
}

/// A relation of the picture as a hop.
pub(super) fn relation(facts: &Facts<'_>, edge: &Edge, depth: usize) -> Hop {
    let known = if moved(edge) {
        Known::Counter
    } else {
        Known::Declared
    };
    let (from, to) = (end(facts, &edge.from), end(facts, &edge.to));
    Hop {
        depth,
        sentence: format!("{} {} {}", from.name, edge.verb, to.name),
        from,
        to: Some(to),
        what: edge.verb.clone(),
        at: None,
        took: None,
        status: None,
        failed: edge.broken,
        known: vec![known],
        unsure: false,
    }
}

/// What the call does, in the words of the picture.
fn verb(call: &Call<'_>) -> String {
    let (block, topic) = match &call.what {
        What::Gets(topic) => return format!("delivers {topic} to"),
        What::Asks(Asked::App(_) | Asked::SomeApp(_)) => return "calls".to_owned(),
        What::Asks(Asked::Sidecar | Asked::Itself) => return "asks".to_owned(),
        What::Asks(Asked::Component { block, topic, .. }) => (block, topic.as_deref()),
    };
    let is_reading = ["GET ", "Get"]
        .iter()
        .any(|word| call.method.contains(word));
    match block.path {
        "state" if is_reading => "gets state from".to_owned(),
        "state" if call.method.starts_with("DELETE") => "deletes state in".to_owned(),
        "state" => "sets state in".to_owned(),
        "publish" => format!("publishes {} to", topic.unwrap_or("an event")),
        "bindings" => "triggers".to_owned(),
        "secrets" => "reads a secret from".to_owned(),
        "configuration" => "reads configuration from".to_owned(),
        "lock" => "locks with".to_owned(),
        "conversation" => "talks to".to_owned(),
        _ => "uses".to_owned(),
    }
}
