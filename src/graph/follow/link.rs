//! Which call a call belongs to.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::aim::Aim;
use super::call::{Call, What};
use super::facts::Facts;
use crate::dapr::Asked;
use crate::graph::model::{Edge, NodeKind};

/// Lines of one node are in order but for so much; a line also tells whole milliseconds only.
const SLACK: SignedDuration = SignedDuration::from_millis(5);
/// Clocks of two nodes are apart by so much, at most.
const SKEW: SignedDuration = SignedDuration::from_millis(50);
/// An event is with its subscribers within this time.
const DELIVERY: SignedDuration = SignedDuration::from_secs(1);

/// What a call belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// Place of the call that it belongs to.
    pub(super) parent: usize,
    /// Whether it may belong to another one.
    pub(super) unsure: bool,
    /// Whether it comes after an event that was published there.
    pub(super) is_after: bool,
}

/// What each call belongs to: as spans tell; else the call to its app that it lies within; else the event of before
/// that its app has subscribed.
pub(super) fn links(facts: &Facts<'_>, calls: &[Call<'_>], aims: &[Aim]) -> Vec<Option<Link>> {
    let by_trace = by_trace(facts, calls);
    (0..calls.len())
        .map(|at| {
            by_trace[at]
                .clone()
                .or_else(|| within(calls, aims, at))
                .or_else(|| after(facts, calls, aims, at))
        })
        .collect()
}

fn by_trace(facts: &Facts<'_>, calls: &[Call<'_>]) -> Vec<Option<Link>> {
    let parents: BTreeMap<_, _> = facts
        .spans
        .iter()
        .map(|span| ((&*span.trace, &*span.id), span.parent.as_deref()))
        .collect();
    let spans = calls.iter().enumerate();
    let places: BTreeMap<_, _> = spans
        .filter_map(|(at, call)| call.span.map(|span| ((&*span.trace, &*span.id), at)))
        .collect();
    let link = |(at, call): (usize, &Call<'_>)| {
        let span = call.span?;
        let mut parent = span.parent.as_deref();
        // Through what sidecars got from each other. A trace that leads round in a circle ends here.
        for _ in 0..facts.spans.len() {
            let key = (&*span.trace, parent?);
            match places.get(&key) {
                Some(place) if *place != at => {
                    return Some(Link {
                        parent: *place,
                        unsure: false,
                        is_after: false,
                    });
                }
                _ => parent = parents.get(&key).copied().flatten(),
            }
        }
        None
    };
    calls.iter().enumerate().map(link).collect()
}

/// The call to its app that it lies within.
fn within(calls: &[Call<'_>], aims: &[Aim], at: usize) -> Option<Link> {
    let lies = |slack: Slack| -> Vec<usize> {
        let others = (0..calls.len()).filter(|&other| other != at);
        others
            .filter(|&other| {
                aims[other].may_be(&calls[at].app) && can_hold(&calls[other], &calls[at])
            })
            .filter(|&other| holds(&calls[other], &calls[at], slack))
            .collect()
    };
    let mut around = lies(Slack::None);
    if around.is_empty() {
        around = lies(Slack::Clocks);
    }
    // The one that began last is the innermost.
    let parent = *around.iter().max_by_key(|&&other| calls[other].begun)?;
    let is_rival =
        |other: &usize| *other != parent && !holds(&calls[*other], &calls[parent], Slack::None);
    Some(Link {
        parent,
        unsure: around.iter().any(is_rival) || aims[parent].id() != Some(&calls[at].app),
        is_after: false,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slack {
    None,
    Clocks,
}

/// A call does not hold one of its own app, but where the app calls itself or was brought something.
fn can_hold(outer: &Call<'_>, inner: &Call<'_>) -> bool {
    let is_named = matches!(outer.what, What::Asks(Asked::App(_)) | What::Gets(_));
    outer.app != inner.app || (is_named && (outer.begun, inner.ended) != (inner.begun, outer.ended))
}

fn holds(outer: &Call<'_>, inner: &Call<'_>, slack: Slack) -> bool {
    let node = |call: &Call<'_>| call.said.map(|said| said.node.clone());
    let slack = match slack {
        Slack::None => SignedDuration::ZERO,
        Slack::Clocks if node(outer) == node(inner) => SLACK,
        Slack::Clocks => SKEW,
    };
    // A line rounds the time down that its call took, so that it may have begun earlier.
    let rounding = match outer.span {
        Some(_) => SignedDuration::ZERO,
        None => SignedDuration::from_millis(1),
    };
    inner.begun.duration_since(outer.begun) >= -(slack + rounding)
        && outer.ended.duration_since(inner.ended) >= -slack
}

/// The last event before that went to its app, by whatever says so. None can be sure of that.
fn after(facts: &Facts<'_>, calls: &[Call<'_>], aims: &[Aim], at: usize) -> Option<Link> {
    let call = &calls[at];
    let published = (0..calls.len()).filter(|&other| {
        let event = &calls[other];
        let is_in_time =
            call.begun >= event.begun && call.begun.duration_since(event.ended) <= DELIVERY;
        other != at && is_in_time && goes_to(facts, event, &aims[other], &call.app)
    });
    let parent = published.max_by_key(|&other| calls[other].begun)?;
    Some(Link {
        parent,
        unsure: true,
        is_after: true,
    })
}

fn goes_to(facts: &Facts<'_>, event: &Call<'_>, aim: &Aim, app: &str) -> bool {
    let Some(topic) = topic(event) else {
        return false;
    };
    aim.id()
        .is_some_and(|broker| deliveries(facts, broker, topic).any(|edge| edge.to == app))
}

/// What a call publishes to.
pub(super) fn topic<'c>(call: &'c Call<'_>) -> Option<&'c str> {
    match &call.what {
        What::Asks(Asked::Component { topic, .. }) => topic.as_deref(),
        _ => None,
    }
}

/// The relations by which a topic's events come to apps.
pub(super) fn deliveries<'a>(
    facts: &Facts<'a>,
    broker: &str,
    topic: &str,
) -> impl Iterator<Item = &'a Edge> {
    let verb = format!("delivers {topic}");
    let apps = facts
        .edges()
        .filter(|edge| edge.from == broker)
        .filter(move |edge| edge.verb.split(", ").any(|one| one == verb));
    let kinds: Vec<_> = apps
        .filter(|edge| facts.kind(&edge.to) == Some(NodeKind::App))
        .collect();
    kinds.into_iter()
}
