//! Lines and spans become calls: who asked for what, from when to when.

use jiff::{SignedDuration, Timestamp};

use super::facts::Facts;
use crate::check::{Said, Span};
use crate::dapr::{ApiCall, Asked};
use crate::graph::draft::id;
use crate::graph::model::NodeKind;

/// A line and a span of one call end this far from each other, at most.
const NEAR: SignedDuration = SignedDuration::from_millis(15);
/// How the names of deliveries begin.
const DELIVERY: &str = "pubsub/";

/// A call of an app, or a message that it got.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    /// Id of the app's node.
    pub(super) app: String,
    pub(super) namespace: String,
    /// None of a call that only a span tells of.
    pub(super) said: Option<&'a Said>,
    pub(super) span: Option<&'a Span>,
    pub(super) method: String,
    pub(super) what: What,
    pub(super) begun: Timestamp,
    pub(super) ended: Timestamp,
    pub(super) status: Option<String>,
    pub(super) failed: bool,
    pub(super) heard: Timestamp,
    pub(super) fresh: bool,
    /// Tells it from others: what its line says, as that comes first and stays.
    pub(super) key: String,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Asks(Asked),
    /// Its sidecar brings it an event of this topic.
    Gets(String),
}

/// All calls, in the order in which they began.
pub(super) fn calls<'a>(facts: &Facts<'a>) -> Vec<Call<'a>> {
    let mut calls: Vec<_> = facts.lines.iter().filter_map(|said| logged(said)).collect();
    for span in &facts.spans {
        let Some(traced) = traced(facts, span) else {
            continue;
        };
        match same(&mut calls, &traced) {
            Some(call) => {
                call.span = traced.span;
                (call.begun, call.ended) = (traced.begun, traced.ended);
            }
            None => calls.push(traced),
        }
    }
    calls.retain(|call| call.what != What::Asks(Asked::Itself));
    calls.sort_by(|one, other| (one.begun, other.ended).cmp(&(other.begun, one.ended)));
    calls
}

fn logged(said: &Said) -> Option<Call<'_>> {
    let call = ApiCall::read(&said.text)?;
    let ended = call.ended.unwrap_or(said.at);
    let took = SignedDuration::from_millis(i64::try_from(call.duration).unwrap_or(i64::MAX));
    Some(Call {
        app: id(NodeKind::App, &said.namespace, &said.app),
        namespace: said.namespace.clone(),
        said: Some(said),
        span: None,
        what: What::Asks(Asked::of(&call.method)),
        begun: ended.checked_sub(took).unwrap_or(ended),
        ended,
        status: Some(call.status()),
        failed: call.failed(),
        heard: said.heard,
        fresh: said.fresh,
        key: format!("{} {} {ended}", said.pod, call.method),
        method: call.method,
    })
}

fn traced<'a>(facts: &Facts<'a>, span: &'a Span) -> Option<Call<'a>> {
    let api = span.tag("dapr.api");
    let topic = span.name.strip_prefix(DELIVERY);
    let what = match topic {
        Some(topic) if api.is_empty() => What::Gets(topic.to_owned()),
        _ if api.is_empty() || is_received(span) => return None,
        _ => What::Asks(asked(api, span)),
    };
    let app = facts.app(&facts.namespace, &span.app)?;
    let namespace = app.split('/').nth(1).unwrap_or_default().to_owned();
    let took = SignedDuration::from_micros(i64::try_from(span.micros).unwrap_or(i64::MAX));
    let code = Some(span.tag("dapr.status_code")).filter(|code| !code.is_empty());
    let is_high = |code: &str| code.parse::<u16>().is_ok_and(|code| code >= 400);
    Some(Call {
        app,
        namespace,
        said: None,
        span: Some(span),
        method: if topic.is_some() {
            span.name.clone()
        } else {
            api.to_owned()
        },
        what,
        begun: span.began,
        ended: span.began.checked_add(took).unwrap_or(span.began),
        status: code.map(str::to_owned),
        failed: code.is_some_and(is_high) || !span.tag("error").is_empty(),
        heard: span.heard,
        fresh: span.fresh,
        key: format!("{} {}", span.trace, span.id),
    })
}

/// Whether it is what a sidecar got from another one.
fn is_received(span: &Span) -> bool {
    span.kind == "SERVER" || span.tag("dapr.api").contains(".internals.")
}

/// A span names what its call's method may not.
fn asked(api: &str, span: &Span) -> Asked {
    let named = |tag: &str| Some(span.tag(tag).to_owned()).filter(|text| !text.is_empty());
    match Asked::of(api) {
        Asked::SomeApp(path) => named("net.peer.name").map_or(Asked::SomeApp(path), Asked::App),
        Asked::Component { block, name, topic } => Asked::Component {
            block,
            name: name.or_else(|| named("db.name")),
            topic: topic.or_else(|| named("messaging.destination.name")),
        },
        other => other,
    }
}

/// The call of a line that this span is of as well: the nearest that has none yet.
fn same<'c, 'a>(calls: &'c mut [Call<'a>], traced: &Call<'a>) -> Option<&'c mut Call<'a>> {
    let apart = |call: &Call<'a>| call.ended.duration_since(traced.ended).abs();
    let is_same = |call: &Call<'a>| {
        // A log that hides addresses has the call's name in their place.
        let is_hidden = !call.method.contains(' ') && !call.method.starts_with('/');
        call.span.is_none()
            && call.said.is_some()
            && call.app == traced.app
            && (call.method == traced.method || is_hidden)
            && apart(call) <= NEAR
    };
    let nearest = calls
        .iter_mut()
        .filter(|call| is_same(call))
        .min_by_key(|call| apart(call))?;
    // What the span knows better.
    nearest.what = traced.what.clone();
    Some(nearest)
}
