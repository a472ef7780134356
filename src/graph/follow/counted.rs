//! What counters alone tell of a request: that it went there, and neither when nor for whom.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::facts::{Facts, moved};
use super::hop::{Hop, Request};
use super::walk::{backends, relation};
use crate::graph::model::NodeKind;

/// What has moved to and from an app whose sidecar writes no API log; none if nothing has.
pub(super) fn request(facts: &Facts<'_>, app: &str) -> Option<Request> {
    let callers = facts.edges().filter(|edge| edge.to == app && moved(edge));
    let mut hops: Vec<Hop> = callers.map(|edge| relation(facts, edge, 0)).collect();
    let depth = usize::from(!hops.is_empty());
    hops.extend(below(facts, app, depth));
    let from = hops.first()?.from.clone();
    Some(Request {
        from,
        at: None,
        took: None,
        failed: hops.iter().any(|hop| hop.failed),
        hops,
        remarks: vec![fix(&facts.name(app))],
        key: String::new(),
        heard: Timestamp::now(),
        fresh: true,
        traced: false,
    })
}

/// What has moved from an app, and on from there.
pub(super) fn below(facts: &Facts<'_>, app: &str, depth: usize) -> Vec<Hop> {
    let mut hops = Vec::new();
    walk(facts, app, depth, &mut BTreeSet::new(), &mut hops);
    hops
}

fn walk(
    facts: &Facts<'_>,
    from: &str,
    depth: usize,
    seen: &mut BTreeSet<String>,
    hops: &mut Vec<Hop>,
) {
    if !seen.insert(from.to_owned()) {
        return;
    }
    for edge in facts
        .edges()
        .filter(|edge| edge.from == from && moved(edge))
    {
        let hop = relation(facts, edge, depth);
        hops.push(Hop {
            sentence: facts
                .graph
                .map_or(hop.sentence.clone(), |graph| graph.sentence(edge)),
            ..hop
        });
        if facts.kind(&edge.to) == Some(NodeKind::Component) {
            hops.extend(backends(facts, &edge.to, depth + 1));
        }
        walk(facts, &edge.to, depth + 1, seen, hops);
    }
}

/// What would make a sidecar tell more.
pub(super) fn fix(app: &str) -> String {
    format!(
        "the sidecar of {app} writes no API log; with the annotation dapr.io/enable-api-logging: \"true\" on its pods \
         it would, and until then counters stand in for it"
    )
}
